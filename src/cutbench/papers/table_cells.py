"""What stands at one height of a table to cells, and cells to the columns that they stand in."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from cutbench.papers.chars import Char, inked
from cutbench.papers.drawings import Border, Rule
from cutbench.papers.lines import SMALL, Line, with_scripts
from cutbench.papers.table_columns import CENTRED, NARROW, Span, Strip, parted

# What parts words, in units of the font size: a gap, or a smaller one where the page has the character for it.
SPACE, LEAST_SPACE = 0.22, 0.09
ONE = 0.5  # what is less apart in height, in units of the font size, stands beside each other
SOFT = 0.6  # the least gap between columns that no line parts, in units of the font size
UNDER = 0.25  # what is lower than this, in units of the font size, is no part of the same line
CLEAR = 1.6  # how many times wider than a gap between words one between cells is, if nothing else tells them apart


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the columns from `first` to `last` at one height, and how far it reaches, in points.

    `middle` is that of all that stands at this height, `centre` its own.
    """

    first: int
    last: int
    left: float
    right: float
    middle: float
    centre: float
    size: float
    text: str

    def over(self, first: int, last: int) -> "Cell":
        """Return the same text in other columns."""
        return replace(self, first=first, last=last)


def strips_of(lines: Sequence[Line]) -> list[Strip]:
    """Return what stands at each height of a table, top to bottom; lines of one height are one strip.

    A label half way between two rows stands beside one of them, but no row beside another.
    """
    rows: list[tuple[float, list[Line]]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        middle = (line.bottom + line.top) / 2
        if (
            rows
            and abs(rows[-1][0] - middle) < ONE * line.size
            and not any(_is_under(line, one) for one in rows[-1][1])
        ):
            rows[-1][1].append(line)
        else:
            rows.append((middle, [line]))
    chars = [(middle, inked(char for line in row for char in line.chars)) for middle, row in rows]
    ordered = [(middle, sorted(row, key=lambda char: char.left)) for middle, row in chars]
    return [Strip(middle, max(char.size for char in row), row) for middle, row in ordered if row]


def _is_under(line: Line, other: Line) -> bool:
    """Whether a line stands below another one of the same size of type, and not beside it."""
    alike = SMALL * other.size < line.size < other.size / SMALL
    apart = abs(line.bottom + line.top - other.bottom - other.top) > 2 * UNDER * line.size
    return alike and apart and line.left < other.right and other.left < line.right


def bordered(strip: Strip, columns: Sequence[Span], borders: Sequence[Border], spaces: Collection[int]) -> list[Cell]:
    """Split a strip at the vertical lines that it crosses, and at its gaps between columns that no line parts."""
    edges = sorted(_crossed(strip, columns, borders))
    places = [bisect_right(edges, (left + right) / 2) for left, right in columns]
    groups: dict[int, list[Char]] = {}
    for char in strip.chars:
        place = bisect_right(edges, (char.left + char.right) / 2)
        # What stands a little outside of the table belongs to its first or last column.
        groups.setdefault(min(places, key=lambda one: abs(one - place)), []).append(char)
    own = {place: [index for index, one in enumerate(places) if one == place] for place in groups}
    return [_cell(group, own[place][0], own[place][-1], strip, spaces) for place, group in groups.items()]


def _crossed(strip: Strip, columns: Sequence[Span], borders: Sequence[Border]) -> set[float]:
    """Return where a strip is parted: by lines, and between other columns by gaps.

    A row that no line reaches, such as the last one of an open table, is parted by its gaps alone, if it has any.
    """
    lines = {border.x for border in borders if border.bottom <= strip.middle <= border.top}
    drawn = {border.x for border in borders}
    soft = {left for left, _ in columns[1:]} - (drawn if lines else set())
    gaps = {x for x in soft if _is_gap(strip, x)}
    outer = {x for x in soft if not strip.chars[0].left < x < max(char.right for char in strip.chars)}
    return lines | gaps | (outer if lines or gaps else set())


def _is_gap(strip: Strip, x: float) -> bool:
    """Whether a strip has text on both sides of a place, and a gap as between columns there."""
    before = max((char.right for char in strip.chars if char.left < x), default=None)
    behind = min((char.left for char in strip.chars if char.left >= x), default=None)
    return before is not None and behind is not None and before <= x and behind - before > SOFT * strip.size


def by_gaps(strip: Strip, columns: Sequence[Span], gutters: Sequence[Span], spaces: Collection[int]) -> list[Cell]:
    """Split a strip where the columns of its table part."""
    groups = [part for group in parted(strip, gutters) for part in _cut(group, columns, strip.size)]
    spans = [_touched(group[0].left, max(char.right for char in group), columns) for group in groups]
    return [_cell(group, *span, strip, spaces) for group, span in zip(groups, spans, strict=True)]


def above_bars(cells: list[Cell], columns: Sequence[Span], bars: Sequence[Rule]) -> list[Cell]:
    """Put a cell that is alone above a bar into all columns above the bar, if it is centred there or begins with it."""
    placed = list(cells)
    for bar in bars:
        above = [cell for cell in cells if bar.left < (cell.left + cell.right) / 2 < bar.right]
        over = [index for index, (left, right) in enumerate(columns) if bar.left < right and left < bar.right]
        if len(above) == 1 and over and len(over) < len(columns):
            cell = above[0]
            off = min(abs(cell.left - columns[over[0]][0]), abs((cell.left + cell.right) - (bar.left + bar.right)) / 2)
            placed[cells.index(cell)] = cell.over(over[0], over[-1]) if off < cell.size else cell
    return placed


def reached(levels: Sequence[Sequence[Cell]], columns: Sequence[Span]) -> list[Span]:
    """Return how far the text of each column reaches; the column itself if all its cells are merged."""
    own = [[cell for level in levels for cell in level if cell.first == cell.last == i] for i in range(len(columns))]
    return [
        (min(cell.left for cell in cells), max(cell.right for cell in cells)) if cells else column
        for cells, column in zip(own, columns, strict=True)
    ]


def _cut(group: list[Char], columns: Sequence[Span], size: float) -> list[list[Char]]:
    """Cut a text that reaches over columns at a narrow gap between them.

    A text that is centred over columns is cut only where the gap is far wider than those between its words.
    """
    left, right = group[0].left, max(char.right for char in group)
    first, last = _touched(left, right, columns)
    reaches = list(accumulate((char.right for char in group), max))
    gaps = [
        (char.left - reach, index) for index, (reach, char) in enumerate(zip(reaches, group[1:], strict=False), start=1)
    ]
    between = {
        index
        for gap, index in gaps
        if gap > NARROW * size
        and _touched(left, reaches[index - 1], columns)[1] < _touched(group[index].left, right, columns)[0]
    }
    if first == last or not between:
        return [group]
    gap, index = max((gap, index) for gap, index in gaps if index in between)
    word = max((gap for gap, index in gaps if index not in between), default=0.0)
    centred = abs((left + right) - (columns[first][0] + columns[last][1])) < 2 * CENTRED * size
    if centred and gap < CLEAR * word:
        return [group]
    return [*_cut(group[:index], columns, size), *_cut(group[index:], columns, size)]


def _touched(left: float, right: float, columns: Sequence[Span]) -> tuple[int, int]:
    """Return the first and last column that a text touches, else those left and right of it."""
    touched = [index for index, (one, two) in enumerate(columns) if left < two and one < right]
    if touched:
        return touched[0], touched[-1]
    behind = sum(two <= left for _, two in columns)
    return max(0, behind - 1), min(behind, len(columns) - 1)


def _cell(group: list[Char], first: int, last: int, strip: Strip, spaces: Collection[int]) -> Cell:
    """Write the characters in the order of the page, in which stacked scripts stand one after the other."""
    ordered: list[Char] = []
    reach = left = min(char.left for char in group)
    for char in sorted(group, key=lambda char: char.place):
        # Behind a script there is some room, which pdfium may take for a space.
        least = LEAST_SPACE if char.place - 1 in spaces and ordered and ordered[-1].size > SMALL * char.size else SPACE
        if char.left - reach > least * strip.size and ordered:
            ordered.append(Char(" ", char.left, char.bottom, char.left, char.top, char.size, char.place))
        ordered.append(char)
        reach = max(reach, char.right)
    main = [char for char in group if char.size > SMALL * strip.size] or group
    centre = (min(char.bottom for char in main) + max(char.top for char in main)) / 2
    text = with_scripts(ordered, strip.size)
    return Cell(first, last, left, reach, strip.middle, centre, strip.size, text)
