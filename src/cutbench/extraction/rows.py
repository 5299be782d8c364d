"""Rows of tables as statements: what a cell says follows from its row and its column."""

import re

from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Document

CELL = re.compile(r"(?<!\\)\|")


def statements(document: Document, quote: Quote) -> list[str]:
    """Return what a quote states: itself, or of a table's row one statement per cell, 'Column: row < 5'."""
    header = _header(document, quote)
    if header is None:
        return [quote.text]
    name, *values = _cells(quote.text)
    columns = [*_cells(header)[1:], *[""] * len(values)]
    return [f"{column}: {name} {value}" for column, value in zip(columns, values, strict=False) if value] or [name]


def _header(document: Document, quote: Quote) -> str | None:
    """Return the first row of the table that holds the quote, None if no table does."""
    tables = (block for block in document.blocks if block.kind == "table" and block.page == quote.page)
    here = (table for table in tables if quote.start is not None and table.start <= quote.start < table.end)
    return next((table.text.split("\n", 1)[0] for table in here), None)


def _cells(row: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in CELL.split(row.strip().strip("|"))]
