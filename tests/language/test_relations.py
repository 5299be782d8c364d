import time
from dataclasses import replace

import pytest

from cutbench.errors import CutbenchError
from cutbench.language import (
    Equalities,
    Match,
    Names,
    Relation,
    load_equalities,
    load_language,
    parse_analysis,
    parse_statement,
    relate,
)
from cutbench.language.equalities import equalities_from
from cutbench.language.names import names_from

# What cuts of papers have to do with each other, asked of physicists: more than four jets rejected and at most four
# accepted, one trigger and two, one veto in three ways of writing it, ...
ASKED = """
event: reject size(jet) > 4
    same: event: select size(jet) <= 4
event: select trigger(single_electron)
    stronger: event: select trigger(single_electron, single_muon)
event: select trigger(single_lepton)
    same: event: select trigger(single_muon, single_electron)
event: select trigger(single_lepton, dilepton)
    weaker: event: select trigger(single_lepton, dimuon)
event: select size(muon) <= 1
    weaker: event: select size(muon) < 1
event: select abs(deta(jet[0], jet[1])) > 3
    weaker: event: select eta(jet[0]) - eta(jet[1]) > 3
region CRT (control): select size(bjet) == 1
    different: region SRT: select size(bjet) == 1
event: reject size(lepton) >= 3
    same: event: select size(lepton) <= 2
event: reject size(jet) == 2 ? MET < 50 GeV
    same: event: select size(jet) == 2 ? MET >= 50 GeV
event: reject size(jet) == 2 ? MET < 50 GeV
    same: event: reject size(jet) == 2 and MET < 50 GeV
event: select flavour(lepton[0]) != flavour(lepton[1])
    contradicts: event: select flavour(lepton[0]) == flavour(lepton[1])
event: select MET / meff > 0.3
    different: event: select MET > 300 GeV
event: select size(lepton) == 2
    contradicts: event: select size(lepton) == 3
event: select size(jet) < 3
    same: event: select size(jet) <= 2
object track: select abs(d0) > 2 mm
    stronger: object track: select abs(d0) > 2 um
object muon: select type == calo_tagged ? pT > 15 GeV
    weaker: object muon: select pT > 15 GeV
object jet: reject dR(jet, electron) < 0.2
    different: object electron: reject dR(electron, jet) < 0.2
object pair: reject m < 5 GeV
    same: object pair: select m(pair) >= 5 GeV
event: select abs(m(pair) - 91.2 GeV) > 20 GeV
    same: event: select m(pair) < 71.2 GeV or m(pair) > 111.2 GeV
event: select MET > 200 GeV
    stronger: event: select MET > 200 MeV
event: select m(jet[0], jet[1]) > 1.1 TeV
    stronger: event: select m(jet[1] + jet[0]) > 110 GeV
object jet: reject dR(jet, electron) < 0.2
    same: object jet: select dR(jet, electron) >= 0.2
event: select pT(jet[1]) > 50 GeV
    stronger: event: select pT(jet[0]) > 50 GeV
event: select min(dphi(jet, MET)) > 0.4
    stronger: event: select dphi(jet[0], MET) > 0.4 and dphi(jet[1], MET) > 0.4 and dphi(jet[2], MET) > 0.4
event: select size(lepton) == 0
    contradicts: event: select size(lepton) >= 1
event: reject MET < 200 GeV
    same: event: select MET >= 0.2 TeV
event: select mT(lepton[0], MET) > 120 GeV or MET > 200 GeV
    weaker: event: select mT(lepton[0], MET) > 120 GeV and MET > 200 GeV
event: select MET > 200 GeV
    stronger: event: select MET > 200 GeV or mT(lepton[0], MET) > 120 GeV
event: select q(lepton[0]) == q(lepton[1])
    contradicts: event: select q(lepton[0]) * q(lepton[1]) == -1
object muon: select abs(d0sig) < 3
    different: object muon: select abs(d0) < 3 mm
object photon: select abs(eta) < 2.37; object photon: reject abs(eta) > 1.37 and abs(eta) < 1.52
    stronger: object photon: select |eta| < 2.37
event: select m4l [] 115 GeV 130 GeV
    weaker: event: select m4l [] 118 GeV 129 GeV
event: select size(bjet) == 1
    stronger: event: select size(bjet) >= 1
event: select dphi(jet[0], MET) > 0.4
    weaker: event: select min(dphi(jet[:3], MET)) > 0.4
"""

