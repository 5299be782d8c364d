"""A page as it looks, and whether words of it can be seen there."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.calls import bare
from cutbench.papers.lines import Line
from cutbench.papers.shapes import Box

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
        self._right = (x1 - x0) / REFERENCE_PT, (y1 - y0) / REFERENCE_PT
        self._up = (x2 - x0) / REFERENCE_PT, (y2 - y0) / REFERENCE_PT
        self._origin = x0, y0

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
        (across, tilt), y = self._right, (line.bottom + line.top) / 2
        row = int(self._origin[1] + y * self._up[1])
        if tilt or not 0 <= row < self._height:
            return []
        pixels = self._pixels[row * self._stride : row * self._stride + self._width]
        left, chars, found = self._origin[0] + y * self._up[0], line.chars, list[int]()
        for index, (start, stop) in enumerate(spans):
            ink = pixels[
                max(0, int(left + across * chars[start].left)) : int(left + across * chars[stop - 1].right) + 1
            ]
            if ink and max(ink) - min(ink) >= shades:
                found.append(index)
        return found

    def differs(self, other: "Picture", box: Box) -> bool:
        """Whether another picture of the page looks otherwise in a box."""
        return any(one != two for one, two in zip(self._rows(box), other._rows(box), strict=True))

    def _rows(self, box: Box) -> Iterator[bytes]:
        """Yield the rows of pixels of a box, those of its middle first, where letters are."""
        xs = [self._origin[0] + x * self._right[0] + y * self._up[0] for x in box[::2] for y in box[1::2]]
        ys = [self._origin[1] + x * self._right[1] + y * self._up[1] for x in box[::2] for y in box[1::2]]
        left, right = max(0, int(min(xs))), min(self._width, int(max(xs)) + 1)
        top, bottom = max(0, int(min(ys))), min(self._height, int(max(ys)) + 1)
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
