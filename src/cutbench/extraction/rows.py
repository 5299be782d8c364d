"""Rows of tables as statements: what a cell says follows from its row and its column."""

import re
from collections.abc import Iterator, Sequence

from cutbench.papers import counts
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block, Document

LONGEST_NAME = 40  # a longer cell in the first row is what a row says, not what a column is called
BARE = re.compile(r"(?:[<>≤≥=≈]|\d|below|above|at (?:least|most)|less|more|up to|between|[\[–—-]$)")
# A row of its own for the sizes of the cones that the rows below are about.
CONE = re.compile(r"(?:cones? (?:of |size )?)?(?:Δ|∆|\\Delta )?R ?[=<] ?0?\.\d|cones? (?:of |size )?0?\.\d")
UNIT = re.compile(r"\s*\[([^\[\]]+)\]\s*$")  # 'p_T [GeV]'
SIGN = re.compile(r"\s*([<>≤≥=])\s*$")  # 'p_T [GeV] >', for numbers alone
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")
DIGITS = "0123456789])"  # what a value ends with that has no unit of its own
NOTHING = {"", "-", "–", "—", "−", "−−", "--"}
TORN = {"<", ">", "≤", "≥"}

Row = Sequence[str]


def statements(document: Document, quote: Quote, header: Row | None = None) -> list[str]:
    """Return what a quote states: itself, or of a table's row one statement per cell, 'Column: row < 5'.

    `header` is the row that names the columns, where it is known to be another than the first. Of a table of events, of
    efficiencies or the like only the names of a cutflow's rows state something, and a row of another table that counts
    events states nothing.
    """
    table = table_at(document, quote)
    if table is None:
        return [quote.text]
    quoted = list(rows_in(table, quote))
    if table.measures:
        return [" ".join(table.rows[at][:1]) for at in quoted if table.measures == "cutflow"]
    return [said for at in quoted if not counts(table.rows[at]) for said in _of_row(table.rows, at, header)]


def table_at(document: Document, quote: Quote) -> Block | None:
    """Return the table that a quote is in."""
    tables = (block for block in document.blocks if block.rows and block.page == quote.page)
    return next((table for table in tables if table.start <= (quote.start or 0) < table.end), None)


def rows_in(table: Block, quote: Quote) -> Iterator[int]:
    """Yield the places of the rows in which a quote stands."""
    start = (quote.start or 0) - table.start
    first = table.text.count("\n", 0, start)
    yield from range(first, min(first + quote.text.count("\n") + 1, len(table.rows)))


def _of_row(rows: Sequence[Row], at: int, header: Row | None) -> list[str]:
    cells = _whole(rows[at])
    header = header or next((row for row in rows if len(set(row)) > 1), rows[0])
    columns = [column if len(column) <= LONGEST_NAME else "" for column in header]
    names = _names(cells)
    name = " ".join(cell for cell in cells[:names] if cell)
    values = [(place, cell) for place, cell in enumerate(cells) if place >= names and cell not in NOTHING]
    labels = max((place + 1 for place in range(names) if cells[place]), default=1)
    cones = _cones_above(rows[:at], cells[0], names)
    of = {place: _column(columns, labels, place, alone=len(values) == 1) for place, _ in values}
    said = [(column, place, value) for place, value in values for column in of[place]]
    return [f"{column}: {_said(name, cones.get(place, ''), value)}" for column, place, value in said] or [name]


def _said(name: str, cone: str, value: str) -> str:
    """Return what a cell says: with the sign that its row has for numbers, and with its unit."""
    sign = SIGN.search(name)
    name = SIGN.sub("", name)
    unit = UNIT.search(name)
    name = UNIT.sub("", name)
    number = f"{sign[1]} {value}" if sign and NUMBER.fullmatch(value) else value
    return f"{name}{cone} {number}{f' {unit[1]}' if unit and value[-1] in DIGITS else ''}"


def _whole(row: Row) -> list[str]:
    """Return cells, a sign that stands in one of its own put back to its number."""
    cells = list(row)
    for place in range(len(cells) - 1):
        if cells[place] in TORN:
            cells[place : place + 2] = ["", f"{cells[place]} {cells[place + 1]}"]
    return cells


def _names(cells: Row) -> int:
    """Return how many cells name the row: those before the first bare value, such as '< 5', else one."""
    bare = next((place for place, cell in enumerate(cells) if place and BARE.match(cell)), 1)
    return bare if any(cells[:bare]) else 1


def _column(columns: Row, labels: int, place: int, *, alone: bool) -> list[str]:
    """Return the names of the columns that a value is in; one that stands between all of them is in each."""
    if place < len(columns) and columns[place]:
        return [columns[place]]
    named = [at for at in range(labels, len(columns)) if columns[at]]
    if alone and len(named) > 1:
        return [columns[at] for at in named]
    return [columns[min(named, key=lambda at: abs(at - place))]] if named else [""]


def _cones_above(above: Sequence[Row], label: str, names: int) -> dict[int, str]:
    """Return by column the cones that a row above gives for all rows of the same label."""
    for cells in reversed(above if label else []):
        if cells[0] != label:
            break
        values = {place: cell for place, cell in enumerate(cells) if place >= names and cell}
        if values and all(CONE.fullmatch(cell) for cell in values.values()):
            return {place: f" in a cone of {cell}" for place, cell in values.items()}
    return {}
