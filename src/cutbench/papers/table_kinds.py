"""What the numbers in a table are: a yield is no cut, and a row of a cutflow has its cut in its name."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

from cutbench.schema.documents import Block, TableKind
from cutbench.schema.yaml_text import parse_yaml

Rows = Sequence[Sequence[str]]

NUMBER = r"[+−-]?\d[\d,. ]*"
# A number that was counted or measured, with its errors: '2600 ± 160', '0.71^{+0.91}_{−0.71}', '0.50 (1.2)', '< 0.1'.
MEASURED = re.compile(
    rf"(?:[<≤~∼] ?)?{NUMBER} ?%?"
    rf"(?: ?(?:±|\+/-) ?{NUMBER}| ?[_^] ?\{{[^}}]*\}}| ?\({NUMBER}%?\)| ?[×·⋅] ?10\^\{{.\d+\}})* ?%?"
)
RANGE = re.compile(rf"[<≤]?{NUMBER} ?%?(?: ?[–−-] ?|, ){NUMBER} ?%?")  # of uncertainties and the like over regions
ERRORS = re.compile(r"\d ?(?:±|\+/-)|[_^] ?\{\s*\+.*[_^] ?\{\s*[−-]")
NOTHING = re.compile(r"[-–—− .]*")
MOST = 0.6  # of the cells of a table of numbers, which may have bounds that say which events they are of
SPREAD: frozenset[TableKind | None] = frozenset({"uncertainties", "results", "efficiencies"})
OF_TABLE = re.compile(r"tab", re.IGNORECASE)
MAX_BLOCKS = 4  # between a table and its caption, such as other parts of it


def kind_of(rows: Rows, caption: str) -> TableKind | None:
    """Return what the numbers of a table are; None if it may state requirements.

    Both have to say so: the words of its caption or its names, and its cells.
    """
    names = [*(cell for row in rows[:2] for cell in row), *(row[0] for row in rows if row)]
    kind = _named("caption", [caption]) or _named("names", names)
    return kind if kind and _has_numbers(rows, kind) else None


def _has_numbers(rows: Rows, kind: TableKind) -> bool:
    """Whether most cells are measured numbers, or most rows have one with its error."""
    cells = [cell for row in rows[1:] for cell in row[1:] if not NOTHING.fullmatch(cell)]
    measured = sum(bool(MEASURED.fullmatch(cell) or (kind in SPREAD and RANGE.fullmatch(cell))) for cell in cells)
    with_error = sum(any(map(ERRORS.search, row)) for row in rows)
    return (bool(cells) and measured >= MOST * len(cells)) or 2 * with_error > max(len(rows), 2)


def counts(row: Sequence[str]) -> bool:
    """Whether a row of a table of requirements says how many events fulfil them."""
    values = [cell for cell in row[1:] if not NOTHING.fullmatch(cell)]
    named = _named("rows", row[:1]) is not None
    return named and bool(values) and all(MEASURED.fullmatch(cell) for cell in values)


def with_captions(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give each table of a paper its caption, and what its numbers are."""
    steps = _usual(blocks)
    found = list(blocks)
    for place, block in enumerate(blocks):
        if block.kind == "table":
            caption = next(filter(None, (_caption(blocks, place, step) for step in steps)), "")
            found[place] = block.model_copy(update={"caption": caption, "measures": kind_of(block.rows, caption)})
    return tuple(found)


def _usual(blocks: Sequence[Block]) -> tuple[int, int]:
    """Return where a paper has the captions of tables: above (-1) and else below (1), or the other way round."""
    kinds = [
        "of table" if block.kind == "caption" and OF_TABLE.match(block.text) else block.kind
        for block in blocks
        if block.kind != "furniture"
    ]
    pairs = list(pairwise(kinds))
    return (-1, 1) if pairs.count(("of table", "table")) >= pairs.count(("table", "of table")) else (1, -1)


def _caption(blocks: Sequence[Block], place: int, step: int) -> str:
    """Return the nearest caption of a table on the page in one direction, no heading between."""
    for at in range(place + step, place + step * MAX_BLOCKS, step):
        if not 0 <= at < len(blocks) or blocks[at].page != blocks[place].page or blocks[at].kind == "heading":
            break
        if blocks[at].kind == "caption" and OF_TABLE.match(blocks[at].text):
            return blocks[at].text
    return ""


def _named(place: str, texts: Iterable[str]) -> TableKind | None:
    """Return the kind whose words come first in the first text that has any."""
    for text in texts:
        found = [(match.start(), kind) for kind, words in _words()[place] if (match := words.search(text))]
        if found:
            return min(found, key=lambda one: one[0])[1]
    return None


@cache
def _words() -> dict[str, list[tuple[TableKind, re.Pattern[str]]]]:
    found = parse_yaml(resources.files("cutbench.papers").joinpath("table_kinds.yaml").read_bytes())
    return {
        place: [(kind, re.compile("|".join(words), re.IGNORECASE)) for kind, words in kinds.items()]
        for place, kinds in dict(found).items()
    }
