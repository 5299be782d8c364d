from pathlib import Path

import pytest

from cutbench.cuts import load_vocabulary
from cutbench.extraction.merger import merge
from cutbench.schema.cuts import Cut, Predicate, Quote, Variable

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "resources/vocabulary/collider.yaml")


def cut(value, paper, obj="Muon", text=""):
    predicate = Predicate(variable=Variable(name="pt"), op=">", value=float(value), unit="GeV")
    quote = Quote(paper=paper, text=f"{value}", match="exact", page=1, start=0, end=1)
    return Cut(id="new", object=obj, text=text or f"pt > {value}", predicates=(predicate,), quotes=(quote,))


def test_duplicates_become_one_with_all_quotes():
    cuts, conflicts = merge([], [cut(5, "a"), cut(5, "b", text="other words")], VOCABULARY)
    assert [one.id for one in cuts] == ["c001"]
    assert [quote.paper for quote in cuts[0].quotes] == ["a", "b"]
    assert conflicts == []


def test_two_papers_that_differ_are_a_conflict():
    cuts, (conflict,) = merge([], [cut(5, "a"), cut(6, "b")], VOCABULARY)
    assert conflict.cuts == (cuts[0].id, cuts[1].id)
    assert conflict.what == "pt: > 5.0 GeV in a, > 6.0 GeV in b"


def test_one_paper_or_two_objects_are_no_conflict():
    assert merge([], [cut(5, "a"), cut(6, "a"), cut(7, "b", obj="Jet")], VOCABULARY)[1] == []


def test_against_the_main_paper_another_one_loses():
    cuts, (conflict,) = merge([], [cut(5, "main"), cut(6, "b"), cut(7, "b", obj="Jet")], VOCABULARY, "main")
    assert [one.text for one in cuts] == ["pt > 5", "pt > 7"]
    assert conflict.cuts == (cuts[0].id,)
    assert conflict.what.endswith("left out, as the main paper says otherwise")


def test_a_lower_and_an_upper_bound_are_no_conflict():
    upper = cut(90, "b").model_copy(
        update={"predicates": (Predicate(variable=Variable(name="pt"), op="<", value=90.0, unit="GeV"),)}
    )
    cuts, conflicts = merge([], [cut(5, "a"), upper], VOCABULARY)
    assert len(cuts) == 2
    assert conflicts == []


def bound(op, value, paper, name="et", obj="Electron", **more):
    predicate = Predicate(variable=Variable(name=name), op=op, value=value, unit="GeV", **more)
    return cut(0, paper, obj, text=f"{name} {op} {value}").model_copy(update={"predicates": (predicate,)})


def test_energy_and_momentum_of_an_object_are_compared():
    cuts, (conflict,) = merge([], [bound(">", 7.0, "main"), bound(">", 0.5, "b", "pt")], VOCABULARY, "main")
    assert [one.text for one in cuts] == ["et > 7.0"]
    assert "et: > 7.0 GeV in main, > 0.5 GeV in b" in conflict.what


def test_an_exact_number_differs_from_a_bound():
    cuts, conflicts = merge([], [bound(">", 7.0, "main"), bound("==", 40.0, "b")], VOCABULARY, "main")
    assert (len(cuts), len(conflicts)) == (1, 1)


WINDOW = {"name": "m12", "obj": "Quadruplet"}


@pytest.mark.parametrize("window_first", [True, False])
def test_what_says_more_stays_with_the_quotes_of_both(window_first):
    window = bound("between", None, "a", lower=50.0, upper=106.0, **WINDOW)
    stated = [window, bound(">", 50.0, "b", **WINDOW)]
    (one,), conflicts = merge([], stated if window_first else stated[::-1], VOCABULARY)
    assert (one.id, one.text, conflicts) == ("c001", window.text, [])
    assert {quote.paper for quote in one.quotes} == {"a", "b"}


def flag(name, obj):
    predicate = Predicate(variable=Variable(name=name), op="flag")
    return cut(0, "main", obj, text=name).model_copy(update={"predicates": (predicate,)})


def test_a_number_says_more_than_a_word_for_it():
    share = bound("<", 0.15, "b", "ptcone20")
    assert [one.text for one in merge([], [flag("isolation", "Electron"), share], VOCABULARY)[0]] == [share.text]
    assert len(merge([], [flag("isolation", "Lepton"), share], VOCABULARY)[0]) == 2, "muons may be meant, too"


def test_cases_say_more_than_one_of_them():
    cases = [
        Predicate(variable=Variable(name="vertex_chi2_ndof"), op="<", value=value, when={"channel": channel})
        for value, channel in ((6.0, "4mu"), (9.0, "4e"))
    ]
    both = cut(0, "b", "Quadruplet", text="both").model_copy(update={"predicates": tuple(cases)})
    bare = both.model_copy(update={"predicates": (cases[0].model_copy(update={"when": {}}),), "text": "one"})
    assert [one.text for one in merge([], [bare, both], VOCABULARY)[0]] == ["both"]


def test_a_bound_for_some_is_not_taken_for_one_of_all():
    some = bound(">", 15.0, "b", "pt", "Muon", when={"muon_type": "calo_tagged"})
    assert len(merge([], [bound(">", 15.0, "a", "pt", "Muon"), some], VOCABULARY)[0]) == 2
