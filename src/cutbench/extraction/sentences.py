"""The sentences and table rows of a paper, each with its place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cutbench.papers import SENTENCE, Words, joined, words_in
from cutbench.reading import BULLET_SIGNS
from cutbench.schema.cuts import Quote, Span
from cutbench.schema.documents import Block

# A bound with a name of its own, as in m_{min} < m < 90 GeV; another sentence says what it is.
NAMED_BOUND = re.compile(r"\b\w{1,3}_\{?(?:min|max|cut|thr|low|high|lower|upper)\b")

# A formula or the rest of a sentence, no heading or axis of a figure.
GOES_ON = re.compile(r"[a-z({=]|\d+(?:\.\d+)? ?[GMT]eV")
ENDED = re.compile(r"[.!?:;]['\"”)\]]*(?:\^\{\d+\})?\s*$")
FOOTNOTE = re.compile(r"\^\{\d{1,2}\}")
AWAITS_NUMBER = re.compile(r"(?:[<>=≤≥≈~]|\b(?:than|of|to|least|most|above|below|between|and|or|by|within|from))\s*$")
SHORTEST = 20  # characters of what goes on and does not end
BULLET = re.compile(rf"\s*(?:[{BULLET_SIGNS}]|\(?(?:\d{{1,2}}|[ivx]{{1,4}}|[a-h])[.)])\s")

# An item with a name of its own, as in '• R1 (CR): ...': what stands in it is said of that alone.
TITLED = re.compile(rf"{BULLET.pattern}\s*[\w-]+(?: \([\w ]+\))?\s*:\s")


def sentences_of(paper: str, blocks: Iterable[Block]) -> Iterator[Quote]:
    """Yield the sentences of blocks in order, of tables the rows, as quotes that are where they say they are.

    A sentence that a displayed formula interrupts is one quote, and so are neighbours that speak of the same named
    bound: apart, neither states a requirement.
    """
    before: Quote | None = None
    for quote in _apart(paper, list(blocks)):
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


def _apart(paper: str, blocks: Sequence[Block]) -> Iterator[Quote]:
    """Yield what stands in each block; the beginning of one may belong to the last sentence of a block before."""
    behind = _continuations(blocks)
    taken = set(behind.values())
    words = words_in(block.text for block in blocks) if behind else Words()
    for number, block in enumerate(blocks):
        pieces = list(_pieces(block))
        for place, (start, end) in enumerate(pieces):
            if place == 0 and number in taken:
                continue
            quote = Quote(paper=paper, text=block.text[start:end], match="exact", **_span(block, start, end))
            last = place == len(pieces) - 1
            yield _whole(quote, number, blocks, behind, words) if last and number in behind else quote


def _span(block: Block, start: int, end: int) -> dict[str, int]:
    return {"page": block.page, "start": block.start + start, "end": block.start + end}


def _whole(quote: Quote, number: int, blocks: Sequence[Block], behind: Mapping[int, int], words: Words) -> Quote:
    """Return a sentence with what follows in later blocks; one that is a single piece may go on in the next."""
    texts, rest = [quote.text], list[Span]()
    while number in behind:
        number = behind[number]
        pieces = list(_pieces(blocks[number]))
        start, end = pieces[0]
        texts.append(blocks[number].text[start:end])
        rest.append(Span(**_span(blocks[number], start, end)))
        if len(pieces) > 1:
            break
    return quote.model_copy(update={"text": joined(texts, words), "rest": tuple(rest)})


def _continuations(blocks: Sequence[Block]) -> dict[int, int]:
    """Return for each paragraph that breaks off the one that goes on: after a float, a footnote or on the next page."""
    found: dict[int, int] = {}
    for number, block in enumerate(blocks):
        if block.kind == "paragraph" and block.text.strip() and not FOOTNOTE.match(block.text):
            after = None if ENDED.search(block.text) else next(_body_after(blocks, number), None)
            interrupted = any(one.page > block.page or one.kind != "paragraph" for one in blocks[number + 1 : after])
            interrupted |= after is not None and blocks[after].page > block.page
            if after and interrupted and after not in found.values() and _is_rest(block.text, blocks[after].text):
                found[number] = after
    return found


def _body_after(blocks: Sequence[Block], number: int) -> Iterator[int]:
    """Yield the paragraphs behind a block, on its page and the next, without the labels of figures.

    A footnote takes the rest of a page.
    """
    noted = 0
    for at in range(number + 1, len(blocks)):
        if blocks[at].page > blocks[number].page + 1:
            return
        if FOOTNOTE.match(blocks[at].text):
            noted = blocks[at].page
        is_label = len(blocks[at].text) < SHORTEST and not ENDED.search(blocks[at].text)
        if blocks[at].kind == "paragraph" and blocks[at].page != noted and not is_label:
            yield at


def _is_rest(before: str, after: str) -> bool:
    """Whether a text goes on with another: with a small letter or a number, or in the middle of a word or bound."""
    return bool(GOES_ON.match(after)) or (bool(after[:1].isdigit()) and bool(AWAITS_NUMBER.search(before)))


def _pieces(block: Block) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [match.span() for match in SENTENCE.finditer(block.text)]
    if block.kind == "table":
        ends = [(index, index + 1) for index, character in enumerate(block.text) if character == "\n"]
    for stop, following in [*ends, (len(block.text), len(block.text))]:
        if block.text[start:stop].strip():
            yield start, stop
        start = following
