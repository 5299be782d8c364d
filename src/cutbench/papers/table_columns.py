"""The columns of a table: between its vertical lines, else where its rows share a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from cutbench.papers.chars import Char
from cutbench.papers.drawings import Border

# Gaps between cells, in units of the font size; a space between words is about 0.25.
WIDE, NARROW, LONE = 0.9, 0.45, 2.0  # LONE is for a gap in one of many rows
MOST_ROWS, FEW_ROWS = 0.4, 0.1  # have text in each of two columns that only a gap parts, and across it
MANY = 6  # rows, of which one alone tells little
MAX_GAPS, MAX_COLUMNS = 20_000, 60
SAME_PT = 3.0  # lines of a double rule stand closer
CENTRED = 0.7  # how far from the middle a centred text may be, in units of the font size
WITHIN = frozenset("±×")  # signs that stand in the middle of a cell
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """The characters of one height without spaces, from left to right; they are parts of one row, or all of it."""

    middle: float
    size: float
    chars: list[Char]


class _Gap(NamedTuple):
    left: float
    right: float
    wide: bool


def between_lines(left: float, right: float, borders: Sequence[Border]) -> list[Span]:
    """Return the columns between the vertical lines and the sides of a table; none if it has no lines inside."""
    inner = [x for x in sorted({border.x for border in borders}) if left + SAME_PT < x < right - SAME_PT]
    edges = [left, *inner, right]
    return [(one, two) for one, two in pairwise(edges) if two - one > SAME_PT] if inner else []


def parted_by_gaps(columns: Sequence[Span], strips: Sequence[Strip]) -> list[Span]:
    """Part the columns between lines once more where most of their rows share a gap."""
    found: list[Span] = []
    for left, right in columns:
        own = [Strip(s.middle, s.size, [c for c in s.chars if left < (c.left + c.right) / 2 < right]) for s in strips]
        own = [strip for strip in own if strip.chars]
        gutters = [one for one in gutters_of(own) if _parts(own, one)] if len(own) >= MANY else []
        edges = [left, *((start + end) / 2 for start, end in gutters), right]
        found += pairwise(edges)
    return found


def _parts(strips: Sequence[Strip], gutter: Span) -> bool:
    """Whether nearly no row lies across a gutter, and many have text on each of its sides."""
    before = sum(strip.chars[0].left < gutter[0] for strip in strips)
    behind = sum(strip.chars[-1].right > gutter[1] for strip in strips)
    across = sum(any(gutter[0] < c.right and c.left < gutter[1] for c in strip.chars) for strip in strips)
    return min(before, behind) > MOST_ROWS * len(strips) and across <= FEW_ROWS * len(strips)


def gutters_of(strips: Sequence[Strip]) -> list[Span]:
    """Return the gaps that rows share, from left to right: what most of them leave free comes first.

    Text may lie across a gutter, as a cell over several columns does, but not in more rows than leave it free. The
    words of a justified cell stand apart, too, but in each row elsewhere.
    """
    every = gaps = [gap for strip in strips for gap in _gaps(strip)][:MAX_GAPS]
    written = [(strip.chars[0].left, max(char.right for char in strip.chars)) for strip in strips]
    gutters: list[Span] = []
    for _ in range(MAX_COLUMNS):
        shared = _most_shared(gaps)
        if not shared:
            break
        left, right = max(gap.left for gap in shared), min(gap.right for gap in shared)
        across = sum(start < left and right < end for start, end in written)
        across -= sum(gap.left <= left and right <= gap.right for gap in every)
        often = len(shared) if len(shared) > 1 else 0
        size = strips[0].size
        many = often or len(strips) < MANY or right - left > LONE * size
        # Between words there is no such gap, however many cells lie across it.
        clear = sum(gap.right - gap.left > LONE * size for gap in shared) >= max(2, len(shared) // 2)
        if many and (clear or across <= max(often, len(strips) // 4)):
            gutters.append((left, right))
        gaps = [gap for gap in gaps if gap.right <= left or right <= gap.left]
    return sorted(gutters)


def _gaps(strip: Strip) -> list[_Gap]:
    """Return the gaps of a strip that may lie between columns; numbers and their errors are aligned within one."""
    found, reach = [], strip.chars[0].right
    for before, char in pairwise(strip.chars):
        if char.left - reach > NARROW * strip.size and not is_within(before, char):
            found.append(_Gap(reach, char.left, char.left - reach > WIDE * strip.size))
        reach = max(reach, char.right)
    return found


def is_within(before: Char, char: Char) -> bool:
    """Whether a gap is in the middle of a cell: beside a sign, or in a list."""
    return before.text in WITHIN or char.text in WITHIN or before.text == ","


def _most_shared(gaps: Sequence[_Gap]) -> list[_Gap]:
    """Return the most gaps that share a place, a third of them wide."""
    ends = sorted([(gap.left, 1, gap.wide) for gap in gaps] + [(gap.right, -1, gap.wide) for gap in gaps])
    best = depth = wide = 0
    place = float("inf")
    for x, step, is_wide in ends:
        depth, wide = depth + step, wide + step * is_wide
        if depth > best and 3 * wide >= depth:
            best, place = depth, x
    return [gap for gap in gaps if gap.left <= place < gap.right]


def extents(strips: Sequence[Strip], gutters: Sequence[Span]) -> list[Span]:
    """Return how far the text of each column reaches; what lies in a gutter or across it says nothing."""
    edges = [float("-inf"), *((left + right) / 2 for left, right in gutters), float("inf")]
    columns: list[list[Span]] = [[] for _ in edges[1:]]
    for group in (part for strip in strips for part in parted(strip, gutters)):
        left, right = group[0].left, max(char.right for char in group)
        for index, (one, two) in enumerate(pairwise(edges)):
            if one < left and right < two and not any(g[0] < left and right < g[1] for g in gutters):
                columns[index].append((left, right))
    return [(min(left for left, _ in spans), max(right for _, right in spans)) for spans in columns if spans]


def parted(strip: Strip, gutters: Sequence[Span]) -> list[list[Char]]:
    """Part the characters of a strip at its wide gaps that touch a gutter."""
    parts, reach = [[strip.chars[0]]], strip.chars[0].right
    for char in strip.chars[1:]:
        if char.left - reach > WIDE * strip.size and any(a < char.left and reach < b for a, b in gutters):
            parts.append([])
        parts[-1].append(char)
        reach = max(reach, char.right)
    return parts