# More of the same kinds.
NEIGHBOURS = """
event: select size(jet, pT(jet) > 50 GeV) >= 2
    same: event: select pT(jet[1]) > 50 GeV
event: select pT(jet[3]) > 60 GeV
    stronger: event: select pT(jet[0]) > 60 GeV
event: select pT(jet[3]) > 60 GeV
    stronger: event: select size(jet) >= 4
event: select min(pT(jet[:4])) > 60 GeV
    same: event: select pT(jet[3]) > 60 GeV
event: select sum(pT(lepton[:2])) > 100 GeV
    same: event: select pT(lepton[0]) + pT(lepton[1]) > 100 GeV
event: select mT2(lepton[0], lepton[1]) > 100 GeV
    same: event: select mT2(lepton[0], lepton[1], MET) > 100 GeV
event: select `α_T` > 0.5
    same: event: select `alpha_T` > 0.5
event: select all(jet[:2], pT > 60 GeV)
    same: event: select min(pT(jet[:2])) > 60 GeV
event: select all(jet[:2], pT(this) > 60 GeV)
    same: event: select size(jet, pT(jet) > 60 GeV) >= 2
event: select all(lepton[:2], pT <= 60 GeV)
    same: event: select max(pT(lepton[:2])) <= 60 GeV
event: select all(jet[:2], abs(eta(this)) < 2)
    same: event: select max(abs(eta(jet[:2]))) < 2
event: select ET(electron[0]) > 25 GeV
    same: event: select pT(electron[0]) > 25 GeV
object electron: select ET > 7 GeV
    same: object electron: select pT > 7 GeV
object photon: select ET > 7 GeV
    weaker: object photon: select pT > 10 GeV
object lepton: select pT > 10 GeV
    same: object electron: select pT > 10 GeV; object muon: select pT > 10 GeV
object lepton: select pT > 10 GeV
    stronger: object muon: select pT > 10 GeV
event: select sfos(lepton[0], lepton[1])
    stronger: event: select q(lepton[0]) != q(lepton[1])
event: select sfos(lepton[0], lepton[1])
    contradicts: event: select q(lepton[1]) == q(lepton[0])
event: select q(lepton[0]) + q(lepton[1]) == 0
    same: event: select q(lepton[0]) * q(lepton[1]) < 0
event: select size(muon, pT(muon) > 20 GeV) >= 1
    stronger: event: select size(muon) >= 1
event: select size(muon, pT(muon) > 20 GeV and abs(eta(muon)) < 2.4) == 2
    same: event: select size(muon, abs(eta(muon)) < 2.4 and pT(muon) > 20 GeV) == 2
event: select size(muon, pT(muon) > 20 GeV and abs(eta(muon)) < 2.4) == 2
    stronger: event: select size(muon, abs(eta(muon)) < 2.4 and pT(muon) > 20 GeV) >= 2
event: select size(muon, pT(muon) > 20 GeV and abs(eta(muon)) < 2.4) == 2
    different: event: select size(muon, abs(eta(muon)) < 2.4 and pT(muon) > 25 GeV) == 2
event: select size(jet, isolated(jet) and pT(jet) > 20 GeV) != 3
    same: event: select size(jet, pT(jet) > 20 GeV and isolated(jet)) != 3
event: select size(muon, pT(muon) > 20 GeV) >= 2
    stronger: event: select size(muon, pT(muon) > 10 GeV) >= 2
event: select size(lepton) == 0
    stronger: event: select size(electron) == 0
event: select size(lepton) == 0
    same: event: select size(electron) == 0 and size(muon) == 0
event: select size(electron) == 1
    contradicts: event: select size(lepton) == 0
event: select all(jet, btag(jet) == tight)
    same: event: reject any(jet, btag(jet) != tight)
event: select any(jet, btag(jet) == tight)
    same: event: select size(jet, btag(jet) == tight) >= 1
event: select all(jet, all(electron, dR(jet, electron) > 0.4))
    same: event: select min(dR(jet, electron)) > 0.4
event: select min(dR(jet, electron)) > 0.4
    stronger: event: select dR(jet[0], electron[0]) > 0.4
event: select all(disjoint(lepton a, lepton b), sfos(a, b) ? m(a, b) > 5 GeV)
    weaker: event: select all(disjoint(lepton a, lepton b), m(a, b) > 5 GeV)
event: select all(disjoint(lepton a, lepton b), flavour(a) == flavour(b) ? dR(a, b) > 0.1 : dR(a, b) > 0.2)
    stronger: event: select all(disjoint(lepton l1, lepton l2), dR(l1, l2) > 0.1)
event: select m(pair) > linear(m4l, 140 GeV, 12 GeV, 190 GeV, 50 GeV)
    stronger: event: select m(pair) > 12 GeV
event: select m(pair) > linear(m4l, 140 GeV, 12 GeV, 190 GeV, 50 GeV) and m(pair) < 115 GeV
    stronger: event: select m(pair) > linear(m4l, 140 GeV, 12 GeV, 190 GeV, 50 GeV)
event: select m(pair) > linear(m4l, 140 GeV, 12 GeV, 190 GeV, 50 GeV)
    contradicts: event: select m(pair) < 10 GeV
event: select m(pair) > linear(m4l, 140 GeV, 12 GeV, 190 GeV, 50 GeV)
    weaker: event: select m(pair) > 50 GeV
event: select MET > 0.3 * meff
    same: event: select MET / meff > 0.3
event: select meff < MET / 0.3
    same: event: select MET / meff > 0.3
event: select meff / MET < 2
    same: event: select MET / meff > 0.5
event: select pT(jet[0]) > pT(electron[0])
    weaker: event: select pT(jet[0]) - pT(electron[0]) > 10 GeV
event: select max(abs(eta(jet))) < 2.5
    stronger: event: select all(jet, abs(eta(jet)) <= 2.5)
event: select `M_J` > 340 GeV
    stronger: event: select `M_J` > 300 GeV
event: select `M_J` > 340 GeV
    different: event: select `M_K` > 340 GeV
event: select trigger(a, b)
    same: event: select trigger(b, a)
object electron: select id == loose or id == tight
    weaker: object electron: select id == tight
object electron: select id == loose
    contradicts: object electron: select id == tight
object electron: select id != loose
    contradicts: object electron: select id == loose
object jet: select pT > 30 GeV and abs(eta) < 2.5 or pT > 50 GeV
    same: object jet: select pT > (abs(eta) < 2.5 ? 30 GeV : 50 GeV)
object muon: select pT > 5 GeV
    different: object electron: select pT > 5 GeV
event: select goodrun
    contradicts: event: reject goodrun
object pair: sort pT descend
    different: object pair: sort pT ascend
object pair: sort pT descend
    same: object pair: sort pT(pair) descend
event: select year == 2015 or year == 2016
    same: event: select year [] 2015 2016
event: select dR(photon[0], jet) > 0.4
    same: event: select min(dR(photon[0], jet)) > 0.4
event: select min(mT(lepton[0], MET), mT(lepton[1], MET)) > 100 GeV
    stronger: event: select mT(lepton[1], MET) > 100 GeV
event: select max(pT(jet)) > 100 GeV
    same: event: select pT(jet[0]) > 100 GeV
event: select all(jet[:2], abs(eta(jet)) < 2.5)
    stronger: event: select abs(eta(jet[1])) < 2.5
event: select all(jet[:3], abs(eta(jet)) < 2.5)
    stronger: event: select all(jet[:2], abs(eta(jet)) < 2.5)
event: select all(jet, abs(eta(jet)) < 2.5)
    contradicts: event: select any(jet, abs(eta(jet)) > 3)
object veto_lepton: select pT > 5 GeV
    stronger: object veto_electron: select pT > 5 GeV
event: select 2 * MET > 400 GeV
    same: event: select -MET < -200 GeV
event: select MET > 200 GeV and MET < 100 GeV
    different: event: select MET > 200 GeV
event: select MET / sqrt(HT) > 18 GeV^0.5
    stronger: event: select MET / sqrt(HT) > 16 GeV^0.5
event: select size(jet) > 0
    same: event: select size(jet) >= 1
event: select size(bjet) == 1 or size(bjet) == 2
    same: event: select size(bjet) [] 1 2
region SRA: select MET > 200 GeV
    different: event: select MET > 200 GeV
object electron: select ptcone20 / pT < 0.15
    same: object electron: select ptcone20 < 0.15 * pT
object electron: select topoetcone20 / pT < 0.15
    weaker: object electron: select topoetcone20 < 0.1 * pT
object electron: select ptcone20 / ET < 15 %
    same: object electron: select ptcone20 / pT < 0.15
"""

