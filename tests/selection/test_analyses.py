"""Whole analyses against loops over the events that know nothing of the engine."""

import math

import pytest

ZLL = """
define m_ll = m(lepton[0] + lepton[1])
region base (preselection)
  select "1.2" size(vertex) >= 1
object electron
  select "2.1" id == medium
  select "2.2" pT > 20 GeV
  select "2.3" abs(eta) < 2.47
  reject "2.4" abs(eta) > 1.37 and abs(eta) < 1.52
  select "2.5" ptvarcone30 / pT < 0.10
  select "2.6" topoetcone20 / pT < 0.10
object muon
  select "3.1" id == medium or id == tight
  select "3.2" pT > 20 GeV
  select "3.3" abs(eta) < 2.5
  select "3.4" ptvarcone30 < 0.10 * pT
object lepton
  take union(electron, muon)
composite Z
  take disjoint(lepton a, lepton b)
  select sfos(a, b)
region ee
  take base
  select "4.1" size(lepton) == 2 and size(Z) == 1
  select "4.2" pT(lepton[0]) > 40 GeV
  select "4.3" 66 GeV < m_ll < 116 GeV
  select flavour(lepton[0]) == electron
region mumu
  take base
  select "4.1" size(lepton) == 2 and size(Z) == 1
  select "4.2" pT(lepton[0]) > 40 GeV
  select "4.3" m_ll [] 66 GeV 116 GeV
  select flavour(lepton[0]) == muon
"""

HYY = """
define m_gg = m(photon[0], photon[1])
object photon
  select "2.1" id == tight
  select "2.2" pT > 40 GeV
  select "2.3" abs(eta) < 2.37
  select "2.4" abs(eta) ][ 1.37 1.52
  select "2.5" topoetcone20 / pT < 0.065
  select "2.6" ptcone20 / pT < 0.05
region signal
  select "1.2" size(vertex) >= 1
  select "3.1" size(photon) >= 2
  select "3.2" pT(photon[0]) / m_gg > 0.5
  select "3.3" pT(photon[1]) / m_gg > 0.32
  select "3.4" m_gg > 105 GeV and m_gg < 160 GeV
"""

SUSY = """
define m_eff = MET + HT
object electron
  select "1.1" pT > 7 GeV
  select "1.2" abs(eta) < 2.47
object muon
  select "1.3" pT > 6 GeV
object jet
  select "2.1" pT > 20 GeV
  select "2.2" abs(eta) < 2.8
  reject "3.1" dR(this, electron) < 0.4
object electron
  reject "3.2" dR(this, jet) < 0.8
object muon
  reject "3.3" any(jet, dR(jet, this) < 0.8)
object hard_jet
  take jet
  select "2.3" pT > 30 GeV
object bjet
  take hard_jet
  select "4.1" btag == tight
  select "4.2" abs(eta) < 2.5
region common (preselection)
  select "5.1" MET > 30 GeV
  select "5.2" size(electron) + size(muon) == 0 or MET > 100 GeV
  select "5.3" min(dphi(jet[:3], MET)) > 0.4
region two_jets
  take common
  select "6.1" size(hard_jet) >= 2
  select "6.2" m_eff > 150 GeV
region three_jets
  take two_jets
  select "6.3" size(jet) >= 3 and MET / sqrt(HT) > 5
region b_jets
  take common
  select "6.4" size(bjet) >= 1
region either_way
  select two_jets and not three_jets or b_jets
"""


class Numbers:
    """Which cuts a loop applies."""

    def __init__(self, without):
        self.without = without

    def __call__(self, cut, passed):
        return cut in self.without or passed


def momentum(one):
    p = one["pT"] * math.cosh(one["eta"])
    x, y = one["pT"] * math.cos(one["phi"]), one["pT"] * math.sin(one["phi"])
    return math.sqrt(p * p + one["m"] ** 2), x, y, one["pT"] * math.sinh(one["eta"])


def mass(one, other):
    e, *p = (a + b for a, b in zip(momentum(one), momentum(other), strict=True))
    return math.sqrt(max(0, e * e - sum(x * x for x in p)))


def distance_in_phi(one, other):
    return abs((one - other + math.pi) % (2 * math.pi) - math.pi)


def distance(one, other):
    return math.hypot(one["eta"] - other["eta"], distance_in_phi(one["phi"], other["phi"]))


def by_pt(some):
    return sorted(some, key=lambda one: -one["pT"])


def zll(event, ok):
    electrons = [
        e for e in event["electron"]
        if ok("2.1", e["id", "medium"]) and ok("2.2", e["pT"] > 20) and ok("2.3", abs(e["eta"]) < 2.47)
        and ok("2.4", not 1.37 < abs(e["eta"]) < 1.52) and ok("2.5", e["ptvarcone30"] / e["pT"] < 0.1)
        and ok("2.6", e["topoetcone20"] / e["pT"] < 0.1)
    ]  # fmt: skip
    muons = [
        m for m in event["muon"]
        if ok("3.1", m["id", "medium"] or m["id", "tight"]) and ok("3.2", m["pT"] > 20)
        and ok("3.3", abs(m["eta"]) < 2.5) and ok("3.4", m["ptvarcone30"] / m["pT"] < 0.1)
    ]  # fmt: skip
    leptons = by_pt(electrons + muons)
    pairs = sum(
        a["flavour"] == b["flavour"] and a["charge"] != b["charge"]
        for i, a in enumerate(leptons) for b in leptons[i + 1:]
    )  # fmt: skip
    passed = ok("1.2", len(event["vertex"]) >= 1) and ok("4.1", len(leptons) == 2 and pairs == 1)
    passed = passed and ok("4.2", bool(leptons) and leptons[0]["pT"] > 40)
    passed = passed and ok("4.3", len(leptons) >= 2 and 66 < mass(*leptons[:2]) < 116)
    leading = leptons[0]["flavour"] if leptons else 0
    base = ok("1.2", len(event["vertex"]) >= 1)
    return {"base": base, "ee": passed and leading == 11, "mumu": passed and leading == 13}


