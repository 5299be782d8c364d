"""Papers: PDF to text that can be pointed into, and quotes found in it."""

from cutbench.papers.bounded import load_paper
from cutbench.papers.citations import citations_in, labels_in, sentences_citing, without_citations
from cutbench.papers.document import PdfBackend, parse_pdf
from cutbench.papers.excerpt import read_excerpt
from cutbench.papers.hyphens import Words, joined, words_in
from cutbench.papers.markdown import SENTENCE, Section, body_sections, to_markdown
from cutbench.papers.page_images import Box, PageImage, draw_pages
from cutbench.papers.quotes import find_quote
from cutbench.papers.table_kinds import counts

__all__ = [
    "SENTENCE",
    "Box",
    "PageImage",
    "PdfBackend",
    "Section",
    "Words",
    "body_sections",
    "citations_in",
    "counts",
    "draw_pages",
    "find_quote",
    "joined",
    "labels_in",
    "load_paper",
    "parse_pdf",
    "read_excerpt",
    "sentences_citing",
    "to_markdown",
    "without_citations",
    "words_in",
]
