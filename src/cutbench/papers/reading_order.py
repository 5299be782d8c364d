"""What the order of a page's content hides: numbers of lines in the margin, and columns that are drawn row by row."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile
from statistics import median

from cutbench.papers.chars import Char, inked
from cutbench.papers.lines import Line

FEWEST_NUMBERS = 5  # lines with numbers, of a page; the rows of a list or of a table are seldom so many
SAME_PT = 2.0  # numbers of lines end, or begin, at one place
MOST = 0.9  # of the lines of a page are beside the numbers, or of the rows of columns leave the gap free
GAP = 0.35  # between a number and its line, in units of the font size
FEWEST_ROWS = 4
BETWEEN = 1.0  # columns, in units of the font size
MOST_TITLES = 0.7  # of the lines of prose begin with a capital letter; titles in a list of contents do
PROSE = 15  # characters of a line of a column, on average

Number = tuple[Line, list[Char]]


def without_numbers(lines: Sequence[Line]) -> list[Line]:
    """Part off the numbers of a draft's lines, which count on down the page beside all text.

    They come last and are marked as `numbers`, and as unread.
    """
    for take in (_leading, _trailing):
        numbers = _counting([(line, chars) for line in lines if (chars := take(line))])
        if take is _trailing and 2 * sum(bool(_leading(line)) for line, _ in numbers) > len(numbers):
            continue  # a list of contents has numbers on both sides
        if len(numbers) >= FEWEST_NUMBERS and _are_beside(numbers, lines):
            taken = {id(line): chars for line, chars in numbers}
            rest = [_without(line, taken.get(id(line), [])) for line in lines]
            apart = [replace(line, chars=list(chars), unread=True, numbers=True).finish() for line, chars in numbers]
            return [line for line in rest if line.chars] + apart
    return list(lines)


def _leading(line: Line) -> list[Char]:
    """Return the digits that a line begins with, if room follows."""
    behind = dropwhile(lambda char: char.text.isspace(), line.chars)
    digits = list(takewhile(lambda char: char.text.isdigit(), behind))
    rest = inked(line.chars)[len(digits) :]
    return digits if digits and (not rest or rest[0].left - digits[-1].right > GAP * line.size) else []


def _trailing(line: Line) -> list[Char]:
    """Return the digits that a line ends with, if room is before them."""
    rest, digits = inked(line.chars), list[Char]()
    while rest and rest[-1].text.isdigit() and (not digits or digits[0].left - rest[-1].right < GAP * line.size):
        digits.insert(0, rest.pop())
    return digits if digits and (not rest or digits[0].left - rest[-1].right > GAP * line.size) else []


def _counting(numbers: list[Number]) -> list[Number]:
    """Return the numbers that end or begin at one place and count on from the top."""
    edges = [(chars[-1].right, chars[0].left) for _, chars in numbers]
    for side in (0, 1):
        if numbers:
            place = median(one[side] for one in edges)
            own = [one for one, edge in zip(numbers, edges, strict=True) if abs(edge[side] - place) < SAME_PT]
            own.sort(key=lambda one: -one[1][0].bottom)
            values = [int("".join(char.text for char in chars)) for _, chars in own]
            steps = {after - before for before, after in pairwise(values)}
            if len(steps) == 1 and steps <= {1, 5}:
                return own
    return []


def _are_beside(numbers: Sequence[Number], lines: Sequence[Line]) -> bool:
    """Whether the numbers stand left or right of nearly all text, which is prose and not a list of numbered titles."""
    taken = {char for _, chars in numbers for char in chars}
    left, right = min(chars[0].left for _, chars in numbers), max(chars[-1].right for _, chars in numbers)
    apart = [[char for char in inked(line.chars) if char not in taken] for line in lines]
    rest = [chars for chars in apart if chars]
    before = sum(max(char.right for char in chars) < left for chars in rest)
    behind = sum(min(char.left for char in chars) > right for chars in rest)
    numbered = {id(line) for line, _ in numbers}
    own = [chars for line, chars in zip(lines, apart, strict=True) if chars and id(line) in numbered] or rest
    titles = sum(chars[0].text.isupper() for chars in own)
    return bool(rest) and titles <= MOST_TITLES * len(own) and max(before, behind) >= MOST * len(rest)


def _without(line: Line, digits: Sequence[Char]) -> Line:
    """Return a line without its number; without characters if it has no others."""
    if not digits:
        return line
    rest = [char for char in line.chars if char not in digits]
    return replace(line, chars=rest).finish() if inked(rest) else replace(line, chars=[])


def by_columns(lines: Sequence[Line]) -> list[Line]:
    """Return lines that run over two columns as those of the left column, then those of the right one.

    They share a gap, on both sides of which prose begins at one place; the rows of a table have less in their cells.
    """
    found: list[Line] = []
    run: list[tuple[Line, float]] = []
    for line in lines:
        right = _right_half(line)
        if right is not None and (not run or abs(run[-1][1] - right) < SAME_PT):
            run.append((line, right))
            continue
        found += [*_columns(run), *([line] if right is None else [])]
        run = [] if right is None else [(line, right)]
    return [*found, *_columns(run)]


def _right_half(line: Line) -> float | None:
    """Return where the right half of a line begins, if the line has one wide gap."""
    starts = line.starts_behind(BETWEEN)
    return starts[0] if len(starts) == 1 else None


def _columns(run: Sequence[tuple[Line, float]]) -> list[Line]:
    lines = [line for line, _ in run]
    halves = [_halves(line, start) for line, start in run]
    sides = [[pair[side] for pair in halves] for side in (0, 1)]
    is_prose = all(sum(len(line.text) for line in side) >= PROSE * len(side) for side in sides)
    lefts = [line.left for line in sides[0]]
    if len(run) < FEWEST_ROWS or not is_prose or max(lefts) - min(lefts) > SAME_PT:
        return lines
    return [line for side in sides for line in side]


def _halves(line: Line, start: float) -> tuple[Line, Line]:
    parts = [[char for char in line.chars if (char.left >= start) is side] for side in (False, True)]
    left, right = (replace(line, chars=part).finish() for part in parts)
    return left, right
