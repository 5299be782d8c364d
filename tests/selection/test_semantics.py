"""What single lines mean, on events that are small enough to think about."""

import contextlib
import itertools
import math
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cutbench.errors import CutbenchError
from cutbench.events import MemorySource
from cutbench.language import load_names, parse_analysis
from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.selection import compile_analysis, run, trace

NAMES = load_names(Path(__file__).parents[2] / "src/cutbench/language/names.yaml")

CODES = {kind: {"flavour": {"electron": 11.0, "muon": 13.0}} for kind in ("electron", "muon")}


def objects(*events, **more):
    """A collection of objects with these pT; eta counts up from 0 in an event, charges alternate."""
    lists = {"pT": [list(map(float, event)) for event in events]}
    lists["eta"] = [[float(i) for i, _ in enumerate(event)] for event in events]
    lists["phi"] = [[0.0 for _ in event] for event in events]
    lists["m"] = lists["phi"]
    lists["charge"] = [[(-1.0) ** i for i, _ in enumerate(event)] for event in events]
    return lists | more


def source(quantities=None, flags=None, **collections):
    for kind, code in (("electron", 11.0), ("muon", 13.0)):
        if kind in collections:
            collections[kind]["flavour"] = [[code] * len(event) for event in collections[kind]["pT"]]
    return MemorySource(collections, quantities=quantities, flags=flags, codes=CODES)


@pytest.fixture
def passing(select):
    """Select events by lines of one region, after other blocks; returns a list of 0 and 1."""

    def passed(events, *lines, blocks=""):
        text = "\n".join([blocks, "region signal", *(f"  {line}" for line in lines)])
        return select(text, events).regions["signal"].astype(int).tolist()

    return passed


JETS = source(jet=objects([50, 30], [50], [], [50, 10]))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("select pT(jet[1]) > 20 GeV", [1, 0, 0, 0]),
        ("select pT(jet[1]) < 20 GeV", [0, 0, 0, 1]),
        ("select not pT(jet[1]) > 20 GeV", [0, 0, 0, 1]),
        ("reject pT(jet[1]) > 20 GeV", [0, 1, 1, 1]),
        ("reject not pT(jet[1]) > 20 GeV", [1, 1, 1, 0]),
        ("reject size(jet) == 2 ? pT(jet[0]) > 20 GeV", [0, 1, 1, 0]),
        ("reject size(jet) >= 1 ? pT(jet[1]) < 20 GeV", [1, 1, 1, 0]),
        ("reject size(jet) == 2 ? pT(jet[1]) > 20 GeV : size(jet) == 1", [0, 0, 1, 1]),
        ("select pT(jet[1]) > 20 GeV or size(jet) < 2", [1, 1, 1, 0]),
        ("select pT(jet[1]) != 30 GeV", [0, 0, 0, 1]),
        ("select pT(jet[1]) ][ 20 GeV 40 GeV", [0, 0, 0, 1]),
        ("select size(jet) >= 2 ? pT(jet[1]) > 20 GeV", [1, 1, 1, 0]),
        ("select pT(jet[1]) > 20 GeV ? size(jet) == 2 : size(jet) == 1", [1, 1, 0, 0]),
        ("select pT(jet[-1]) > 40 GeV", [0, 1, 0, 0]),
        ("select pT(jet[-2]) > 40 GeV", [1, 0, 0, 1]),
        ("select sum(pT(jet[1:])) > 20 GeV", [1, 0, 0, 0]),
        ("select sum(pT(jet[:1])) == 50 GeV", [1, 1, 0, 1]),
        ("select size(jet[-1:]) == 1", [1, 1, 0, 1]),
        ("select size(jet, pT > 20 GeV) == 1", [0, 1, 0, 1]),
        ("select max(pT(jet)) > 20 GeV", [1, 1, 0, 1]),
        ("select any(jet, pT < 20 GeV)", [0, 0, 0, 1]),
        ("select all(jet, pT > 20 GeV)", [1, 1, 1, 0]),
        ("select HT > 60 GeV", [1, 0, 0, 0]),
        ("select HT [] 50 GeV 60 GeV", [0, 1, 0, 1]),
        ("select HT ][ 50 GeV 60 GeV", [1, 1, 1, 1]),
        ("select HT ][ 50 GeV 79 GeV", [1, 1, 1, 0]),
        ("select HT ][ 49 GeV 79 GeV", [1, 0, 1, 0]),
        ("select ALL", [1, 1, 1, 1]),
        ("select size(jet[:2], pT > 20 GeV) == 2", [1, 0, 0, 0]),
        ("select sum(jet, pT > 20 GeV ? 1 : 0) == 1", [0, 1, 0, 1]),
    ],
)
def test_a_line_of_a_region(passing, line, expected):
    assert passing(JETS, line) == expected


