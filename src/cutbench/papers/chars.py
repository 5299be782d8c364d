"""Characters and lines of a PDF page in content order, which is the reading order in PDFs of TeX and typst."""

import ctypes
import re
import unicodedata
from dataclasses import dataclass, field
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

# A page of text has some thousand characters; a file that claims far more wants to exhaust us.
MAX_CHARACTERS = 100_000
SMALL = 0.82  # a script is set in 60 to 80% of the size of its line
END_HYPHENS = (0x02, 0xFFFE)  # what pdfium reports for a hyphen at a line's end
HYPHENS = "\u00ad-‐"


@dataclass(frozen=True, slots=True)
class Char:
    """One character with its box in points, origin at the lower left of the page, and its font size."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float


@dataclass(slots=True)
class Line:
    """Characters on one baseline; `size` is the font size of most of them, `bold` that of the first."""

    chars: list[Char] = field(default_factory=list)
    bold: bool = False
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    text: str = ""

    def finish(self) -> "Line":
        """Compute box, size and text from the characters."""
        inked = [char for char in self.chars if not char.text.isspace()]
        self.size = median(char.size for char in inked)
        main = [char for char in inked if char.size > SMALL * self.size] or inked
        self.left, self.right = min(c.left for c in inked), max(c.right for c in inked)
        self.bottom, self.top = min(c.bottom for c in main), max(c.top for c in main)
        self.text = with_scripts(self.chars, self.size)
        return self


def read_lines(page: pdfium.PdfPage) -> list[Line]:
    """Return the lines of a page in content order, rotated text left out."""
    text = page.get_textpage()
    try:
        return _lines(text.raw)
    finally:
        text.close()


def _lines(handle: object) -> list[Line]:
    lines: list[Line] = []
    line = Line()
    count = min(raw.FPDFText_CountChars(handle), MAX_CHARACTERS)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    high = 0
    broken = False
    for index in range(count):
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:  # first half of a mathematical letter
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        if code in (0x0A, 0x0D):
            broken = True
            continue
        if code == 0 or (raw.FPDFText_GetCharAngle(handle, index) % 3.14159) > 0.1:
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(handle, index)
        char = Char(_letter(code), left.value, bottom.value, right.value, top.value, size)
        if broken and not char.text.isspace():
            broken = False
            if not _goes_on(line, char):
                lines, line = _with(lines, line), Line()
        if not line.chars:
            line.bold = raw.FPDFText_GetFontWeight(handle, index) >= 600 or _font_is_bold(handle, index)
        line.chars.append(char)
        # pdfium marks a hyphen at a line's end and leaves out the line end after it.
        broken = broken or code in END_HYPHENS
    return _with(lines, line)


def _goes_on(line: Line, char: Char) -> bool:
    """Whether a character stays on a line that pdfium takes to be over: scripts and accents jump up and down."""
    if not line.chars:
        return False
    last = next((c for c in reversed(line.chars) if not c.text.isspace()), line.chars[-1])
    size = max(c.size for c in (*line.chars[-12:], char))
    stacked = char.size < SMALL * size and last.size < SMALL * size
    rise = abs((last.bottom + last.top) - (char.bottom + char.top)) / 2
    advance = char.left - last.right
    if rise > size or not (-2.5 if stacked else -1.2) * size < advance < 0.9 * size or last.text in HYPHENS:
        return False
    if advance > 0.16 * size and char.size > SMALL * last.size:
        line.chars.append(Char(" ", last.right, last.bottom, char.left, last.top, last.size))
    return True


def _with(lines: list[Line], line: Line) -> list[Line]:
    if any(not char.text.isspace() for char in line.chars):
        lines.append(line.finish())
    return lines


def _letter(code: int) -> str:
    """Return a character with mathematical letters and ligatures folded to plain ones."""
    if code in END_HYPHENS:
        return "\u00ad"
    character = chr(code) if code < 0x110000 else "\ufffd"
    return character if character in HYPHENS else unicodedata.normalize("NFKC", character)


def _font_is_bold(handle: object, index: int) -> bool:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").lower()
    return any(word in name for word in ("bold", "black", "heavy", "cmbx", "bx1", "-medi", "demi"))


def with_scripts(chars: list[Char], size: float) -> str:
    """Return the text of a line with sub- and superscripts as `_{...}` and `^{...}`."""
    main = [char for char in chars if char.size > SMALL * size and char.text.isalnum()]
    if not main:
        return "".join(char.text for char in chars).strip()
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