TURNED = {"stronger": "weaker", "weaker": "stronger"}


def _cases(text: str) -> list[tuple[str, str, str]]:
    """Two lines a case: the one statement, then its relation to the other. Semicolons stand between statements."""
    lines = text.strip().splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(one, *second.strip().split(": ", 1)) for one, second in pairs]  # type: ignore[misc]


def _relation(one: str, other: str, names: Names, equal: Equalities) -> Relation:
    sides = ([parse_statement(part, names) for part in side.split("; ")] for side in (one, other))
    return relate(*sides, names, equal)


@pytest.mark.parametrize(("one", "relation", "other"), _cases(ASKED) + _cases(NEIGHBOURS))
def test_relation_and_its_reverse(one: str, relation: str, other: str, open_names: Names, equal: Equalities) -> None:
    assert _relation(one, other, open_names, equal) == relation
    assert _relation(other, one, open_names, equal) == TURNED.get(relation, relation)
    assert _relation(one, one, open_names, equal) == _relation(other, other, open_names, equal) == "same"


def test_blocks_about_the_same_and_names_of_a_benchmark(open_names: Names) -> None:
    names = open_names.with_declared("object", ["candidate"])
    texts = ["composite candidate == event", "m4l == m(candidate)", "ptvarcone20 == ptcone20"]
    equal = equalities_from(texts, names, "test")
    inside, event = "composite candidate: select m [] 115 GeV 130 GeV", "event: select m4l > 110 GeV"
    assert _relation(inside, event, names, equal) == "stronger"
    assert _relation(inside, event, names, Equalities()) == "different"
    before = equalities_from(["region before == event"], names, "test")
    for kind in ("", " (preselection)", " (control)"):
        assert (
            _relation(f"region before{kind}: select MET > 9 GeV", "event: select MET > 9 GeV", names, before) == "same"
        )
    isolated = [f"object muon: select {cone} < 3 GeV" for cone in ("ptcone20", "ptvarcone20")]
    assert _relation(*isolated, names, equal) == "same"
    assert _relation(*isolated, names, Equalities()) == "different"


