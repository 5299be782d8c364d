"""Ruled tables, with merged cells by vertical lines, by bars or by their place, and figures that are none."""

import time
from collections import Counter

import pypdfium2 as pdfium
import pytest

from cutbench.papers import parse_pdf
from cutbench.papers.drawings import read_drawings
from cutbench.papers.lines import read_lines
from cutbench.papers.tables import find_tables

from .conftest import typeset

GRID = r"""
#set page(paper: "a4")
A table follows here, with lines all around its cells.
#table(columns: 5, [Requirement], table.cell(colspan: 4)[Signal region],
  [Name], [A-1], [A-2], [B-1], [B-2],
  [$p_"T"$ [GeV] >], table.cell(colspan: 4)[250],
  [$|eta|$ <], table.cell(colspan: 2)[0.8], [1.2], [2.8],
  [Mass >], [1200], [1600], table.cell(colspan: 2)[2000])
"""
FIGURE = r"""
#set page(paper: "a4")
A figure follows here.
#box(width: 200pt, height: 100pt, {
  for i in range(12) { place(bottom + left, dx: i * 16pt, rect(width: 15pt, height: (10 + 5 * i) * 1pt, fill: gray)) }
  place(top + left, line(length: 200pt)); place(bottom + left, line(length: 200pt))
  place(top + left, dx: 10pt, dy: 10pt)[Data]; place(top + left, dx: 120pt, dy: 10pt)[Model]
  place(top + left, dx: 10pt, dy: 30pt)[Ratio]; place(top + left, dx: 120pt, dy: 30pt)[Fit]
})
"""


@pytest.fixture
def tables(tmp_path):
    def parse(source):
        blocks = parse_pdf(typeset(tmp_path, source)).blocks
        return [block.text.splitlines() for block in blocks if block.kind == "table"]

    return parse


def test_merged_cells_between_vertical_lines_are_repeated(tables):
    (rows,) = tables(GRID)
    assert rows == [
        "| Requirement | Signal region | Signal region | Signal region | Signal region |",
        "| Name | A-1 | A-2 | B-1 | B-2 |",
        "| p_{T} [GeV] > | 250 | 250 | 250 | 250 |",
        r"| \|η\| < | 0.8 | 0.8 | 1.2 | 2.8 |",
        "| Mass > | 1200 | 1600 | 2000 | 2000 |",
    ]


def test_no_column_is_lost_low_on_a_page(tables):
    (low,) = tables(GRID.replace("A table", "#v(20cm)\nA table").replace("columns: 5", "columns: (1fr,) * 5"))
    (high,) = tables(GRID)
    assert low == high


def test_a_figure_is_no_table(tables):
    assert tables(FIGURE) == []


BOOKTABS = """
#set page(paper: "a4")
A table follows here.
#table(columns: COLUMNS, stroke: none, inset: 4pt, align: (left + PLACED, ..(center + PLACED,) * 5), table.hline(),
BODY, table.hline())
The text goes on.
"""
SPANS = """[], table.cell(colspan: 2)[Electrons], table.cell(colspan: 2)[Muons],
  table.hline(start: 1, end: 3), table.hline(start: 3, end: 5),
  [Source], [2015], [2016], [2015], [2016], table.hline(),
  [Efficiency], [1.2], [1.3], [0.4], [0.5],
  [Scale], table.cell(colspan: 4)[below 0.1],
  [Resolution], table.cell(colspan: 2)[0.3], [0.2], [0.1]"""
GROUPS = """[Group], [Quantity], [Low], [High], table.hline(),
  table.cell(rowspan: 3)[Leptons], [momentum], [> 7], [> 10], [rapidity], [< 2.4], [< 2.5], [isolation], [0.1], [0.2],
  table.hline(), table.cell(rowspan: 2)[Jets], [momentum], [> 20], [> 30], [rapidity], [< 4.4], [< 2.5]"""
LINES = """[Object], [Requirement], [Remark], table.hline(),
  [Electrons], [energy above 7 GeV and within the tracker], [loose],
  [Muons of all kinds], [above 5 GeV], [also without a track in the detector],
  [Jets], [above 30 GeV], [—]"""
TITLES = """[Requirement], [Signal], [Control], table.hline(),
  table.cell(colspan: 3, align: center)[_Leptons_], [number], [4], [3], [momentum], [> 5 GeV], [> 7 GeV],
  table.cell(colspan: 3, align: center)[_Pairing_], [mass], [50 to 106], [50 to 106]"""
