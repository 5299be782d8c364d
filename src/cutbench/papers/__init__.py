"""Papers: PDF to text that can be pointed into, and quotes found in it."""

from cutbench.papers.document import PdfBackend, load_paper
from cutbench.papers.hyphens import joined, words_in
from cutbench.papers.images import Box, PageImage, draw_pages
from cutbench.papers.markdown import SENTENCE, Section, body_sections, citations_in, sentences_citing, to_markdown
from cutbench.papers.quotes import find_quote
from cutbench.papers.table_kinds import counts

__all__ = [
    "SENTENCE",
    "Box",
    "PageImage",
    "PdfBackend",
    "Section",
    "body_sections",
    "citations_in",
    "counts",
    "draw_pages",
    "find_quote",
    "joined",
    "load_paper",
    "sentences_citing",
    "to_markdown",
    "words_in",
]
