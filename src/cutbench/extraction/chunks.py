"""A paper in pieces that a model can read at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from cutbench.papers import body_sections
from cutbench.schema.documents import Block, Document


@dataclass(frozen=True)
class Chunk:
    """Some blocks of a paper with the headings above them."""

    text: str
    heading: str


def whole_text(document: Document, limit: int) -> str:
    """Return the running text of a paper, cut off after `limit` characters."""
    return "\n\n".join(chunk.text for chunk in chunks(document, limit))[:limit]


def chunks(document: Document, size: int) -> list[Chunk]:
    """Return pieces of about `size` characters, in order; a piece ends with a block, and a table is never cut.

    Short sections share a piece. A section that goes on in the next piece has its heading repeated there.
    """
    pieces: list[Chunk] = []
    text, first = "", ""
    for heading, block in _blocks(document):
        content = block.text
        opening = f"## {heading}\n\n" if heading and f"## {heading}\n" not in text else ""
        if text and len(text) + len(opening) + len(content) > size:
            pieces.append(Chunk(text, first))
            text, opening = "", f"## {heading}\n\n" if heading else ""
        first = first if text else heading
        text = "\n\n".join(part for part in (text, opening + content) if part)
    return [*pieces, Chunk(text, first)] if text else pieces


def _blocks(document: Document) -> Iterator[tuple[str, Block]]:
    for section in body_sections(document):
        for block in section.blocks:
            yield section.heading, block
