"""A paper as text that can be pointed into."""

from typing import Literal

from cutbench.schema.base import Record

BlockKind = Literal["title", "heading", "paragraph", "table", "equation", "caption", "reference", "furniture"]
# What the numbers in a table are: events left after each cut, events seen and expected, shares of them, how well
# something is known, or results such as limits. A table without such a kind may state requirements.
TableKind = Literal["cutflow", "yields", "efficiencies", "uncertainties", "results"]


class Block(Record):
    """A piece of a page; `text` is the page's text from `start` to `end`.

    `furniture` is what a reader skips: running heads, page numbers, stamps, the table of contents.
    `box_pt` is (left, bottom, right, top) in PDF points; `level` is a heading's depth from 1.
    Of a table, `rows` are the texts of its cells, each row one line of `text`, where bars part the cells; a cell over
    several columns or rows is repeated in each of them. `caption` is what stands above or below a table, and
    `measures` what its numbers are.
    """

    kind: BlockKind
    text: str
    page: int
    start: int
    end: int
    level: int | None = None
    box_pt: tuple[float, float, float, float] | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    measures: TableKind | None = None


class Page(Record):
    """One page: its number from 1 and its text in reading order, hyphens at line ends undone."""

    number: int
    text: str
    width_pt: float
    height_pt: float


class Reference(Record):
    """An entry of the bibliography; one that names several papers becomes several records of one label."""

    label: str
    raw: str
    arxiv: str | None = None
    doi: str | None = None


class Document(Record):
    """A parsed paper: pages, blocks that point into them, references, and warnings of damage."""

    paper: str
    title: str
    sha256: str
    backend: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    references: tuple[Reference, ...]
    warnings: tuple[str, ...] = ()
