"""The sentences and table rows of a paper, each with its place."""

import re
from collections.abc import Iterable, Iterator

from cutbench.papers import SENTENCE
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block

# A bound with a name of its own, as in m_{min} < m < 90 GeV; another sentence says what it is.
NAMED_BOUND = re.compile(r"\b\w{1,3}_\{?(?:min|max|cut|thr|low|high|lower|upper)\b")

# A formula or the rest of a sentence, no heading or axis of a figure.
GOES_ON = re.compile(r"[a-z({=]|\d+(?:\.\d+)? ?[GMT]eV")
BULLET = re.compile(r"\s*(?:[•◦▪‣∙●*–—-]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)])\s")

# An item with a name of its own, as in '• R1 (CR): ...': what stands in it is said of that alone.
TITLED = re.compile(rf"{BULLET.pattern}\s*[\w-]+(?: \([\w ]+\))?\s*:\s")


def sentences_of(paper: str, blocks: Iterable[Block]) -> Iterator[Quote]:
    """Yield the sentences of blocks in order, of tables the rows, as quotes that are where they say they are.

    A sentence that a displayed formula interrupts is one quote, and so are neighbours that speak of the same named
    bound: apart, neither states a requirement.
    """
    before: Quote | None = None
    for quote in _apart(paper, blocks):
        if before and (_goes_on(before, quote) or _share_a_bound(before, quote)):
            before = _joined(before, quote)
            continue
        if before:
            yield before
        before = quote
    if before:
        yield before


def _joined(one: Quote, other: Quote) -> Quote:
    # Of a page's text, an empty line stands between blocks and a space between sentences.
    gap = "\n\n" if other.start - one.end == 2 else " "  # type: ignore[operator]
    return one.model_copy(update={"text": f"{one.text}{gap}{other.text}", "end": other.end})


def _goes_on(one: Quote, other: Quote) -> bool:
    """Whether a sentence goes on after a displayed formula, or a list after an item that ends with a comma."""
    if one.page != other.page or "|" in {one.text.rstrip()[-1:], other.text[:1]}:
        return False
    if TITLED.match(other.text):
        return False
    if BULLET.match(other.text):
        in_list = BULLET.match(one.text) or not one.text.rstrip().endswith((".", ":"))
        return bool(in_list) and not one.text.rstrip().endswith((".", "!", "?", ":", ";"))
    return not one.text.rstrip().endswith((".", "!", "?", ":")) and bool(GOES_ON.match(other.text))


def _share_a_bound(one: Quote, other: Quote) -> bool:
    shared = set(NAMED_BOUND.findall(one.text)) & set(NAMED_BOUND.findall(other.text))
    return bool(shared) and one.page == other.page


def _apart(paper: str, blocks: Iterable[Block]) -> Iterator[Quote]:
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
