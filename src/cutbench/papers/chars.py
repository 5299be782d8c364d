"""Characters and lines of a PDF page in content order, which is the reading order in PDFs of TeX and typst."""

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from struct import Struct
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.calls import bare

# A page of text has some thousand characters; a file that claims far more wants to exhaust us.
MAX_CHARACTERS = 100_000
SMALL = 0.82  # a script is set in 60 to 80% of the size of its line
END_HYPHENS = (0x02, 0xFFFE)  # what pdfium reports for a hyphen at a line's end
HYPHENS = "\u00ad-‐"
BACKTICK = 0x60
MAKE = tuple.__new__  # what the constructor of a named tuple does after a detour
BOX = Struct("4d")


OBJECT_OF = bare(raw.FPDFText_GetTextObject, ctypes.c_void_p)
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


@dataclass(slots=True)
class Line:
    """Characters on one baseline; `size` is the font size of most of them.

    `bold` says that the first is set in bold type, `bold_end` that the last is. `unread` marks what a reader of the
    page does not see, or sees as part of a drawing.
    """

    chars: list[Char] = field(default_factory=list)
    bold: bool = False
    bold_end: bool = False
    unread: bool = False
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    text: str = ""

    def finish(self) -> "Line":
        """Compute box, size and text from the characters."""
        inked = [char for char in self.chars if not char.text.isspace()]
        # Column by column, without a loop in Python.
        _, lefts, bottoms, rights, tops, sizes, _, _ = zip(*inked, strict=True)
        self.left, self.right = min(lefts), max(rights)
        self.size = sizes[0] if min(sizes) == max(sizes) else median(sizes)
        if min(sizes) > SMALL * self.size:
            self.text = "".join([char.text for char in self.chars]).strip()
        else:
            main = [char for char in inked if char.size > SMALL * self.size] or inked
            _, _, bottoms, _, tops, _, _, _ = zip(*main, strict=True)
            self.text = with_scripts(self.chars, self.size)
        self.bottom, self.top = min(bottoms), max(tops)
        return self


def read_lines(text: pdfium.PdfTextPage) -> list[Line]:
    """Return the lines of a page in content order, rotated text left out."""
    handle, lines, line = text.raw, list[Line](), Line()
    chars, broken = line.chars, False
    for char, ends in _chars(handle):
        if char is None:
            broken = True
            continue
        if broken and not char.text.isspace():
            broken = False
            if not _goes_on(line, char):
                _close(handle, line, lines)
                line = Line()
                chars = line.chars
        if not chars:
            line.bold = _is_bold(handle, char.place)
        chars.append(char)
        # pdfium marks a hyphen at a line's end and leaves out the line end after it.
        broken = broken or ends
    _close(handle, line, lines)
    return lines


def _chars(handle: object) -> Iterator[tuple[Char | None, bool]]:
    """Yield the upright characters of a page with whether they are hyphens at a line's end, None for line ends."""
    page, box = ctypes.cast(handle, ctypes.c_void_p), ctypes.create_string_buffer(BOX.size)  # type: ignore[arg-type]
    left, bottom, right, top = (ctypes.c_void_p(ctypes.addressof(box) + 8 * place) for place in range(4))
    source, upright, size, high = 0, True, 0.0, 0
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
            source, size = now, raw.FPDFText_GetFontSize(handle, index)
            upright = raw.FPDFText_GetCharAngle(handle, index) % 3.14159 <= 0.1
        if code == 0 or not upright:
            continue
        BOX_OF(page, index, left, right, bottom, top)
        letter = _letter(code) if code != BACKTICK else _backtick(handle, index)
        yield MAKE(Char, (letter, *BOX.unpack(box), size, index, source)), code in END_HYPHENS


def _codes(handle: object) -> Sequence[int]:
    """Return the UTF-16 codes of a page's characters, all at once where pdfium leaves none out of its text."""
    count = max(0, min(raw.FPDFText_CountChars(handle), MAX_CHARACTERS))
    text = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(handle, 0, count, text) == count + 1:
        # In its text pdfium writes U+FFFE both for hyphens and for what it cannot name.
        get = raw.FPDFText_GetUnicode
        return [get(handle, index) if code == 0xFFFE else code for index, code in enumerate(text[:count])]
    return [raw.FPDFText_GetUnicode(handle, index) for index in range(count)]


