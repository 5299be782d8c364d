"""What rules say of a table's rows: where they may end, and which cells reach over several of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cutbench.papers.cells import Cell
from cutbench.papers.columns import CENTRED, SAME_PT, Span
from cutbench.papers.shapes import Rule

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
    """Part off the cells over several rows: rules beside them end at them, and they are centred between others.

    A label that is alone in the middle of rows with all other cells belongs to all of them, too.
    """
    groups: dict[tuple[int, int, float, float], Level] = {}
    for cell in (cell for level in levels for cell in level):
        top = min((edge.y for edge in edges if edge.y > cell.middle and edge.ends(cell)), default=float("inf"))
        bottom = max((edge.y for edge in edges if edge.y < cell.middle and edge.ends(cell)), default=float("-inf"))
        groups.setdefault((cell.first, cell.last, top, bottom), []).append(cell)
    tall = [
        (top, bottom, cells)
        for (_, last, top, bottom), cells in groups.items()
        if (
            any(bottom < edge.y < top for edge in edges)
            or (last == 0 and _labels(cells, levels, top, bottom, n_columns))
        )
        and _is_centred(cells, top, bottom)
    ]
    taken = {id(cell) for _, _, cells in tall for cell in cells}
    rest = [[cell for cell in level if id(cell) not in taken] for level in levels]
    return tall, [level for level in rest if level]


def _labels(cells: Level, levels: Sequence[Level], top: float, bottom: float, n_columns: int) -> bool:
    """Whether a label is the only one of several rows with all other cells."""
    others = [sum(cell.first > 0 for cell in level) for level in levels if bottom < level[0].middle < top]
    full = others.count(n_columns - 1)
    return len(cells) == 1 and n_columns > 2 and full > 1 and full + others.count(0) == len(others)


def _is_centred(cells: Level, top: float, bottom: float) -> bool:
    off = (cells[0].centre + cells[-1].centre) - (top + bottom)
    return abs(off) < CENTRED * cells[0].size


def bands_of(levels: Sequence[Level], edges: Sequence[Edge]) -> list[Band]:
    """Return what stands between two rules, with their heights; what is above or below all of them, too."""
    heights = [float("inf"), *(edge.y for edge in edges), float("-inf")]
    found = [
        (top, bottom, [level for level in levels if bottom < level[0].middle <= top])
        for top, bottom in pairwise(heights)
    ]
    return [band for band in found if band[2] or band[0] - band[1] < float("inf")]
