"""Tables of bins: each row, or each entry, is a region, and its other cells say what is asked there.

N_jet | H_T [GeV] | bin              | 100 ≤ MET < 200 GeV | MET ≥ 200 GeV
2–4   | 300–500   | B1         2 jets | SR1                 | SR2
≥ 5   | ≥ 500     | B2       ≥ 3 jets | SR3                 | SR4
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cutbench.extraction.region_names import Naming, region_id
from cutbench.extraction.rows import without_unit
from cutbench.schema.documents import Block

NAME = re.compile(r"[A-Za-z]{1,8}[-_]?\d{1,3}[a-z]?|[A-Z]{1,4}(?:[-_][\w]{1,8})?")
OF_NAMES = re.compile(r"\b(?:bins?|regions?|categor(?:y|ies)|names?|[SCV]Rs?)\b", re.IGNORECASE)
MARK = re.compile(r"\s*(?:\^\{)?[*†‡§](?:\})?\s*$")  # of a footnote
NUMBER = r"[-−]?\d+(?:\.\d+)?"
BRACKETS = re.compile(rf"[\[(] ?{NUMBER} ?, ?(?:{NUMBER}|∞) ?[\])]")
STRETCH = re.compile(rf"(?P<low>{NUMBER}) ?[–−-] ?(?P<high>{NUMBER})")
EDGE = re.compile(rf"(?:[<>≤≥=]|\\geq?|\\leq?) ?(?P<low>{NUMBER})")
WHOLE = re.compile(r"\d{1,2}")
STATES = re.compile(rf"[<>≤≥=∈].*\d|\d.*[<>≤≥=]|{NUMBER} ?[–−-] ?{NUMBER}")  # what heads a column
CAPTION = re.compile(r"Table\s+([\dIVX]+)", re.IGNORECASE)
FEWEST = 2  # rows of regions; one row of names heads columns

Names = dict[tuple[int, int], tuple[str, ...]]  # regions by row and column


@dataclass(frozen=True)
class Asked:
    """What a table asks for, in words, and of which regions."""

    text: str
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Bins:
    """The regions in the cells of a table, by row and column."""

    rows: Sequence[Sequence[str]]
    names: Names

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the table, in order."""
        return tuple(dict.fromkeys(name for some in self.names.values() for name in some))

    def asked(self, row: int) -> Iterator[Asked]:
        """Yield what a row asks for: by its other cells, and by what heads the columns of the regions in it."""
        in_row = tuple(dict.fromkeys(name for (at, _), some in self.names.items() if at == row for name in some))
        for column in self._quantities:
            cell = self.rows[row][column]
            regions = tuple(
                name for name in in_row if {self.rows[at][column] for at, _ in self._places[name]} == {cell}
            )
            if regions and (text := self._said(column, cell)):
                yield Asked(text, regions)
        for column in sorted({place for at, place in self.names if at == row}):
            for head in dict.fromkeys(self.rows[at][column] for at in self._heads):
                new = (name for name in self.names[row, column] if self._places[name][0][0] == row)
                regions = tuple(name for name in new if all(self._is_under(head, at) for _, at in self._places[name]))
                if regions and STATES.search(head):
                    yield Asked(head, regions)
        if in_row and (said := self._above_all(row)):
            yield Asked(said, in_row)

    def _above_all(self, row: int) -> str:
        """Return what a row across all columns asks of those below it, as between blocks of a table; '' for nothing."""
        said = next((self.rows[at][0] for at in range(row - 1, 0, -1) if _is_across(self.rows[at])), "")
        return said if STATES.search(said) else ""

    @property
    def is_of_ranges(self) -> bool:
        """Whether the first and other columns are of quantities, and no two rows ask for the same."""
        rows = [(self._above_all(at), *(self.rows[at][one] for one in self._quantities)) for at, _ in self.names]
        return self._quantities[:1] == [0] and len(self._quantities) > 1 and len(set(rows)) == len(rows)

    @cached_property
    def _first(self) -> int:
        return min(at for at, _ in self.names)

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int]]]:
        """Row and column of each cell that a region is named in."""
        return {name: [place for place, some in self.names.items() if name in some] for name in self.regions}

    def _is_under(self, head: str, column: int) -> bool:
        return any(self.rows[at][column] == head for at in self._heads)

    @cached_property
    def _heads(self) -> list[int]:
        """The rows that head columns."""
        return [at for at in range(self._first) if not _is_across(self.rows[at])]

    @cached_property
    def _quantities(self) -> list[int]:
        """The columns of bounds, ranges and small numbers, or 'inclusive'; one in two may say something else."""
        rows = sorted({at for at, _ in self.names})
        columns = set(range(len(self.rows[0]))) - {place for _, place in self.names}
        return [column for column in sorted(columns) if _are_bounds([self.rows[at][column] for at in rows])]

    def _said(self, column: int, cell: str) -> str:
        head = next((self.rows[at][column] for at in reversed(self._heads) if self.rows[at][column]), "")
        name, unit = without_unit(head)
        unit = f" {unit}" if unit else ""
        if not name or not re.search(r"\d", cell):
            return ""
        if (stretch := STRETCH.fullmatch(cell)) and self._share_edges(column):
            return f"{stretch['low']} ≤ {name} < {stretch['high']}{unit}"
        return f"{name} {'= ' if WHOLE.fullmatch(cell) else ''}{cell}{unit}"

    def _share_edges(self, column: int) -> bool:
        """Whether a range ends where another one begins: then an event at the edge is in the upper one alone."""
        cells = {row[column] for row in self.rows}
        low = {found["low"] for cell in cells for kind in (STRETCH, EDGE) if (found := kind.fullmatch(cell))}
        return any(found["high"] in low for cell in cells if (found := STRETCH.fullmatch(cell)))


