"""What rules say of a table's rows: where they may end, and which cells reach over several of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cutbench.papers.drawings import Rule
from cutbench.papers.table_cells import Cell
from cutbench.papers.table_columns import CENTRED, SAME_PT, Span

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


class _Stack:
    """Cells of the same columns between the same two rules, one below the other, and all that is between these rules.

    `off` says how far their middle is from that between the rules, or the ends of the table, twice.
    """

    def __init__(self, cells: Level, levels: Sequence[Level], top: float, bottom: float) -> None:
        self.top, self.bottom, self.cells = top, bottom, cells
        self._inside = [level for level in levels if bottom < level[0].middle < top]
        self._ends = _ends(levels, top, bottom)
        self._off = self._off_middle(self._ends)
        self._size = cells[0].size

    def is_tall(self, edges: Sequence[Edge], n_columns: int) -> bool:
        """Whether these cells are one cell over several rows."""
        in_labels = self.cells[0].last == 0
        return self._is_centred(edges) or (in_labels and (self._is_label(n_columns) or self._is_title()))

    def _off_middle(self, ends: tuple[float, float]) -> float:
        return abs(self.cells[0].centre + self.cells[-1].centre - sum(ends))

    def _is_centred(self, edges: Sequence[Edge]) -> bool:
        """Whether cells in the middle have rules beside them, or rows of numbers and no other cell."""
        most = max(MIDDLE * self._size, NEAR_MIDDLE * (self._ends[0] - self._ends[1]))
        if self._off > most or sum(is_value(cell.text) for cell in self.cells) > 1:
            return False
        if any(self.bottom < edge.y < self.top for edge in edges):
            return self._off < MIDDLE * self._size or self._is_alone()
        return self._off < CENTRED * self._size and self._is_alone() and self._is_beside_rows()

    def _is_alone(self) -> bool:
        """Whether a cell is the only one of its columns."""
        first, last = self.cells[0].first, self.cells[0].last
        return sum(cell.first <= last and first <= cell.last for level in self._inside for cell in level) == 1

    def _is_beside_rows(self) -> bool:
        """Whether there are rows of numbers beside a cell."""
        others = [[cell for cell in level if cell is not self.cells[0]] for level in self._inside]
        rows = [level for level in others if level]
        return len(rows) > 1 and all(counts_on(one, two) for one, two in pairwise(rows))

    def _is_label(self, n_columns: int) -> bool:
        """Whether a label in the middle is the only one of several rows with all other cells."""
        others = [sum(cell.first > 0 for cell in level) for level in self._inside]
        full = others.count(n_columns - 1)
        rows = n_columns > 2 and full > 1 and full + others.count(0) == len(others)
        return rows and len(self.cells) == 1 and self._off < CENTRED * self._size

    def _is_title(self) -> bool:
        """Whether a label of one or more lines stands in the middle beside a list, each line of which begins anew."""
        lists = [[cell for cell in level if cell.first > 0] for level in self._inside]
        anew = all(len(level) == 1 and not SMALL_WORD.match(level[0].text) for level in lists)
        labels = sum(cell.first == 0 for level in self._inside for cell in level)
        beside = labels == len(self.cells) < len(self._inside) - 1 and self._inside[0][0].first > 0
        if not (anew and beside):
            return False
        return self._off_middle(_ends(self._inside, self.top, self.bottom)) < MIDDLE * self._size


def tall_cells(levels: Sequence[Level], edges: Sequence[Edge], n_columns: int) -> tuple[list[Tall], list[Level]]:
    """Part off the cells over several rows, which are centred beside them; return them, and what is left.

    Rules beside them end at them, or they are the only ones of their column between two rules; a label that is alone in
    the middle of rows with all other cells belongs to all of them, and one half way between two rows to both. So the
    label 'Muons' between the rows '> 5 GeV' and '> 7 GeV' says of both values that they are those of muons.
    """
    groups: dict[tuple[int, int, float, float], Level] = {}
    for cell in (cell for level in levels for cell in level):
        groups.setdefault((cell.first, cell.last, *_reach(cell, edges)), []).append(cell)
    stacks = [_Stack(cells, levels, top, bottom) for (_, _, top, bottom), cells in groups.items()]
    tall = [(stack.top, stack.bottom, stack.cells) for stack in stacks if stack.is_tall(edges, n_columns)]
    taken = {id(cell) for _, _, cells in tall for cell in cells}
    halves = [half for half in _halves(levels) if id(half[2][0]) not in taken]
    taken |= {id(cell) for _, _, cells in halves for cell in cells}
    rest = [[cell for cell in level if id(cell) not in taken] for level in levels]
    return tall + halves, [level for level in rest if level]


def _reach(cell: Cell, edges: Sequence[Edge]) -> tuple[float, float]:
    """Return the heights of the rules that end a cell."""
    top = min((edge.y for edge in edges if edge.y > cell.middle and edge.ends(cell)), default=float("inf"))
    bottom = max((edge.y for edge in edges if edge.y < cell.middle and edge.ends(cell)), default=float("-inf"))
    return top, bottom


def _ends(levels: Sequence[Level], top: float, bottom: float) -> tuple[float, float]:
    """Return how far rows reach, where no rule says so."""
    first, last = levels[0][0], levels[-1][0]
    return min(top, first.middle + LINE * first.size), max(bottom, last.middle - LINE * last.size)


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


def counts_on(above: Level, below: Level) -> bool:
    """Whether two lines are two rows since numbers stand below numbers, beside labels or in several columns."""
    numbers = [{cell.first for cell in level if is_value(cell.text)} for level in (above, below)]
    labels = [{cell.first for cell in level} - own for level, own in zip((above, below), numbers, strict=True)]
    return len(numbers[0] & numbers[1]) >= (1 if 0 in labels[0] & labels[1] else 2)


def is_value(text: str) -> bool:
    """Whether a cell is a number, a range or a mere dash, and no words that may go on in another line."""
    return bool(VALUE.fullmatch(text)) and not WORDS.search(text)


def bands_of(levels: Sequence[Level], edges: Sequence[Edge]) -> list[Band]:
    """Return what stands between two rules, with their heights; what is above or below all of them, too."""
    heights = pairwise([float("inf"), *(edge.y for edge in edges), float("-inf")])
    found = [(top, low, [level for level in levels if low < level[0].middle <= top]) for top, low in heights]
    return [band for band in found if band[2] or band[0] - band[1] < float("inf")]
