"""A piece of a paper as text, such as a paragraph, a list or a table, to a Document."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cutbench.papers.pages import A4_PT, onto_pages
from cutbench.papers.tables import written
from cutbench.schema.documents import Block, Document

CELL = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[\s|:-]+")  # the line below the first row of a table
EMPHASIS = re.compile(r"\*\*(.*?)\*\*")

Rows = tuple[tuple[str, ...], ...]


def read_excerpt(text: str, heading: str = "") -> Document:
    """Return a Document of one page: paragraphs between empty lines, lists as they are, rows with bars as a table.

    An empty cell of a row that has one value belongs to its neighbour, as a cell over several columns is repeated.
    """
    blocks = [_block("heading", heading)] if heading else []
    parts = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
    blocks += [block for part in parts for block in _blocks(part.strip("\n"))]
    pages, placed = onto_pages(blocks, {1: A4_PT})
    return Document(paper="text", title="", sha256="", backend="text", pages=pages, blocks=placed, references=())


def _blocks(part: str) -> Iterator[Block]:
    for is_table, group in groupby(part.splitlines(), lambda line: line.lstrip().startswith("|")):
        lines = list(group)
        rows = _rows(lines) if is_table else ()
        yield _block("table", written(rows), rows=rows) if rows else _block("paragraph", "\n".join(lines).strip())


def _block(kind: str, text: str, **more: object) -> Block:
    return Block.model_validate({"kind": kind, "text": text, "page": 1, "start": 0, "end": len(text), **more})


def _rows(lines: Sequence[str]) -> Rows:
    """Return the cells of a table, all rows as long as the first; none if there is one row only."""
    stated = [line.strip().removeprefix("|").removesuffix("|") for line in lines if not RULE.fullmatch(line.strip())]
    rows = [[_cell(cell) for cell in CELL.split(line)] for line in stated]
    width = max(map(len, rows))
    return tuple(_spread([*row, *[""] * (width - len(row))]) for row in rows) if len(rows) > 1 else ()


def _cell(text: str) -> str:
    return EMPHASIS.sub(r"\1", text.replace("\\|", "|")).strip()


def _spread(row: Sequence[str]) -> tuple[str, ...]:
    """Repeat the only cell of a row, and the only value behind its name."""
    name, values = row[0], [cell for cell in row[1:] if cell]
    if name and not values:
        return (name,) * len(row)
    alone = name and len(values) == 1 and row[1]
    return (name, *values * (len(row) - 1)) if alone else tuple(row)
