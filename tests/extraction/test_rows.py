"""Cells of a table say what follows from their row and column."""

import pytest

from cutbench.extraction.rows import statements
from cutbench.papers.tables import written
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block, Document, Page

TABLE = (("Criterion", "Electrons", "Photons"), ("|η|", "< 2.1", "< 1.3"), ("Ratio", "", "> 0.4"))


def _document(rows, kind="table", measures=None):
    text = written(rows)
    page = Page(number=1, text=text, width_pt=600, height_pt=800)
    block = Block(kind=kind, text=text, page=1, start=0, end=len(text), measures=measures)
    block = block.model_copy(update={"rows": rows if kind == "table" else ()})
    return Document(paper="p", title="", sha256="", backend="", pages=(page,), blocks=(block,), references=())


def _quote(rows, *places):
    lines = written(rows).split("\n")
    text = "\n".join(lines[place] for place in places)
    start = sum(len(line) + 1 for line in lines[: places[0]])
    return Quote(paper="p", text=text, match="exact", page=1, start=start, end=start + len(text))


def _said(rows, *places, measures=None):
    return [str(one) for one in statements(_document(rows, measures=measures), _quote(rows, *places))]


def test_each_cell_is_a_statement_under_the_name_of_its_column():
    assert _said(TABLE, 1) == ["Electrons: |η| < 2.1", "Photons: |η| < 1.3"]
    assert _said(TABLE, 2) == ["Photons: Ratio > 0.4"]
    assert _said(TABLE, 1, 2) == ["Electrons: |η| < 2.1", "Photons: |η| < 1.3", "Photons: Ratio > 0.4"]


def test_a_sentence_states_itself():
    assert [str(one) for one in statements(_document(TABLE, "paragraph"), _quote(TABLE, 2))] == ["| Ratio |  | > 0.4 |"]


CUTFLOW = (("Requirement", "Signal", "Background"), ("H_{T} > 300 GeV", "99.0 ± 0.0", "38.6 ± 0.1"))
YIELDS = (("SR", "m > 7 GeV", "m > 9 GeV"), ("Observed", "12", "5"), ("Expected", "11.2 ± 2.0", "4.1 ± 1.0"))
MIXED = (("", "SR1", "SR2"), ("p_{T} [GeV]", "> 5", "> 7"), ("Selected events in data", "1 500", "300"))


def test_numbers_of_events_are_no_cuts():
    assert _said(CUTFLOW, 1, measures="cutflow") == ["H_{T} > 300 GeV"]
    assert _said(YIELDS, 1, 2, measures="yields") == []
    assert _said(MIXED, 1, 2) == ["SR1: p_{T} > 5 GeV", "SR2: p_{T} > 7 GeV"]


WIDE = (
    ("Vertices", "Vertices", "Vertices", "Vertices", "Vertices"),
    ("", "Quantity", "electrons", "", "muons", ""),
    ("Track", "sum", "", "< 0.1", "", ""),
    ("", "d", "below 7", "", "<", "4"),
)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (2, ["electrons: Track sum < 0.1", "muons: Track sum < 0.1"]),
        (3, ["electrons: d below 7", "muons: d < 4"]),
    ],
)
def test_a_row_may_have_two_names_and_a_value_stand_between_the_columns(row, expected):
    assert _said(WIDE, row) == expected


CONES = (
    ("Quantity", "", "photons", "muons"),
    ("Tracks", "cone", "ΔR = 0.4", "ΔR = 0.3"),
    ("Tracks", "sum", "< 0.1", "< 0.2"),
)


def test_a_row_of_cones_holds_for_the_rows_below():
    assert _said(CONES, 2) == [
        "photons: Tracks sum in a cone of ΔR = 0.4 < 0.1",
        "muons: Tracks sum in a cone of ΔR = 0.3 < 0.2",
    ]


SIGNS = (
    ("Requirement", "SR1", "SR2"),
    ("p_{T}(j_{1}) [GeV] >", "200", "250"),
    ("H_{T} [GeV]", "> 500", "[500, 900]"),
    ("m_{jj} [GeV] >", "-", "≥ 60"),
)


