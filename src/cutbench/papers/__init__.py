"""Papers: PDF to text that can be pointed into, and quotes found in it."""

from cutbench.papers.bounded import load_paper
from cutbench.papers.citations import sentences_citing
from cutbench.papers.document import PdfBackend, parse_pdf
from cutbench.papers.images import Box, PageImage, draw_pages
from cutbench.papers.markdown import SENTENCE, Section, body_sections, to_markdown
from cutbench.papers.quotes import find_quote

__all__ = [
    "SENTENCE",
    "Box",
    "PageImage",
    "PdfBackend",
    "Section",
    "body_sections",
    "draw_pages",
    "find_quote",
    "load_paper",
    "parse_pdf",
    "sentences_citing",
    "to_markdown",
]