def test_a_region_of_any_kind_may_be_the_event(open_names: Names) -> None:
    equal = equalities_from(["region common == event"], open_names, "test")
    asked = "select size(jet) <= 1"
    for kind in ("", " (preselection)", " (control)"):
        assert _relation(f"region common{kind}: {asked}", f"event: {asked}", open_names, equal) == "same"
    assert _relation(f"region SR1: {asked}", f"event: {asked}", open_names, equal) == "different"


def test_a_symbol_that_is_the_name_of_a_quantity_means_it(open_names: Names) -> None:
    mine = names_from({"quantities": {"sumET": {"unit": "GeV", "aliases": ["ΣE_T"]}}}, "mine.yaml")
    names = replace(open_names, known=mine.known, aliases=mine.aliases)
    named, *others = (f"event: select {one} > 300 GeV" for one in ("sumET", "`SumET`", "`ΣE_T`", "`ΣE_X`"))
    assert [_relation(named, one, names, Equalities()) for one in others] == ["same", "same", "different"]


def test_matches_of_bounds_that_rise_and_of_regions() -> None:
    language = load_language(open_names=True)
    bound = "object photon: select topoetcone40 < {} + {} * ET"
    cases = [
        (bound.format("2 GeV", 0.02), bound.format("2 GeV", 0.2), Match.CONFLICT),
        (bound.format("2 GeV", 0.02), bound.format("3 GeV", 0.02).replace("ET", "pT"), Match.CONFLICT),
        (bound.format("2 GeV", 0.02), bound.format("2 GeV", 0.02).replace("ET", "E"), Match.NONE),
        ("event: select MET > 200 GeV", "region A: select MET > 200 GeV", Match.PARTIAL),
        ("region A: select MET > 200 GeV", "region A (control): select MET > 200 GeV", Match.PARTIAL),
        ("region A: select MET > 200 GeV", "region B: select MET > 200 GeV", Match.NONE),
        ("region A: select MET > 200 GeV", "event: select MET > 200 GeV", Match.NONE),
        ("event: select MET > 201 GeV", "region A: select MET > 200 GeV", Match.NONE),
    ]
    for one, other, match in cases:
        ((mine,), (theirs,)) = (language.parts([text]) for text in (one, other))
        assert language.match(mine, theirs) is match, (one, other)


