"""What a wheel can do without a checkout: one's own papers are read from any folder."""

import json
import os
import subprocess
import sys
import zipfile

import pytest

from cutbench.schema.cuts import CutList

pytestmark = [pytest.mark.wheel, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def site(request, tmp_path_factory):
    """A folder with the package as its wheel has it, and nothing else."""
    built, site = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("site")
    order = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(built),
        str(request.config.rootpath),
    ]
    try:
        done = subprocess.run(order, check=False, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        pytest.skip("no wheel in 300 s")
    if done.returncode:
        pytest.skip(f"no wheel can be built here: {done.stderr.strip().splitlines()[-1:]}")
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    return site


@pytest.fixture
def run(site, tmp_path):
    """Run a command of the wheel in an empty folder; what it depends on is that of this Python."""

    def run(*arguments):
        surroundings = {**os.environ, "PYTHONPATH": str(site)}
        order = [sys.executable, "-c", "from cutbench.cli import main; main()", *arguments]
        done = subprocess.run(
            order, check=False, capture_output=True, text=True, cwd=tmp_path, env=surroundings, timeout=300
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def paper(project):
    return str(project / "resources/groundtruth/atlas_h4l/standin/1806.00242.pdf")


def test_it_is_the_wheel_that_runs(site, tmp_path):
    order = [sys.executable, "-c", "import cutbench, cutbench.files as f; print(cutbench.__file__, f.home())"]
    surroundings = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        order, check=True, capture_output=True, text=True, cwd=tmp_path, env=surroundings, timeout=100
    )
    file, home = done.stdout.split()
    assert file == str(site / "cutbench/__init__.py")
    assert home == str(site / "cutbench/shipped")
    assert not list(site.rglob("groundtruth"))


def test_a_paper_is_parsed_into_a_folder_named_like_it(run, paper, tmp_path):
    done = run("load", paper)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "1806.00242/document.json").is_file()


def test_a_paper_is_read_without_a_model(run, paper, tmp_path):
    done = run("extract", paper, "--mode", "pattern")
    assert done.returncode == 0, done.stderr
    assert CutList.read(tmp_path / "cuts.json").cuts


def test_models_are_known_and_prompts_and_schemas_are_there(run, paper, site, tmp_path):
    done = run("extract", paper, "--model", "gpt-9")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "unknown model 'gpt-9'; known are qwen2.5-coder-1.5b" in done.stderr
    assert list((site / "cutbench/prompts/extraction").glob("*.md.j2"))


def test_from_paper_to_events_without_a_model(run, paper, project, tmp_path):
    events = project / "resources/groundtruth/atlas_h4l/events/standin_events.root"
    done = run("pipeline", paper, "--mode", "pattern", "--events", str(events), "--out", "out")
    if done.returncode and "sandbox" in done.stderr:
        pytest.skip(f"no sandbox here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert len(json.loads((tmp_path / "out/events.json").read_text())["selected"]) > 10


def test_the_doctor_needs_no_checkout(run):
    done = run("doctor")
    assert "benchmarks              none here" in done.stdout, done.stderr
    assert "Python" in done.stdout
