"""Rows of a table to cells, and cells to the columns that they stand in."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cutbench.papers.chars import Char, Line, with_scripts
from cutbench.papers.shapes import Border, Rule

# Gaps between cells, in units of the font size; a space between words is about 0.25.
WIDE, NARROW, SPACE = 0.9, 0.45, 0.22
SAME_PT = 3.0  # lines of a double rule stand closer
Column = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell and how far it reaches, in points."""

    left: float
    right: float
    text: str


class Gaps:
    """Where the rows of a table leave room: in most of them, or widely in one."""

    def __init__(self, rows: Sequence[list[Char]]) -> None:
        written: list[Column] = []
        wide: list[Column] = []
        for row in rows:
            size = max(char.size for char in row)
            written += _written(row, NARROW * size)
            wide += [(a.right, b.left) for a, b in pairwise(row) if b.left - a.right > WIDE * size]
        self.n_rows = len(rows)
        self._starts, self._ends = sorted(left for left, _ in written), sorted(right for _, right in written)
        self._opens, self._shuts = sorted(left for left, _ in wide), sorted(right for _, right in wide)

    def part(self, left: float, right: float, size: float) -> bool:
        """Whether columns part between `left` and `right`: a wide gap there, or a narrow one below a wide one.

        Never where many rows have text all across it: the words of a justified cell stand apart, too.
        """
        places = (left + (right - left) * step / 8 for step in range(1, 8))
        free = [x for x in places if _count(x, self._starts, self._ends) <= self.n_rows // 4]
        if right - left > WIDE * size:
            return bool(free)
        return any(_count(x, self._opens, self._shuts) for x in free)


def inked(row: list[Char]) -> list[Char]:
    """Return the characters of a row that are no spaces, from left to right."""
    return sorted((char for char in row if not char.text.isspace()), key=lambda char: char.left)


def rows_of(lines: Sequence[Line]) -> list[list[Char]]:
    """Return the characters of each row, top to bottom; lines of one height are one row."""
    rows: list[tuple[float, list[Char]]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        middle = (line.bottom + line.top) / 2
        if rows and abs(rows[-1][0] - middle) < 0.5 * line.size:
            rows[-1][1].extend(line.chars)
        else:
            rows.append((middle, list(line.chars)))
    return [row for _, row in rows]


def split(row: list[Char], gaps: Gaps) -> list[Cell]:
    """Split the characters of a row, in the order from left to right, where the columns of its table part."""
    size = max(char.size for char in row)
    groups: list[list[Char]] = [[row[0]]]
    for last, char in pairwise(row):
        gap = char.left - last.right
        if gap > NARROW * size and gaps.part(last.right, char.left, size):
            groups.append([])
        groups[-1].append(char)
    return [_cell(group, size) for group in groups]


def split_at(row: list[Char], columns: Sequence[Column], borders: Sequence[Border]) -> list[str]:
    """Split a row at the vertical lines that it crosses; a cell over several columns is repeated in each of them."""
    size = max(char.size for char in row)
    height = median((char.bottom + char.top) / 2 for char in row if char.size > 0.9 * size)
    edges = sorted({border.x for border in borders if border.bottom <= height <= border.top})
    groups: dict[int, list[Char]] = {}
    for char in row:
        groups.setdefault(bisect_right(edges, (char.left + char.right) / 2), []).append(char)
    texts = {place: _cell(group, size).text for place, group in groups.items()}
    return [texts.get(bisect_right(edges, (left + right) / 2), "") for left, right in columns]


def columns_of(rows: Sequence[Sequence[Cell]]) -> list[Column]:
    """Return the extents of the columns, as the rows with most cells show them; none if these rows do not agree."""
    width = max(map(len, rows))
    full = [row for row in rows if len(row) == width]
    columns = [(min(row[i].left for row in full), max(row[i].right for row in full)) for i in range(width)]
    return columns if all(one[1] < two[0] for one, two in pairwise(columns)) else []


def placed(row: Sequence[Cell], columns: Sequence[Column], bars: Sequence[Rule]) -> list[str]:
    """Put the cells of a row below their columns; one with a bar below it is repeated in all columns above the bar."""
    if len(row) >= len(columns):
        return [cell.text for cell in row]
    texts = [""] * len(columns)
    for cell in row:
        for index in _spanned(cell, columns, bars):
            texts[index] = f"{texts[index]} {cell.text}".strip()
    return texts


def _spanned(cell: Cell, columns: Sequence[Column], bars: Sequence[Rule]) -> list[int]:
    """Return the columns of a cell: those above its bar, else the first that it touches, else the nearest."""
    middle = (cell.left + cell.right) / 2
    bar = next((bar for bar in bars if bar.left < middle < bar.right), None)
    if bar is not None and bar.right - bar.left > cell.right - cell.left:
        above = [index for index, (left, right) in enumerate(columns) if bar.left < right and left < bar.right]
    else:
        above = [index for index, (left, right) in enumerate(columns) if cell.left < right and left < cell.right][:1]
    return above or [min(range(len(columns)), key=lambda index: abs(sum(columns[index]) / 2 - middle))]


def _cell(group: list[Char], size: float) -> Cell:
    """Write the characters in the order of the page, in which stacked scripts stand one after the other."""
    ordered: list[Char] = []
    reach = group[0].left
    for char in sorted(group, key=lambda char: char.place):
        if char.left - reach > SPACE * size and ordered:
            ordered.append(Char(" ", char.left, char.bottom, char.left, char.top, char.size, char.place))
        ordered.append(char)
        reach = max(reach, char.right)
    return Cell(group[0].left, reach, with_scripts(ordered, size))


def _written(row: list[Char], space: float) -> list[Column]:
    """Return where a row has characters or spaces between words."""
    spans: list[Column] = []
    for char in row:
        if spans and char.left - spans[-1][1] <= space:
            spans[-1] = (spans[-1][0], max(spans[-1][1], char.right))
        else:
            spans.append((char.left, char.right))
    return spans


def _count(x: float, starts: list[float], ends: list[float]) -> int:
    """Return how many of the spans with these sorted starts and ends hold `x` inside."""
    return bisect_left(starts, x) - bisect_right(ends, x)
