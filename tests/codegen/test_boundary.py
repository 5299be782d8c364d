"""Events at the edges of statements of many kinds, made from nothing but the statement and a few drawn events."""

from dataclasses import replace

import numpy as np
import pytest

from cutbench.codegen import drawn
from cutbench.codegen.boundary import edges
from cutbench.events import MemorySource
from cutbench.language import load_language, parse_analysis
from cutbench.schema.cuts import Cut
from cutbench.selection import PythonAnalysis, Skeleton

ANALYSIS = """
object electron
  select abs(eta) < 2.47

object jet
  select pT > 20 GeV

composite dijet
  take disjoint(jet j1, jet j2)

region signal
  select size(jet) >= 1
  select goodrun

define m_eff = MET + HT
"""


@pytest.fixture(scope="module")
def analysis():
    language = load_language()
    analysis, names = parse_analysis(ANALYSIS, language.names)
    return PythonAnalysis(Skeleton(analysis, replace(language, names=names)))


@pytest.fixture(scope="module")
def base():
    random = np.random.default_rng(1)
    counts = random.integers(0, 6, 200)

    def some(make):
        return [make(number).tolist() for number in counts]

    both = {
        "pT": some(lambda n: random.exponential(40, n) + 10),
        "eta": some(lambda n: random.uniform(-3, 3, n)),
        "phi": some(lambda n: random.uniform(-3.1, 3.1, n)),
    }
    passed = {"pass": some(lambda n: random.uniform(size=n) < 0.8)}
    events = MemorySource(
        {"jet": both | {"m": some(np.zeros)}, "electron": both},
        quantities={"MET": random.exponential(100, 200), "MET_phi": random.uniform(-3, 3, 200)},
        flags={"goodrun": np.ones(200, bool)},
        points={"jet": {"jvt": passed}},
    )
    return drawn(events, ("MET", "MET_phi"), {"goodrun": [""]})


def place(analysis, *statements):
    (found,) = analysis.places(Cut(id="1", object="Event", text="", statements=statements))
    return found


def tried(analysis, base, statement, other):
    """Return what a statement and another one say at the edges of the first."""
    right, wrong = (analysis.decider(place(analysis, one)) for one in (statement, other))
    one = place(analysis, statement)
    events = edges(right, base, analysis.conditions(one), analysis.collections(one))
    return events, right(events).passed, wrong(events).passed


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("object jet: select pT > 30 GeV", "object jet: select pT >= 30 GeV"),
        ("object jet: select abs(eta) < 2.5", "object jet: select eta < 2.5"),
        ("object jet: select abs(eta) [] 1.5 2.5", "object jet: select abs(eta) < 2.5"),
        ("object jet: select jvt == pass", "object jet: select pT > 0 GeV"),
        ("object jet: select abs(eta) < 2.4 ? jvt == pass", "object jet: select abs(eta) <= 2.4 ? jvt == pass"),
        ("object jet: select pT < 60 GeV ? jvt == pass", "object jet: select jvt == pass"),
        ("object jet: reject dR(jet, electron) < 0.2", "object jet: reject dR(jet, electron) < 0.3"),
        ("object jet: reject dR(jet, electron) < 0.2", "object jet: select pT > 0 GeV"),
        ("composite dijet: select m > 400 GeV", "composite dijet: select m > 410 GeV"),
        ("composite dijet: select abs(eta(j1) - eta(j2)) > 2.8", "composite dijet: select eta(j1) - eta(j2) > 2.8"),
        ("composite dijet: select eta(j1) * eta(j2) < 0", "composite dijet: select eta(j1) * eta(j2) < 1"),
        ("event: select size(jet) >= 2", "event: select size(jet) > 2"),
        ("event: select size(jet, pT > 50 GeV) >= 2", "event: select size(jet, pT > 50 GeV) >= 3"),
        ("event: select size(jet, pT > 50 GeV) >= 2", "event: select size(jet, pT >= 50 GeV) >= 2"),
        ("event: select pT(jet[0]) > 100 GeV", "event: select pT(jet[1]) > 100 GeV"),
        ("event: select pT(jet[0]) > 100 GeV", "event: select all(pT(jet) > 100 GeV)"),
        ("event: select any(jet, abs(eta) > 2)", "event: select abs(eta(jet[0])) > 2"),
        ("event: select MET > 200 GeV", "event: select MET >= 200 GeV"),
        ("event: select MET > 200 GeV or pT(jet[0]) > 80 GeV", "event: select MET > 200 GeV"),
        ("event: select HT > 300 GeV", "event: select HT > 310 GeV"),
        ("event: select m_eff > 500 GeV", "event: select m_eff > 510 GeV"),
        ("event: select MET / m_eff > 0.3", "event: select MET / m_eff > 0.31"),
        ("event: select min(dphi(jet[:3], MET)) > 0.4", "event: select min(dphi(jet, MET)) > 0.4"),
        ("event: select min(dphi(jet[:3], MET)) > 0.4", "event: select min(dphi(jet[:3], MET)) > 0.41"),
        ("event: select goodrun", "event: select size(jet) >= 0"),
    ],
)
def test_a_wrong_statement_is_seen_at_the_edges_of_the_right_one(right, wrong, analysis, base):
    _, one, other = tried(analysis, base, right, wrong)
    assert (one != other).any()


@pytest.mark.parametrize(
    ("statement", "same"),
    [
        ("object jet: select pT > 30 GeV", "object jet: reject pT <= 30 GeV"),
        ("object jet: select abs(eta) < 2.5", "object jet: select eta < 2.5 and eta > -2.5"),
        ("composite dijet: select m > 400 GeV", "composite dijet: select m(j1 + j2) > 400 GeV"),
        ("event: select MET / m_eff > 0.3", "event: select MET > 0.3 * m_eff"),
        ("event: select HT > 300 GeV", "event: select sum(pT(jet)) > 300 GeV"),
    ],
)
def test_another_way_of_saying_the_same_is_right(statement, same, analysis, base):
    _, one, other = tried(analysis, base, statement, same)
    assert (one == other).all()
    assert 0 < np.count_nonzero(one) < len(one)


def test_an_edge_has_events_just_below_it_on_it_and_just_above_it(analysis, base):
    events, passed, _ = tried(analysis, base, "object jet: select pT > 30 GeV", "object jet: select pT > 30 GeV")
    pt = events.values("jet", "pT")
    pt = pt[pt > 20]  # a line of the analysis, above the cut
    near = np.abs(pt - 30) < 0.01
    assert {(float(np.sign(v - 30)), bool(p)) for v, p in zip(pt[near], passed[near], strict=True)} == {
        (-1.0, False),
        (0.0, False),
        (1.0, True),
    }
    assert (events.counts("jet") == 0).any(), "an event may have none"


def test_statements_of_one_block_are_one_place_and_those_of_two_are_two(analysis):
    texts = ("object jet: select pT > 30 GeV", "object jet: select abs(eta) < 2", "object electron: select pT > 9 GeV")
    found = analysis.places(Cut(id="1", object="Jet", text="", statements=texts))
    assert [(one.subject, len(one.statements)) for one in found] == [("jet", 2), ("electron", 1)]


def test_events_can_be_written_and_read_again(base):
    again = type(base).read(base.content())
    assert again.n_events == base.n_events
    assert np.array_equal(again.values("jet", "pT"), base.values("jet", "pT"))
    assert np.array_equal(again.passes("jet", "jvt", "pass"), base.passes("jet", "jvt", "pass"))
