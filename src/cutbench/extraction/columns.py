"""Columns of tables that stand for regions: the paper calls them so, or each has requirements of its own."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from cutbench.extraction.region_names import WORDS, region_id
from cutbench.extraction.rows import BARE, COMPARES, NOTHING, answers, without_unit
from cutbench.reading import is_object, words
from cutbench.schema.cuts import RegionKind
from cutbench.schema.documents import Block

COLUMN_NAME = re.compile(r"(?=.{1,15}$)(?=.*[A-Z\d])(?=.*[A-Za-z])[A-Za-z\d]+(?:[-_][A-Za-z\d]+)*")
OF_REGIONS = re.compile(r"\bregions?\b(?:\s*\[(?P<prefix>[\w-]+)\])?", re.IGNORECASE)  # 'Signal region [low-]'
OF_DEFINITIONS = re.compile(r"criteri|define|defining|definition|select|requirement")
OF_RESULTS = re.compile(r"yield|observed|uncertaint|predict|expected|limit|distribution|fit\b")
LONGEST_CHANNEL = 25  # characters of 'Boosted e + jets'
STRETCH = re.compile(r"\d ?[–−,-] ?\d")  # '80–100', '[80, 100]'
FEWEST = 2  # columns of values, and rows of bounds

Row = Sequence[str]


def columns_of_regions(blocks: Sequence[Block]) -> Iterator[tuple[str, RegionKind | None]]:
    """Yield the regions that are columns of tables of requirements, with the kind if the caption says it."""
    for block in blocks:
        kind = next((WORDS[word] for word in WORDS if f"{word} region" in block.caption.lower()), None)
        for at, row in enumerate(block.rows if not block.measures else ()):
            prefix = _prefix_of_regions(block, at)
            channels = prefix is None and _head_channels(block.rows, at)
            if prefix is not None or channels:
                yield from ((region_id((prefix or "") + cell), kind) for cell in row[1:] if cell)


def _prefix_of_regions(block: Block, at: int) -> str | None:
    """Return what the names in a row begin with, '' for nothing; None if the table does not call them regions."""
    said = [cell for above in block.rows[:at] for cell in above] + [block.rows[at][0]]
    heading = next(filter(None, map(OF_REGIONS.search, said)), None)
    named = heading is not None or (at == 0 and _defines(block.caption))
    return ((heading and heading["prefix"]) or "") if named and _are_names(block.rows[at][1:]) else None


def _defines(caption: str) -> bool:
    said = caption.lower()
    return "region" in said and bool(OF_DEFINITIONS.search(said)) and not OF_RESULTS.search(said)


def _are_names(cells: Row) -> bool:
    """Whether cells are distinct names, of which one may go over neighbouring cells."""
    names = _apart(cells)
    return len(set(names)) == len(names) > 1 and all(COLUMN_NAME.fullmatch(region_id(name)) for name in names)


def _head_channels(rows: Sequence[Row], at: int) -> bool:
    """Whether a row names channels that the rows below ask something of: the first one, or one of A0, A1, A2."""
    series = _are_series(rows[at][1:])
    if not _are_channels(rows[at][1:]) or not (series or all(len(set(row)) == 1 for row in rows[:at])):
        return False
    return _ask_something(_rows_below(rows, at), fewest=1 if series else FEWEST)


def _are_series(cells: Row) -> bool:
    """Whether names differ in a number only."""
    stems = {re.sub(r"\d+", "", cell) for cell in cells}
    return len(stems) == 1 and bool(COLUMN_NAME.fullmatch(cells[0] if cells else ""))


def _are_channels(cells: Row) -> bool:
    """Whether cells may name channels or categories: neither objects, nor quantities, values or words of tables."""
    names = _apart(cells)
    return all(cells) and len(set(names)) == len(names) >= FEWEST and all(map(_is_channel, names))


def _is_channel(name: str) -> bool:
    said = set(re.findall(r"[a-z]+", name.lower()))
    bare = len(name) <= LONGEST_CHANNEL and re.search(r"[^\W\d]", name) and name == without_unit(name)[0]
    valued = BARE.match(name) or COMPARES.search(name) or answers(name)
    return bool(bare) and not valued and not said & _no_channels() and not is_object(name)


@cache
def _no_channels() -> frozenset[str]:
    return frozenset(words()["no channels"])


def _ask_something(rows: Sequence[Row], fewest: int) -> bool:
    """Whether there are rows of nothing but values, of which some are bounds and one differs between columns."""
    bounds = [row for row in rows if any(map(_is_value, row[1:])) and all(map(_is_value_or_nothing, row[1:]))]
    differ = any(len(set(row[1:])) > 1 for row in bounds)
    return len(bounds) >= fewest and differ and any(_is_bound(cell) for row in bounds for cell in row[1:])


def _is_value_or_nothing(cell: str) -> bool:
    return cell in NOTHING or _is_value(cell)


def _is_value(cell: str) -> bool:
    return (bool(BARE.match(cell)) and cell not in NOTHING) or answers(cell)


def _is_bound(cell: str) -> bool:
    return bool(COMPARES.search(cell) or STRETCH.search(cell))


def _rows_below(rows: Sequence[Row], at: int) -> Sequence[Row]:
    """Return the rows below one that names columns, up to the next such one."""
    stop = next((place for place in range(at + 1, len(rows)) if _are_series(rows[place][1:])), len(rows))
    return rows[at + 1 : stop]


def _apart(cells: Row) -> list[str]:
    return [name for name, _ in groupby(cell for cell in cells if cell)]