def test_a_rising_bound_is_constant_beyond_its_ends(passing):
    events = source({"MET": [0, 10, 15, 20, 99]}, jet=objects([5], [5], [6], [10], [10]))
    bound = "linear(MET, 10 GeV, 4 GeV, 20 GeV, 9 GeV)"
    assert passing(events, f"select pT(jet[0]) > {bound}") == [1, 1, 0, 1, 1]
    assert passing(events, f"select {bound} == 4 GeV") == [1, 1, 0, 0, 0]
    assert passing(events, f"select {bound} == 6.5 GeV") == [0, 0, 1, 0, 0]


def test_one_of_the_best_for_each_class(passing):
    events = source(muon=objects([20], [20, 30]), electron=objects([20, 40, 10], []))
    block = "object chosen\n  take union(electron, muon)\n  best abs(pT - 22 GeV) per flavour"
    assert passing(events, "select size(chosen) == 2", blocks=block) == [1, 0]
    assert passing(events, "select pT(chosen[0]) == 20 GeV and size(chosen) == 1", blocks=block) == [0, 1]


def test_combinations(passing):
    events = source(muon=objects([20], [20, 30, 40], [9, 8, 7, 6]))
    pair = "composite duo\n  take disjoint(muon a, muon b)\n"
    assert passing(events, "select size(duo) == 3", blocks=pair) == [0, 1, 0]
    assert passing(events, "select size(duo) == 6", blocks=pair) == [0, 0, 1]
    both = pair + "composite two\n  take disjoint(duo c, duo d)\n"
    assert passing(events, "select size(two) == 3", blocks=both) == [0, 0, 1]
    every = "composite duo\n  take cartesian(muon a, muon b)\n"
    assert passing(events, "select size(duo) == 9", blocks=every) == [0, 1, 0]


def test_members_of_different_collections_share_no_particle(passing):
    events = source(muon=objects([20], [20, 30]))
    blocks = "object hard\n  take muon\n  select pT > 25 GeV\ncomposite duo\n  take disjoint(muon a, hard b)\n"
    assert passing(events, "select size(duo) == 1 and pT(a(duo[0])) == 20 GeV", blocks=blocks) == [0, 1]


def test_parts_of_parts(passing):
    events = source(muon=objects([40, 30, 20, 10], [40, 30]))
    blocks = (
        "composite duo\n  take disjoint(muon a, muon b)\n  select sfos(this)\n"
        "composite candidate\n  take disjoint(duo c, duo d)\n  select size(muon) == 4\n"
        "  select pT(muon[-1]) == 10 GeV\n"
        "  select sfos(c) and sfos(a(c), b(c))\n"
    )
    # eta 0 1 2 3: m^2 = 2 pT pT (cosh deta - 1); the pairs of opposite charge are 01 03 12 23, two candidates
    m = math.sqrt(2 * 40 * 30 * (math.cosh(1) - 1))
    assert passing(events, "select size(candidate) == 2", blocks=blocks) == [1, 0]
    assert passing(events, f"select m(c(candidate[0])) [] {m - 0.01} GeV {m + 0.01} GeV", blocks=blocks) == [1, 0]
    assert passing(events, "select pT(a(c(candidate[0]))) == 40 GeV", blocks=blocks) == [1, 0]
    assert passing(events, "select pT(a(c(candidate[5]))) < 40 GeV", blocks=blocks) == [0, 0]