ROWS = """[], [Quantity], [electrons], [muons], table.hline(),
  table.cell(rowspan: 2)[Isolation], [largest cone], [0.2], [0.3], table.hline(start: 1),
  [sum], table.cell(colspan: 2)[< 0.15], table.hline(),
  [Impact], [significance], [below 5], [below 3], table.hline(),
  [Vertex of four leptons], [quality], table.cell(colspan: 2)[four muons: < 6 \\ others: < 9]"""
UNRULED = {
    "spans": (
        "5",
        SPANS,
        [
            "|  | Electrons | Electrons | Muons | Muons |",
            "| Source | 2015 | 2016 | 2015 | 2016 |",
            "| Efficiency | 1.2 | 1.3 | 0.4 | 0.5 |",
            "| Scale | below 0.1 | below 0.1 | below 0.1 | below 0.1 |",
            "| Resolution | 0.3 | 0.3 | 0.2 | 0.1 |",
        ],
    ),
    "groups": (
        "4",
        GROUPS,
        [
            "| Group | Quantity | Low | High |",
            "| Leptons | momentum | > 7 | > 10 |",
            "| Leptons | rapidity | < 2.4 | < 2.5 |",
            "| Leptons | isolation | 0.1 | 0.2 |",
            "| Jets | momentum | > 20 | > 30 |",
            "| Jets | rapidity | < 4.4 | < 2.5 |",
        ],
    ),
    "lines": (
        "(2cm, 4cm, 3cm)",
        LINES,
        [
            "| Object | Requirement | Remark |",
            "| Electrons | energy above 7 GeV and within the tracker | loose |",
            "| Muons of all kinds | above 5 GeV | also without a track in the detector |",
            "| Jets | above 30 GeV | — |",
        ],
    ),
    "titles": (
        "3",
        TITLES,
        [
            "| Requirement | Signal | Control |",
            "| Leptons | Leptons | Leptons |",
            "| number | 4 | 3 |",
            "| momentum | > 5 GeV | > 7 GeV |",
            "| Pairing | Pairing | Pairing |",
            "| mass | 50 to 106 | 50 to 106 |",
        ],
    ),
    "rows": (
        "(3cm, 3cm, 3cm, 3cm)",
        ROWS,
        [
            "|  | Quantity | electrons | muons |",
            "| Isolation | largest cone | 0.2 | 0.3 |",
            "| Isolation | sum | < 0.15 | < 0.15 |",
            "| Impact | significance | below 5 | below 3 |",
            "| Vertex of four leptons | quality | four muons: < 6, others: < 9 | four muons: < 6, others: < 9 |",
        ],
    ),
}


@pytest.mark.parametrize("name", UNRULED)
@pytest.mark.parametrize("place", ["", "#v(17cm)", "#set page(columns: 2, margin: 5mm)"], ids=["high", "low", "column"])
def test_tables_without_vertical_lines(tables, name, place):
    columns, body, wanted = UNRULED[name]
    placed = "top" if name == "lines" else "horizon"
    source = BOOKTABS.replace("COLUMNS", columns).replace("BODY", body).replace("PLACED", placed)
    assert tables(source.replace("A table follows", f"{place}\nA table follows")) == [wanted]


LINED = r"""
#set page(paper: "a4")
#table(columns: 3, align: center + horizon, [Cut], [A], [B], table.cell(rowspan: 2)[Mass], [> 10], [> 20],
  table.cell(colspan: 2)[both \ below 100], [Angle], [one \ two \ three], table.cell(rowspan: 2)[none], [Sum], [7])
"""


def test_cells_over_rows_and_lines_of_a_cell_between_lines(tables):
    (rows,) = tables(LINED)
    assert rows == [
        "| Cut | A | B |",
        "| Mass | > 10 | > 20 |",
        "| Mass | both, below 100 | both, below 100 |",
        "| Angle | one two three | none |",
        "| Sum | 7 | none |",
    ]


def test_tables_of_one_width_are_parted_by_their_captions(tables):
    table = BOOKTABS.replace("COLUMNS", "(3cm, 3cm, 3cm)").replace("BODY", TITLES).replace("PLACED", "top")
    assert (
        len(tables(table + "\n*Table 2:* Another one.\n" + table.replace("#set page", "#set text(fill: black)//"))) == 2
    )


