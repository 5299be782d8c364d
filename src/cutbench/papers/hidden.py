"""Text that a person does not see: without ink, in the colour of the page, too small, or outside of the page.

Such text may carry instructions to a model that reads the paper. It is set apart, and said.
"""

import ctypes
from dataclasses import replace
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.calls import bare
from cutbench.papers.chars import Char
from cutbench.papers.lines import Line
from cutbench.papers.shapes import Box

PALE = 235  # of 255; ink paler than this may still be read on a dark ground
CLEAR = 20  # of 255; more transparent is without ink
TINY_PT = 1.0  # height of letters in a type of about 1.5 points
FEWEST = 3  # letters; less says nothing
# A picture of the page shows letters if its shades differ by this much, of 255.
SHADES = 16
SCALE, MAX_PIXELS = 2.0, 3_000
WITHOUT_INK = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)

MODE_OF = bare(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int)

Why = str


def set_apart(page: pdfium.PdfPage, text: pdfium.PdfTextPage, lines: list[Line]) -> tuple[list[Line], dict[Why, str]]:
    """Part lines into what is seen and what is hidden; hidden lines become `unread`.

    Text without ink that is most of a page is what OCR lays over a scan, and stays.

    Returns:
        the lines, and for each way of hiding the beginning of what was hidden.
    """
    edges, picture, ink = page.get_cropbox(), _Picture(page), _Ink(text.raw)
    reasons = [_whys(line.chars, edges, ink) if not line.unread else [] for line in lines]
    ocr = _share(reasons, "without ink") > 0.5
    parted: list[Line] = []
    found: dict[Why, str] = {}
    for line, whys in zip(lines, reasons, strict=True):
        why = _reason(line, whys, picture, ocr)
        if why is None:
            parted.append(line)
            continue
        seen, hidden = _parted(line, whys)
        parted += [*seen, hidden]
        found[why] = f"{found.get(why, '')} {hidden.text}".strip()
    return parted, found


def _whys(chars: list[Char], edges: Box, ink: "_Ink") -> list[Why]:
    """Return for each character how it may be hidden, '' for not at all.

    Most lines are plainly seen, which their outermost characters and their few text objects tell.
    """
    texts, lefts, bottoms, rights, tops, _, places, sources = zip(*chars, strict=True)
    inside = min(rights) >= edges[0] and max(lefts) <= edges[2] and min(tops) >= edges[1] and max(bottoms) <= edges[3]
    if inside and not ink.hides(dict(zip(sources, places, strict=True))):
        unknown = "".join([text for text, source in zip(texts, sources, strict=True) if not source])
        if not unknown or unknown.isspace():
            return [""] * len(chars)
    return [_why(char, edges, ink) for char in chars]


def _why(char: Char, edges: Box, ink: "_Ink") -> Why:
    if char.text.isspace():
        return ""
    if char.right < edges[0] or char.left > edges[2] or char.top < edges[1] or char.bottom > edges[3]:
        return "outside of the page"
    return ink.of(char.source, char.place)


class _Ink:
    """How the ink of characters hides them, '' for not at all: the same for all characters of a text object."""

    def __init__(self, handle: object) -> None:
        self._handle = handle
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._known: dict[int, Why] = {}

    def of(self, source: int, place: int) -> Why:
        """Look at the character at `place`, or remember one of the same text object."""
        if source not in self._known or not source:
            self._known[source] = self._look(source, place)
        return self._known[source]

    def hides(self, places: dict[int, int]) -> bool:
        """Whether any of these text objects hides its characters, one of which is at each place."""
        return any(self.of(source, place) for source, place in places.items() if source)

    def _look(self, source: int, place: int) -> Why:
        known = raw.FPDFText_GetFillColor(self._handle, place, *self._colour)
        if MODE_OF(ctypes.c_void_p(source)) in WITHOUT_INK:
            return "without ink"
        *colours, alpha = (part.value for part in self._colour)
        return "in the colour of the page" if not known or alpha < CLEAR or min(colours) > PALE else ""


def _reason(line: Line, whys: list[Why], picture: "_Picture", ocr: bool) -> Why | None:
    """Return how letters of a line are hidden, None if none or few are."""
    heights = [char.top - char.bottom for char in line.chars if char.text.isalnum()]
    if len(heights) >= FEWEST and median(heights) < TINY_PT:
        whys[:] = ["too small to read"] * len(line.chars)
    if not any(whys):
        return None
    hidden = [(char, why) for char, why in zip(line.chars, whys, strict=False) if why]
    if sum(char.text.isalnum() for char, _ in hidden) < FEWEST:
        return None
    why = hidden[0][1]
    if (ocr and why == "without ink") or (why == "in the colour of the page" and picture.shows([c for c, _ in hidden])):
        return None
    return why


def _parted(line: Line, whys: list[Why]) -> tuple[list[Line], Line]:
    """Part a line into what is seen, if anything, and what is not."""
    seen = [char for char, why in zip(line.chars, whys, strict=True) if not why]
    hidden = [char for char, why in zip(line.chars, whys, strict=True) if why or char.text.isspace()]
    rest = [replace(line, chars=seen).finish()] if any(not char.text.isspace() for char in seen) else []
    return rest, replace(line, chars=hidden, unread=True).finish()


def _share(reasons: list[list[Why]], why: Why) -> float:
    every = sum(map(len, reasons))
    return sum(whys.count(why) for whys in reasons) / every if every else 0.0


class _Picture:
    """The page as it looks; drawn only when asked for."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._bitmap: pdfium.PdfBitmap | None = None

    def shows(self, chars: list[Char]) -> bool:
        """Whether pale characters stand out from what is behind them, such as white ones on a dark ground."""
        if self._bitmap is None:
            scale = min(SCALE, MAX_PIXELS / max(1.0, *self._page.get_size()))
            self._bitmap = self._page.render(scale=scale, grayscale=True)
        place = self._bitmap.get_posconv(self._page)
        corners = [place.to_bitmap(x, y) for c in chars for x, y in ((c.left, c.bottom), (c.right, c.top))]
        (left, right), (top, bottom) = (sorted((min(axis), max(axis))) for axis in zip(*corners, strict=True))
        pixels = self._bitmap.to_numpy()[max(0, top) : bottom + 1, max(0, left) : right + 1]
        return bool(pixels.size) and int(pixels.max()) - int(pixels.min()) >= SHADES
