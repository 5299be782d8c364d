"""Cells over several columns of a table without vertical lines, known by being centred over them."""

from collections.abc import Sequence

from cutbench.papers.table_cells import Cell
from cutbench.papers.table_columns import CENTRED, Span

# How far apart texts are that begin at one place, in units of the font size; a title may be indented.
BEGINS, INDENT = 0.1, 0.5
MAX_COLUMNS = 24  # of a table in which wider spans are tried
Place = tuple[int, int]  # first and last column


def spread(groups: Sequence[list[Cell]], spans: list[Place], columns: Sequence[Span], sides: Span) -> list[Place]:
    """Return wider spans if they fill the row, with each text centred in its span; else `spans`.

    'veto on e and μ' in the middle below five regions holds for all five, though it touches one column only.

    Args:
        groups: the texts of a row, from left to right.
        spans: the columns that they touch.
        columns: how far the text of the columns reaches.
        sides: of the table.
    """
    if len(groups) == len(columns) or len(columns) > MAX_COLUMNS:
        return spans
    first, last = spans[0]
    room = (BEGINS if first == last else INDENT) * groups[0][0].size
    begins = abs(min(cell.left for cell in groups[0]) - columns[first][0]) < room
    middle = min(cell.left for cell in groups[0]) + max(cell.right for cell in groups[0])
    exact = min(abs(middle - sum(one)) for one in (sides, (columns[0][0], columns[-1][1]))) < BEGINS * groups[0][0].size
    if len(groups) == 1 and begins and not exact and (first > 0 or last < len(columns) - 1):
        return [(first, first)]  # a title above rows, or the next line of a cell
    # The first column may be empty; a text that is alone may be as well centred over all columns.
    starts = (0,) if spans[0][0] == 0 else (0, 1) if len(groups) == 1 else (1, 0)
    filled = (_filled(groups, spans, start, columns, sides) for start in starts)
    return next(filter(None, filled), spans)


def _filled(
    groups: Sequence[list[Cell]], spans: Sequence[Place], start: int, columns: Sequence[Span], sides: Span
) -> list[Place]:
    """Return spans that fill the columns from `start` on; none if the texts are not centred in such spans."""
    (first, last), rest = spans[0], spans[1:]
    stops = range(last, rest[0][0]) if rest else (len(columns) - 1,)
    for stop in stops if start <= first else ():
        if (start, stop) != (first, last) and not _in_middle(groups[0], start, stop, columns, sides):
            continue
        behind = _filled(groups[1:], rest, stop + 1, columns, sides) if rest else []
        if behind or not rest:
            return [(start, stop), *behind]
    return []


def _in_middle(cells: list[Cell], start: int, stop: int, columns: Sequence[Span], sides: Span) -> bool:
    """Whether a text is centred in what columns take up, or between their middles; the outer ones reach to the side."""
    middle = min(cell.left for cell in cells) + max(cell.right for cell in cells)
    lefts = [columns[start][0], *sides[: start == 0]]
    rights = [columns[stop][1], *(sides[1:] if stop == len(columns) - 1 else ())]
    wanted = [left + right for left in lefts for right in rights] + [(sum(columns[start]) + sum(columns[stop])) / 2]
    return any(abs(one - middle) < 2 * CENTRED * cells[0].size for one in wanted)
