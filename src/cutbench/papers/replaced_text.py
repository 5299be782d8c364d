"""Text that is not what is drawn: a file may say of any glyph which letter it is, and of any piece which text it is.

What letters look like is known without a picture: low ones, such as a and e, are all of one height and stand on the
line. Digits are not told apart in this way, nor are a few letters.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from statistics import median

from cutbench.papers.chars import Char
from cutbench.papers.lines import Line

LOW = frozenset("acemnorsuvwxz")
# Low letters of a text object that tell something, how many may be odd, and how odd, in units of their height.
FEWEST, ODD_SHARE, ODD = 6, 0.2, 0.25
# A piece of text that replaces glyphs is given boxes all alike; so are the three letters of a ligature.
FEWEST_ALIKE, ALIKE_PT = 4, 1e-3


def replaced(line: Line) -> Iterator[int]:
    """Yield the places of the characters of a line that are not what is drawn."""
    if _is_sound(line.chars):
        return
    start = 0
    for _, group in groupby(line.chars, attrgetter("source")):
        chars = list(group)
        if _are_odd(chars) or _are_alike(chars):
            yield from range(start, start + len(chars))
        start += len(chars)


def _is_sound(chars: Sequence[Char]) -> bool:
    """Whether the low letters of a line are about as high as each other, but not to a hair; most lines end here."""
    low = [char.top - char.bottom for char in chars if char.text in LOW]
    return bool(low) and min(low) + ALIKE_PT < max(low) < (1 + ODD) * min(low)


def _are_odd(chars: Sequence[Char]) -> bool:
    """Whether low letters differ in height, or stand below the line, as letters do that are drawn for others."""
    low = [char for char in chars if char.text in LOW]
    if len(low) < FEWEST:
        return False
    height, bottom = median(char.top - char.bottom for char in low), median(char.bottom for char in low)
    off = [max(abs(char.top - char.bottom - height), abs(char.bottom - bottom)) for char in low]
    odd = [char for char, far in zip(low, off, strict=True) if far > ODD * height]
    return len({char.text for char in odd}) > 1 and len(odd) > ODD_SHARE * len(low)


def _are_alike(chars: Sequence[Char]) -> bool:
    """Whether letters have the same box, which only pieces have that are replaced as a whole."""
    letters = [char for char in chars if char.text.isalnum()]
    if len({char.text for char in letters}) < FEWEST_ALIKE:
        return False
    shapes = [(char.top, char.bottom, char.right - char.left) for char in letters]
    return all(abs(one - two) < ALIKE_PT for shape in shapes for one, two in zip(shape, shapes[0], strict=True))
