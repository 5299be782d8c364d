"""PDF to Document: the default backend, on pypdfium2."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pypdfium2 as pdfium

from cutbench.errors import CutbenchError
from cutbench.files import read_bytes
from cutbench.papers.bibliography import with_references
from cutbench.papers.blocks import NUMBERED, RawBlock, Style, body_size, make_blocks, running_heads, set_contents_apart
from cutbench.papers.damage import find_damage
from cutbench.papers.hidden import set_apart
from cutbench.papers.hyphens import words_in
from cutbench.papers.layout import by_columns, without_numbers
from cutbench.papers.lines import Line, read_lines
from cutbench.papers.references import Link, find_gaps, make_references, read_links
from cutbench.papers.shapes import read_shapes
from cutbench.papers.sideways import Sideways, read_sideways
from cutbench.papers.table_kinds import with_captions
from cutbench.papers.tables import Table, find_tables
from cutbench.schema.documents import Block, Document, Page

BACKEND = f"pypdfium2 {pdfium.PYPDFIUM_INFO}"
MAX_PAGES = 600
MAX_BYTES = 1_000_000_000
LETTER_PT = (612.0, 792.0)
FEWEST_LETTERS = 10  # of a title, which is no date


class PdfBackend(Protocol):
    """What turns a PDF into a Document."""

    def __call__(self, pdf: Path, paper: str | None = None) -> Document:
        """Return the parsed paper."""
        ...


def parse_pdf(pdf: Path, paper: str | None = None, opened: Callable[[int], None] = lambda _: None) -> Document:
    """Parse a PDF in this process, which a file made for it can fill, hang or crash.

    Args:
        pdf: the file.
        paper: its name in all records, such as its arXiv id; else the file's name.
        opened: is told how many pages there are before they are read.

    Raises:
        CutbenchError: the file is missing, no PDF, encrypted, too long, or without any text.
    """
    document, content = _open(pdf)
    try:
        opened(len(document))
        return _parse(document, paper or pdf.stem, hashlib.sha256(content).hexdigest(), pdf)
    finally:
        document.close()


def _open(pdf: Path) -> tuple[pdfium.PdfDocument, bytes]:
    content = read_bytes(pdf, MAX_BYTES)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        what = "is encrypted; bring a copy without password" if encrypted else "is no PDF, or a broken one"
        raise CutbenchError(f"{pdf}: {what}") from error
    count = len(document)
    if count > MAX_PAGES:
        document.close()
        raise CutbenchError(f"{pdf}: has {count} pages; at most {MAX_PAGES} are read")
    return document, content


@dataclass
class _Parts:
    """What stands on a page: lines in reading order, tables, links, its size in points, and what is hidden.

    `fault` says what of it is not read and why, '' if it is merely empty or a figure.
    """

    lines: list[Line]
    tables: list[Table]
    links: list[Link]
    size: tuple[float, float]
    hidden: dict[str, str]
    fault: str = ""
    sideways: Sideways | None = None


def _parse(document: pdfium.PdfDocument, paper: str, sha256: str, pdf: Path) -> Document:
    parts = list(_parts(document))
    if not any(part.lines or part.sideways for part in parts):
        raise CutbenchError(f"{pdf}: has no text, it seems to be a scan; run OCR over it first")
    raw_blocks = _raw_blocks(parts)
    blocks, entries = with_references(raw_blocks)
    pages, placed = _placed(blocks, [part.size for part in parts])
    references = make_references(entries, {number: part.links for number, part in enumerate(parts, start=1)})
    damage = find_damage(pages, [part.hidden for part in parts])
    return Document(
        paper=paper,
        title=_title(raw_blocks),
        sha256=sha256,
        backend=BACKEND,
        pages=pages,
        blocks=placed,
        references=references,
        warnings=(*_left_out(parts), *damage, *find_gaps(references, entries, len(pages))),
    )


def _left_out(parts: list[_Parts]) -> Iterator[str]:
    """Yield what was not read of whole pages, and why."""
    for number, part in enumerate(parts, start=1):
        if part.fault:
            yield f"page {number}: {part.fault}"
    numbered = [str(number) for number, part in enumerate(parts, start=1) if any(line.numbers for line in part.lines)]
    if numbered:
        yield f"numbers of lines in the margin of page {', '.join(numbered)}, as in drafts, are left out"


def _parts(document: pdfium.PdfDocument) -> Iterator[_Parts]:
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            # A broken page among others: it is empty, which a warning says, and the others are read.
            yield _Parts([], [], [], LETTER_PT, {}, "broken, nothing of it is read")
            continue
        try:
            yield _read_page(document, page)
        finally:
            page.close()


def _read_page(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> _Parts:
    text = page.get_textpage()
    try:
        shapes = read_shapes(page)
        others: Counter[int] = Counter()
        lines = read_lines(text, others=others)
        for line in lines:
            line.unread = line.chars[0].source in shapes.labels
        lines, hidden = set_apart(page, text, by_columns(without_numbers(lines)), shapes)
        sideways, fault = read_sideways(page, text, shapes, others, sum(len(line.text) for line in lines))
    finally:
        text.close()
    tables = find_tables(shapes, [line for line in lines if not line.unread])
    for line in lines:
        # Thousands of objects a page, which only tables need from here on, slow the garbage collector down.
        if not any(table.holds(line) for table in tables):
            line.chars = []
    if shapes.picture and not lines:
        fault = "no text, it is a scan; run OCR over it first"
    hidden |= sideways.hidden if sideways else {}
    return _Parts(lines, tables, read_links(document, page), page.get_size(), hidden, fault, sideways)


def _raw_blocks(parts: list[_Parts]) -> list[list[RawBlock]]:
    size = body_size([part.lines for part in parts])
    heads = running_heads([(part.lines, part.size[1]) for part in parts])
    style = Style(size, heads, words_in(line.text for part in parts for line in part.lines))
    pages = [make_blocks(part.lines, part.tables, part.size[1], style) + _turned_blocks(part, style) for part in parts]
    set_contents_apart(pages)
    return pages


def _turned_blocks(part: _Parts, style: Style) -> list[RawBlock]:
    if part.sideways is None:
        return []
    blocks = make_blocks(part.sideways.lines, part.sideways.tables, part.size[0], style)
    for block in blocks:
        block.lines = part.sideways.lines_back(block.lines)
    return blocks


def _placed(
    pages: list[list[RawBlock]], sizes: list[tuple[float, float]]
) -> tuple[tuple[Page, ...], tuple[Block, ...]]:
    """Write the blocks of each page one below the other; a block's text is then its part of the page's text."""
    made, placed = [], []
    for number, (blocks, (width, height)) in enumerate(zip(pages, sizes, strict=True), start=1):
        text = ""
        for block in blocks:
            content = block.text
            if not content:
                continue
            start = len(text) + 2 if text else 0
            text = f"{text}\n\n{content}" if text else content
            placed.append(
                Block(
                    kind=block.kind,
                    text=content,
                    page=number,
                    start=start,
                    end=start + len(content),
                    level=block.level,
                    box_pt=block.box_pt,
                    rows=block.table.cells if block.table else (),
                )
            )
        made.append(Page(number=number, text=text, width_pt=width, height_pt=height))
    return tuple(made), with_captions(placed)


def _title(pages: list[list[RawBlock]]) -> str:
    """Return the text in the largest type of the first page; the name of a laboratory may be set as large."""
    candidates = [
        block
        for page in pages[:1]
        for block in page
        if block.kind in {"heading", "paragraph"} and not NUMBERED.match(block.text) and not block.text.isupper()
    ]
    candidates = [block for block in candidates if sum(map(str.isalpha, block.text)) >= FEWEST_LETTERS]
    if not candidates:
        return ""
    return max(candidates, key=lambda block: (round(block.lines[0].size, 1), len(block.text) < 300)).text[:300]
