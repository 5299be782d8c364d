from pathlib import Path

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


def test_an_interval_agrees_with_a_bound_that_it_has():
    window = bound("between", None, "a", "m12", "Quadruplet", lower=50.0, upper=106.0)
    cuts, conflicts = merge([], [window, bound(">", 50.0, "b", "m12", "Quadruplet")], VOCABULARY)
    assert (len(cuts), conflicts) == (2, [])
