"""A paper in pieces that a model can read at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from cutbench.papers import body_sections
from cutbench.schema.documents import Block, Document


@dataclass(frozen=True)
class Chunk:
    """Some blocks of a paper, each with the heading above it; `text` has both."""

    text: str
    blocks: tuple[tuple[str, Block], ...]

    @property
    def heading(self) -> str:
        """The first heading, to call the chunk by."""
        return self.blocks[0][0] or "text"


def whole_text(document: Document, limit: int) -> str:
    """Return the running text of a paper, cut off after `limit` characters."""
    return "\n\n".join(chunk.text for chunk in chunks(document, limit))[:limit]


def chunks(document: Document, size: int) -> list[Chunk]:
    """Return pieces of about `size` characters, in order; a piece ends with a block, and a table is never cut.

    Short sections share a piece. A section that goes on in the next piece has its heading repeated there.
    """
    pieces: list[Chunk] = []
    text, kept = "", list[tuple[str, Block]]()
    for heading, block in blocks_of(document):
        content = block.text
        opening = f"## {heading}\n\n" if heading and f"## {heading}\n" not in text else ""
        if text and len(text) + len(opening) + len(content) > size:
            pieces.append(Chunk(text, tuple(kept)))
            text, kept, opening = "", [], f"## {heading}\n\n" if heading else ""
        text = "\n\n".join(part for part in (text, opening + content) if part)
        kept.append((heading, block))
    return [*pieces, Chunk(text, tuple(kept))] if text else pieces


def blocks_of(document: Document) -> Iterator[tuple[str, Block]]:
    """Yield the blocks of the running text, each with the heading above it."""
    for section in body_sections(document):
        for block in section.blocks:
            yield section.heading, block
