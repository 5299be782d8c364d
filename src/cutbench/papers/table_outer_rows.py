"""Rows of a table above its first rule and below its last one, where it has no rule at its top or bottom."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cutbench.papers.chars import inked
from cutbench.papers.lines import Line, is_caption
from cutbench.papers.table_columns import WIDE

# Room between a rule and a row, and between rows, in units of the font size.
ABOVE, BELOW, TITLE = 1.0, 0.8, 0.7
NARROW_TITLE, WIDEST_TITLE = 0.5, 0.9  # of the table's width: the title of some columns, and of all
ONE = 0.5  # what is less apart in height, in units of the font size, stands beside each other
NUMBERED = re.compile(r"\(\d{1,3}\)$")  # a formula

OuterRow = list[Line]  # lines beside each other


def beside(lines: Sequence[Line], rule: float, way: int) -> list[OuterRow]:
    """Return the rows that follow on a rule, upwards (1) or downwards (-1).

    In open tables the names of columns stand above the first rule, and 'Data | 1700 | 21' may stand below the last one.

    Each has several cells. Above the names of columns, the titles of some of them may stand, and below the last rule
    what begins where cells of other columns than the first do.
    """
    found: list[OuterRow] = []
    edge = rule
    starts = {start for line in lines for start in line.starts_behind(WIDE)} if way < 0 else set()
    for strip in _strips(lines, rule, way):
        near, far = (min(line.bottom for line in strip), max(line.top for line in strip))[::way]
        gap, size = way * (near - edge), max(line.size for line in strip)
        if gap > (ABOVE if way > 0 else BELOW) * size or any(map(is_caption, strip)):
            break
        title = way > 0 and found and gap < TITLE * size and _is_title(strip, lines)
        cell = any(abs(strip[0].left - start) < 1 for start in starts)
        if not (title or cell or _has_cells(strip)):
            break
        found.append(strip)
        edge = way * max(way * edge, way * far)
    return found


def _strips(lines: Sequence[Line], rule: float, way: int) -> list[OuterRow]:
    """Return lines of one height together, from a rule away."""
    found: list[OuterRow] = []
    behind = [line for line in lines if way * ((line.bottom + line.top) / 2 - rule) > 0]
    for line in sorted(behind, key=lambda line: way * (line.bottom + line.top)):
        last = found[-1][-1] if found else None
        if last and abs((last.bottom + last.top) - (line.bottom + line.top)) / 2 < ONE * line.size:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _has_cells(strip: OuterRow) -> bool:
    """Whether a row has a gap as wide as those between columns."""
    chars = sorted(inked(char for line in strip for char in line.chars), key=lambda char: char.left)
    wide = any(after.left - before.right > WIDE * strip[0].size for before, after in pairwise(chars))
    return wide and not NUMBERED.search(strip[-1].text)


def _is_title(strip: OuterRow, lines: Sequence[Line]) -> bool:
    """Whether a text is the title of some columns, or stands in the middle above all."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    start, end = min(line.left for line in strip), max(line.right for line in strip)
    centred = abs((left + right) - (start + end)) < 2 * strip[0].size and end - start < WIDEST_TITLE * (right - left)
    return (centred or end - start < NARROW_TITLE * (right - left)) and not strip[-1].text.endswith(".")
