"""A Document as people and models read it, and its parts."""

import re
from dataclasses import dataclass

from cutbench.schema.documents import Block, Document

ABBREVIATIONS = r"Ref Refs Fig Figs Sec Secs Eq Eqs Tab al e\.g i\.e cf vs approx"
SENTENCE = re.compile("(?<=[.!?])" + "".join(rf"(?<!\b{a}\.)" for a in ABBREVIATIONS.split()) + r"\s+(?=[A-Z\[(])")


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


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return SENTENCE.split(text)


def _table(rows: str) -> str:
    """Put the line below the first row that makes it a table to Markdown."""
    first, _, rest = rows.partition("\n")
    n_cells = len(re.findall(r"(?<!\\)\|", first)) - 1
    return "\n".join(part for part in (first, "|" + "---|" * n_cells, rest) if part)
