"""Tables with rules: found by their horizontal lines, written as Markdown rows at their place in the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cutbench.papers.cells import SAME_PT, Column, Gaps, columns_of, inked, placed, rows_of, split, split_at
from cutbench.papers.chars import Char, Line
from cutbench.papers.shapes import Border, Box, Rule, Shapes

MAX_HEIGHT_PT = 700.0
MAX_CELLS = 20_000  # more rows times columns are no table that anyone reads
# A table has a few coloured backgrounds; a figure has bars, markers and curves.
MAX_OTHERS_PER_ROW = 2


@dataclass(frozen=True)
class Table:
    """The lines between the first and the last rule of a table, with the lines that are drawn within."""

    left: float
    bottom: float
    right: float
    top: float
    lines: tuple[Line, ...]
    borders: tuple[Border, ...] = ()
    bars: tuple[Rule, ...] = ()
    _own: frozenset[int] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", frozenset(map(id, self.lines)))

    def holds(self, line: Line) -> bool:
        """Whether a line belongs to this table."""
        return id(line) in self._own

    def markdown(self) -> str:
        """Return rows of cells; a cell that reaches over several columns is repeated in each of them."""
        rows = cells(self)
        # A border at the right edge is no column.
        width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell), default=1)
        return "\n".join(
            "| " + " | ".join(cell.replace("|", r"\|") for cell in [*row, *[""] * width][:width]) + " |" for row in rows
        )


def find_tables(shapes: Shapes, lines: list[Line]) -> list[Table]:
    """Return the ruled tables of a page: two or more rules of the same extent with text of several cells between."""
    tables = []
    for group in _groups(shapes.rules):
        left, right = group[0].left, group[0].right
        bottom, top = min(rule.y for rule in group), max(rule.y for rule in group)
        inside = tuple(
            line
            for line in lines
            if bottom < (line.bottom + line.top) / 2 < top and left - 3 < line.left and line.right < right + 3
        )
        box = (left, bottom, right, top)
        if len(inside) < 2 or _is_figure(box, len(inside), shapes):
            continue
        table = Table(*box, inside, _borders(box, shapes.borders), _bars(box, shapes.bars))
        if any(sum(map(bool, row)) > 1 for row in cells(table)):
            tables.append(table)
    return tables


def cells(table: Table) -> list[list[str]]:
    """Return the texts of a table's rows and columns, by its vertical lines where it has some, else by its gaps."""
    rows = [row for row in map(inked, rows_of(table.lines)) if row]
    columns = _between(table)
    if columns and len(columns) * len(rows) < MAX_CELLS:
        return [split_at(row, columns, table.borders) for row in rows]
    return _by_gaps(rows, table.bars)


def _by_gaps(rows: list[list[Char]], bars: Sequence[Rule]) -> list[list[str]]:
    gaps = Gaps(rows)
    found = [split(row, gaps) for row in rows]
    columns = columns_of(found)
    if not columns or len(columns) * len(rows) > MAX_CELLS:
        return [[cell.text for cell in row] for row in found]
    heights = [min(char.bottom for char in row) for row in rows] + [float("-inf")]
    below = [[bar for bar in bars if low < bar.y < high] for high, low in pairwise(heights)]
    return [placed(row, columns, under) for row, under in zip(found, below, strict=True)]


def _between(table: Table) -> list[Column]:
    """Return the columns between the vertical lines and the sides of a table; none if it has no lines inside."""
    xs = sorted({border.x for border in table.borders})
    inner = [x for x in xs if table.left + SAME_PT < x < table.right - SAME_PT]
    if not inner:
        return []
    edges = [table.left, *inner, table.right]
    return [(one, two) for one, two in pairwise(edges) if two - one > SAME_PT]


def _borders(box: Box, borders: Sequence[Border]) -> tuple[Border, ...]:
    """Return the vertical lines of a table by rising x; those of a double line and those on top of each other are one.

    Lines stand at one x if they are closer than `SAME_PT`.
    """
    left, bottom, right, top = box
    own = [b for b in borders if left - 3 < b.x < right + 3 and b.bottom > bottom - 3 and b.top < top + 3]
    merged: list[Border] = []
    for border in sorted(own, key=lambda border: border.x):
        near = merged and border.x - merged[-1].x < SAME_PT
        merged.append(Border(merged[-1].x if near else border.x, border.bottom, border.top))
    return tuple(merged)


def _bars(box: Box, bars: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the rules that lie below some of a table's columns."""
    left, bottom, right, top = box
    return tuple(
        bar
        for bar in bars
        if bottom < bar.y < top
        and left - 3 < bar.left
        and bar.right < right + 3
        and bar.right - bar.left < right - left - 6
    )


def _is_figure(box: Box, n_lines: int, shapes: Shapes) -> bool:
    """Whether a graphic covers what looks like a table, or more shapes lie in it than a table has."""
    if any(_overlap(box, graphic) > 0.3 for graphic in shapes.graphics):
        return True
    return sum(_overlap(other, box) > 0.5 for other in shapes.others) > MAX_OTHERS_PER_ROW * n_lines


def _overlap(box: Box, other: Box) -> float:
    """Return which part of `box` the other one covers."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(0.0, width) * max(0.0, height) / area if area > 0 else 0.0


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules of the same extent that are not further apart than a table is high."""
    groups: list[list[Rule]] = []
    for rule in rules:
        for group in groups:
            same = abs(group[0].left - rule.left) < 3 and abs(group[0].right - rule.right) < 3
            if same and group[0].y - rule.y < MAX_HEIGHT_PT:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 2]