def test_the_sign_of_a_row_is_that_of_its_numbers():
    assert _said(SIGNS, 1) == ["SR1: p_{T}(j_{1}) > 200 GeV", "SR2: p_{T}(j_{1}) > 250 GeV"]
    assert _said(SIGNS, 2) == ["SR1: H_{T} > 500 GeV", "SR2: H_{T} [500, 900] GeV"]
    assert _said(SIGNS, 3) == ["SR2: m_{jj} ≥ 60 GeV"]


SEVERAL = (
    ("Requirement", "SR1", "SR2", "CR"),
    ("Trigger", "MET", "single-muon trigger", ""),
    ("N_{b}", "1", "≥ 2", "0"),
    ("τ-veto", "yes", "no", "✓"),
    ("p_{T}(j_{1}), p_{T}(j_{2}) [GeV]", "90, 60", "> 80, > 40", ""),
    ("p_{T}^{1}, p_{T}^{2}", "90, 60 GeV", "", ""),
    ("η(j_{1}), η(j_{2})", "2.1, 2.4", "", ""),
    ("Leading jet", "p_{T} > 90 GeV, |η| < 2.1", "Δφ(jet, MET) > 0.3", "p_{T} > 90 GeV"),
    ("m_{T}(l, MET)", "[30, 90] GeV", "-", "< 30 GeV"),
    ("H_{T}, GeV", "> 500", "", ""),
    ("m_{ll} [GeV] >", "−", "−", "90"),
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (1, ["SR1: MET trigger", "SR2: single-muon trigger"]),
        (2, ["SR1: N_{b} = 1", "SR2: N_{b} ≥ 2", "CR: N_{b} = 0"]),
        (3, ["SR1: τ-veto", "CR: τ-veto"]),
        (4, ["SR1: p_{T}(j_{1}) > 90 GeV", "SR1: p_{T}(j_{2}) > 60 GeV", "SR2: p_{T}(j_{1}) > 80 GeV",
             "SR2: p_{T}(j_{2}) > 40 GeV"]),
        (5, ["SR1: p_{T}^{1} > 90 GeV", "SR1: p_{T}^{2} > 60 GeV"]),
        (6, ["SR1: η(j_{1}), η(j_{2}) 2.1, 2.4"]),  # above or below?
        (7, ["SR1: Leading jet p_{T} > 90 GeV", "SR1: Leading jet |η| < 2.1",
             "SR2: Leading jet Δφ(jet, MET) > 0.3", "CR: Leading jet p_{T} > 90 GeV"]),
        (8, ["SR1: m_{T}(l, MET) [30, 90] GeV", "CR: m_{T}(l, MET) < 30 GeV"]),
        (9, ["SR1: H_{T} > 500 GeV"]),
        (10, ["CR: m_{ll} > 90 GeV"]),
    ],
)  # fmt: skip
def test_what_cells_say_in_short(row, said):
    assert _said(SEVERAL, row) == said


def test_a_table_without_a_header_has_no_names_of_columns():
    assert _said((("Number of jets", "≥2"), ("m_{ll}, GeV", ">12")), 0, 1) == ["Number of jets ≥2", "m_{ll} >12 GeV"]


SUMMARY = (
    ("Leptons", "Leptons", "Leptons"),
    ("", "Electrons", "Muons"),
    ("Kinematics", "E_{T} > 9 GeV, |η| < 2.4", "p_{T} > 6 GeV"),
    ("Beam spot", "|d_{0}| < 2 mm", "|d_{0}| < 2 mm"),
    ("Jets", "R = 0.4; p_{T} > 35 GeV", "R = 0.4; p_{T} > 35 GeV"),
    ("Window", "80 < m_{jj} < 90 GeV", "80 < m_{jj} < 90 GeV"),
)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            2,
            [
                "Electrons: Kinematics: E_{T} > 9 GeV",
                "Electrons: Kinematics: |η| < 2.4",
                "Muons: Kinematics: p_{T} > 6 GeV",
            ],
        ),
        (3, ["Electrons: Beam spot: |d_{0}| < 2 mm", "Muons: Beam spot: |d_{0}| < 2 mm"]),
        (4, ["Jets R = 0.4", "Jets p_{T} > 35 GeV"]),
        (5, ["Window: 80 < m_{jj} < 90 GeV"]),
    ],
)
def test_the_name_of_a_row_is_a_title_of_cells_that_say_all_themselves(row, expected):
    assert _said(SUMMARY, row) == expected