def letters(text):
    return Counter(character for character in text if character.isalnum())


@pytest.mark.parametrize("name", ["ATLAS-SUSY-2016-07", "2502.21088", "1503.07589v1"])
def test_no_letter_of_a_table_is_lost(shared_data, name):
    with pdfium.PdfDocument(shared_data / f"papers/{name}.pdf") as document:
        for page in document:
            text = page.get_textpage()
            lines = read_lines(text)
            for table in find_tables(read_drawings(page), lines):
                assert letters("".join(line.text for line in table.lines)) <= letters(table.markdown())
            text.close()


def values(rows, name):
    (row,) = [row for row in rows if name in row.split("|")[1]]
    return [cell.strip() for cell in row.split(" | ")][1:]


def test_tables_of_a_real_paper(shared_data):
    document = parse_pdf(shared_data / "papers/ATLAS-SUSY-2016-07.pdf")
    texts = [b.text for b in document.blocks if b.kind == "table" and "2j-1200" in b.text]
    rows = texts[0].replace(" |\n", "\n").splitlines()
    assert values(rows, "p_{T}(j_{1})") == ["250", "300", "350", "350", "350", "350", "600", "700"]
    (five,) = [
        b.text.splitlines() for b in document.blocks if (b.kind, b.page) == ("table", 16) and "5j-1600" in b.text
    ]
    aplanarity = [row.strip(" |").split(" | ") for row in five if "Aplanarity" in row][-1]
    assert aplanarity[1:] == ["0.08", "–", "–", "–", "0.04", "0.08", "0.08"]


@pytest.mark.parametrize("name", ["CMS-SUS-16-051", "2502.21088"])
def test_a_paper_with_figures_takes_seconds(shared_data, name):
    start = time.process_time()
    parse_pdf(shared_data / f"papers/{name}.pdf")
    assert time.process_time() - start < 60, "comparing every line of a figure with every other takes minutes"


OPEN = """
#set page(paper: "a4")
#set text(size: 10pt)
Table 1: Observed yields of a search, in two bins.
#table(columns: (4cm, 3cm, 3cm), stroke: none, inset: 3pt, align: center, ABOVE
[Process], [Low mass], [High mass], table.hline(),
[Top quarks], [1 500 ± 120], [12 ± 3], [Bosons], [240 ± 30], [7.1 ± 0.9], table.hline(),
[Total], [1 740 ± 125], [19 ± 3], [Data], [1 700], [21])
#v(5mm)
The text goes on and says that #lorem(30)
"""


@pytest.mark.parametrize("above", ["", "[], table.cell(colspan: 2)[Signal region],"], ids=["plain", "titled"])
def test_rows_stand_above_the_first_and_below_the_last_rule(tables, above):
    (rows,) = tables(OPEN.replace("ABOVE", above))
    assert rows[-5:] == [
        "| Process | Low mass | High mass |",
        "| Top quarks | 1 500 ± 120 | 12 ± 3 |",
        "| Bosons | 240 ± 30 | 7.1 ± 0.9 |",
        "| Total | 1 740 ± 125 | 19 ± 3 |",
        "| Data | 1 700 | 21 |",
    ]
    assert rows[:-5] == (["|  | Signal region | Signal region |"] if above else [])


def test_a_table_may_have_a_single_rule(tables):
    source = OPEN.replace("ABOVE", "").replace("[7.1 ± 0.9], table.hline(),", "[7.1 ± 0.9],")
    (rows,) = tables(source)
    assert (rows[0], len(rows)) == ("| Process | Low mass | High mass |", 5)


RULED_TEXT = """
#set page(paper: "a4", header: [4 #h(1fr) 2 Event selection #line(length: 100%)])
#lorem(60) #footnote[A note: $p_T > 5$ GeV.] The next sentence.
"""


def test_running_heads_and_footnotes_are_no_tables(tables):
    assert tables(RULED_TEXT) == []


