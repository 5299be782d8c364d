"""Tables with rules: found by their horizontal lines, written as Markdown rows at their place in the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from cutbench.papers.drawings import Border, Drawings, Rule
from cutbench.papers.lines import Line, is_caption
from cutbench.papers.pdfium import Box
from cutbench.papers.table_cells import above_bars, bordered, by_gaps, reached, strips_of
from cutbench.papers.table_columns import SAME_PT, Strip, between_lines, extents, gutters_of, parted_by_gaps
from cutbench.papers.table_outer_rows import beside
from cutbench.papers.table_row_spans import edges_of
from cutbench.papers.table_rows import rows_of

MAX_HEIGHT_PT = 700.0
FEWEST_BELOW = 2  # rows below a rule that is the only one of a table
MAX_MEETINGS = 200_000  # of lines with rules; a real table has some hundred of each at most
MAX_CELLS = 20_000  # more rows times columns are no table that anyone reads
# A table has a few coloured backgrounds; a figure has bars, markers and curves.
MAX_OTHERS_PER_ROW = 2


@dataclass(frozen=True)
class Table:
    """The lines between the first and the last rule of a table, with the lines that are drawn within."""

    box: Box
    lines: tuple[Line, ...]
    borders: tuple[Border, ...] = ()
    bars: tuple[Rule, ...] = ()

    @cached_property
    def _own(self) -> frozenset[int]:
        return frozenset(map(id, self.lines))

    def holds(self, line: Line) -> bool:
        """Whether a line belongs to this table."""
        return id(line) in self._own

    @cached_property
    def rows(self) -> list[list[str]]:
        """The texts of its cells; one that reaches over several columns or rows is repeated in each of them."""
        return _rows(self)

    @cached_property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Its rows, all with as many cells; a border at the right edge makes no column."""
        width = max((place for row in self.rows for place, cell in enumerate(row, start=1) if cell), default=1)
        return tuple(tuple([*row, *[""] * width][:width]) for row in self.rows)

    def markdown(self) -> str:
        """Return its rows as those of a table in Markdown, without the line below the first."""
        return written(self.cells)


def written(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as rows of a table in Markdown."""
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)


def find_tables(drawings: Drawings, lines: list[Line]) -> list[Table]:
    """Return the ruled tables of a page: rules of the same extent, with text of several cells between and beside them.

    A row such as '| p_{T} [GeV] > | 250 | 300 |' states a requirement for each of the regions that name its columns.
    Rules over some columns of a table are no table of their own.
    """
    tables: list[Table] = []
    captions = [(line.bottom + line.top) / 2 for line in lines if is_caption(line)]
    groups = [part for rules in _groups(drawings.rules) for part in _without(captions, rules)]
    for group in sorted(groups, key=lambda group: group[0].left - group[0].right):
        table = _table(group, drawings, lines)
        if table and not any(_overlap(table.box, other.box) > 0.5 for other in tables):
            tables.append(table)
    return tables


def _table(group: Sequence[Rule], drawings: Drawings, lines: Sequence[Line]) -> Table | None:
    """Return the table of some rules of the same extent, None if they are something else."""
    left, right = group[0].left, group[0].right
    own = [line for line in lines if left - 3 < line.left and line.right < right + 3]
    bottom, top = min(rule.y for rule in group), max(rule.y for rule in group)
    above, below = beside(own, top, 1), beside(own, bottom, -1)
    if len(group) == 1 and (not above or len(below) < FEWEST_BELOW):
        return None
    added = {id(line) for strip in (*above, *below) for line in strip}
    inside = [line for line in own if bottom < (line.bottom + line.top) / 2 < top or id(line) in added]
    box = (
        left,
        min([bottom, *(line.bottom - 1 for strip in below for line in strip)]),
        right,
        max([top, *(line.top + 1 for strip in above for line in strip)]),
    )
    if len(inside) < 2 or _is_figure(box, len(inside) if len(group) > 1 else 0, drawings):
        return None
    table = Table(box, tuple(inside), _borders(box, drawings.borders), _bars(box, drawings.bars, len(inside)))
    return table if any(sum(map(bool, row)) > 1 for row in table.rows) else None


def _rows(table: Table) -> list[list[str]]:
    """Return the texts of a table's rows and columns, by its vertical lines where it has some, else by its gaps."""
    strips = strips_of(table.lines)
    spaces = {char.place for line in table.lines for char in line.chars if char.text.isspace()}
    columns = parted_by_gaps(between_lines(table.box[0], table.box[2], table.borders), strips)
    if not columns or len(columns) * len(strips) > MAX_CELLS:
        return _by_gaps(table, strips, spaces)
    levels = [bordered(strip, columns, table.borders, spaces) for strip in strips]
    return rows_of(levels, edges_of(table.bars, columns), reached(levels, columns), None)


def _by_gaps(table: Table, strips: Sequence[Strip], spaces: set[int]) -> list[list[str]]:
    gutters = gutters_of(strips)
    if len(gutters) * len(strips) > MAX_CELLS:
        gutters = []
    columns = extents(strips, gutters)
    levels = [by_gaps(strip, columns, gutters, spaces) for strip in strips]
    heights = [*(strip.middle for strip in strips), table.box[1]]
    below = [[bar for bar in table.bars if low < bar.y < high] for high, low in pairwise(heights)]
    levels = [above_bars(level, columns, bars) for level, bars in zip(levels, below, strict=True)]
    return rows_of(levels, edges_of(table.bars, columns), columns, (table.box[0], table.box[2]))


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


def _bars(box: Box, bars: Sequence[Rule], n_lines: int) -> tuple[Rule, ...]:
    """Return the rules of a table, short ones among them; none if there are far too many."""
    left, bottom, right, top = box
    own = [bar for bar in bars if bottom - 1 < bar.y < top + 1 and left - 3 < bar.left and bar.right < right + 3]
    return tuple(own) if len(own) * n_lines < MAX_MEETINGS else ()


def _is_figure(box: Box, n_lines: int, drawings: Drawings) -> bool:
    """Whether a graphic covers what looks like a table, or more shapes lie in it than a table has."""
    if any(_overlap(box, graphic) > 0.3 for graphic in drawings.graphics):
        return True
    return sum(_overlap(other, box) > 0.5 for other in drawings.others) > MAX_OTHERS_PER_ROW * n_lines


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
    return groups


def _without(captions: Sequence[float], group: Sequence[Rule]) -> list[list[Rule]]:
    """Part the rules of tables of one width that stand one below the other, at the captions between them."""
    parts = [[group[0]]]
    for above, rule in pairwise(group):
        if any(rule.y < caption < above.y for caption in captions):
            parts.append([])
        parts[-1].append(rule)
    return parts
