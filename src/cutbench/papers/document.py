"""PDF to Document: the default backend, on pypdfium2.

A page becomes characters, lines, tables (`page`), and blocks (`blocks`); of all pages together, bibliographies are
parted into entries, and everything is written down with its place (`pages`).
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pypdfium2

from cutbench.errors import CutbenchError
from cutbench.papers.bibliography import with_references
from cutbench.papers.blocks import (
    NUMBERED,
    RawBlock,
    Style,
    body_size,
    make_blocks,
    running_heads,
    set_contents_apart,
    set_institutes_apart,
)
from cutbench.papers.hyphens import words_in
from cutbench.papers.page import PageParts, read_page
from cutbench.papers.pages import onto_pages
from cutbench.papers.pdfium import open_pdf
from cutbench.papers.problems import find_damage, find_gaps, find_unread
from cutbench.papers.references import make_references
from cutbench.schema.documents import Block, Document

BACKEND = f"pypdfium2 {pypdfium2.PYPDFIUM_INFO}"
MAX_PAGES = 600
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
    with open_pdf(pdf) as (document, content):
        if len(document) > MAX_PAGES:
            raise CutbenchError(f"{pdf}: has {len(document)} pages; at most {MAX_PAGES} are read")
        opened(len(document))
        parts = [read_page(document, index) for index in range(len(document))]
    if not any(part.lines or part.sideways for part in parts):
        raise CutbenchError(f"{pdf}: has no text, it seems to be a scan; run OCR over it first")
    raw_blocks = _raw_blocks(parts)
    blocks, entries = with_references(raw_blocks)
    pages, placed = onto_pages(_blocks(blocks), {number: part.size for number, part in enumerate(parts, start=1)})
    references = make_references(entries, {number: part.links for number, part in enumerate(parts, start=1)})
    damage = find_damage(pages, [part.hidden for part in parts])
    return Document(
        paper=paper or pdf.stem,
        title=_title(raw_blocks),
        sha256=hashlib.sha256(content).hexdigest(),
        backend=BACKEND,
        pages=pages,
        blocks=placed,
        references=references,
        warnings=(*find_unread(parts), *damage, *find_gaps(references, entries, len(pages))),
    )


def _raw_blocks(parts: Sequence[PageParts]) -> list[list[RawBlock]]:
    """Return the blocks of each page; what is set sideways comes last."""
    size = body_size([part.lines for part in parts])
    heads = running_heads([(part.lines, part.size[1]) for part in parts])
    style = Style(size, heads, words_in(line.text for part in parts for line in part.lines))
    pages = [make_blocks(part.lines, part.tables, part.size[1], style) for part in parts]
    for part, page in zip(parts, pages, strict=True):
        if part.sideways:
            turned = make_blocks(part.sideways.lines, part.sideways.tables, part.size[0], style)
            for block in turned:
                block.lines = part.sideways.lines_back(block.lines)
            page.extend(turned)
    set_contents_apart(pages)
    set_institutes_apart(pages)
    return pages


def _blocks(pages: Sequence[Sequence[RawBlock]]) -> Iterator[Block]:
    """Yield the blocks of all pages whose place in the text is still to be found."""
    for number, block in ((number, block) for number, page in enumerate(pages, start=1) for block in page):
        text, rows = block.text, block.table.cells if block.table else ()
        if text:
            place = {"page": number, "start": 0, "end": 0, "box_pt": block.box_pt}
            yield Block(kind=block.kind, text=text, level=block.level, rows=rows, **place)


def _title(pages: Sequence[Sequence[RawBlock]]) -> str:
    """Return the text in the largest type of the first page; the name of a laboratory may be set as large."""
    texts = [(block, block.text) for block in pages[0] if block.kind in {"heading", "paragraph"}]
    candidates = [
        (round(block.lines[0].size, 1), len(text) < 300, text)
        for block, text in texts
        if sum(map(str.isalpha, text)) >= FEWEST_LETTERS and not NUMBERED.match(text) and not text.isupper()
    ]
    return max(candidates, key=lambda one: one[:2], default=(0, False, ""))[2][:300]
