"""Cells of one height to rows of a table: lines of a cell become one text, and a cell over rows is in each of them."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median

from cutbench.papers.glyphs import HYPHENS
from cutbench.papers.hyphens import joined
from cutbench.papers.table_cells import SPACE, Cell
from cutbench.papers.table_column_spans import spread
from cutbench.papers.table_columns import Span
from cutbench.papers.table_row_spans import HALF, SMALL_WORD, Band, Edge, Level, bands_of, counts_on, tall_cells

CLOSE = 1.5  # lines of a cell are closer than this
DENSE = 0.8  # lines of a cell are closer than rows, by this factor at least
FEWEST = 4  # rows of a table in which rules part all rows

LABELLED = re.compile(r"[\w-]+: ")  # a line that says itself what it is about
UNFINISHED = re.compile(r"[,<>≤≥=±(/]$")


def rows_of(
    levels: Sequence[Level], edges: Sequence[Edge], columns: Sequence[Span], sides: Span | None
) -> list[list[str]]:
    """Return the texts of the rows of a table, each with as many cells as there are columns.

    Args:
        levels: its cells, from the top.
        edges: its rules.
        columns: how far the text of the columns reaches.
        sides: of a table whose merged cells are known by their place only.
    """
    tall, rest = tall_cells(levels, edges, len(columns))
    bands = bands_of(rest, edges)
    grouping = _Grouping(bands, columns, sides)
    rows: list[list[str]] = []
    for top, bottom, band in bands:
        for row in grouping.rows(band) or [[]]:
            middle = (row[0][0].middle + row[-1][0].middle) / 2 if row else (top + bottom) / 2
            over = [cells for high, low, cells in tall if high > middle > low]
            rows.append(_texts(row, over, columns, sides, head=not rows))
    return [row for row in rows if any(row)]


class _Grouping:
    """How far the lines of a table's rows are apart.

    `ruled` is the height of a row where rules part all rows, which is where few have several lines. Lines closer than
    `half` are too close for rows: one is beside two others.
    """

    def __init__(self, bands: Sequence[Band], columns: Sequence[Span], sides: Span | None) -> None:
        self._columns, self._sides = columns, sides
        full = [band for band in bands if band[2]]
        single = [top - bottom for top, bottom, band in full if len(band) == 1]
        lines = sum(len(band) for _, _, band in full)
        is_ruled = len(full) >= FEWEST and len(single) >= 0.4 * len(full) and lines <= 3 * len(full)
        self._ruled = median(single) if is_ruled else None
        labels = [[level[0].middle for level in band if any(cell.first == 0 for cell in level)] for _, _, band in full]
        gaps = [one - two for heights in labels for one, two in pairwise(heights)]
        self._half = DENSE * median(gaps) if gaps else float("inf")

    def rows(self, band: Sequence[Level]) -> list[list[Level]]:
        """Group what stands between two rules into rows."""
        rows: list[list[Level]] = []
        widest = max((one[0].middle - two[0].middle for one, two in pairwise(band)), default=0.0)
        for level in band:
            if rows and self._is_same(rows[-1], level, widest, level is band[-1]):
                rows[-1].append(level)
            else:
                rows.append([level])
        return rows

    def _is_same(self, row: Sequence[Level], level: Level, widest: float, is_last: bool) -> bool:
        gap = row[-1][0].middle - level[0].middle
        if counts_on(row[-1], level):
            return False
        if self._ruled:
            labels = [any(cell.first == 0 for cell in one) for one in (*row, level)]
            is_rest = (not labels[-1] and len(level) < len(self._columns) - 1) or not any(labels[:-1])
            return gap < DENSE * self._ruled or (is_rest and gap < CLOSE * level[0].size)
        return gap < min(HALF * level[0].size, self._half) or self._goes_on(row, level, gap, widest, is_last)

    def _is_title(self, level: Level) -> bool:
        """Whether a line stands over all columns, and does not go on with a word."""
        if self._sides is None or SMALL_WORD.match(level[0].text):
            return False
        own = [(cell.first, cell.last) for cell in level]
        return spread([[cell] for cell in level], own, self._columns, self._sides) != own

    @staticmethod
    def _goes_on_with(cell: Cell, row: Sequence[Level]) -> bool:
        """Whether a cell goes on with one above that ends in a comma or a sign, and reaches at least as far.

        Below '> 150 GeV, isolated,' over five columns stands 'ΔΦ > 0.4' over three of them, with no label of its own.
        """
        return any(
            0 < one.first <= cell.first and cell.last <= one.last and UNFINISHED.search(one.text) for one in row[-1]
        )

    def _goes_on(self, row: Sequence[Level], level: Level, gap: float, widest: float, is_last: bool) -> bool:
        """Whether a line goes on with cells of the row above: it has no label, and is less than a row of its own."""
        above = {(cell.first, cell.last) for one in row for cell in one}
        if gap > CLOSE * level[0].size:
            return False
        if len(level) == 1 and self._goes_on_with(level[0], row):
            return True
        if any((cell.first, cell.last) not in above for cell in level):
            return False
        dense = gap < DENSE * widest
        if not dense and not is_last and self._is_title(level):
            return False
        if any(cell.first == 0 for cell in level):
            return len(level) < len(above) and (dense or bool(SMALL_WORD.match(level[0].text)))
        return dense or len(level) < len(self._columns) - 1


def _texts(
    row: Sequence[Level], tall: Sequence[Level], columns: Sequence[Span], sides: Span | None, head: bool
) -> list[str]:
    """Write the cells of a row; one over several columns is repeated in each of them."""
    groups = _merged(row)
    spans = [(min(cell.first for cell in group), max(cell.last for cell in group)) for group in groups]
    if sides and groups and not tall:
        spans = spread(groups, spans, columns, sides)
    texts = [""] * len(columns)
    for group, (first, last) in [*zip(groups, spans, strict=True), *((g, (g[0].first, g[0].last)) for g in tall)]:
        text = _text(group, columns[last][1] - columns[first][0], plain=head or first == 0)
        for index in range(first, last + 1):
            texts[index] = f"{texts[index]} {text}".strip()
    return texts


def _merged(row: Sequence[Level]) -> list[Level]:
    """Group the cells of a row that stand in the same columns, from left to right."""
    groups: list[Level] = []
    for cell in sorted((cell for level in row for cell in level), key=lambda cell: cell.first):
        if groups and cell.first <= max(one.last for one in groups[-1]):
            groups[-1].append(cell)
        else:
            groups.append([cell])
    return groups


def _text(cells: Level, reach: float, plain: bool) -> str:
    """Join the lines of a cell; by a comma where the next word had fitted into the line before, or a label begins."""
    heights = groupby(sorted(cells, key=lambda cell: (-cell.middle, cell.left)), key=lambda cell: cell.middle)
    lines = [list(line) for _, line in heights]
    texts = [" ".join(cell.text for cell in line) for line in lines]
    for index, (line, below) in enumerate(pairwise(lines)):
        word = (below[-1].right - below[0].left) * len(texts[index + 1].split()[0]) / len(texts[index + 1])
        fits = line[-1].right - line[0].left + word + SPACE * line[0].size < reach
        anew = fits or LABELLED.match(texts[index + 1])
        if anew and not plain and texts[index][-1] not in ",;:" + HYPHENS:
            texts[index] += ","
    return joined(texts)
