import importlib.util
import json
from pathlib import Path

import awkward as ak
import numpy as np
import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.events import FileSource, load_format
from cutbench.language import load_names, parse_analysis
from cutbench.selection import compile_analysis, run
from cutbench.selection.cut_lists import skeleton_of_benchmark

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


@pytest.fixture
def real(shared_data, benchmark_, reference):
    path = shared_data / "physlite/zee_mc20_100events.root"
    events = load_format(benchmark_.event_format, benchmark_.data.means).model_dump()
    with FileSource(path, events) as opened:
        yield opened, reference[0].read(path)


def test_simulated_events_of_atlas_give_the_cutflow_of_the_reference(real, benchmark_, reference):
    source, data = real
    assert selected_by(benchmark_, source) == reference[0].select(data)


@pytest.mark.parametrize("cut", [cut for cut in CUTS if cut[0] in "23"])
def test_each_cut_keeps_the_same_leptons_of_simulated_events(cut, real, benchmark_, reference):
    source, data = real
    kind, cuts = {"2": ("electron", "ELECTRON_CUTS"), "3": ("muon", "MUON_CUTS")}[cut[0]]
    statement = next(one.statements[0] for one in benchmark_.cuts if one.id == cut)
    regions = "".join(f"region n{n}\n  select size({kind}) >= {n}\n" for n in (1, 2, 3))
    text = f"object {kind}\n  {statement.partition(': ')[2]}\n{regions}"
    names = benchmark_.language.names
    result = run(compile_analysis(parse_analysis(text, names)[0], names), source)
    kept = np.asarray(ak.sum(getattr(reference[0], cuts)[cut](data[f"{kind}s"]), axis=1))
    assert [result.regions[f"n{n}"].tolist() for n in (1, 2, 3)] == [(kept >= n).tolist() for n in (1, 2, 3)]


def test_a_cut_speaks_of_what_is_made_above_it_only(benchmark_):
    skeleton = skeleton_of_benchmark(benchmark_)
    cut = benchmark_.cuts[-1].model_copy(update={"statements": ("composite pair: select m(quadruplet[0]) > 50 GeV",)})
    assert "quadruplet is made further down" in skeleton.runs(cut)
