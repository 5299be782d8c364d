"""Text and tables that are set sideways, as wide tables are: read as if the page were turned."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from cutbench.papers.chars import Char, Turn
from cutbench.papers.drawings import MIN_BAR_PT, Border, Drawings, Rule
from cutbench.papers.hidden import set_apart
from cutbench.papers.lines import Line, read_lines
from cutbench.papers.tables import Table, find_tables

FEWEST = 60  # characters; less are labels of axes, and the stamp of a preprint
MANY = 200  # characters that are worth a word if they are not read, and are no labels of a figure
LONG = 50  # characters of a line of text
UNREAD = "text that is set sideways is not read"


@dataclass(frozen=True)
class Sideways:
    """What is set sideways on a page: its lines and tables where they stand on the turned page, and what is hidden."""

    turn: Turn
    lines: list[Line]
    tables: list[Table]
    hidden: dict[str, str]

    def lines_back(self, lines: Sequence[Line]) -> list[Line]:
        """Return lines with their places on the page itself."""
        return [_back(line, self.turn, []) for line in lines]


def read_sideways(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, drawings: Drawings, others: Counter[int], n_upright: int
) -> tuple[Sideways | None, str]:
    """Return what is set sideways if it is a table or most of a page, else None and a word on it if it is much.

    Args:
        page: the page.
        text: its text.
        drawings: what is drawn on it.
        others: how many characters are not upright, by their direction.
        n_upright: how many are.
    """
    quarters = max((1, 3), key=lambda one: others[one])
    if others[quarters] < FEWEST:
        return None, ""
    turn = Turn(quarters, page.get_size())
    lines = [line for line in read_lines(text, turn) if line.chars[0].source not in drawings.labels]
    seen, hidden = _seen(page, text, lines, turn, drawings)
    tables = find_tables(_turned(drawings, turn), seen)
    n_turned = sum(len(line.text) for line in lines)
    if tables or n_turned > max(MANY, n_upright):
        return Sideways(turn, seen, tables, hidden), ""
    return None, UNREAD if n_turned > MANY and max(len(line.text) for line in lines) > LONG else ""


def _seen(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, lines: list[Line], turn: Turn, drawings: Drawings
) -> tuple[list[Line], dict[str, str]]:
    """Leave out the lines in which anything is hidden."""
    on_page = [_back(line, turn, [turn.back.char(char) for char in line.chars]) for line in lines]
    parted, hidden = set_apart(page, text, on_page, drawings, upright=False)
    whole = {id(line) for line in parted}
    return [line for line, back in zip(lines, on_page, strict=True) if id(back) in whole], dict(hidden)


def _back(line: Line, turn: Turn, chars: list[Char]) -> Line:
    """Return a line with its place on the page itself."""
    left, bottom, right, top = turn.back.box((line.left, line.bottom, line.right, line.top))
    return replace(line, chars=chars, left=left, bottom=bottom, right=right, top=top)


def _turned(drawings: Drawings, turn: Turn) -> Drawings:
    """Return what is drawn on the turned page: what was horizontal is vertical, and the other way round."""
    lying = [turn.box((rule.left, rule.y, rule.right, rule.y)) for rule in (*drawings.bars, *drawings.stubs)]
    standing = [turn.box((one.x, one.bottom, one.x, one.top)) for one in drawings.borders]
    wide = [Rule(left, right, y) for left, y, right, _ in standing if right - left >= MIN_BAR_PT]
    return Drawings(
        bars=sorted(wide, key=lambda rule: -rule.y),
        borders=[Border(x, bottom, top) for x, bottom, _, top in lying],
        others=[turn.box(box) for box in drawings.others],
        graphics=[turn.box(box) for box in drawings.graphics],
    )
