"""Warnings: what is wrong with a paper's text, or in it, and what of it was not read."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cutbench.papers.page import PageParts
from cutbench.papers.references import Entry
from cutbench.schema.documents import Page, Reference

# Where pseudorapidity is written as h and the angle as q, a font lost its encoding.
DAMAGED = re.compile(r"\|h\|\s*[<>]|\|\s*h\s*\|\s*[<>]|p_?\{?T\}?\s*¿")
# What no paper says to a physicist.
INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+)?(?:previous|prior|above|earlier)"
    r"\s+(?:instructions?|prompts?|messages?)|\byou are (?:now )?an? (?:\w+ )?(?:assistant|language model)\b"
    r"|\bsystem prompt\b",
    re.IGNORECASE,
)
MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd]")  # what fonts name as they like, and what they do not name
SHOWN = 80  # characters of a finding that a warning shows
SHOWN_LABELS = 5
FEW_PAGES = 4  # a note or an extract may cite nothing


def find_unread(parts: Sequence[PageParts]) -> Iterator[str]:
    """Yield what was not read of whole pages, and why."""
    pages = list(enumerate(parts, start=1))
    yield from (f"page {number}: {part.fault}" for number, part in pages if part.fault)
    numbered = [str(number) for number, part in pages if any(line.numbers for line in part.lines)]
    if numbered:
        yield f"numbers of lines in the margin of page {', '.join(numbered)}, as in drafts, are left out"


def find_damage(pages: Sequence[Page], hidden: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield warnings: lost symbols, hidden text, and words that speak to a model.

    A reader who gets '|h| < 2.5' for |η| < 2.5 has to know that it was not the model that lost the eta.

    Args:
        pages: the text.
        hidden: for each page the ways in which text is hidden, with that text.
    """
    yield from _lost("\n".join(page.text for page in pages))
    for page, found in zip(pages, hidden, strict=True):
        for why, text in found.items():
            yield f"hidden text on page {page.number}, {why}, left out of what is read: {text[:SHOWN]!r}"
    for page in pages:
        if match := INSTRUCTION.search(page.text):
            said = page.text[match.start() : match.start() + SHOWN]
            yield f"text on page {page.number} speaks to a language model: {said!r}"


def _lost(text: str) -> Iterator[str]:
    damaged = len(DAMAGED.findall(text))
    if damaged:
        yield f"damaged text layer: symbols such as eta were lost ({damaged} places), numbers may be right"
    unknown = len(MEANINGLESS.findall(text))
    if unknown > 0.002 * len(text) + 20:
        yield f"damaged text layer: {unknown} characters have no meaning"


def find_gaps(references: Sequence[Reference], entries: Sequence[Entry], n_pages: int) -> Iterator[str]:
    """Yield warnings: a long paper without references, labels that two bibliographies share."""
    if not references and n_pages > FEW_PAGES:
        yield "no references were found: cited papers cannot be followed"
    twice = [label for label, count in Counter(entry.label for entry in entries).items() if count > 1]
    if twice:
        shown = ", ".join(twice[:SHOWN_LABELS])
        yield f"several entries of the bibliography have the label {shown}: which one is cited is unclear"