def test_named_values_of_what_is_not_there_are_neither(passing):
    events = source(muon=objects([40], [], [40, 30]), electron=objects([], [], [20]))
    lepton = "object lepton\n  take union(electron, muon)\ncomposite duo\n  take disjoint(lepton a, lepton b)\n"
    assert passing(events, "select flavour(lepton[0]) == muon", blocks=lepton) == [1, 0, 1]
    assert passing(events, "select flavour(lepton[0]) != electron", blocks=lepton) == [1, 0, 1]
    assert passing(events, "select not sfos(lepton[0], lepton[1])", blocks=lepton) == [0, 0, 0]
    assert passing(events, "select sfos(lepton[0], lepton[1])", blocks=lepton) == [0, 0, 1]
    assert passing(events, "reject sfos(duo[0])", blocks=lepton) == [1, 1, 0]
    assert passing(events, "select size(lepton(duo[0])) == 2", blocks=lepton) == [0, 0, 1]
    assert passing(events, "select pT(a(duo[0])) > 1 GeV", blocks=lepton) == [0, 0, 1]


def test_the_nearest_of_a_collection(passing):
    events = source(jet=objects([50], [50], [50]), electron=objects([9, 9], [], [9], eta=[[3.0, 0.2], [], [0.5]]))
    block = "object jet\n  reject dR(this, electron) < 0.4\n"
    assert passing(events, "select size(jet) == 1", blocks=block) == [0, 1, 1]
    block = "object jet\n  select dR(this, electron) < 0.4\n"
    assert passing(events, "select size(jet) == 1", blocks=block) == [1, 0, 0]
    block = "object jet\n  select min(dR(this, electron, pT > 10 GeV)) > 0.4\n"
    assert passing(events, "select size(jet) == 1", blocks=block) == [1, 1, 1]
    block = "object jet\n  select min(dR(this, electron, eta > 1)) > 2\n"
    assert passing(events, "select size(jet) == 1", blocks=block) == [1, 1, 1]
    block = "object jet\n  select min(dR(this, electron, eta < 1)) > 0.4\n"
    assert passing(events, "select size(jet) == 1", blocks=block) == [0, 1, 1]


def test_regions_are_flags(select):
    text = "region a (control)\n  select HT > 60 GeV\nregion b\n  select not a\nregion c\n  reject a or size(jet) == 0"
    found = select(text, JETS)
    assert found.regions["b"].tolist() == [False, True, True, True]
    assert found.regions["c"].tolist() == [False, True, False, True]
    assert found.selected.tolist() == [False, True, True, True]


def test_a_class_is_a_collection_of_its_own(passing):
    blocks = "object muon\n  select pT > 25 GeV\nobject veto_muon\n  select pT > 5 GeV\n"
    events = source(muon=objects([30, 10], [30], [10, 3]))
    # A class that no line takes from elsewhere begins where its kind stands.
    assert passing(events, "select size(veto_muon) == 1", blocks=blocks) == [1, 1, 0]
    turned = "object veto_muon\n  select pT > 5 GeV\nobject muon\n  select pT > 25 GeV\n"
    assert passing(events, "select size(veto_muon) == 2 and size(muon) == 1", blocks=turned) == [1, 0, 0]


def test_transverse_mass_and_missing_momentum(passing):
    events = source({"MET": [40, 40, 40], "MET_phi": [0, math.pi, 0]}, muon=objects([40], [40], []))
    assert passing(events, "select mT(muon[0], MET) [] 79.9 GeV 80.1 GeV") == [0, 1, 0]
    assert passing(events, "select MET + pT(muon[0]) > 79 GeV") == [1, 1, 0]
    assert passing(events, "select dphi(muon[0], MET) < 1") == [1, 0, 0]


def test_a_row_stops_at_a_line_that_is_applied_there(select):
    text = (
        'object jet\n  select "j" pT > 20 GeV\n'
        'region signal\n  select "late" size(jet) >= 2\n  select size(jet) >= 1\n  select "last" HT > 40 GeV\n'
    )
    rows = [(row.cut, row.n_events) for row in select(text, JETS).cutflow]
    assert rows == [("j", 3), ("late", 1), ("last", 1)]


