"""PDF to Document: the default backend, on pypdfium2."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pypdfium2 as pdfium

from cutbench.errors import CutbenchError
from cutbench.papers.blocks import NUMBERED, RawBlock, body_size, make_blocks, running_heads
from cutbench.papers.chars import Line, read_lines
from cutbench.papers.references import LABEL, Entry, make_references, read_links
from cutbench.papers.tables import Table, find_tables
from cutbench.schema.documents import Block, Document, Page

BACKEND = f"pypdfium2 {pdfium.PYPDFIUM_INFO}"
MAX_PAGES = 600
FEWEST_LETTERS = 10  # of a title, which is no date
REFERENCES = re.compile(r"^(?:\d+\.?\s+)?(?:references|bibliography)$", re.IGNORECASE)
# Where pseudorapidity is written as h and the angle as q, a font lost its encoding.
DAMAGED = re.compile(r"\|h\|\s*[<>]|\|\s*h\s*\|\s*[<>]|p_?\{?T\}?\s*¿")


class PdfBackend(Protocol):
    """What turns a PDF into a Document."""

    def __call__(self, pdf: Path, paper: str | None = None) -> Document:
        """Return the parsed paper."""
        ...


def load_paper(pdf: Path, paper: str | None = None) -> Document:
    """Parse a PDF.

    Args:
        pdf: the file.
        paper: its name in all records, such as its arXiv id; else the file's name.

    Raises:
        CutbenchError: the file is missing, no PDF, encrypted, too long, or without any text.
    """
    document, content = _open(pdf)
    try:
        return _parse(document, paper or pdf.stem, hashlib.sha256(content).hexdigest(), pdf)
    finally:
        document.close()


def _open(pdf: Path) -> tuple[pdfium.PdfDocument, bytes]:
    try:
        content = pdf.read_bytes()
    except OSError as error:
        raise CutbenchError(f"{pdf}: cannot be read: {error.strerror}") from error
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        what = "is encrypted; bring a copy without password" if encrypted else "is no PDF, or a broken one"
        raise CutbenchError(f"{pdf}: {what}") from error
    if len(document) > MAX_PAGES:
        document.close()
        raise CutbenchError(f"{pdf}: has {len(document)} pages; at most {MAX_PAGES} are read")
    return document, content


def _parse(document: pdfium.PdfDocument, paper: str, sha256: str, pdf: Path) -> Document:
    lines, tables, sizes, links = [], [], [], {}
    for number, page in enumerate(_pages(document), start=1):
        found = read_lines(page)
        lines.append(found)
        tables.append(find_tables(page, found))
        sizes.append(page.get_size())
        links[number] = read_links(document, page)
        page.close()
    if not any(lines):
        raise CutbenchError(f"{pdf}: has no text, it seems to be a scan; run OCR over it first")
    raw_blocks = _raw_blocks(lines, tables, sizes)
    blocks, entries = _with_references(raw_blocks)
    pages, placed = _placed(blocks, sizes)
    return Document(
        paper=paper,
        title=_title(raw_blocks),
        sha256=sha256,
        backend=BACKEND,
        pages=pages,
        blocks=placed,
        references=make_references(entries, links),
        warnings=tuple(_warnings(pages)),
    )


def _pages(document: pdfium.PdfDocument) -> Iterator[pdfium.PdfPage]:
    for index in range(len(document)):
        yield document[index]


def _raw_blocks(
    lines: list[list[Line]], tables: list[list[Table]], sizes: list[tuple[float, float]]
) -> list[list[RawBlock]]:
    size = body_size(lines)
    heads = running_heads([(page, height) for page, (_, height) in zip(lines, sizes, strict=True)])
    return [
        make_blocks(page, found, height, size, heads)
        for page, found, (_, height) in zip(lines, tables, sizes, strict=True)
    ]


def _with_references(pages: list[list[RawBlock]]) -> tuple[list[list[RawBlock]], list[Entry]]:
    """Split the blocks below the heading 'References' into entries; the next heading ends them."""
    start = _start_of_references(pages)
    if start is None:
        return pages, []
    entries: list[Entry] = []
    reading = False
    result: list[list[RawBlock]] = []
    for number, page in enumerate(pages):
        blocks: list[RawBlock] = []
        for index, block in enumerate(page):
            if (number, index) == start:
                reading = True
            if (number, index) == start and REFERENCES.match(block.text):
                blocks.append(block)
            elif reading and block.kind == "heading" and len(entries) > 0 and not LABEL.match(block.text):
                reading = False
                blocks.append(block)
            elif reading and block.kind in {"paragraph", "heading"}:
                blocks += _entries(block, number + 1, entries)
            else:
                blocks.append(block)
        result.append(blocks)
    return result, entries


def _start_of_references(pages: list[list[RawBlock]]) -> tuple[int, int] | None:
    """Return (page index, block index) of the heading 'References', else of the last block that begins with [1]."""
    places = [(number, index, block) for number, page in enumerate(pages) for index, block in enumerate(page)]
    headings = [
        (n, i) for n, i, block in places if block.kind in {"heading", "paragraph"} and REFERENCES.match(block.text)
    ]
    first = [(n, i) for n, i, block in places if block.kind == "paragraph" and re.match(r"\[1\]\s", block.text)]
    starts = headings or first
    return starts[-1] if starts else None


def _entries(block: RawBlock, page: int, entries: list[Entry]) -> Iterator[RawBlock]:
    """Yield one block per entry; lines before the first label belong to the entry before."""
    groups: list[list[Line]] = []
    for line in block.lines:
        if LABEL.match(line.text) or not groups:
            groups.append([])
        groups[-1].append(line)
    for lines in groups:
        piece = RawBlock("reference", lines)
        label = LABEL.match(lines[0].text)
        areas = [(page, line.left, line.bottom - 2, line.right, line.top + 2) for line in lines]
        if label:
            entries.append(Entry(label[1] or label[2], piece.text, areas))
        elif entries:
            joint = "" if entries[-1].text.endswith("-") else " "
            entries[-1].text += joint + piece.text
            entries[-1].areas += areas
        yield piece


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
                )
            )
        made.append(Page(number=number, text=text, width_pt=width, height_pt=height))
    return tuple(made), tuple(placed)


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


def _warnings(pages: tuple[Page, ...]) -> Iterator[str]:
    empty = [str(page.number) for page in pages if not page.text]
    if empty:
        yield f"no text on page {', '.join(empty)}: a scan or a figure"
    text = "\n".join(page.text for page in pages)
    damaged = len(DAMAGED.findall(text))
    if damaged:
        yield f"damaged text layer: symbols such as eta were lost ({damaged} places), numbers may be right"
    unknown = text.count("\ufffd") + sum(0xE000 <= ord(character) < 0xF900 for character in text)
    if unknown > 0.002 * len(text) + 20:
        yield f"damaged text layer: {unknown} characters have no meaning"
