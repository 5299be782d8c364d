"""A benchmark with a part of coding: its curated list, its reference, its events and its mutants agree.

Nothing here knows the analysis but what stands at the end.
"""

import importlib.util
import itertools
import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.benchmarks import load_benchmark
from cutbench.codegen import agent_program, interchangeable
from cutbench.codegen.mutants import mutated
from cutbench.comparison import compare
from cutbench.events import FileSource, load_format
from cutbench.events.renumber import renumbered
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import run, skeleton_of_benchmark

ROOT = Path(__file__).parents[2] / "resources/groundtruth"
REAL = "physlite/zee_mc20_100events.root"
NAMES = ["atlas_hyy"]


def coded(name):
    """Return the ids of the cuts that a benchmark codes, in the order of its cutflow."""
    return [row["cut"] for row in json.loads((ROOT / name / "expected/cutflow.json").read_text(encoding="utf-8"))]


@cache
def opened(name):
    """Return a benchmark with its reference selection and its events, opened once."""
    benchmark = load_benchmark(ROOT / name)
    spec = importlib.util.spec_from_file_location(f"{name}_reference", benchmark.reference_program)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    event_format = load_format(benchmark.event_format, benchmark.data.means).model_dump()
    return SimpleNamespace(
        benchmark=benchmark,
        reference=reference,
        data=reference.read(benchmark.events),
        format=event_format,
        source=FileSource(benchmark.events, event_format),
        skeleton=skeleton_of_benchmark(benchmark),
    )


def selected_by(one, source, cuts=None, without=()):
    """Return what a list of cuts, by default the curated one, selects, and its cutflow."""
    result = run(one.skeleton.plan(cuts or one.benchmark.cuts, without), source)
    numbers = zip(*(column[result.selected].tolist() for column in source.numbers()), strict=True)
    rows = [{"cut": row.cut, "n_events": row.n_events} for row in result.cutflow if row.region == "signal"]
    return sorted(map(list, numbers)), rows


@pytest.mark.parametrize("name", NAMES)
def test_the_curated_list_and_the_reference_give_the_expected_events(name):
    one = opened(name)
    expected = json.loads((ROOT / name / "expected/events.json").read_text(encoding="utf-8"))
    events, cutflow = selected_by(one, one.source)
    assert events == expected["selected"]
    assert cutflow == expected["cutflow"]
    assert one.reference.select(one.data) == (events, cutflow)


@pytest.mark.parametrize(("name", "cut"), [(name, cut) for name in NAMES for cut in coded(name)])
def test_each_cut_can_be_left_out_and_decides_about_events(name, cut):
    one = opened(name)
    without = one.reference.select(one.data, [cut])
    assert selected_by(one, one.source, without=[cut]) == without
    changed = {tuple(pair) for pair in without[0]} ^ {tuple(pair) for pair in one.reference.select(one.data)[0]}
    assert len(changed) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_and_the_curated_list_have_the_same_cuts(name):
    one = opened(name)
    assert [cut.id for cut in one.benchmark.coded_cuts] == coded(name) == one.reference.CUTS


@pytest.mark.parametrize(("name", "cut"), [(name, cut) for name in NAMES for cut in coded(name)])
def test_a_mutant_selects_other_events_and_is_named(name, cut):
    one = opened(name)
    wrong = mutated(one.benchmark.cuts, cut, one.benchmark.language, interchangeable(one.source))
    events, cutflow = selected_by(one, one.source, wrong)
    answer = SelectedEvents.model_validate({"selected": events, "cutflow": cutflow})
    compared = compare(Execution(backend="none", exit_code=0, seconds=0, events=answer), expected_of(name))
    assert compared.outcome == "not_matched"
    assert compared.first_diverging_cut == cut


def expected_of(name):
    return SelectedEvents.read(ROOT / name / "expected/events.json")


def program_of(one, agent):
    """Return the program of a self-test agent; `compiled` is the curated list itself."""
    write = partial(one.skeleton.program, event_format=one.format)
    if agent == "compiled":
        return write(one.benchmark.cuts)
    means = {"write": write, "language": one.benchmark.language, "words": interchangeable(one.source)}
    return agent_program(agent, one.benchmark.reference_program, one.benchmark.cuts, **means).text


