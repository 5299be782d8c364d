"""Where the bibliographies of a paper are, and where each of their entries begins and ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from cutbench.papers.blocks import NAMED, RawBlock
from cutbench.papers.hyphens import joined
from cutbench.papers.lines import Line
from cutbench.papers.reference_labels import BRACKETS, NAMES, STYLES, Style
from cutbench.papers.references import Entry

HEADINGS = re.compile(
    "(?:(?:list of|notes and) )?references?(?: and notes)?|bibliography|(?:cited )?literature(?: cited)?|works cited"
)
# A heading may have the number of its section, end with a colon, and be set with spaces between its letters.
NUMBER = re.compile(r"^(?:\d{1,2}|[ivxlc]{1,5}|[a-z])(?:\.\s*|\)\s*|\s+)(?=[a-z]{4})")
SPACED = re.compile(r"(?:\w\s){4,}\w")
SMALL = 0.93  # a footnote is set smaller than the entries above it, by this
NOTE = re.compile(r"^(?:\^\{[^}]{1,3}\}|\d{1,2}|[*†‡§¶#]+)\s*[A-Z(]")
MAX_LINES = 40  # of one entry
PREFACE = 4  # lines that may stand between heading and entries
SAME_PT = 3.0
FAR = 10.0  # what is set in by more, in units of the font size, is in another column


@dataclass(frozen=True, slots=True)
class Row:
    """A line of running text: its page from 1, its block, and whether the block begins with it."""

    page: int
    block: RawBlock
    line: Line
    first: bool


def with_references(pages: list[list[RawBlock]]) -> tuple[list[list[RawBlock]], list[Entry]]:
    """Part the bibliographies into blocks of one entry each; return all blocks and the entries.

    '[12] A paper, arXiv:1234.56789.' lets a model look up the definition that a sentence takes from 'Ref. [12]'.
    """
    rows = [
        Row(number, block, line, place == 0)
        for number, page in enumerate(pages, start=1)
        for block in page
        if block.kind in {"paragraph", "heading"}
        for place, line in enumerate(block.lines)
    ]
    owners: dict[int, Entry | None] = {}
    entries: list[Entry] = []
    for heading, style, found in _bibliographies(rows):
        if heading:
            owners[id(heading.line)] = None
        for entry, own in ((_entry(style, own), own) for own in found):
            entries.append(entry)
            owners |= {id(row.line): entry for row in own}
    return [[part for block in page for part in _parted(block, owners)] for page in pages], entries


def is_heading(text: str) -> bool:
    """Whether a line is the heading of a bibliography, in whatever form.

    >>> is_heading("VII. REFERENCES"), is_heading("R e f e r e n c e s :"), is_heading("reference detectors")
    (True, True, False)
    """
    plain = text.strip("[]().:—– -").casefold()
    if SPACED.fullmatch(plain):
        plain = plain.replace(" ", "")
    return bool(HEADINGS.fullmatch(NUMBER.sub("", plain)))


def _bibliographies(rows: Sequence[Row]) -> Iterator[tuple[Row | None, Style, list[list[Row]]]]:
    """Yield heading, style of labels, and the lines of each entry; the heading is None where there is none."""
    headings = [index for index, row in enumerate(rows) if row.first and is_heading(row.line.text)]
    found = False
    for start, stop in pairwise([*headings, len(rows)]):
        style, entries = _read(rows[start + 1 : stop])
        if entries:
            found = True
            yield rows[start], style, entries
    if not found:
        yield from _without_heading(rows)


def _without_heading(rows: Sequence[Row]) -> Iterator[tuple[None, Style, list[list[Row]]]]:
    """Yield what begins with the last line that begins with [1]."""
    starts = [index for index, row in enumerate(rows) if row.first and re.match(r"\[1\]\s", row.line.text)]
    if starts:
        style, entries = _read(rows[starts[-1] :])
        if style is BRACKETS:
            yield None, style, entries


def _read(rows: Sequence[Row]) -> tuple[Style, list[list[Row]]]:
    """Return the style in which most entries are found, and the lines of each entry."""
    tried = [(style, _starts(rows, style)) for style in STYLES]
    style, starts = max(tried, key=lambda one: len(one[1]))
    if not starts:
        style, starts = NAMES, _starts(rows, NAMES)
    if not starts:
        return style, []
    groups = [list(rows[start:stop]) for start, stop in pairwise([*starts, len(rows)])]
    groups[-1] = _up_to_end(groups[-1], Layout.of(groups))
    size = median(group[0].line.size for group in groups)
    return style, [_without_notes(group, size)[:MAX_LINES] for group in groups]


def _starts(rows: Sequence[Row], style: Style) -> list[int]:
    """Return where the entries begin: the first near the top, the others with the labels that follow."""
    starts: list[int] = []
    labels: list[str] = []
    for index, row in enumerate(rows):
        label = style.read([one.line for one in rows[index : index + 2]], row.first)
        if label is not None and style.follows(labels, label) and (style is BRACKETS or row.block.kind != "heading"):
            starts.append(index)
            labels.append(label)
        elif (starts and (_is_end(row) or label == "1")) or (not starts and index >= PREFACE):
            break
    return starts


def _is_end(row: Row) -> bool:
    """Whether a line begins what stands behind a bibliography."""
    return row.first and (row.block.kind == "heading" or bool(NAMED.match(row.line.text)))


@dataclass(frozen=True, slots=True)
class Layout:
    """How entries are set: the gaps between lines and between entries, and how far lines are set in, in points.

    `inset` is None where entries are set in differently.
    """

    between_lines: float
    between_entries: float
    inset: float | None

    @classmethod
    def of(cls, groups: Sequence[Sequence[Row]]) -> "Layout":
        """Measure all entries but the last."""
        within = [pair for group in groups[:-1] for pair in pairwise(group)]
        between = [(before[-1], after[0]) for before, after in pairwise(groups)]
        insets = [row.line.left - group[0].line.left for group in groups[:-1] for row in group[1:]]
        same = len(insets) > 2 and sum(abs(one - median(insets)) < SAME_PT for one in insets) > 0.8 * len(insets)
        size = groups[0][0].line.size
        lines = median(_gaps(within) or [0.3 * size])
        return cls(lines, median(_gaps(between) or [lines]), median(insets) if same else None)

    def parts(self, entry: Sequence[Row], row: Row) -> bool:
        """Whether a line stands apart from the entry above it."""
        last, size = entry[-1], row.line.size
        set_in = row.line.left - entry[0].line.left
        if self.inset is not None and size < abs(set_in - self.inset) < FAR * size:
            return True
        gap = last.line.bottom - row.line.top
        if row.page != last.page or gap < -size:  # on the next page, or in the next column
            return last.line.text.endswith(".")
        clear = self.between_entries - self.between_lines > 0.2 * size
        return gap > ((self.between_entries + self.between_lines) / 2 if clear else self.between_entries + 0.5 * size)


def _gaps(pairs: Sequence[tuple[Row, Row]]) -> list[float]:
    """Return the gaps between lines that follow each other on a page."""
    gaps = [one.line.bottom - two.line.top for one, two in pairs if one.page == two.page]
    return [gap for gap in gaps if abs(gap) < 2 * pairs[0][0].line.size]


def _up_to_end(rows: Sequence[Row], layout: Layout) -> list[Row]:
    """Return the lines of the last entry, behind which anything may stand."""
    kept = [rows[0]]
    for row in rows[1:]:
        if _is_end(row) or layout.parts(kept, row):
            break
        kept.append(row)
    return kept


def _without_notes(rows: Sequence[Row], size: float) -> list[Row]:
    """Leave footnotes out: from a mark in smaller type on to the end of the page."""
    kept: list[Row] = []
    page = 0  # with footnotes
    for row in rows:
        small = row.line.size < SMALL * size
        if kept and row.first and small and NOTE.match(row.line.text):
            page = row.page
        if not small or row.page != page:
            kept.append(row)
    return kept


def _entry(style: Style, rows: Sequence[Row]) -> Entry:
    """Return an entry; its text is that of its blocks, each with its own hyphens undone."""
    text = ""
    for _, own in groupby(rows, key=lambda row: id(row.block)):
        text += "" if not text or text.endswith("-") else " "
        text += joined(row.line.text for row in own)
    areas = [(row.page, row.line.left, row.line.bottom - 2, row.line.right, row.line.top + 2) for row in rows]
    label = style.read([row.line for row in rows[:2]], True)
    return Entry(label or "", text, areas, [row.line.text for row in rows])


def _parted(block: RawBlock, owners: dict[int, Entry | None]) -> Iterator[RawBlock]:
    """Yield the parts of a block: each entry, a heading, and what belongs to neither."""
    if block.table or not any(id(line) in owners for line in block.lines):
        yield block
        return
    parts: list[tuple[object, RawBlock]] = []
    for line in block.lines:
        owner = owners.get(id(line), block)
        if not parts or parts[-1][0] is not owner:
            parts.append((owner, _part(block, owner)))
        parts[-1][1].lines.append(line)
    yield from (part for _, part in parts)


def _part(block: RawBlock, owner: object) -> RawBlock:
    if isinstance(owner, Entry):
        return RawBlock("reference")
    return RawBlock("heading", level=block.level or 1) if owner is None else RawBlock(block.kind, level=block.level)
