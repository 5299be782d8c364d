"""Tables with rules: found by their horizontal lines, written as Markdown rows at their place in the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.chars import Char, Line, with_scripts

MAX_OBJECTS = 5_000
MIN_WIDTH_PT = 60.0
MAX_HEIGHT_PT = 700.0
# Gaps between cells, in units of the font size; a space between words is about 0.25.
WIDE, NARROW = 0.9, 0.45


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line: from `left` to `right` at the height `y`, in points."""

    left: float
    right: float
    y: float


@dataclass(frozen=True)
class Table:
    """The lines between the first and the last rule of a table."""

    left: float
    right: float
    bottom: float
    top: float
    lines: tuple[Line, ...]

    def holds(self, line: Line) -> bool:
        """Whether a line belongs to this table."""
        return any(line is own for own in self.lines)

    def markdown(self) -> str:
        """Return rows of cells; rows of different length are filled up."""
        chars = [_inked(row) for row in rows_of(self.lines)]
        rows = [cells(row, chars) for row in chars]
        width = max(len(row) for row in rows)
        return "\n".join(
            "| " + " | ".join(cell.replace("|", r"\|") for cell in row + [""] * (width - len(row))) + " |"
            for row in rows
        )


def find_tables(page: pdfium.PdfPage, lines: list[Line]) -> list[Table]:
    """Return the ruled tables of a page: two or more rules of the same extent with text of several cells between."""
    tables = []
    for group in _groups(_rules(page)):
        left, right = group[0].left, group[0].right
        bottom, top = min(rule.y for rule in group), max(rule.y for rule in group)
        inside = tuple(
            line
            for line in lines
            if bottom < (line.bottom + line.top) / 2 < top and left - 3 < line.left and line.right < right + 3
        )
        if len(inside) >= 2 and any(len(cells(row)) > 1 for row in rows_of(inside)):
            tables.append(Table(left, right, bottom, top, inside))
    return tables


def rows_of(lines: tuple[Line, ...]) -> list[list[Char]]:
    """Return the characters of each row, top to bottom; lines of one height are one row."""
    rows: list[tuple[float, list[Char]]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        middle = (line.bottom + line.top) / 2
        if rows and abs(rows[-1][0] - middle) < 0.5 * line.size:
            rows[-1][1].extend(line.chars)
        else:
            rows.append((middle, list(line.chars)))
    return [row for _, row in rows]


def cells(row: list[Char], rows: Sequence[list[Char]] = ()) -> list[str]:
    """Split the characters of a row where the columns of a table part.

    A gap parts them if it is wider than a space between words, and a narrower one where another of the `rows` has a
    wide one; never where many rows have text all across it: the words of a justified cell stand apart, too.
    """
    inked = _inked(row)
    size = max(char.size for char in inked)
    groups: list[list[Char]] = [[]]
    for char in inked:
        last = groups[-1][-1] if groups[-1] else char
        gap = char.left - last.right
        if gap > NARROW * size and _parts(last.right, char.left, size, rows):
            groups.append([])
        elif gap > 0.22 * size:
            groups[-1].append(Char(" ", char.left, char.bottom, char.left, char.top, char.size))
        groups[-1].append(char)
    return [with_scripts(group, size) for group in groups]


def _parts(left: float, right: float, size: float, rows: Sequence[list[Char]]) -> bool:
    """Whether columns part somewhere between `left` and `right`."""
    places = [left + (right - left) * step / 8 for step in range(1, 8)]
    free = [x for x in places if sum(_is_written(row, x, NARROW * size) for row in rows) <= len(rows) // 4]
    if right - left > WIDE * size:
        return bool(free)
    return any(two.left - one.right > WIDE * size and one.right < x < two.left
               for x in free for row in rows for one, two in pairwise(row))  # fmt: skip


def _is_written(row: list[Char], x: float, space: float) -> bool:
    """Whether a row has a character, or a space between words, at `x`."""
    return any(one.left < x < one.right for one in row) or any(
        one.right <= x <= two.left and two.left - one.right <= space for one, two in pairwise(row)
    )


def _inked(row: list[Char]) -> list[Char]:
    return sorted((char for char in row if not char.text.isspace()), key=lambda char: char.left)


def _rules(page: pdfium.PdfPage) -> list[Rule]:
    rules = []
    for count, shape in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if count > MAX_OBJECTS:
            break
        left, bottom, right, top = shape.get_bounds() if hasattr(shape, "get_bounds") else shape.get_pos()
        if top - bottom < 2.5 and right - left >= MIN_WIDTH_PT:
            rules.append(Rule(left, right, (bottom + top) / 2))
    return sorted(rules, key=lambda rule: -rule.y)


def _groups(rules: list[Rule]) -> list[list[Rule]]:
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