def bins_of(table: Block, naming: Naming) -> Bins | None:
    """Return the regions that are named in the cells of a table, with what says what they ask for; None if none are."""
    for names in (_in_entries(table.rows, naming), _in_a_column(table.rows)):
        found = Bins(table.rows, names) if len({at for at, _ in names}) >= FEWEST else None
        if found and any(asked for at, _ in names for asked in found.asked(at)):
            return found
    return _by_number(table)


def _by_number(table: Block) -> Bins | None:
    """Return the bins of a table that has ranges of several quantities and no names: bin3-1 is the first of Table 3.

    Its caption has to say that it is about bins or regions, and its first column has to be one of the quantities.
    """
    caption = CAPTION.match(table.caption)
    if not (caption and OF_NAMES.search(table.caption) and table.measures in {None, "yields", "results"}):
        return None
    rows = tuple((*row, "") for row in table.rows)  # the place of names
    bins = [at for at, (cell, *others) in enumerate(rows) if at and cell not in others and _is_bound_or_whole(cell)]
    names: Names = {(at, len(rows[at]) - 1): (f"bin{caption[1]}-{number}",) for number, at in enumerate(bins, 1)}
    found = Bins(rows, names) if len(bins) >= FEWEST else None
    return found if found and found.is_of_ranges else None


def _in_a_column(rows: Sequence[Sequence[str]]) -> Names:
    """Return what stands in a column whose heading says that it names bins or regions, one for each row."""
    for column in range(len(rows[0]) if rows else 0):
        stated = [(at, row[column]) for at, row in enumerate(rows) if at and not _is_across(row)]
        cells = {at: MARK.sub("", cell) for at, cell in stated if cell}
        alike = all(NAME.fullmatch(cell) for cell in cells.values()) and len(set(cells.values())) == len(cells)
        if alike and OF_NAMES.search(rows[0][column]):
            return {(at, column): (region_id(cell),) for at, cell in cells.items()}
    return {}


def _is_across(row: Sequence[str]) -> bool:
    """Whether one cell takes the whole row, as it does between blocks of a table."""
    return row[0] != "" and len(set(filter(None, row))) == 1


def _in_entries(rows: Sequence[Sequence[str]], naming: Naming) -> Names:
    """Return the names in the entries of a table that are nothing but names, below the first row."""
    found = {(at, place): _names(cell, naming) for at, row in enumerate(rows) if at for place, cell in enumerate(row)}
    return {place: names for place, names in found.items() if names}


def _names(cell: str, naming: Naming) -> tuple[str, ...]:
    parts = [MARK.sub("", part) for part in re.split(r"\s*(?:,|/|\band\b)\s*", cell) if part]
    named = [naming.named(part) for part in parts]
    whole = all(
        some and (some[0].start, some[-1].end) == (0, len(part)) for part, some in zip(parts, named, strict=True)
    )
    return tuple(name for some in named for one in some for name in one.ids) if whole else ()


def _are_bounds(cells: Sequence[str]) -> bool:
    """Whether cells with numbers are bounds, at least one, or whole numbers."""
    stated = [cell for cell in cells if re.search(r"\d", cell)]
    plain = [cell for cell in stated if _is_bound_or_whole(cell)]
    return any(map(_is_bound, stated)) and 2 * len(plain) > len(stated) and not any("±" in cell for cell in stated)


def _is_bound(cell: str) -> bool:
    return any(kind.fullmatch(cell) for kind in (BRACKETS, STRETCH, EDGE))


def _is_bound_or_whole(cell: str) -> bool:
    return _is_bound(cell) or WHOLE.fullmatch(cell) is not None
