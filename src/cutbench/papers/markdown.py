"""A Document as people and models read it, and its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cutbench.schema.documents import Block, Document

ABBREVIATIONS = (
    "Ref",
    "Refs",
    "Fig",
    "Figs",
    "Sec",
    "Secs",
    "Eq",
    "Eqs",
    "Tab",
    "al",
    "e.g",
    "i.e",
    "cf",
    "vs",
    "approx",
)
SENTENCE = re.compile("(?<=[.!?])" + "".join(rf"(?<!\b{re.escape(a)}\.)" for a in ABBREVIATIONS) + r"\s+(?=[A-Z\[(])")
CITATION = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")


@dataclass(frozen=True)
class Section:
    """A heading with the blocks below it, up to the next heading."""

    heading: str
    blocks: tuple[Block, ...]


def to_markdown(document: Document) -> str:
    """Return the paper as Markdown: headings, paragraphs, tables, references; furniture is left out."""
    parts = []
    for block in document.blocks:
        if block.kind == "heading":
            parts.append("#" * min(1 + (block.level or 1), 5) + " " + block.text)
        elif block.kind == "table":
            parts.append(_table(block.text))
        elif block.kind != "furniture":
            parts.append(block.text)
    return "\n\n".join(parts) + "\n"


def body_sections(document: Document) -> list[Section]:
    """Return the sections of the running text: no references, no furniture."""
    sections, heading, blocks = [], "", list[Block]()
    for block in document.blocks:
        if block.kind == "heading":
            sections.append(Section(heading, tuple(blocks)))
            heading, blocks = block.text, []
        elif block.kind not in {"furniture", "reference"}:
            blocks.append(block)
    sections.append(Section(heading, tuple(blocks)))
    return [section for section in sections if section.blocks]


def sentences_citing(document: Document, label: str) -> list[str]:
    """Return the sentences of the running text that cite the reference `label`, also within [3-5] or [11, 44]."""
    return [sentence for sentence in _sentences(document) if label in citations_in(sentence)]


def citations_in(text: str) -> list[str]:
    """Return the labels that a text cites, in order: of [11, 44] and [3-5] each of them."""
    return list(dict.fromkeys(label for found in CITATION.finditer(text) for label in _labels(found[1])))


def _sentences(document: Document) -> Iterator[str]:
    for section in body_sections(document):
        for block in section.blocks:
            yield from SENTENCE.split(block.text)


def _labels(text: str) -> Iterator[str]:
    for part in re.split(r"[,;]", text):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield from (str(number) for number in range(ends[0], min(ends[-1], ends[0] + 50) + 1)) if ends else ()


def _table(rows: str) -> str:
    """Put the line below the first row that makes it a table to Markdown."""
    first, _, rest = rows.partition("\n")
    n_cells = len(re.findall(r"(?<!\\)\|", first)) - 1
    return "\n".join(part for part in (first, "|" + "---|" * n_cells, rest) if part)
