"""Pages of a PDF as pictures, and the boxes of a quote on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium

from cutbench.papers.chars import Char, inked
from cutbench.papers.lines import box_of, read_lines
from cutbench.papers.pdfium import open_pdf
from cutbench.papers.quotes import compact
from cutbench.papers.reading_order import without_numbers

PIXELS_PER_POINT = 1.4  # about 100 dpi: legible on a screen, some 40 kB a page
MAX_PIXELS = 2400  # a page may claim to be as large as a house


@dataclass(frozen=True)
class Box:
    """A rectangle in PDF points, origin at the upper left of the page as on a screen."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageImage:
    """A page as WebP in grey, with its size in PDF points and one line of characters per line of text."""

    webp: bytes
    width_pt: float
    height_pt: float
    lines: tuple[tuple[Char, ...], ...]

    def boxes(self, quote: str) -> tuple[Box, ...]:
        """Return one box per line over which `quote` runs; none if it does not stand on this page."""
        text, owners = self._compact
        wanted = compact(quote)[0]
        start = text.find(wanted) if wanted else -1
        if start < 0:
            return ()
        by_line: dict[int, list[Char]] = {}
        for line, char in owners[start : start + len(wanted)]:
            by_line.setdefault(line, []).append(char)
        return tuple(self._around(chars) for chars in by_line.values())

    @cached_property
    def _compact(self) -> tuple[str, list[tuple[int, Char]]]:
        """Return the page's letters, digits and signs, and the character that each comes from."""
        text: list[str] = []
        owners: list[tuple[int, Char]] = []
        for number, line in enumerate(self.lines):
            for char in line:
                kept, _ = compact(char.text)
                text.append(kept)
                owners += [(number, char)] * len(kept)
        return "".join(text), owners

    def _around(self, chars: list[Char]) -> Box:
        left, bottom, right, top = box_of(chars)
        corner = round(left - 1, 1), round(self.height_pt - top - 1.5, 1)
        return Box(*corner, round(right - left + 2, 1), round(top - bottom + 3, 1))


def draw_pages(pdf: Path, numbers: Iterable[int]) -> dict[int, PageImage]:
    """Draw the pages `numbers` (from 1) of a PDF; numbers that it does not have are left out.

    Raises:
        CutbenchError: the file is missing, no PDF, or encrypted.
    """
    with open_pdf(pdf) as (document, _):
        return {number: _draw(document[number - 1]) for number in sorted(set(numbers)) if number <= len(document)}


def _draw(page: pdfium.PdfPage) -> PageImage:
    width, height = page.get_size()
    scale = min(PIXELS_PER_POINT, MAX_PIXELS / max(width, height, 1))
    buffer = BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(buffer, "WEBP", quality=45, method=4)
    text = page.get_textpage()
    lines = tuple(tuple(inked(line.chars)) for line in without_numbers(read_lines(text)) if not line.numbers)
    text.close()
    page.close()
    return PageImage(buffer.getvalue(), round(width, 1), round(height, 1), lines)
