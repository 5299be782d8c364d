"""The blocks of a paper written onto its pages, one below the other: each has a place in the text of its page."""

from collections.abc import Iterable, Mapping

from cutbench.papers.table_kinds import with_captions
from cutbench.schema.documents import Block, Page

Size = tuple[float, float]  # width and height in points
A4_PT: Size = (595.0, 842.0)


def onto_pages(blocks: Iterable[Block], sizes: Mapping[int, Size]) -> tuple[tuple[Page, ...], tuple[Block, ...]]:
    """Return pages and blocks; a blank line parts blocks, and tables have their captions.

    What a model quotes is looked up in the text of a page, and shown by the block that it falls in: below a heading
    'Muons' a table '| p_{T} | 25 |' starts at 7 and ends at 21.

    Args:
        blocks: in reading order; where they start and end is not looked at.
        sizes: of the pages, by their numbers from 1.
    """
    texts: dict[int, str] = {}
    placed = []
    for block in blocks:
        before = texts.get(block.page)
        text = texts[block.page] = f"{before}\n\n{block.text}" if before else block.text
        placed.append(block.model_copy(update={"start": len(text) - len(block.text), "end": len(text)}))
    pages = [
        Page(number=number, text=texts.get(number, ""), width_pt=width, height_pt=height)
        for number, (width, height) in sizes.items()
    ]
    return tuple(pages), with_captions(placed)
