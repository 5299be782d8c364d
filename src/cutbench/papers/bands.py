"""What rules say of a table's rows: where they may end, and which cells reach over several of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cutbench.papers.cells import Cell
from cutbench.papers.columns import CENTRED, SAME_PT, Span
from cutbench.papers.shapes import Rule

HALF = 0.9  # lines closer than this, in units of the font size, are too close for rows: one is beside two others
EVEN = 0.3  # how far from half way between two rows a cell may be, in units of the font size
LINE = 0.6  # half the height of a row, where no rule ends it
MIDDLE = 1.2  # how far from the middle a cell over rows may be, twice, in units of the font size
NEAR_MIDDLE = 0.25  # of their height, twice, for one that is alone in its column beside rules
VALUE = re.compile(r"[–—−-]+|[^,;]*\d(?:[^,;]|,(?=\d))*")
WORDS = re.compile(r"[a-z]{3}")
SMALL_WORD = re.compile(r"[a-z]{2}")

Level = list[Cell]  # cells of one height
Tall = tuple[float, float, list[Cell]]  # top and bottom of a cell, and its lines
Band = tuple[float, float, list[Level]]  # top, bottom, and what stands between


@dataclass(frozen=True, slots=True)
class Edge:
    """A height at which a rule ends the cells of some columns."""

    y: float
    columns: frozenset[int]

    def ends(self, cell: Cell) -> bool:
        """Whether the rule ends one of the columns of a cell."""
        return any(index in self.columns for index in range(cell.first, cell.last + 1))


def edges_of(bars: Sequence[Rule], columns: Sequence[Span]) -> list[Edge]:
    """Return the rules that are as wide as some column, from the top; other lines are parts of formulas."""
    found: list[Edge] = []
    for bar in sorted(bars, key=lambda bar: -bar.y):
        over = {
            i for i, (left, right) in enumerate(columns) if bar.left < left + SAME_PT and right - SAME_PT < bar.right
        }
        if found and found[-1].y - bar.y < SAME_PT:
            found[-1] = Edge(found[-1].y, found[-1].columns | over)
        elif over:
            found.append(Edge(bar.y, frozenset(over)))
    return found


def tall_cells(levels: Sequence[Level], edges: Sequence[Edge], n_columns: int) -> tuple[list[Tall], list[Level]]:
    """Part off the cells over several rows, which are centred beside them.

    Rules beside them end at them, or they are the only ones of their column between two rules; a label that is alone in
    the middle of rows with all other cells belongs to all of them, and one half way between two rows to both.
    """
    groups: dict[tuple[int, int, float, float], Level] = {}
    for cell in (cell for level in levels for cell in level):
        groups.setdefault((cell.first, cell.last, *_reach(cell, edges)), []).append(cell)
    tall = [
        (top, bottom, cells)
        for (_, last, top, bottom), cells in groups.items()
        if _is_tall(cells, levels, edges, (top, bottom))
        or (last == 0 and _labels(cells, levels, top, bottom, n_columns))
        or (last == 0 and _titles(cells, levels, top, bottom))
    ]
    taken = {id(cell) for _, _, cells in tall for cell in cells}
    halves = [half for half in _halves(levels) if id(half[2][0]) not in taken]
    taken |= {id(cell) for _, _, cells in halves for cell in cells}
    rest = [[cell for cell in level if id(cell) not in taken] for level in levels]
    return tall + halves, [level for level in rest if level]


def _is_tall(cells: Level, levels: Sequence[Level], edges: Sequence[Edge], reach: tuple[float, float]) -> bool:
    """Whether cells in the middle between two rules have rules beside them, or rows of numbers and no other cell."""
    top, bottom = _ends(levels, *reach)
    off = abs(cells[0].centre + cells[-1].centre - (top + bottom))
    if (
        off > max(MIDDLE * cells[0].size, NEAR_MIDDLE * (top - bottom))
        or sum(is_value(cell.text) for cell in cells) > 1
    ):
        return False
    if any(reach[1] < edge.y < reach[0] for edge in edges):
        return off < MIDDLE * cells[0].size or _alone(cells, levels, reach)
    return off < CENTRED * cells[0].size and _alone(cells, levels, reach) and _beside_rows(cells, levels, reach)


def _reach(cell: Cell, edges: Sequence[Edge]) -> tuple[float, float]:
    """Return the heights of the rules that end a cell."""
    top = min((edge.y for edge in edges if edge.y > cell.middle and edge.ends(cell)), default=float("inf"))
    bottom = max((edge.y for edge in edges if edge.y < cell.middle and edge.ends(cell)), default=float("-inf"))
    return top, bottom


def _halves(levels: Sequence[Level]) -> list[Tall]:
    """Return the cells half way between two rows, with the heights of these rows."""
    found: list[Tall] = []
    for above, level, below in zip(levels, levels[1:], levels[2:], strict=False):
        up, down = above[0].middle - level[0].middle, level[0].middle - below[0].middle
        beside = {cell.first for cell in (*above, *below)}
        near = up + down < 2 * HALF * level[0].size and abs(up - down) < EVEN * level[0].size
        if near and counts_on(above, below) and not any(cell.first in beside for cell in level):
            found += [(above[0].middle + 1, below[0].middle - 1, [cell]) for cell in level]
    return found


def _alone(cells: Level, levels: Sequence[Level], reach: tuple[float, float]) -> bool:
    """Whether a cell is the only one of its column between two rules."""
    inside = (cell for level in levels if reach[1] < level[0].middle < reach[0] for cell in level)
    return sum(cell.first <= cells[0].last and cells[0].first <= cell.last for cell in inside) == 1


def _beside_rows(cells: Level, levels: Sequence[Level], reach: tuple[float, float]) -> bool:
    """Whether there are rows of numbers beside a cell."""
    others = [
        [cell for cell in level if cell is not cells[0]] for level in levels if reach[1] < level[0].middle < reach[0]
    ]
    rows = [level for level in others if level]
    return len(rows) > 1 and all(counts_on(one, two) for one, two in pairwise(rows))


def _ends(levels: Sequence[Level], top: float, bottom: float) -> tuple[float, float]:
    """Return how far rows reach, where no rule says so."""
    first, last = levels[0][0], levels[-1][0]
    return min(top, first.middle + LINE * first.size), max(bottom, last.middle - LINE * last.size)


def counts_on(above: Level, below: Level) -> bool:
    """Whether two lines are two rows since numbers stand below numbers, beside labels or in several columns."""
    numbers = [{cell.first for cell in level if is_value(cell.text)} for level in (above, below)]
    labels = [{cell.first for cell in level} - own for level, own in zip((above, below), numbers, strict=True)]
    return len(numbers[0] & numbers[1]) >= (1 if 0 in labels[0] & labels[1] else 2)


def is_value(text: str) -> bool:
    """Whether a cell is a number, a range or a mere dash, and no words that may go on in another line."""
    return bool(VALUE.fullmatch(text)) and not WORDS.search(text)


def _labels(cells: Level, levels: Sequence[Level], top: float, bottom: float, n_columns: int) -> bool:
    """Whether a label in the middle is the only one of several rows with all other cells."""
    others = [sum(cell.first > 0 for cell in level) for level in levels if bottom < level[0].middle < top]
    full = others.count(n_columns - 1)
    centred = abs(2 * cells[0].centre - sum(_ends(levels, top, bottom))) < CENTRED * cells[0].size
    return centred and len(cells) == 1 and n_columns > 2 and full > 1 and full + others.count(0) == len(others)


def _titles(cells: Level, levels: Sequence[Level], top: float, bottom: float) -> bool:
    """Whether a label of one or more lines stands in the middle beside a list, each line of which begins anew."""
    inside = [level for level in levels if bottom < level[0].middle < top]
    lists = [[cell for cell in level if cell.first > 0] for level in inside]
    anew = all(len(level) == 1 and not SMALL_WORD.match(level[0].text) for level in lists)
    labels = sum(cell.first == 0 for level in inside for cell in level)
    beside = labels == len(cells) < len(inside) - 1 and inside[0][0].first > 0
    return (
        anew
        and beside
        and abs(cells[0].centre + cells[-1].centre - sum(_ends(inside, top, bottom))) < (MIDDLE * cells[0].size)
    )


def bands_of(levels: Sequence[Level], edges: Sequence[Edge]) -> list[Band]:
    """Return what stands between two rules, with their heights; what is above or below all of them, too."""
    heights = [float("inf"), *(edge.y for edge in edges), float("-inf")]
    found = [
        (top, bottom, [level for level in levels if bottom < level[0].middle <= top])
        for top, bottom in pairwise(heights)
    ]
    return [band for band in found if band[2] or band[0] - band[1] < float("inf")]