def _close(handle: object, line: Line, lines: list[Line]) -> None:
    """Add a line that is complete, if anything is written in it."""
    last = next((char for char in reversed(line.chars) if not char.text.isspace()), None)
    if last is not None:
        line.bold_end = line.bold and _is_bold(handle, last.place)
        lines.append(line.finish())


def _goes_on(line: Line, char: Char) -> bool:
    """Whether a character stays on a line that pdfium takes to be over: scripts and accents jump up and down."""
    if not line.chars:
        return False
    last = next((c for c in reversed(line.chars) if not c.text.isspace()), line.chars[-1])
    size = max(c.size for c in (*line.chars[-12:], char))
    stacked = char.size < SMALL * size and last.size < SMALL * size
    rise = abs((last.bottom + last.top) - (char.bottom + char.top)) / 2
    advance = char.left - _reach(line, last, size)
    if rise > size or not (-2.5 if stacked else -1.2) * size < advance < 0.9 * size or last.text in HYPHENS:
        return False
    if advance > 0.16 * size and char.size > SMALL * last.size:
        line.chars.append(Char(" ", last.right, last.bottom, char.left, last.top, last.size, last.place))
    return True


def _reach(line: Line, last: Char, size: float) -> float:
    """Return how far a line reaches: of two stacked scripts the first may be longer than the last."""
    reach = last.right
    for char in reversed(line.chars[-12:]):
        if char.size > SMALL * size:
            break
        reach = max(reach, char.right)
    return reach


@lru_cache(maxsize=4096)
def _letter(code: int) -> str:
    """Return a character with mathematical letters and ligatures folded to plain ones."""
    if code in END_HYPHENS:
        return "\u00ad"
    character = chr(code) if code < 0x110000 else "\ufffd"
    return character if character in HYPHENS else unicodedata.normalize("NFKC", character)


def _backtick(handle: object, index: int) -> str:
    """Return what a backtick stands for: TeX's math italics have the letter l of leptons in its place."""
    return "l" if "cmmi" in _font(handle, index) else "`"


def _is_bold(handle: object, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(handle, index) >= 600:
        return True
    name = _font(handle, index)
    return any(word in name for word in ("bold", "black", "heavy", "cmbx", "bx1", "-medi", "demi"))


def _font(handle: object, index: int) -> str:
    """Return the name of a character's font in lower case."""
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    return buffer.value.decode("utf-8", "replace").lower()


def with_scripts(chars: list[Char], size: float) -> str:
    """Return the text of a line with sub- and superscripts as `_{...}` and `^{...}`."""
    main = []
    if min([char.size for char in chars], default=size) <= SMALL * size:
        main = [char for char in chars if char.size > SMALL * size and char.text.isalnum()]
    if not main:
        return "".join([char.text for char in chars]).strip()
    middle = median((char.bottom + char.top) / 2 for char in main)
    pieces: list[str] = []
    open_script = ""
    for char in chars:
        script = _script(char, size, middle) if not char.text.isspace() else open_script
        if script != open_script:
            pieces.append(("}" if open_script else "") + (f"{script}{{" if script else ""))
            open_script = script
        pieces.append(char.text)
    text = "".join(pieces) + ("}" if open_script else "")
    return re.sub(r"\s+\}", "} ", text).strip()


def _script(char: Char, size: float, middle: float) -> str:
    if char.size > SMALL * size:
        return ""
    return "_" if (char.bottom + char.top) / 2 < middle else "^"


def joined(lines: list[str]) -> str:
    """Join lines to running text; a hyphen at a line's end goes where a word goes on, and stays in 'hep-ph/...'."""
    text = ""
    for line in lines:
        if text and text[-1] in HYPHENS:
            before = text[:-1]
            if line[:1].islower() and not re.search(r"(?:hep|astro|cond|gr|quant|nucl|math)$|\d$", before):
                text = before + line
            else:
                text = before + "-" + line
        else:
            text = f"{text} {line}" if text else line
    return re.sub(r"[ \t\x00\x02\u00ad]+", " ", text).strip()
