"""The sentences and table rows of a paper, each with its place."""

from collections.abc import Iterable, Iterator

from cutbench.papers import SENTENCE
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block


def sentences_of(paper: str, blocks: Iterable[Block]) -> Iterator[Quote]:
    """Yield the sentences of blocks in order, of tables the rows, as quotes that are where they say they are."""
    for block in blocks:
        for start, end in _pieces(block):
            place = {"page": block.page, "start": block.start + start, "end": block.start + end}
            yield Quote(paper=paper, text=block.text[start:end], match="exact", **place)


def _pieces(block: Block) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [match.span() for match in SENTENCE.finditer(block.text)]
    if block.kind == "table":
        ends = [(index, index + 1) for index, character in enumerate(block.text) if character == "\n"]
    for stop, following in [*ends, (len(block.text), len(block.text))]:
        if block.text[start:stop].strip():
            yield start, stop
        start = following
