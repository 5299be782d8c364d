from cutbench.extraction.merger import merge
from cutbench.schema.cuts import Cut, Predicate, Quote, Variable


def cut(value, paper, obj="Muon", text=""):
    predicate = Predicate(variable=Variable(name="pt"), op=">", value=float(value), unit="GeV")
    quote = Quote(paper=paper, text=f"{value}", match="exact", page=1, start=0, end=1)
    return Cut(id="new", object=obj, text=text or f"pt > {value}", predicates=(predicate,), quotes=(quote,))


def test_duplicates_become_one_with_all_quotes():
    cuts, conflicts = merge([], [cut(5, "a"), cut(5, "b", text="other words")])
    assert [one.id for one in cuts] == ["c001"]
    assert [quote.paper for quote in cuts[0].quotes] == ["a", "b"]
    assert conflicts == []


def test_two_papers_that_differ_are_a_conflict():
    cuts, (conflict,) = merge([], [cut(5, "a"), cut(6, "b")])
    assert conflict.cuts == (cuts[0].id, cuts[1].id)
    assert conflict.what == "pt: > 5.0 GeV in a, > 6.0 GeV in b"


def test_one_paper_or_two_objects_are_no_conflict():
    assert merge([], [cut(5, "a"), cut(6, "a"), cut(7, "b", obj="Jet")])[1] == []


def test_against_the_main_paper_another_one_loses():
    cuts, (conflict,) = merge([], [cut(5, "main"), cut(6, "b"), cut(7, "b", obj="Jet")], "main")
    assert [one.text for one in cuts] == ["pt > 5", "pt > 7"]
    assert conflict.cuts == (cuts[0].id,)
    assert conflict.what.endswith("left out, as the main paper says otherwise")


def test_a_lower_and_an_upper_bound_are_no_conflict():
    upper = cut(90, "b").model_copy(
        update={"predicates": (Predicate(variable=Variable(name="pt"), op="<", value=90.0, unit="GeV"),)}
    )
    cuts, conflicts = merge([], [cut(5, "a"), upper])
    assert len(cuts) == 2
    assert conflicts == []
