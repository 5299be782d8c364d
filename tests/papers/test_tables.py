"""Ruled tables, with merged cells by vertical lines, by bars or by their place, and figures that are none."""

import time
from collections import Counter

import pypdfium2 as pdfium
import pytest
import typst

from cutbench.papers import load_paper
from cutbench.papers.lines import read_lines
from cutbench.papers.shapes import read_shapes
from cutbench.papers.tables import find_tables

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
        (tmp_path / "table.typ").write_text(source)
        (tmp_path / "table.pdf").write_bytes(typst.compile(tmp_path / "table.typ", ignore_system_fonts=True))
        blocks = load_paper(tmp_path / "table.pdf").blocks
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
            for table in find_tables(read_shapes(page), lines):
                assert letters("".join(line.text for line in table.lines)) <= letters(table.markdown())
            text.close()


def values(rows, name):
    (row,) = [row for row in rows if name in row.split("|")[1]]
    return [cell.strip() for cell in row.split(" | ")][1:]


def test_tables_of_a_real_paper(shared_data):
    document = load_paper(shared_data / "papers/ATLAS-SUSY-2016-07.pdf")
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
    n_pages = len(load_paper(shared_data / f"papers/{name}.pdf").pages)
    assert n_pages / (time.process_time() - start) > 15, "pages/s; the aim on a quiet machine is 50"