AGENTS = {"compiled": "exactly_matched", "oracle": "exactly_matched", "mutant": "not_matched", "copier": "not_matched"}


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize("name", NAMES)
def test_agents_do_what_they_promise_on_events_with_other_numbers(name, agent, tmp_path):
    one, program, output = opened(name), tmp_path / "selection.py", tmp_path / "out.json"
    program.write_text(program_of(one, agent), encoding="utf-8")
    with renumbered(one.benchmark.events, "01") as copy:
        assert not copy.about.problem
        subprocess.run([sys.executable, program, "--events", copy.path, "--output", output], check=True)
        answer = Execution(backend="none", exit_code=0, seconds=0, events=SelectedEvents.read(output))
        assert compare(copy.restore(answer), expected_of(name)).outcome == AGENTS[agent]


@pytest.mark.parametrize("name", NAMES)
def test_the_events_are_few_small_and_enriched_in_the_open(name):
    events = opened(name).benchmark.events
    with uproot.open(events) as file:
        numbers = file["CollectionTree"]["EventInfoAuxDyn.eventNumber"].array().to_list()
    corners = json.loads((events.parent / "enrichment.json").read_text(encoding="utf-8"))
    pushed = list(itertools.chain.from_iterable(corners.values()))
    assert len(set(numbers)) == len(numbers) == 1000
    assert len(set(pushed)) == len(pushed) <= 300
    assert set(pushed) <= set(numbers)
    assert events.stat().st_size < 1.5e6


# Real simulation: few of its events are selected by anything, but branches, links and missing chains are real.


@pytest.mark.parametrize("name", NAMES)
def test_branches_have_the_types_of_real_events(name, shared_data):
    with uproot.open(opened(name).benchmark.events) as ours, uproot.open(shared_data / REAL) as real:
        types = [file["CollectionTree"].typenames(full_paths=False) for file in (ours, real)]
    assert {name: types[1].get(name) for name in types[0]} == types[0]


@pytest.mark.parametrize(("name", "cut"), [(name, cut) for name in NAMES for cut in ("", *coded(name))])
def test_real_events_are_selected_as_by_the_reference(name, cut, shared_data):
    one, path = opened(name), shared_data / REAL
    with FileSource(path, one.format) as source:
        skip = [cut] if cut else []
        assert selected_by(one, source, without=skip) == one.reference.select(one.reference.read(path), skip)


# What is special to H -> yy.

N_REAL = {"2.2": 0, "3.7": 0}  # no pair of photons of the Z -> ee events has so much energy


@pytest.mark.parametrize("cut", coded("atlas_hyy"))
def test_a_cut_alone_keeps_the_same_real_events(cut, shared_data):
    one, path = opened("atlas_hyy"), shared_data / REAL
    others = [other for other in one.reference.CUTS if other != cut]
    expected = one.reference.select(one.reference.read(path), others)
    with FileSource(path, one.format) as source:
        assert selected_by(one, source, without=others) == expected
    assert len(expected[0]) >= N_REAL.get(cut, 1)


def with_branch(old, new):
    """Return a change of the reading: another branch than the one that is meant."""
    return lambda tree, container, variable, read: read(tree, container, new if variable == old else variable)


def cluster_eta(tree, container, variable, read):
    values = read(tree, container, variable)
    if (container, variable) != ("AnalysisPhotons", "eta"):
        return values
    places = ak.firsts(read(tree, container, "caloClusterLinks").m_persIndex, axis=2)
    return read(tree, "egammaClusters", "calEta")[ak.values_astype(places, np.int64)]


def first_vertex(tree, container, variable, read):
    values = read(tree, container, variable)
    return ak.where(ak.local_index(values) == 0, values, 0) if variable == "vertexType" else values