def test_a_group_of_triggers_is_a_word_also_where_a_collection_has_its_name(select):
    text = (
        'region signal\n  select "fired" trigger(dijet)\n  select "any" size(vertex) >= 1\n'
        'object jet\n  select "hard" pT > 20 GeV\n'
        "composite dijet\n  take disjoint(jet a, jet b)\n"
        "region signal\n  select size(dijet) >= 1\n"
    )
    events = source(
        jet=objects([50, 30], [50, 30], [50], [50, 10]),
        vertex={"z0": [[0.0], [], [0.0], [0.0]]},
        flags={"trigger": {"dijet": [True, True, True, False]}},
    )
    rows = [(row.cut, row.n_events) for row in select(text, events).cutflow]
    assert rows == [("fired", 3), ("any", 2), ("hard", 1)]


def test_rows_do_not_forget_what_rows_above_them_applied(select):
    """The order of cuts is not that of the lines; the last row applies lines without an id as well."""
    text = (
        'object jet\n  select "j" pT > 20 GeV\n'
        'region signal\n  select "veto" HT < 70 GeV\n  select size(jet) >= 1\n  select HT > 40 GeV\n'
    )
    analysis, names = parse_analysis(text, NAMES)
    found = run(compile_analysis(analysis, names, order=["j", "veto"]), JETS)
    assert [(row.cut, row.n_events) for row in found.cutflow] == [("j", 3), ("veto", 2)]
    assert found.of_selected == tuple(replace(row, region="") for row in found.cutflow)
    assert found.selected.tolist() == [False, True, False, True]


TWO_REGIONS = """
object muon
  select "m" pT > 20 GeV
object electron
  select "e" pT > 20 GeV
region all (preselection)
  select "p" HT > 20 GeV
region mm
  take all
  select size(muon) >= 1
  select "m2" pT(muon[0]) > 40 GeV
region ee
  take all
  select size(electron) >= 1
  select "e2" pT(electron[0]) > 40 GeV
region both (control)
  select "c" size(muon) + size(electron) >= 2
"""
EITHER = source(
    muon=objects([50], [30], [], [], [30]), electron=objects([], [], [50], [30], [50]),
    jet=objects([30], [30], [30], [30], [30]),
)  # fmt: skip


def test_the_cutflow_of_several_signal_regions_counts_events_in_any_of_them(select):
    found = select(TWO_REGIONS, EITHER)
    assert [(row.cut, row.n_events) for row in found.of_selected] == [
        ("m", 5),
        ("e", 5),
        ("p", 5),
        ("m2", 4),
        ("e2", 3),
    ]
    assert found.selected.tolist() == [True, False, True, False, True]
    assert {row.region for row in found.cutflow} == {"all", "mm", "ee", "both"}


def test_an_event_is_followed_in_the_region_that_it_gets_furthest_in():
    analysis, names = parse_analysis(TWO_REGIONS, NAMES)
    found = trace(compile_analysis(analysis, names), EITHER, range(5))
    assert [one.cut for one in found] == [None, "m2", None, "e2", None]
    assert [one.values for one in found] == [(), (30,), (), (30,), ()]


def test_words_of_a_trigger_are_no_collections():
    """What it is called like is not what it depends on: the row of a cut on leptons is not that of the trigger."""
    text = (
        'object muon\n  select "m" pT > 20 GeV\n'
        'region signal\n  select "t" trigger(single_muon)\n  select size(muon) >= 1\n'
    )
    analysis, names = parse_analysis(text, NAMES)
    events = source(flags={"trigger": {"single_muon": [True, True, False]}}, muon=objects([50], [10], [50]))
    rows = run(compile_analysis(analysis, names, order=["t", "m"]), events).cutflow
    assert [(row.cut, row.n_events) for row in rows] == [("t", 2), ("m", 1)]


# Hostile analyses

