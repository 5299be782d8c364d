"""Labels of bibliographies: how they are written, and which may follow which."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cutbench.papers.lines import Line

YEAR = re.compile(r"(?<![\d.])((?:18|19|20)\d{2}[a-z]?)(?![\d.]*\d)")
SURNAME = re.compile(r"^(?:(?:[A-Z]\.[\s-]?)+\s*)?((?:(?:van|von|de|den|der|di|da|la|le|el)\s)*[A-Z][\w'’-]+)(?=[\s,])")
HANGING = 0.6  # how far the second line of an entry is set in, in units of the font size
GAP = 10  # how many labels may be missing


@dataclass(frozen=True)
class Style:
    """How labels look: `read` gives the label at the beginning of lines, of which the first begins a block or not.

    `gap` says how many numbers the next label may be off, `repeats` whether two entries may have the same.
    """

    read: Callable[[Sequence[Line], bool], str | None]
    gap: int = GAP
    repeats: bool = False

    def follows(self, labels: Sequence[str], label: str) -> bool:
        """Whether a label may come next; numbers go up, names come as they like."""
        if labels and label.isdecimal():
            return 0 < int(label) - int(labels[-1]) <= self.gap
        return self.repeats or label not in labels


def _written(pattern: str) -> Callable[[Sequence[Line], bool], str | None]:
    compiled = re.compile(pattern)

    def read(lines: Sequence[Line], _: bool) -> str | None:
        found = compiled.match(lines[0].text)
        return found[1] if found else None

    return read


def _named(lines: Sequence[Line], first: bool) -> str | None:
    """Return surname and year where an entry has no label but hanging indents or a paragraph of its own."""
    line = lines[0]
    text = " ".join(one.text for one in lines)
    name, year = SURNAME.match(line.text), YEAR.search(text)
    if not name or not year:
        return None
    hanging = len(lines) > 1 and lines[1].left - line.left > HANGING * line.size
    return f"{name[1]} {year[1]}" if first or hanging else None


BRACKETS = Style(_written(r"\[(\d{1,3})\]"))
NAMES = Style(_named, repeats=True)
STYLES = (
    BRACKETS,
    Style(_written(r"\[([A-Za-z][A-Za-z+*.:-]{0,14}\d{2,4}[a-z]?)\]")),
    Style(_written(r"(\d{1,3})\.\s+(?=[A-Z“\"'‘])")),
    Style(_written(r"\(?(\d{1,3})\)\s+(?=[A-Z“\"'‘])")),
    Style(_written(r"\^\{\[?(\d{1,3})[\].]?\}\s*(?=[A-Z“\"'‘(])")),
    # Bare numbers stand at the beginning of other lines, too.
    Style(_written(r"(\d{1,3})\s*(?=[A-Z]\.|[A-Z][a-z])"), gap=1),
)
