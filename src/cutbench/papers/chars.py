"""Characters of a PDF page in content order, which is the reading order in PDFs of TeX and typst."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from struct import Struct
from typing import NamedTuple

from pypdfium2 import raw

from cutbench.papers.glyphs import END_HYPHENS, PLAIN, Fonts, letter, unnamed
from cutbench.papers.pdfium import Box, bare

# A page of text has some thousand characters; a file that claims far more wants to exhaust us.
MAX_CHARACTERS = 100_000
MAKE = tuple.__new__  # what the constructor of a named tuple does after a detour
BOX = Struct("4d")
OBJECT_OF = bare(raw.FPDFText_GetTextObject, ctypes.c_void_p)
SPACE = 0x20
RIGHT_ANGLE, ASKEW = 1.5707963, 0.064  # in radians, and of a right angle
BOLD = re.compile("bold|black|heavy|cmbx|bx1|-medi|demi")
SMALLEST_PT = 2.0  # less is no size for letters, as long as nothing enlarges them
MATRIX_OF = bare(raw.FPDFPageObj_GetMatrix, ctypes.c_int)
BOX_OF = bare(raw.FPDFText_GetCharBox, ctypes.c_int)


class Char(NamedTuple):
    """One character with its box in points, origin at the lower left of the page, its font size and place in the page.

    `source` is the address of the text object that it is part of, 0 for characters that pdfium has added.

    A tuple, since a page has thousands of them and tuples are made four times as fast as dataclasses.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    place: int
    source: int = 0


@dataclass(frozen=True)
class Turn:
    """How a page is turned to make text upright that is set sideways, as wide tables are.

    `quarters` is the direction of the text in right angles with the clock, 1 for downwards, 3 for upwards; `size` is
    the page's width and height in points.
    """

    quarters: int
    size: tuple[float, float]

    def box(self, box: Box) -> Box:
        """Return where a box is on the turned page."""
        left, bottom, right, top = box
        width, height = self.size
        if self.quarters == 1:
            return height - top, left, height - bottom, right
        return bottom, width - right, top, width - left

    def char(self, char: Char) -> Char:
        """Return a character of the page on the turned page."""
        left, bottom, right, top = self.box(char[1:5])
        return char._replace(left=left, bottom=bottom, right=right, top=top)

    @cached_property
    def back(self) -> "Turn":
        """The turn that brings what is on the turned page to its place on the page."""
        return Turn(4 - self.quarters, self.size[::-1])


def inked(chars: Iterable[Char]) -> list[Char]:
    """Return the characters that are no blanks."""
    return [char for char in chars if not char.text.isspace()]


def chars_of(handle: object, turn: Turn | None, others: Counter[int]) -> Iterator[tuple[Char | None, bool]]:
    """Yield the characters of a page with whether they are hyphens at a line's end, None for line ends.

    Args:
        handle: of the page's text.
        turn: makes text of another direction upright; None for text that is upright.
        others: takes how many characters were left out, by their direction.
    """
    quarters = turn.quarters if turn else 0
    page, box = ctypes.cast(handle, ctypes.c_void_p), ctypes.create_string_buffer(BOX.size)  # type: ignore[arg-type]
    left, bottom, right, top = (ctypes.c_void_p(ctypes.addressof(box) + 8 * place) for place in range(4))
    source, direction, size, high = 0, 0, 0.0, 0
    fonts, glyphs = Fonts(), PLAIN
    for index, unit in enumerate(_codes(handle)):
        code = unit
        if 0xD800 <= code < 0xDC00:  # first half of a mathematical letter
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        if code in (0x0A, 0x0D):
            yield None, False
            continue
        now = OBJECT_OF(page, index) or 0
        if now != source or not now:  # Angle and size are those of the text object, and asked for once.
            source, size, glyphs = now, _size(handle, index, now), fonts.glyphs_of(now)
            direction = _direction(handle, index)
        if direction != quarters or (code == 0 and not glyphs):
            others[direction] += code > SPACE
            continue
        BOX_OF(page, index, left, right, bottom, top)
        places = BOX.unpack(box)
        if code:
            text = glyphs[code] if code in glyphs else letter(code)
        else:
            text = unnamed(places[2] - places[0], places[3] - places[1], size)
        char = MAKE(Char, (text, *places, size, index, source))
        yield turn.char(char) if turn else char, code in END_HYPHENS and code not in glyphs


def _direction(handle: object, index: int) -> int:
    """Return where text runs to in right angles with the clock, -1 for askew; upside down counts as upright."""
    angle = raw.FPDFText_GetCharAngle(handle, index) / RIGHT_ANGLE
    if angle % 2 <= ASKEW:
        return 0
    return round(angle) % 4 if abs(angle - round(angle)) <= ASKEW else -1


def _size(handle: object, index: int, source: int) -> float:
    """Return the size of a font in points; some programs set all type in size 1, and enlarge it."""
    size: float = raw.FPDFText_GetFontSize(handle, index)
    if size > SMALLEST_PT or not source:
        return size
    matrix = raw.FS_MATRIX()
    MATRIX_OF(ctypes.c_void_p(source), ctypes.byref(matrix))
    return size * (abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5 or 1.0)


def _codes(handle: object) -> Sequence[int]:
    """Return the UTF-16 codes of a page's characters, all at once where pdfium leaves none out of its text."""
    count = max(0, min(raw.FPDFText_CountChars(handle), MAX_CHARACTERS))
    text = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(handle, 0, count, text) == count + 1:
        # In its text pdfium writes U+FFFE both for hyphens and for what it cannot name.
        get = raw.FPDFText_GetUnicode
        return [get(handle, index) if code == 0xFFFE else code for index, code in enumerate(text[:count])]
    return [raw.FPDFText_GetUnicode(handle, index) for index in range(count)]


def is_bold(handle: object, index: int) -> bool:
    """Whether a character is set in bold type, which its font says by its weight or in its name, as CMBX12 does."""
    if raw.FPDFText_GetFontWeight(handle, index) >= 600:
        return True
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(handle, index, buffer, 128, ctypes.c_int())
    return bool(BOLD.search(buffer.value.decode("utf-8", "replace").lower()))
