"""A page as it looks, and whether words of it can be seen there."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.lines import Line
from cutbench.papers.pdfium import Box, bare

MAX_PIXELS = 3_000  # a page may claim to be as large as a house
REFERENCE_PT = 10_000.0  # places of the page are rounded to pixels: from far apart the scale is exact
INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE

MODE_OF = bare(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int)
SET_MODE = bare(raw.FPDFTextObj_SetTextRenderMode, ctypes.c_int)


class Picture:
    """A page in grey; `scale` is in pixels per point, less for pages that are too large."""

    def __init__(self, page: pdfium.PdfPage, scale: float) -> None:
        self.scale = min(scale, MAX_PIXELS / max(1.0, *page.get_size()))
        bitmap = page.render(scale=self.scale, grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)
        place = bitmap.get_posconv(page)
        (x0, y0), (x1, y1), (x2, y2) = (
            place.to_bitmap(x, y) for x, y in ((0, 0), (REFERENCE_PT, 0), (0, REFERENCE_PT))
        )
        across, up = (x1 - x0, y1 - y0), (x2 - x0, y2 - y0)
        self._place = pdfium.PdfMatrix(*(step / REFERENCE_PT for step in (*across, *up)), x0, y0)

    def shows(self, box: Box, shades: int) -> bool:
        """Whether a box in points, such as that of a word, holds two shades that differ by at least `shades` of 255."""
        darkest, palest = 255, 0
        for row in self._rows(box):
            darkest, palest = min(darkest, *row), max(palest, *row)
            if palest - darkest >= shades:
                return True
        return False

    def plain(self, line: Line, spans: Sequence[tuple[int, int]], shades: int) -> list[int]:
        """Return which of some words of a line are plainly there, as one row of pixels in its middle tells already."""
        place, y = self._place, (line.bottom + line.top) / 2
        row = int(place.f + y * place.d)
        if place.b or not 0 <= row < self._height:
            return []
        pixels = self._pixels[row * self._stride : row * self._stride + self._width]
        left, found = place.e + y * place.c, list[int]()
        for index, (start, stop) in enumerate(spans):
            first, last = line.chars[start], line.chars[stop - 1]
            ink = pixels[max(0, int(left + place.a * first.left)) : int(left + place.a * last.right) + 1]
            if ink and max(ink) - min(ink) >= shades:
                found.append(index)
        return found

    def differs(self, other: "Picture", box: Box) -> bool:
        """Whether another picture of the page looks otherwise in a box."""
        return any(one != two for one, two in zip(self._rows(box), other._rows(box), strict=True))

    def _rows(self, box: Box) -> Iterator[bytes]:
        """Yield the rows of pixels of a box, those of its middle first, where letters are."""
        x0, y0, x1, y1 = self._place.on_rect(*box)
        left, right = max(0, int(x0)), min(self._width, int(x1) + 1)
        top, bottom = max(0, int(y0)), min(self._height, int(y1) + 1)
        if left >= right:
            return
        middle = (top + bottom) // 2
        for y in (*range(middle, bottom), *range(top, middle)):
            yield self._pixels[y * self._stride + left : y * self._stride + right]


@contextmanager
def without(sources: Iterable[int]) -> Iterator[None]:
    """Leave text objects, by their addresses, out of pictures that are made meanwhile."""
    modes = [(ctypes.c_void_p(source), MODE_OF(ctypes.c_void_p(source))) for source in sources]
    for source, _ in modes:
        SET_MODE(source, INVISIBLE)
    try:
        yield
    finally:
        for source, mode in modes:
            SET_MODE(source, mode)
