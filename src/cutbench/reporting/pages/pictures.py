"""Page images with the quoted sentences marked."""

import base64
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from cutbench.papers import Box, PageImage, draw_pages
from cutbench.schema.cuts import CutList, Quote
from cutbench.schema.documents import Document


@dataclass(frozen=True)
class Mark:
    """A quoted sentence on a page: its id for links, the cuts that quote it, and its boxes."""

    name: str
    cuts: tuple[str, ...]
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Picture:
    """A page with its marks; `data` is the image in base64."""

    paper: str
    page: int
    width: float
    height: float
    data: Markup
    marks: tuple[Mark, ...]


class Pictures:
    """Draws each page once, however many runs quote it."""

    def __init__(self, documents: dict[str, Document], pdfs: dict[str, Path]) -> None:
        self.documents, self.pdfs = documents, pdfs

    def of(self, cuts: CutList) -> list[Picture]:
        """Return the pages that `cuts` quote, in the order of the visits."""
        quoted: dict[tuple[str, int], dict[str, tuple[Quote, list[str]]]] = {}
        for cut in cuts.cuts:
            for quote in cut.quotes:
                if quote.page is not None and quote.match != "none":
                    on_page = quoted.setdefault((quote.paper, quote.page), {})
                    on_page.setdefault(quote.text, (quote, []))[1].append(cut.id)
        order = [visit.paper for visit in cuts.visits]
        places = sorted(quoted, key=lambda place: (order.index(place[0]) if place[0] in order else len(order), place))
        pictures = [self._picture(paper, page, quoted[paper, page]) for paper, page in places]
        return [picture for picture in pictures if picture is not None]

    def _picture(self, paper: str, page: int, quotes: dict[str, tuple[Quote, list[str]]]) -> Picture | None:
        image = self.page(paper, page)
        if image is None:
            return None
        marks = [
            Mark(f"mark-{paper}-{page}-{number}", tuple(dict.fromkeys(cuts)), quote.text, self._boxes_of(quote, page))
            for number, (quote, cuts) in enumerate(quotes.values())
        ]
        data = encoded(image.webp)
        return Picture(paper, page, image.width_pt, image.height_pt, data, tuple(mark for mark in marks if mark.boxes))

    def _boxes_of(self, quote: Quote, page: int) -> tuple[Box, ...]:
        """Return the boxes of a quote, or of its part on this page if it goes on elsewhere."""
        document = self.documents.get(quote.paper)
        text = document.pages[page - 1].text[quote.start : quote.end] if quote.rest and document else quote.text
        return self.boxes(quote.paper, page, text)

    @lru_cache(maxsize=512)  # noqa: B019 - lives as long as the pages are written
    def page(self, paper: str, number: int) -> PageImage | None:
        """Return a drawn page, None where the file of the paper is not known or has no such page."""
        return draw_pages(self.pdfs[paper], [number]).get(number) if paper in self.pdfs else None

    @lru_cache(maxsize=8192)  # noqa: B019
    def boxes(self, paper: str, number: int, text: str) -> tuple[Box, ...]:
        """Return the boxes of a quote; the block that holds it where its characters cannot be told apart."""
        image = self.page(paper, number)
        return (image.boxes(text) if image else ()) or self._block(paper, number, text)

    def _block(self, paper: str, number: int, text: str) -> tuple[Box, ...]:
        document = self.documents.get(paper)
        page = next((page for page in document.pages if page.number == number), None) if document else None
        if document is None or page is None:
            return ()
        start = page.text.find(text)
        for block in document.blocks:
            if block.page == number and block.box_pt and block.start <= start < block.end:
                left, bottom, right, top = block.box_pt
                sides = (left, page.height_pt - top, right - left, top - bottom)
                return (Box(*(round(side, 1) for side in sides)),)
        return ()


@lru_cache(maxsize=512)
def encoded(data: bytes) -> Markup:
    """Return bytes in base64, which is safe as it is and too long to be escaped over and over."""
    return Markup(base64.b64encode(data).decode("ascii"))  # noqa: S704
