import importlib.util
import json
from pathlib import Path

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.events import FileSource, load_format
from cutbench.language import load_names, parse_analysis
from cutbench.selection import compile_analysis, run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources/groundtruth/atlas_h4l"
EXPECTED = json.loads((FOLDER / "expected/cutflow.json").read_text(encoding="utf-8"))
CUTS = [row["cut"] for row in EXPECTED]


@pytest.fixture(scope="module")
def benchmark_():
    return load_benchmark(FOLDER)


@pytest.fixture(scope="module")
def source(benchmark_):
    events = load_format(benchmark_.event_format, benchmark_.data.means).model_dump()
    with FileSource(FOLDER / "events/standin_events.root", events) as opened:
        yield opened


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference_selection", FOLDER / "reference_selection.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made, made.read(FOLDER / "events/standin_events.root")


def selected_by(benchmark, source, without=()):
    text = (FOLDER / "selection.adl").read_text(encoding="utf-8")
    analysis, names = parse_analysis(text, load_names(ROOT / "src/cutbench/language/names.yaml"))
    result = run(compile_analysis(analysis, names, order=CUTS, without=[*benchmark.not_coded, *without]), source)
    numbers = zip(*(column[result.selected].tolist() for column in source.numbers()), strict=True)
    rows = [{"cut": row.cut, "n_events": row.n_events} for row in result.cutflow if row.region == "signal"]
    return sorted(map(list, numbers)), rows


def test_the_cutflow_and_the_events_are_the_expected_ones(benchmark_, source):
    pairs, rows = selected_by(benchmark_, source)
    assert rows == EXPECTED
    assert pairs == sorted(json.loads((FOLDER / "expected/events.json").read_text(encoding="utf-8"))["selected"])


@pytest.mark.parametrize("cut", CUTS)
def test_each_cut_can_be_left_out(cut, benchmark_, source, reference):
    made, data = reference
    assert selected_by(benchmark_, source, [cut]) == tuple(made.select(data, [cut]))
