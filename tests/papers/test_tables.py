"""Ruled tables, with merged cells by vertical lines or by bars, and figures that are none."""

import time

import pytest
import typst

from cutbench.papers import load_paper

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
