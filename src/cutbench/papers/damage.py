"""Warnings: what is wrong with a paper's text, or in it."""

import re
from collections.abc import Iterator, Sequence

from cutbench.schema.documents import Page

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


def find_damage(pages: Sequence[Page], hidden: Sequence[dict[str, str]]) -> Iterator[str]:
    """Yield warnings: lost symbols, hidden text, and words that speak to a model.

    Args:
        pages: the text.
        hidden: for each page the ways in which text is hidden, with that text.
    """
    yield from _lost("\n".join(page.text for page in pages))
    for page, found in zip(pages, hidden, strict=True):
        for why, text in found.items():
            yield f"hidden text on page {page.number}, {why}, left out of what is read: {text[:SHOWN]!r}"
    for page in pages:
        for match in list(INSTRUCTION.finditer(page.text))[:1]:
            said = page.text[match.start() : match.start() + SHOWN]
            yield f"text on page {page.number} speaks to a language model: {said!r}"


def _lost(text: str) -> Iterator[str]:
    damaged = len(DAMAGED.findall(text))
    if damaged:
        yield f"damaged text layer: symbols such as eta were lost ({damaged} places), numbers may be right"
    unknown = len(MEANINGLESS.findall(text))
    if unknown > 0.002 * len(text) + 20:
        yield f"damaged text layer: {unknown} characters have no meaning"