def hyy(event, ok):
    photons = by_pt(
        g for g in event["photon"]
        if ok("2.1", g["id", "tight"]) and ok("2.2", g["pT"] > 40) and ok("2.3", abs(g["eta"]) < 2.37)
        and ok("2.4", not 1.37 < abs(g["eta"]) < 1.52) and ok("2.5", g["topoetcone20"] / g["pT"] < 0.065)
        and ok("2.6", g["ptcone20"] / g["pT"] < 0.05)
    )  # fmt: skip
    two = len(photons) >= 2
    m = mass(*photons[:2]) if two else math.nan
    return {
        "signal": ok("1.2", len(event["vertex"]) >= 1)
        and ok("3.1", two)
        and ok("3.2", two and photons[0]["pT"] / m > 0.5)
        and ok("3.3", two and photons[1]["pT"] / m > 0.32)
        and ok("3.4", two and 105 < m < 160)
    }


def susy(event, ok):
    electrons = [e for e in event["electron"] if ok("1.1", e["pT"] > 7) and ok("1.2", abs(e["eta"]) < 2.47)]
    muons = [m for m in event["muon"] if ok("1.3", m["pT"] > 6)]
    jets = [j for j in event["jet"] if ok("2.1", j["pT"] > 20) and ok("2.2", abs(j["eta"]) < 2.8)]
    jets = by_pt(j for j in jets if ok("3.1", all(distance(j, e) >= 0.4 for e in electrons)))
    electrons = [e for e in electrons if ok("3.2", all(distance(j, e) >= 0.8 for j in jets))]
    muons = [m for m in muons if ok("3.3", all(distance(j, m) >= 0.8 for j in jets))]
    hard = [j for j in jets if ok("2.3", j["pT"] > 30)]
    b_jets = [j for j in hard if ok("4.1", j["btag", "tight"]) and ok("4.2", abs(j["eta"]) < 2.5)]
    met, ht = event["MET"], sum(j["pT"] for j in jets)
    common = ok("5.1", met > 30) and ok("5.2", not electrons + muons or met > 100)
    common = common and ok("5.3", all(distance_in_phi(j["phi"], event["MET_phi"]) > 0.4 for j in jets[:3]))
    two = common and ok("6.1", len(hard) >= 2) and ok("6.2", met + ht > 150)
    three = two and ok("6.3", len(jets) >= 3 and met / math.sqrt(ht) > 5)
    b = common and ok("6.4", len(b_jets) >= 1)
    return {"common": common, "two_jets": two, "three_jets": three, "b_jets": b,
            "either_way": (two and not three) or b}  # fmt: skip


ANALYSES = {
    "zll": (ZLL, zll, "1.2 2.1 2.2 2.3 2.4 2.5 2.6 3.1 3.2 3.3 3.4 4.1 4.2 4.3", {"electron": 3, "muon": 3}),
    "hyy": (HYY, hyy, "1.2 2.1 2.2 2.3 2.4 2.5 2.6 3.1 3.2 3.3 3.4", {"photon": 9}),
    "susy": (
        SUSY,
        susy,
        "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 5.1 5.2 5.3 6.1 6.2 6.3 6.4",
        {"electron": 2, "muon": 2, "jet": 8},
    ),
}
N_EVENTS = {"zll": 2500, "hyy": 6000, "susy": 1000}
IMPLIED = {"hyy": ["3.1"]}  # by a cut on the second photon
CASES = [(name, cut) for name, (*_, cuts, _most) in ANALYSES.items() for cut in ("", *cuts.split())]


@pytest.fixture(scope="module")
def made(events_of):
    return {name: events_of(name, N_EVENTS[name], **most) for name, (*_, most) in ANALYSES.items()}


@pytest.mark.parametrize(("name", "cut"), CASES)
def test_each_region_has_the_events_that_a_loop_finds(name, cut, made, select):
    text, loop, _, _ = ANALYSES[name]
    events, source = made[name]
    expected = [loop(event, Numbers({cut})) for event in events]
    found = select(text, source, [cut]).regions
    assert set(found) == set(expected[0])
    for region, flags in found.items():
        assert flags.tolist() == [one[region] for one in expected], region
        assert flags.any(), f"{region} selects nothing, so nothing is shown"


@pytest.mark.parametrize("name", ANALYSES)
def test_cuts_change_what_is_selected(name, made):
    _, loop, cuts, _ = ANALYSES[name]
    events, _ = made[name]
    everything = [loop(event, Numbers({})) for event in events]
    without_effect = [c for c in cuts.split() if [loop(event, Numbers({c})) for event in events] == everything]
    assert without_effect == IMPLIED.get(name, [])


def test_the_last_row_of_a_region_is_what_it_selects(made, select):
    result = select(SUSY, made["susy"][1])
    last = {row.region: row.n_events for row in result.cutflow}
    assert {name: last[name] for name in ("two_jets", "three_jets", "b_jets")} == {
        name: int(result.regions[name].sum()) for name in ("two_jets", "three_jets", "b_jets")
    }
