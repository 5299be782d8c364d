"""Rows of tables as statements: what a cell says follows from its row and its column."""

import re

from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Document

LONGEST_NAME = 40  # a longer cell in the first row is what a row says, not what a column is called
BARE = re.compile(r"(?:[<>≤≥=≈]|\d|below|above|at (?:least|most)|less|more|up to|between|[\[–—-]$)")
# A row of its own for the sizes of the cones that the rows below are about.
CONE = re.compile(r"(?:cones? (?:of |size )?)?(?:Δ|∆|\\Delta )?R ?[=<] ?0?\.\d|cones? (?:of |size )?0?\.\d")
UNIT = re.compile(r"\s*\[([^\[\]]+)\]\s*$")  # 'p_T [GeV]'
CELL = re.compile(r"(?<!\\)\|")


def statements(document: Document, quote: Quote, header: str | None = None) -> list[str]:
    """Return what a quote states: itself, or of a table's row one statement per cell, 'Column: row < 5'.

    `header` is the row that names the columns, where it is known to be another than the first.
    """
    header = header or _header(document, quote)
    if header is None:
        return [quote.text]
    cells = _cells(quote.text)
    columns = [column if len(column) <= LONGEST_NAME else "" for column in _cells(header)]
    names = _names(cells)
    name = " ".join(cell for cell in cells[:names] if cell)
    values = [(place, cell) for place, cell in enumerate(cells) if place >= names and cell]
    labels = max((place + 1 for place in range(names) if cells[place]), default=1)
    cones = _cones_above(document, quote, cells[0], names)
    of = {place: _column(columns, labels, place, alone=len(values) == 1) for place, _ in values}
    said = [(column, place, value) for place, value in values for column in of[place]]
    unit = UNIT.search(name)
    name = name[: unit.start()] if unit else name
    return [
        f"{column}: {name}{cones.get(place, '')} {value}{f' {unit[1]}' if unit and value[-1].isdigit() else ''}"
        for column, place, value in said
    ] or [name]


def _names(cells: list[str]) -> int:
    """Return how many cells name the row: those before the first bare value, such as '< 5', else one."""
    bare = next((place for place, cell in enumerate(cells) if place and BARE.match(cell)), 1)
    return bare if any(cells[:bare]) else 1


def _column(columns: list[str], labels: int, place: int, *, alone: bool) -> list[str]:
    """Return the names of the columns that a value is in; one that stands between all of them is in each."""
    if place < len(columns) and columns[place]:
        return [columns[place]]
    named = [at for at in range(labels, len(columns)) if columns[at]]
    if alone and len(named) > 1:
        return [columns[at] for at in named]
    return [columns[min(named, key=lambda at: abs(at - place))]] if named else [""]


def _cones_above(document: Document, quote: Quote, label: str, names: int) -> dict[int, str]:
    """Return by column the cones that a row above gives for all rows of the same label."""
    for row in reversed(_rows_above(document, quote) if label else []):
        cells = _cells(row)
        if cells[0] != label:
            break
        values = {place: cell for place, cell in enumerate(cells) if place >= names and cell}
        if values and all(CONE.fullmatch(cell) for cell in values.values()):
            return {place: f" in a cone of {cell}" for place, cell in values.items()}
    return {}


def _rows_above(document: Document, quote: Quote) -> list[str]:
    tables = (block for block in document.blocks if block.kind == "table" and block.page == quote.page)
    here = (table for table in tables if quote.start is not None and table.start <= quote.start < table.end)
    return next((table.text[: (quote.start or 0) - table.start].strip().split("\n") for table in here), [])


def _header(document: Document, quote: Quote) -> str | None:
    """Return the row of the table that names its columns, None if the quote is in no table.

    A first row that says the same in every cell is the title of a part of the table.
    """
    tables = (block for block in document.blocks if block.kind == "table" and block.page == quote.page)
    here = (table for table in tables if quote.start is not None and table.start <= quote.start < table.end)
    rows = next((table.text.split("\n") for table in here), None)
    return next((row for row in rows if len(set(_cells(row))) > 1), rows[0]) if rows else None


def _cells(row: str) -> list[str]:
    cells = [cell.replace("\\|", "|").strip() for cell in CELL.split(row.strip().strip("|"))]
    for place in range(len(cells) - 1):
        if cells[place] in {"<", ">", "≤", "≥"}:  # torn from its number
            cells[place : place + 2] = ["", f"{cells[place]} {cells[place + 1]}"]
    return cells