MANY = source(muon=objects(*[range(200, 0, -1)] * 3))
TOWER = ["muon", *("n" * (i + 1) + "x" for i in range(10))]
NESTED = "".join(
    f"composite {above}\n  take disjoint({below} a, {below} b)\n" for below, above in itertools.pairwise(TOWER)
)
SIX = "composite six\n  take disjoint(muon a, muon b, muon c, muon d, muon e, muon f)\n"
COUNTED = "region signal\n  select size({}) > 0\n"


@contextlib.contextmanager
def at_once():
    """At most 20 s of this process; all combinations one by one would take hours."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 20


@contextlib.contextmanager
def light():
    """At most 1 GB at any time, arrays among them."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 1e9
    finally:
        tracemalloc.stop()


@pytest.fixture(params=[at_once, light])  # one after the other: to trace memory takes time
def bounded(request):
    return request.param


DOUBLING = "define x0 = HT\n" + "".join(f"define x{i + 1} = x{i} + x{i}\n" for i in range(60))
CHAIN = "define x0 = HT\n" + "".join(f"define x{i + 1} = x{i} + 1 GeV\n" for i in range(4000))
DIAMONDS = "region r0\n  select HT > 0 GeV\n" + "".join(
    f"region r{i + 1}\n  take r{i}\n  take r{i}\n  select r{i} or r{i}\n" for i in range(40)
)


@pytest.mark.parametrize(
    "text",
    [
        NESTED + COUNTED.format("nnnnnnnnnnx"),
        SIX + COUNTED.format("six"),
        "region signal\n  select size(disjoint(muon a, muon b, muon c, muon d)) > 0\n",
        "region signal\n  select sum(disjoint(muon a, muon b, muon c, muon d), m(a, b)) > 0 GeV\n",
        "region signal\n  select " + "(" * 1000 + "MET" + ")" * 1000 + " > 1 GeV\n",
        "region signal\n  select " + "+".join(["HT"] * 1_000_00) + " > 1 GeV\n",
        CHAIN + "region signal\n  select x4000 > 1 GeV\n",
    ],
    ids=["nested", "six", "size", "sum", "parentheses", "terms", "definitions"],
)
def test_hostile_text_is_refused_at_once(text, select, bounded):
    with bounded(), pytest.raises(CutbenchError) as caught:
        select(text, MANY)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert str(caught.value).count("take") <= 1


def chained(n_terms):
    node = t.Name("HT")
    for _ in range(n_terms):
        node = t.Arithmetic("+", node, t.Name("HT"))
    return node


@pytest.mark.parametrize("text", [DOUBLING + "region signal\n  select x60 > 1 GeV\n", DIAMONDS])
def test_what_depends_on_others_twice_is_worked_on_once(text, select, bounded):
    with bounded():
        assert np.all(select(text, JETS).selected == [True, True, False, True])


@pytest.mark.parametrize(
    "value",
    [lambda: chained(1_000_000), lambda: t.Call("min", (t.Name("HT"),) * 1_000_000)],
    ids=["terms", "arguments"],
)
def test_hostile_trees_are_refused_at_once(value, bounded):
    above = t.Interval(t.Number(1, "GeV"), None)
    line = t.Select(t.Requirement(value(), above))
    analysis = t.Analysis((t.Block(t.Head("region", "signal"), (line,)),))
    with bounded(), pytest.raises(CutbenchError, match=r"more than|deep"):
        compile_analysis(analysis, Names())


def test_what_is_refused_names_the_line_once(select):
    with pytest.raises(CutbenchError) as caught:
        select(SIX + COUNTED.format("six"), MANY)
    assert str(caught.value).startswith("composite six: take | ")
    assert str(caught.value).count("composite six") == 1


def test_many_events_with_many_combinations_are_worked_on_in_pieces(select):
    events = source(muon=objects(*[range(60, 0, -1)] * 400))
    blocks = "composite trio\n  take disjoint(muon a, muon b, muon c)\n"
    text = blocks + "region signal\n  select size(trio) == 34220\n"
    assert np.all(select(text, events).selected)