def only_unconverted(tree, container, variable, read):
    values = read(tree, container, variable)
    if variable != "DFCommonPhotonsIsEMLoose":
        return values
    return values * (ak.num(read(tree, container, "vertexLinks"), axis=2) == 0)


MISREADINGS = {
    "loose for tight": with_branch("DFCommonPhotonsIsEMTight", "DFCommonPhotonsIsEMLoose"),
    "tight for loose": with_branch("DFCommonPhotonsIsEMLoose", "DFCommonPhotonsIsEMTight"),
    "cleaning for loose": with_branch("DFCommonPhotonsIsEMLoose", "DFCommonPhotonsCleaning"),
    "wider cone": with_branch("topoetcone20", "topoetcone40"),
    "corrected calorimeter isolation": with_branch("topoetcone20", "topoetcone20_CloseByCorr"),
    "corrected track isolation": with_branch("ptcone20", "ptcone20_CloseByCorr"),
    "direction of the cluster": cluster_eta,
    "first vertex": first_vertex,
    "unconverted photons only": only_unconverted,
}


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_misread_branch_changes_the_selected_events(name, monkeypatch):
    one = opened("atlas_hyy")
    read = one.reference.read_branch
    monkeypatch.setattr(one.reference, "read_branch", lambda t, c, v: MISREADINGS[name](t, c, v, read))
    assert one.reference.select(one.reference.read(one.benchmark.events))[0] != one.reference.select(one.data)[0]


@pytest.mark.parametrize(
    "chains",
    [
        ("g35_loose_g25_loose",),
        ("g35_loose_g25_loose", "g35_medium_g25_medium_L12EM20VH"),
        ("g120_loose", "g140_loose"),
        ("g120_loose", "g140_loose", "g35_loose_g25_loose", "2g20_loose_g15_loose"),
    ],
)
def test_other_triggers_select_other_events(chains, monkeypatch):
    one = opened("atlas_hyy")
    monkeypatch.setattr(one.reference, "TRIGGERS", chains)
    assert one.reference.select(one.reference.read(one.benchmark.events))[0] != one.reference.select(one.data)[0]


def cut_first(one):
    """Photons that are tight and isolated make the pair."""
    data, photons = dict(one.data), one.data["photons"]
    fine = photons.tight & (photons.topoetcone20 / photons.pt < 0.065) & (photons.ptcone20 / photons.pt < 0.05)
    return data | {"photons": photons[fine]}


def not_three(one):
    """Events with another good photon are dropped."""
    photons = one.data["photons"]
    kept = photons
    for passes in one.reference.PHOTON_CUTS.values():
        kept = kept[passes(kept)]
    return one.data | {"photons": photons[ak.num(kept) < 3]} | {"event": one.data["event"][ak.num(kept) < 3]}


@pytest.mark.parametrize("misread", [cut_first, not_three])
def test_a_pair_that_is_chosen_otherwise_changes_the_selected_events(misread):
    one = opened("atlas_hyy")
    assert one.reference.select(misread(one))[0] != one.reference.select(one.data)[0]


def test_photons_in_the_order_of_the_file_make_other_pairs(monkeypatch):
    one = opened("atlas_hyy")
    monkeypatch.setattr(ak, "argsort", lambda values, **_: ak.local_index(values))
    assert one.reference.select(one.data)[0] != selected_by(one, one.source)[0]


@pytest.mark.parametrize(
    ("cut", "absolute"), [("3.5", lambda pair: pair.leading.pt > 35), ("3.6", lambda pair: pair.subleading.pt > 25)]
)
def test_shares_of_the_mass_are_not_thresholds(cut, absolute, monkeypatch):
    one = opened("atlas_hyy")
    expected = one.reference.select(one.data)[0]
    monkeypatch.setitem(one.reference.DIPHOTON_CUTS, cut, absolute)
    assert one.reference.select(one.data)[0] != expected


def test_the_edges_of_the_crack_belong_to_it():
    photons = opened("atlas_hyy").data["photons"]
    edges = {float(np.float32(edge)) for edge in (1.37, 1.52)}
    assert edges <= set(np.asarray(ak.flatten(abs(photons.eta))).tolist())
