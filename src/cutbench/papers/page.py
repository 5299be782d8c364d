"""All that is read of one page of a PDF: lines in reading order, tables, links, and what nobody sees."""

from collections import Counter
from dataclasses import dataclass, field

import pypdfium2 as pdfium

from cutbench.papers.drawings import read_drawings
from cutbench.papers.hidden import set_apart
from cutbench.papers.lines import Line, read_lines
from cutbench.papers.reading_order import by_columns, without_numbers
from cutbench.papers.references import Link, read_links
from cutbench.papers.sideways import Sideways, read_sideways
from cutbench.papers.tables import Table, find_tables

LETTER_PT = (612.0, 792.0)


@dataclass
class PageParts:
    """What stands on a page; its size is in points.

    `hidden` is the text that nobody sees, by the way in which it is hidden. `fault` says what of the page is not read
    and why, '' if it is merely empty or a figure.
    """

    size: tuple[float, float] = LETTER_PT
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    sideways: Sideways | None = None


def read_page(document: pdfium.PdfDocument, index: int) -> PageParts:
    """Read the page with an index from 0; a broken one among others is empty, which its fault says."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageParts(fault="broken, nothing of it is read")
    text = page.get_textpage()
    try:
        return _read(document, page, text)
    finally:
        text.close()
        page.close()


def _read(document: pdfium.PdfDocument, page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> PageParts:
    drawings = read_drawings(page)
    others: Counter[int] = Counter()
    lines = read_lines(text, others=others)
    for line in lines:
        line.unread = line.chars[0].source in drawings.labels
    lines, hidden = set_apart(page, text, by_columns(without_numbers(lines)), drawings)
    sideways, fault = read_sideways(page, text, drawings, others, sum(len(line.text) for line in lines))
    tables = find_tables(drawings, [line for line in lines if not line.unread])
    for line in lines:
        # Thousands of objects a page, which only tables need from here on, slow the garbage collector down.
        if not any(table.holds(line) for table in tables):
            line.chars = []
    if drawings.picture and not lines:
        fault = "no text, it is a scan; run OCR over it first"
    hidden |= sideways.hidden if sideways else {}
    return PageParts(page.get_size(), lines, tables, read_links(document, page), hidden, fault, sideways)
