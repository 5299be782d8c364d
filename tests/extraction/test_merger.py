import pytest

from cutbench.extraction.merger import merge
from cutbench.language import load_language
from cutbench.schema.cuts import Cut, Quote, Region

LANGUAGE = load_language()


def cut(value, paper, obj="Muon", text=""):
    statement = f"object {obj.lower()}: select pT({obj.lower()}) > {value} GeV"
    quote = Quote(paper=paper, text=f"{value}", match="exact", page=1, start=0, end=1)
    return Cut(id="new", object=obj, text=text or f"pt > {value}", statements=(statement,), quotes=(quote,))


def test_duplicates_become_one_with_all_quotes():
    cuts, conflicts = merge([], [cut(5, "a"), cut(5, "b", text="other words")], LANGUAGE)
    assert [one.id for one in cuts] == ["c001"]
    assert [quote.paper for quote in cuts[0].quotes] == ["a", "b"]
    assert conflicts == []


def test_two_papers_that_differ_are_a_conflict():
    cuts, (conflict,) = merge([], [cut(5, "a"), cut(6, "b")], LANGUAGE)
    assert conflict.cuts == (cuts[0].id, cuts[1].id)
    assert conflict.what == "pT > 5 GeV in a, pT > 6 GeV in b"


def test_two_objects_are_no_conflict():
    assert merge([], [cut(5, "a"), cut(7, "b", obj="Jet")], LANGUAGE)[1] == []


def test_a_paper_that_contradicts_itself_is_a_conflict_and_keeps_both():
    cuts, (conflict,) = merge([], [cut(5, "main"), cut(6, "main")], LANGUAGE, "main")
    assert [one.text for one in cuts] == ["pt > 5", "pt > 6"]
    assert (conflict.papers, conflict.region) == (("main", "main"), None)


KINDS = {"SR1": "signal", "SR2": "signal", "CRW": "control", "VR1": "validation"}
REGIONS = {name: Region(id=name, kind=kind) for name, kind in KINDS.items()}


def of(value, *regions, paper="a", quantity="MET", headed=True):
    """What regions ask of events, each in a statement of its own, or of all events where the place says in which."""
    heads = [f"region {name}" if KINDS[name] == "signal" else f"region {name} ({KINDS[name]})" for name in regions]
    statements = [f"{head}: select {quantity} > {value} GeV" for head in (heads if headed and heads else ["event"])]
    update = {"statements": tuple(statements), "regions": regions, "object": "Event"}
    return cut(value, paper, text=f"{quantity} > {value} {regions}").model_copy(update=update)


@pytest.mark.parametrize("headed", [True, False])
def test_the_same_in_two_regions_is_one_cut_of_both(headed):
    (one,), conflicts = merge([], [of(5, "SR1", headed=headed), of(5, "SR2", headed=headed)], LANGUAGE, "a", REGIONS)
    assert (one.regions, conflicts) == (("SR1", "SR2"), [])
    assert len(one.statements) == (2 if headed else 1)


def test_other_values_in_two_regions_are_two_cuts_and_no_conflict():
    cuts, conflicts = merge([], [of(5, "SR1"), of(6, "SR2"), of(6, "SR2", paper="b")], LANGUAGE, "a", REGIONS)
    assert [one.regions for one in cuts] == [("SR1",), ("SR2",)]
    assert conflicts == []


@pytest.mark.parametrize("headed", [True, False])
@pytest.mark.parametrize("paper", ["a", "b"])
def test_other_values_in_one_region_are_a_conflict_in_it(headed, paper):
    found = [of(5, "SR1", "SR2"), of(6, "SR2", paper=paper, headed=headed)]
    cuts, (conflict,) = merge([], found, LANGUAGE, "a", REGIONS)
    assert (conflict.region, conflict.papers) == ("SR2", ("a", paper))
    assert conflict.what.startswith(f"MET > 5 GeV in a, MET > 6 GeV in {paper}")
    assert len(cuts) == (2 if paper == "a" else 1)


@pytest.mark.parametrize("apart", ["CRW", "VR1"])
def test_control_and_validation_regions_stay_apart_from_signal_regions(apart):
    cuts, conflicts = merge([], [of(5, "SR1"), of(5, apart)], LANGUAGE, "a", REGIONS)
    assert [one.regions for one in cuts] == [("SR1",), (apart,)]
    assert conflicts == []


