"""Cells of a table say what follows from their row and column."""

import pytest

from cutbench.extraction.rows import statements
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block, Document, Page

TABLE = "| Criterion | Electrons | Photons |\n|---|---|---|\n| \\|η\\| | < 2.1 | < 1.3 |\n| Ratio | | > 0.4 |"


def _document(text, kind):
    page = Page(number=1, text=text, width_pt=600, height_pt=800)
    block = Block(kind=kind, text=text, page=1, start=0, end=len(text))
    return Document(paper="p", title="", sha256="", backend="", pages=(page,), blocks=(block,), references=())


def _row(text):
    start = TABLE.index(text)
    return Quote(paper="p", text=text, match="exact", page=1, start=start, end=start + len(text))


def test_each_cell_is_a_statement_under_the_name_of_its_column():
    document = _document(TABLE, "table")
    assert statements(document, _row("| \\|η\\| | < 2.1 | < 1.3 |")) == ["Electrons: |η| < 2.1", "Photons: |η| < 1.3"]
    assert statements(document, _row("| Ratio | | > 0.4 |")) == ["Photons: Ratio > 0.4"]


def test_a_sentence_states_itself():
    document = _document(TABLE, "paragraph")
    assert statements(document, _row("| Ratio | | > 0.4 |")) == ["| Ratio | | > 0.4 |"]


WIDE = """\
| Vertices | Vertices | Vertices |
| | Quantity | electrons | | muons |
| Track | sum | | < 0.1 | |
| | d | below 7 | | < | 4 |"""


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| Track | sum | | < 0.1 | |", ["electrons: Track sum < 0.1", "muons: Track sum < 0.1"]),
        ("| | d | below 7 | | < | 4 |", ["electrons: d below 7", "muons: d < 4"]),
    ],
)
def test_a_row_may_have_two_names_and_a_value_stand_between_the_columns(row, expected):
    start = WIDE.index(row)
    quote = Quote(paper="p", text=row, match="exact", page=1, start=start, end=start + len(row))
    assert statements(_document(WIDE, "table"), quote) == expected


CONES = """\
| Quantity | | photons | muons |
| Tracks | cone | ΔR = 0.4 | ΔR = 0.3 |
| Tracks | sum | < 0.1 | < 0.2 |"""


def test_a_row_of_cones_holds_for_the_rows_below():
    document = _document(CONES, "table")
    row = CONES.split("\n")[2]
    start = CONES.index(row)
    quote = Quote(paper="p", text=row, match="exact", page=1, start=start, end=start + len(row))
    assert statements(document, quote) == [
        "photons: Tracks sum in a cone of ΔR = 0.4 < 0.1",
        "muons: Tracks sum in a cone of ΔR = 0.3 < 0.2",
    ]
