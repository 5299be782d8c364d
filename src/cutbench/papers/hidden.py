"""Text that a person does not see: without ink, covered, clipped away, in the colour of what is behind it, too small.

Such text may carry instructions to a model that reads the paper. It is set apart, and said. What counts is the page as
it looks: a word is seen if the picture of the page changes where it stands when it is left out. White words on a white
page are hidden, white words on a black bar are not.
"""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.chars import Char
from cutbench.papers.drawings import MAX_OBJECTS, Drawings
from cutbench.papers.lines import Line, box_of
from cutbench.papers.pdfium import Box
from cutbench.papers.pixels import MODE_OF, Picture, without
from cutbench.papers.replaced_text import replaced

PALE = 235  # of 255; ink paler than this may still be read on a dark ground
CLEAR = 20  # of 255; more transparent is without ink
TINY_PT = 1.0  # height of letters in a type of about 1.5 points
FEWEST = 3  # letters, whose size says something
COARSE, FINE = 1.0, 3.0  # pixels per point
# Words in plain ink have shades that differ by this much, of 255; what has less is looked at closely.
PLAIN = 48
LEGIBLE = 3.0  # pixels that a type has to be high for its ink to be looked for
MANY = 200  # drawings, of which it is not asked which words they touch
WITHOUT_INK = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
NO_INK, PALE_INK, NOT_SEEN = "without ink", "in the colour of the page", "covered, clipped away or switched off"
OUTSIDE, TINY, REPLACED = "outside of the page", "too small to read", "not what is drawn there"

Why = str


@dataclass(slots=True)
class _Word:
    """Characters of a line, by their places in it, and their box in points."""

    line: int
    places: list[int]
    box: Box
    sources: set[int]


def set_apart(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, lines: list[Line], drawings: Drawings, *, upright: bool = True
) -> tuple[list[Line], dict[Why, str]]:
    """Part lines into what is seen and what is hidden; hidden lines become `unread`.

    Hidden text that is most of a page is what OCR lays over or under a scan, and stays. Of lines that are not `upright`
    it cannot be told whether other letters are drawn.

    Returns:
        the lines, and for each way of hiding the beginning of what was hidden.
    """
    edges, ink = page.get_cropbox(), _Ink(text.raw)
    reasons = [_whys(line.chars, edges, ink) if not line.unread else [] for line in lines]
    _look(page, lines, reasons, drawings)
    every = [why for whys in reasons for why in whys]
    ocr = 2 * sum(why in (NO_INK, NOT_SEEN) for why in every) > len(every)
    parted: list[Line] = []
    found: dict[Why, str] = {}
    for line, whys in zip(lines, reasons, strict=True):
        why = _reason(line, whys, ocr, upright)
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
    objects = dict(zip(sources, places, strict=True))
    if inside and not any(ink.of(source, place) for source, place in objects.items() if source):
        added = "".join([text for text, source in zip(texts, sources, strict=True) if not source])
        if not added or added.isspace():
            return [""] * len(chars)
    return [_why(char, edges, ink) for char in chars]


def _why(char: Char, edges: Box, ink: "_Ink") -> Why:
    if char.text.isspace():
        return ""
    if char.right < edges[0] or char.left > edges[2] or char.top < edges[1] or char.bottom > edges[3]:
        return OUTSIDE
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

    def _look(self, source: int, place: int) -> Why:
        known = raw.FPDFText_GetFillColor(self._handle, place, *self._colour)
        if MODE_OF(ctypes.c_void_p(source)) in WITHOUT_INK:
            return NO_INK
        *colours, alpha = (part.value for part in self._colour)
        return PALE_INK if not known or alpha < CLEAR or min(colours) > PALE else ""


def _look(page: pdfium.PdfPage, lines: Sequence[Line], reasons: Sequence[list[Why]], drawings: Drawings) -> None:
    """Look at the page: note which words cannot be seen, and that pale ones can."""
    picture, drawn = Picture(page, COARSE), [*drawings.others, *drawings.graphics, *drawings.grounds]
    everywhere = len(drawn) > MANY or raw.FPDFPage_CountObjects(page.raw) > MAX_OBJECTS
    doubtful: list[_Word] = []
    behind: list[_Word] = []
    for number, (line, whys) in enumerate(zip(lines, reasons, strict=True)):
        if not whys or line.size * picture.scale < LEGIBLE:
            continue
        touched = everywhere or any(_meet(box_of([line]), box) for box in drawn)
        spans = list(_spans(line.chars))
        plain = set() if touched or any(whys) else set(picture.plain(line, spans, PLAIN))
        for word in (_word(number, line, span) for index, span in enumerate(spans) if index not in plain):
            if not _matters(line, word, whys):
                continue
            if whys[word.places[0]] or not picture.shows(word.box, PLAIN):
                doubtful.append(word)
            elif touched:
                behind.append(word)
    doubtful += _unchanged(page, behind, COARSE, picture)
    hidden = {id(word) for word in _unchanged(page, doubtful, FINE)}
    for word in doubtful:
        whys = reasons[word.line]
        for place in word.places:
            whys[place] = (whys[place] or NOT_SEEN) if id(word) in hidden else ""


def _spans(chars: Sequence[Char]) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end."""
    start = 0
    for stop in (*(index for index, char in enumerate(chars) if char.text.isspace()), len(chars)):
        if stop > start:
            yield start, stop
        start = stop + 1


def _word(number: int, line: Line, span: tuple[int, int]) -> _Word:
    chars = line.chars[slice(*span)]
    return _Word(number, list(range(*span)), box_of(chars), {char.source for char in chars if char.source})


def _matters(line: Line, word: _Word, whys: Sequence[Why]) -> bool:
    """Whether a word has letters, stands on the page and has ink."""
    return whys[word.places[0]] in ("", PALE_INK) and any(line.chars[place].text.isalnum() for place in word.places)


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _unchanged(
    page: pdfium.PdfPage, words: Sequence[_Word], scale: float, picture: Picture | None = None
) -> list[_Word]:
    """Return the words without which the page looks the same; `picture` is what it looks like with them."""
    if not words:
        return []
    picture = picture or Picture(page, scale)
    with without({source for word in words for source in word.sources}):
        other = Picture(page, scale)
    return [word for word in words if word.sources and not picture.differs(other, word.box)]


def _reason(line: Line, whys: list[Why], ocr: bool, upright: bool) -> Why | None:
    """Return how letters of a line are hidden, None if none are."""
    if line.unread:
        return None
    letters = [char for char in line.chars if char.text.isalnum()]
    if len(letters) >= FEWEST and (
        median(char.top - char.bottom for char in letters) < TINY_PT
        or median(char.right - char.left for char in letters) < TINY_PT / 2
    ):
        whys[:] = [TINY] * len(line.chars)
    for place in replaced(line) if upright else ():
        whys[place] = whys[place] or REPLACED
    hidden = [why for char, why in zip(line.chars, whys, strict=True) if why and char.text.isalnum()]
    if not hidden or (ocr and hidden[0] in (NO_INK, NOT_SEEN)):
        return None
    return hidden[0]


def _parted(line: Line, whys: list[Why]) -> tuple[list[Line], Line]:
    """Part a line into what is seen, if anything, and what is not."""
    seen = [char for char, why in zip(line.chars, whys, strict=True) if not why]
    hidden = [char for char, why in zip(line.chars, whys, strict=True) if why or char.text.isspace()]
    rest = [replace(line, chars=seen).finish()] if any(not char.text.isspace() for char in seen) else []
    return rest, replace(line, chars=hidden, unread=True).finish()
