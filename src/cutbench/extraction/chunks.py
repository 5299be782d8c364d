"""A paper in pieces that a model can read at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cutbench.extraction.asides import prose_of_selection
from cutbench.papers import SENTENCE, body_sections
from cutbench.schema.documents import Block, Document

# Tokens of each of some texts.
Count = Callable[[Sequence[str]], list[int]]
# A block with the heading above it.
Entry = tuple[str, Block]


@dataclass(frozen=True)
class Chunk:
    """Some blocks of a paper, each with the heading above it; `text` has both, after what overlaps."""

    text: str
    blocks: tuple[Entry, ...]

    @property
    def heading(self) -> str:
        """The first heading, to call the chunk by."""
        return self.blocks[0][0] or "text"


@dataclass(frozen=True)
class ChunkSize:
    """How long a chunk may be, and how much of the one before it is repeated as context, in tokens."""

    tokens: int
    overlap: int = 0


def chunks(entries: Sequence[Entry], size: ChunkSize, count: Count) -> list[Chunk]:
    """Return blocks in pieces of about `size.tokens`, in order; a piece ends with a block, and a table is never cut.

    Short sections share a piece. A section that goes on in the next piece has its heading repeated there, after the
    last sentences of the piece before, as many as `size.overlap` allows. A block longer than a piece is one of its own.
    """
    pieces: list[list[Entry]] = []
    full = 0
    for entry, tokens in zip(entries, count([block.text for _, block in entries]), strict=True):
        if not pieces or full + tokens > size.tokens:
            pieces.append([])
            full = 0
        pieces[-1].append(entry)
        full += tokens
    before = ["", *(_last_sentences(piece[-1][1], size.overlap, count) for piece in pieces)]
    return [Chunk(_text(context, piece), tuple(piece)) for context, piece in zip(before, pieces, strict=False)]


def blocks_of(document: Document) -> Iterator[Entry]:
    """Yield the blocks of the running text, each with the heading above it."""
    for section in body_sections(document):
        for block in section.blocks:
            yield section.heading, block


def blocks_on_selection(document: Document) -> Iterator[Entry]:
    """Yield what may state requirements: all tables, no prose of sections on uncertainties, results and the like."""
    for section, is_selection in prose_of_selection(document):
        for block in section.blocks:
            if is_selection or block.kind == "table":
                yield section.heading, block


def _text(context: str, piece: Sequence[Entry]) -> str:
    parts, above = [context] if context else [], None
    for heading, block in piece:
        parts += [f"## {heading}"] if heading and heading != above else []
        parts.append(block.text)
        above = heading
    return "\n\n".join(parts)


def _last_sentences(block: Block, room: int, count: Count) -> str:
    """Return the last sentences of a block that have no more than `room` tokens together; of a table nothing."""
    if not room or block.kind == "table":
        return ""
    kept: list[str] = []
    sentences = SENTENCE.split(block.text)
    for sentence, tokens in reversed(list(zip(sentences, count(sentences), strict=True))):
        room -= tokens
        if room < 0:
            break
        kept.insert(0, sentence)
    return " ".join(kept)