def test_what_is_asked_somewhere_is_not_what_nobody_says_where():
    cuts, conflicts = merge([], [of(5), of(5, "SR1"), of(6, "SR2")], LANGUAGE, "a", REGIONS)
    assert [one.regions for one in cuts] == [(), ("SR1",), ("SR2",)]
    assert conflicts == []


def test_what_says_more_takes_the_place_within_its_regions_only():
    more = stated("a", "region SR1: select HT > 9 GeV", "region SR1: select MET > 5 GeV", obj="Event", text="more")
    more = more.model_copy(update={"regions": ("SR1",)})
    cuts, _ = merge([], [of(5, "SR1"), of(5, "CRW"), more], LANGUAGE, "a", REGIONS)
    assert [one.text for one in cuts] == ["more", "MET > 5 ('CRW',)"]


def test_words_that_nobody_read_are_the_same_within_the_same_regions_only():
    words = [
        of(5, *regions).model_copy(update={"statements": (), "text": "tight"}) for regions in (("SR1",), ("SR1",), ())
    ]
    assert [one.regions for one in merge([], words, LANGUAGE, "a", REGIONS)[0]] == [("SR1",), ()]


def test_against_the_main_paper_another_one_loses():
    cuts, (conflict,) = merge([], [cut(5, "main"), cut(6, "b"), cut(7, "b", obj="Jet")], LANGUAGE, "main")
    assert [one.text for one in cuts] == ["pt > 5", "pt > 7"]
    assert conflict.cuts == (cuts[0].id,)
    assert conflict.what.endswith("left out, as the main paper says otherwise")


def stated(paper, *statements, obj="Muon", text="stated"):
    return cut(0, paper, obj, text).model_copy(update={"statements": statements})


def test_a_lower_and_an_upper_bound_are_no_conflict():
    upper = stated("b", "object muon: select pT(muon) < 90 GeV")
    cuts, conflicts = merge([], [cut(5, "a"), upper], LANGUAGE)
    assert len(cuts) == 2
    assert conflicts == []


def electron(paper, condition):
    return stated(paper, f"object electron: select {condition}", obj="Electron", text=condition)


def test_energy_and_momentum_of_an_object_are_compared():
    found = [electron("main", "ET(electron) > 7 GeV"), electron("b", "pT(electron) > 0.5 GeV")]
    cuts, (conflict,) = merge([], found, LANGUAGE, "main")
    assert [one.text for one in cuts] == ["ET(electron) > 7 GeV"]
    assert "ET > 7 GeV in main, pT > 0.5 GeV in b" in conflict.what


def test_an_exact_number_differs_from_a_bound():
    found = [electron("main", "ET(electron) > 7 GeV"), electron("b", "ET(electron) == 40 GeV")]
    cuts, conflicts = merge([], found, LANGUAGE, "main")
    assert (len(cuts), len(conflicts)) == (1, 1)


@pytest.mark.parametrize("window_first", [True, False])
def test_what_says_more_stays_with_the_quotes_of_both(window_first):
    window = stated("a", "event: select m(pair) > 50 GeV and m(pair) < 106 GeV", text="window")
    both = [window, stated("b", "event: select m(pair) > 50 GeV")]
    (one,), conflicts = merge([], both if window_first else both[::-1], LANGUAGE)
    assert (one.id, one.text, conflicts) == ("c001", window.text, [])
    assert {quote.paper for quote in one.quotes} == {"a", "b"}


def test_a_number_says_more_than_a_word_for_it():
    share = electron("b", "ptcone20(electron) / pT(electron) < 0.15")
    isolated = electron("main", "isolated(electron)")
    assert [one.text for one in merge([], [isolated, share], LANGUAGE)[0]] == [share.text]
    leptons = stated("main", "object lepton: select isolated(lepton)", obj="Lepton")
    assert len(merge([], [leptons, share], LANGUAGE)[0]) == 2, "muons may be meant, too"


def test_cases_say_more_than_one_of_them():
    two = ("type(muon) == combined ? d0sig(muon) < 6", "type(muon) == standalone ? d0sig(muon) < 9")
    both = stated("b", *(f"object muon: select {one}" for one in two), text="both")
    bare = stated("b", "object muon: select d0sig(muon) < 6", text="one")
    assert [one.text for one in merge([], [bare, both], LANGUAGE)[0]] == ["both"]


def test_a_bound_for_some_is_not_taken_for_one_of_all():
    some = stated("b", "object muon: select type(muon) == calo_tagged ? pT(muon) > 15 GeV")
    assert len(merge([], [stated("a", "object muon: select pT(muon) > 15 GeV"), some], LANGUAGE)[0]) == 2
