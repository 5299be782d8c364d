# Two commands matter: `make all` runs the benchmark, `make test` runs every check. Both set themselves up.
PYTHON ?= python3
CORES ?= 8
BIN := .venv/bin

.PHONY: all plots replay record test lint format clean
all: .venv/installed
	$(BIN)/snakemake --cores $(CORES) all

plots: .venv/installed
	$(BIN)/snakemake --cores 1 plots

# The same tables and plots from the recorded calls, without a model; everything in it is marked as a replay.
replay: .venv/installed
	$(BIN)/snakemake --cores $(CORES) all --configfile config/replay.yaml --config results=results/replay

# Runs all models anew and keeps their calls for replay and for the tests.
record: .venv/installed
	$(BIN)/snakemake --cores $(CORES) --config calls=live results=results/record -- all
	$(BIN)/cutbench record results/record

test: .venv/installed-dev lint
	$(BIN)/pytest

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/snakefmt --check --compact-diff workflow
	$(BIN)/snakemake --lint
	$(BIN)/codespell

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt workflow

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("cutbench needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

clean:
	rm -rf .venv results .snakemake
