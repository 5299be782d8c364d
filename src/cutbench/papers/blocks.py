"""Lines to blocks: headings, paragraphs, captions, tables, and the furniture of pages."""

import re
from collections import Counter
from dataclasses import dataclass, field

from cutbench.papers.hyphens import Words, joined
from cutbench.papers.lines import Line, box_of, is_caption
from cutbench.papers.pdfium import Box
from cutbench.papers.tables import Table
from cutbench.schema.documents import BlockKind

NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,2}|[IVX]{1,4})\.?\s+[A-Z]")
NAMED = re.compile(
    r"^(?:abstract|introduction|conclusions?|summary|references|bibliography|acknowledge?ments?|appendix\b.*|contents"
    r"|results|the \w+ collaboration)\.?$",
    re.IGNORECASE,
)
LEADERS = re.compile(r"(?:\.\s?){4,}\s*\d+$")
CONTENTS = re.compile(r"^(?:table of )?contents$", re.IGNORECASE)
REFERENCES = re.compile(r"^(?:references|bibliography)$", re.IGNORECASE)
AUTHORS = re.compile(r"\bThe \w+ Collaboration$", re.IGNORECASE)
ENDS_WITH_PAGE = re.compile(r"\s\d{1,3}$")
PAGE_NUMBER = re.compile(r"^[-–\s]*\d{1,3}[-–\s]*$|^Page \d+", re.IGNORECASE)
BESIDE = re.compile(r"^\d{1,3}\s+|\s+\d{1,3}$")  # the number of a page beside a running head
MAX_HEADING_LINES = 6  # of a title
FULL_LINE = 15  # times its size is as wide as a line of text, also in a column
MARGIN = 0.1  # running heads and page numbers stand in this part of the page's height


@dataclass(slots=True)
class RawBlock:
    """A block before its place in the page's text is known."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    table: Table | None = None
    level: int | None = None
    words: Words | None = None

    @property
    def text(self) -> str:
        """The lines as one text, hyphens at line ends undone; a table as Markdown rows."""
        return self.table.markdown() if self.table else joined((line.text for line in self.lines), self.words)

    @property
    def box_pt(self) -> Box:
        """The box around its lines: (left, bottom, right, top) in points."""
        return box_of(self.lines)


def body_size(pages: list[list[Line]]) -> float:
    """Return the font size in which most characters of a paper are set."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def running_heads(pages: list[tuple[list[Line], float]]) -> set[str]:
    """Return what stands in the margins of several pages, digits left out; `pages` are (lines, height in points).

    A running head that names the section differs from page to page, but has the page's number beside it.
    """
    seen: Counter[str] = Counter()
    numbered: dict[int, set[str]] = {}
    numbered_titles = set[str]()
    inner = {line.text for lines, height in pages for line in lines if not _in_margin(line, height)}
    for index, (lines, height) in enumerate(pages):
        margin = [line for line in lines if _in_margin(line, height)]
        seen.update({_without_digits(line.text) for line in margin})
        for line in margin:
            if BESIDE.sub("", line.text) in inner - {line.text}:  # the title of a section
                numbered_titles.add(_without_digits(line.text))
            for number in BESIDE.findall(line.text):
                numbered.setdefault(int(number) - index, set()).add(_without_digits(line.text))
    often = {text for text, count in seen.items() if count >= 3 or (count == 2 and len(pages) <= 4)}
    return often.union(numbered_titles, *(texts for texts in numbered.values() if len(texts) >= 3))


def set_contents_apart(pages: list[list[RawBlock]]) -> None:
    """Make the table of contents furniture: all below its heading that ends with the number of a page."""
    inside = False
    for block in (block for page in pages for block in page):
        if block.kind == "heading" and CONTENTS.match(block.text):
            inside = True
        elif not inside or block.kind == "furniture":
            continue
        elif not ENDS_WITH_PAGE.search(block.text):
            return
        block.kind, block.level = "furniture", None


def set_institutes_apart(pages: list[list[RawBlock]]) -> None:
    """Make the names of institutes in a list of authors paragraphs: they are set in bold type, but head no section.

    Behind the references, 'The XY Collaboration' heads hundreds of names below 'Some University, Town, Country'.
    """
    behind = inside = False
    for block in (block for page in pages for block in page if block.kind == "heading"):
        text = block.text
        if inside and not NAMED.match(text) and not NUMBERED.match(text):
            block.kind, block.level = "paragraph", None
            continue
        behind = behind or REFERENCES.match(text) is not None
        inside = behind and AUTHORS.search(text) is not None


