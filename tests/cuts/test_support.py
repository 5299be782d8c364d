import pytest

from cutbench.cuts import gate, operators_are_quoted
from cutbench.schema.cuts import Cut, CutList, Quote

PT = "object muon: select pT(muon) > 7 GeV"


def cut(name, text, match="exact", statement=PT):
    quote = Quote(paper="p", text=text, match=match, page=1, start=0, end=len(text))
    return Cut(id=name, object="Muon", text=text, statements=(statement,), quotes=(quote,))


def test_the_gate_keeps_what_is_quoted_with_its_number():
    cuts = (
        cut("same", "muons with pT above 7 GeV"),
        cut("other_unit", "muons with pT above 7000 MeV"),
        cut("other_number", "muons with pT above 8 GeV"),
        cut("lost", "muons with pT above 7 GeV", match="none"),
        cut("word", "at least one vertex", statement="event: select size(vertex) >= 1"),
    )
    assert gate(CutList(cuts=cuts)) == {"same", "other_unit", "word"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("muons with pT above 7 GeV", True),
        ("muons with pT below 7 GeV are removed", True),
        ("agrees within 7 GeV", False),
    ],
)
def test_an_operator_has_to_be_quoted(text, quoted):
    assert operators_are_quoted(cut("c", text)) == quoted