def test_definitions_of_an_analysis(open_names: Names) -> None:
    text = "define m_Z = 91.2 GeV\ndefine offZ = abs(m(pair) - m_Z) > 20 GeV\n"
    analysis, names = parse_analysis(text, open_names)
    equal = load_equalities([], names, analysis)
    outside = "event: select m(pair) < 71.2 GeV or m(pair) > 111.2 GeV"
    assert _relation("event: select offZ", outside, names, equal) == "same"
    assert _relation("event: select offZ", "event: select m(pair) == m_Z", names, equal) == "contradicts"


def test_a_wrong_equality_says_where(names: Names) -> None:
    with pytest.raises(CutbenchError, match=r"mine.yaml: equal: 'pT\( == ET': .*does not parse"):
        equalities_from(["pT( == ET"], names, "mine.yaml")


def test_too_many_cases_end_soon_and_safely(open_names: Names, equal: Equalities) -> None:
    ways = " and ".join(f"(`a{i}` > {i} or `b{i}` < {i} or `c{i}` > 0)" for i in range(40))
    begun = time.monotonic()
    assert _relation(f"event: select {ways}", f"event: select {ways}", open_names, equal) == "same"
    assert _relation(f"event: select {ways}", f"event: reject {ways}", open_names, equal) == "different"
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("event: select size(jet) [] 0 1", ["event: select size(jet) <= 1"]),
        ("event: select size(jet) >= 0", ["event: select size(jet) >= 0"]),
        ("event: select MET >= 0 and MET < 50 GeV", ["event: select MET < 50 GeV"]),
        ("event: select 0 <= abs(eta(jet[0])) < 2", ["event: select abs(eta(jet[0])) < 2"]),
        ("object jet: select eta > -2 and eta < 2", ["object jet: select eta > -2", "object jet: select eta < 2"]),
        ("event: select size(jet) [] 1 2", ["event: select size(jet) >= 1", "event: select size(jet) <= 2"]),
    ],
)
def test_what_all_events_fulfil_is_no_part(text, asked):
    language = load_language()
    assert language.parts([text]) == language.parts(asked)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("|η| < 1.37 or |η| > 1.52 and |η| < 2.37", ["|η| < 2.37", "|η| < 1.37 or |η| > 1.52"]),
        ("pT > 5 GeV and pT < 7 GeV or pT > 9 GeV", ["pT > 5 GeV", "pT < 7 GeV or pT > 9 GeV"]),
        ("|η| < 1.37 or |η| > 1.52", ["|η| < 1.37 or |η| > 1.52"]),
        ("|η| < 1.37 or pT > 7 GeV", ["|η| < 1.37 or pT > 7 GeV"]),
        ("pT < 7 GeV or pT > 5 GeV", ["pT < 7 GeV or pT > 5 GeV"]),
        ("charge == 1 or charge == 3", ["charge == 1 or charge == 3"]),
    ],
)
def test_ranges_beside_each_other_are_bounds_and_gaps(text, parts) -> None:
    language = load_language()
    said, *wanted = (f"object photon: select {one.replace('|η|', 'abs(eta)')}" for one in (text, *parts))
    assert language.parts([said]) == tuple(part for one in wanted for part in language.parts([one]))
    assert len(language.parts([said])) == len(parts)