@dataclass(frozen=True)
class Style:
    """What a paper looks like: the font size of its body, its running heads, and the words that it writes."""

    size: float
    heads: set[str]
    words: Words


def make_blocks(lines: list[Line], tables: list[Table], height: float, style: Style) -> list[RawBlock]:
    """Group the lines of a page into blocks in reading order.

    A sentence that requires something has to be within one paragraph, below the heading that says of which objects.
    """
    blocks: list[RawBlock] = []
    placed: set[int] = set()
    for line in lines:
        table = next((table for table in tables if table.holds(line)), None)
        if table is not None:
            if id(table) not in placed:
                placed.add(id(table))
                blocks.append(RawBlock("table", list(table.lines), table))
            continue
        kind = _kind(line, height, style.size, style.heads)
        if kind == "caption" and blocks and _is_in_sentence(blocks[-1], line):
            kind = "paragraph"
        if blocks and _continues(blocks[-1], line, kind):
            blocks[-1].lines.append(line)
        else:
            level = _level(line) if kind == "heading" else None
            blocks.append(RawBlock(kind, [line], level=level, words=style.words))
    return blocks


def _kind(line: Line, height: float, size: float, heads: set[str]) -> BlockKind:
    text = line.text
    if (
        line.unread
        or LEADERS.search(text)
        or (_in_margin(line, height) and (PAGE_NUMBER.match(text) or _without_digits(text) in heads))
    ):
        return "furniture"
    if is_caption(line):
        return "caption"
    letters = sum(map(str.isalpha, text))
    striking = line.bold or line.size > 1.08 * size
    if len(text) <= 120 and letters >= 4 and line.size >= 0.9 * size:
        if NAMED.match(text) and (striking or text.isupper()):
            return "heading"
        if NUMBERED.match(text) and striking and not text.endswith((",", ";")):
            return "heading"
        if (
            striking
            and line.bold_end
            and letters > 0.6 * len(text.replace(" ", ""))
            and not text.endswith((",", ".", ";"))
            and line.size >= size
        ):
            return "heading"
    return "paragraph"


def _is_in_sentence(block: RawBlock, line: Line) -> bool:
    """Whether a line that begins with 'Table 3.' goes on with a full line of text, 'The cuts are summarized in'."""
    last = block.lines[-1]
    near = abs(last.size - line.size) < 0.05 * line.size and abs(last.bottom - line.top) < 0.9 * line.size
    is_full = last.right - last.left > FULL_LINE * line.size and last.left < line.right and line.left < last.right
    return block.kind == "paragraph" and near and is_full and last.text[-1:].islower() and not line.bold


def _continues(block: RawBlock, line: Line, kind: BlockKind) -> bool:
    last = block.lines[-1]
    if block.kind == "table" or abs(last.size - line.size) > 0.15 * last.size:
        return False
    gap = last.bottom - line.top
    near = -0.3 * line.size <= gap <= 0.9 * line.size
    aligned = line.left < last.right and line.right > last.left
    if block.kind == "heading":
        return (
            kind in {"heading", "paragraph"}
            and near
            and aligned
            and last.bold == line.bold
            and not NUMBERED.match(line.text)
            and len(block.lines) < MAX_HEADING_LINES
        )
    if block.kind == "caption":
        return kind == "paragraph" and near and aligned
    if kind != "paragraph" or block.kind != "paragraph":
        return kind == block.kind == "furniture" and near
    if near and aligned:
        return not _is_entry(line) and not _indented_after_end(last, line)
    # The next column or page goes on with the sentence.
    return gap < -2 * line.size and not last.text.endswith((".", ":", "?")) and line.text[:1].islower()


def _is_entry(line: Line) -> bool:
    """Whether a line begins an entry of a bibliography or list."""
    return bool(re.match(r"^(?:\[\d{1,3}\]|•|–\s)", line.text))


def _indented_after_end(last: Line, line: Line) -> bool:
    return last.text.endswith((".", ":")) and 0.6 * line.size < line.left - last.left < 4 * line.size


def _level(line: Line) -> int:
    numbered = NUMBERED.match(line.text)
    return numbered[1].rstrip(".").count(".") + 1 if numbered else 1


def _in_margin(line: Line, height: float) -> bool:
    return line.top > (1 - MARGIN) * height or line.bottom < MARGIN * height


def _without_digits(text: str) -> str:
    """Return a running head without the number that stands left of it on one page and right of it on the next."""
    return re.sub(r"\d+", "", text).strip()