BINS = """
#set page(paper: "a4")
#set text(size: 9pt)
#table(columns: (2cm, 3cm, 2cm, 3cm), stroke: none, inset: 2pt, align: center + horizon, table.hline(),
[Jets], [Mass [GeV]], [Bin], [Expected], table.hline(),
table.cell(rowspan: 5)[[6, 8]], table.cell(rowspan: 3)[[250, 450]], [A1], [206 ± 15], [A2], [52.5 ± 8.2],
[A3], [18.0 ± 4.2],
table.hline(start: 1),
table.cell(rowspan: 2)[≥450], [A4], [13.1 ± 2.7], [A5], [4.5 ± 1.7], table.hline(),
table.cell(rowspan: 2)[≥9], table.cell(rowspan: 2)[≥250], [B1], [7.9 ± 1.1], [B2], [2.2 ± 0.7], table.hline())
"""


def test_labels_hold_for_the_rows_that_they_are_in_the_middle_of(tables):
    (rows,) = tables(BINS)
    assert rows == [
        "| Jets | Mass [GeV] | Bin | Expected |",
        "| [6, 8] | [250, 450] | A1 | 206 ± 15 |",
        "| [6, 8] | [250, 450] | A2 | 52.5 ± 8.2 |",
        "| [6, 8] | [250, 450] | A3 | 18.0 ± 4.2 |",
        "| [6, 8] | ≥450 | A4 | 13.1 ± 2.7 |",
        "| [6, 8] | ≥450 | A5 | 4.5 ± 1.7 |",
        "| ≥9 | ≥250 | B1 | 7.9 ± 1.1 |",
        "| ≥9 | ≥250 | B2 | 2.2 ± 0.7 |",
    ]


LISTS = """
#set page(paper: "a4")
#table(columns: (3cm, 8cm), stroke: none, inset: 4pt, align: left + horizon, table.hline(),
[Region], [Selection], table.hline(),
[Control], [Photon with $p_T > 180$ GeV \\ $Delta R > 0.5$ \\ No lepton], table.hline(),
[Signal \\ region], [Photon with $p_T > 200$ GeV \\ $Delta R > 0.7$ \\ Three jets \\ $m < 90$ GeV], table.hline())
"""


def test_a_list_beside_a_label_is_a_row_for_each_of_its_lines(tables):
    (rows,) = tables(LISTS)
    assert rows[1:4] == [
        "| Control | Photon with p_{T} > 180 GeV |",
        "| Control | ΔR > 0.5 |",
        "| Control | No lepton |",
    ]
    assert [row.split(" | ")[0] for row in rows[4:]] == ["| Signal region"] * 4


@pytest.mark.parametrize("angle", ["90deg", "-90deg"])
def test_a_table_on_its_side_reads_like_one_that_is_not(tables, angle):
    body = OPEN.split("in two bins.\n")[1].split("#v(5mm)", maxsplit=1)[0].replace("ABOVE", "")
    (upright,) = tables(f'#set page(paper: "a4")\n#set text(size: 10pt)\n{body}')
    turned = f'#set page(paper: "a4")\n#set text(size: 10pt)\n#rotate({angle}, reflow: true)[{body}]'
    assert tables(turned) == [upright]


SPREAD = """
#set page(paper: "a4")
#table(columns: (4cm, 2cm, 2cm, 2cm), stroke: none, inset: 4pt, align: (left, center, center, center), table.hline(),
[Photon], table.cell(colspan: 3)[energy above 150 GeV, isolated],
[Jets], table.cell(colspan: 3)[none or one above 30 GeV],
[Leptons], table.cell(colspan: 3)[veto on electrons and muons], table.hline(),
[], [SR1], [SR2], [SR3], [Mass [GeV]], [> 150], [> 225], [> 300], [Events], [2400], [729], [236], table.hline())
"""


def test_a_blank_between_two_cells_joins_no_numbers(tables):
    (rows,) = tables(SPREAD)
    assert rows[3:] == [
        "|  | SR1 | SR2 | SR3 |",
        "| Mass [GeV] | > 150 | > 225 | > 300 |",
        "| Events | 2400 | 729 | 236 |",
    ]
    assert rows[2].count("veto on electrons and muons") == 3


def test_a_line_below_a_comma_goes_on_with_a_cell_over_columns(tables):
    more = r"[energy above 150 GeV, isolated, \ within the tracker, \ no jet]"
    (rows,) = tables(SPREAD.replace("[energy above 150 GeV, isolated]", more))
    assert rows[0].split(" | ")[1] == "energy above 150 GeV, isolated, within the tracker, no jet"
    assert len(rows) == 6
