"""Rows of tables as statements: what a cell says follows from its row and its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cutbench.papers import counts
from cutbench.reading import is_object, speaks_of_objects, words
from cutbench.schema.cuts import Quote
from cutbench.schema.documents import Block, Document

LONGEST_NAME = 40  # a longer cell in the first row is what a row says, not what a column is called
BARE = re.compile(
    r"(?:[<>≤≥=≈]|\d|exactly \d|below|above|at (?:least|most)|less|more|up to|between|\[ ?[-−]?\d|[\[–—−-]+$)"
)
# A row of its own for the sizes of the cones that the rows below are about.
CONE = re.compile(r"(?:cones? (?:of |size )?)?(?:Δ|∆|\\Delta )?R ?[=<] ?0?\.\d|cones? (?:of |size )?0?\.\d")
# 'p_T [GeV]', 'p_T (GeV)', 'p_T, GeV'; what stands in round brackets is more often something else.
UNIT = re.compile(r"\s*\[([^\[\]]+)\]\s*$|\s*\(([GMk]eV|[cm]?m|rad|%)\)\s*$|,\s*([GMk]eV|[cm]?m|rad)\s*$")
SIGN = re.compile(r"\s*([<>≤≥=])\s*$")  # 'p_T [GeV] >', for numbers alone
NUMBER_OF = re.compile(r"(?:[<>≤≥=] ?|exactly )?\d{1,2}")
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?")
DIGITS = "0123456789])"  # what a value ends with that has no unit of its own
ANSWERS = {"yes": True, "✓": True, "no": False}  # to what a row is called
NAMES_TRIGGER = re.compile(r"(?:the )?triggers?", re.IGNORECASE)
COUNT = re.compile(r"[Nn]_|#|[Nn]umber of |[Nn] ?\(")
WHOLE = re.compile(r"\d{1,2}(?!\d)(?= ?$|,)")
COMPARES = re.compile(r"[<>≤≥=∈]")
NARROWS = re.compile(r"\b(?:with|having|if|for|where|when|and)\b")  # what goes on behind the comma
VALUE = re.compile(r"(?P<sign>[<>≤≥])? ?(?P<number>[-−]?\d+(?:\.\d+)?)(?: ?(?P<unit>[GMk]eV))?")
MOMENTUM = re.compile(r"\b[pE](?:_\{?T|\^\{[^{}]*\}_\{T\})")
OF_REGION = re.compile(r"\bregions?\b|\b[SCV]Rs?(?![a-z])", re.IGNORECASE)
NOTHING = {"", "-", "–", "—", "−", "−−", "--"}
TORN = {"<", ">", "≤", "≥"}
SAME = re.compile(r"(?:the )?same as (?:in |for )?(?:the )?(?P<name>.+)|(?:as )?in (?P<other>.+)", re.IGNORECASE)

Row = Sequence[str]


@dataclass(frozen=True)
class Said:
    """What a cell of a table says, with the name of its row; `column` is what its column is called, '' for nothing.

    `cells` are the name of the row and the value, as they stand there.
    """

    text: str
    column: str = ""
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.column}: {self.text}" if self.column else self.text


def statements(document: Document, quote: Quote, header: Row | None = None) -> list[Said]:
    """Return what a quote states: itself, or of a table's row one statement per cell.

    `header` is the row that names the columns, where it is known to be another than the first. Of a table of events, of
    efficiencies or the like only the names of a cutflow's rows state something, and a row of another table that counts
    events states nothing.
    """
    table = table_at(document, quote)
    if table is None:
        return [Said(quote.text)]
    quoted = list(rows_in(table, quote))
    if table.measures:
        return [Said(" ".join(table.rows[at][:1])) for at in quoted if table.measures == "cutflow"]
    return [said for at in quoted if not counts(table.rows[at]) for said in _of_row(table.rows, at, header)]


def table_at(document: Document, quote: Quote) -> Block | None:
    """Return the table that a quote is in."""
    tables = (block for block in document.blocks if block.rows and block.page == quote.page)
    return next((table for table in tables if table.start <= (quote.start or 0) < table.end), None)


def rows_in(table: Block, quote: Quote) -> Iterator[int]:
    """Yield the places of the rows in which a quote stands."""
    start = (quote.start or 0) - table.start
    first = table.text.count("\n", 0, start)
    yield from range(first, min(first + quote.text.count("\n") + 1, len(table.rows)))


def _of_row(rows: Sequence[Row], at: int, header: Row | None) -> list[Said]:
    header = header or next((row for row in rows if len(set(row)) > 1), rows[0])
    cells = _as_elsewhere(_whole(rows[at]), header)
    columns = ["" if len(column) > LONGEST_NAME or COMPARES.match(column) else column for column in header]
    names = _names(cells)
    name = " ".join(cell for cell in cells[:names] if cell)
    values = [(place, cell) for place, cell in enumerate(cells) if place >= names and cell not in NOTHING]
    if rows[at] == header and len(values) > 1:
        return []
    labels = max((place + 1 for place in range(names) if cells[place]), default=1)
    cones = _cones_above(rows[:at], cells[0], names)
    if not any(map(OF_REGION.search, columns)) and _is_of_whole_row(name, [value for _, value in values]):
        return [Said(text) for text in _said(name, "", values[0][1])]
    alone = len(values) == 1
    said = [(of, at, value) for at, value in values for of in _column(columns, labels, at, alone=alone)]
    texts = [(of, value, _said(name, cones.get(at, ""), value)) for of, at, value in said]
    whole = [(name, value) if len(some) == 1 else () for _, value, some in texts]
    found = [Said(text, of, cells) for (of, _, some), cells in zip(texts, whole, strict=True) for text in some]
    return found or [Said(name)]


def _as_elsewhere(cells: Row, header: Row) -> list[str]:
    """Return cells, of which 'same as SR1' is what stands in the column SR1 of the row."""
    found = [SAME.fullmatch(cell) for cell in cells]
    names = [(one["name"] or one["other"]).strip().lower() if one else "" for one in found]
    return [_in_column(name, cells, header) or cell for name, cell in zip(names, cells, strict=True)]


def _in_column(name: str, cells: Row, header: Row) -> str:
    """Return the cell of the one column that is called so, or by the end of its name: 'e + jets'; '' for none."""
    places = [at for at, column in enumerate(header[: len(cells)]) if name and column.lower().endswith(name)]
    return cells[places[0]] if len(places) == 1 and not SAME.fullmatch(cells[places[0]]) else ""


def _is_of_whole_row(name: str, values: Sequence[str]) -> bool:
    """Whether one value stands in all columns and it, or the row, says itself what it is about: no column does."""
    whole = len(values) > 1 and len(set(values)) == 1 and _is_whole(values[0])
    return whole and any(map(speaks_of_objects, (name, values[0])))


def _said(name: str, cone: str, value: str) -> list[str]:
    """Return what a cell says: with the sign that its row has for numbers, and with its unit; nothing for 'no'."""
    sign = SIGN.search(name)
    bare, unit = without_unit(SIGN.sub("", name))
    if NAMES_TRIGGER.fullmatch(bare):
        return [value if NAMES_TRIGGER.search(value) else f"{value} trigger"]
    if answers(value):
        return _answered(bare, value.lower())
    if pairs := _one_by_one(bare, value, unit, sign[1] if sign else ""):
        return pairs
    if ";" in value and COMPARES.search(value):
        return [text for part in value.split(";") for text in _said(name, cone, part.strip()) if part.strip()]
    title = f"{bare}:" if _is_title(bare, value) else bare
    if several := _in_parts(bare, title, value, unit):
        return several
    number = f"{sign[1]} {value}" if sign and NUMBER.fullmatch(value) else value
    number = f"= {number}" if COUNT.match(bare) and WHOLE.match(number) else number
    bare = bare if cone else title
    return [f"{bare}{cone} {number}{f' {unit}' if unit and value[-1] in DIGITS else ''}"]


def _answered(name: str, value: str) -> list[str]:
    """Return what a row is called where the answer is yes; what a word such as veto or SF stands for."""
    if value in ANSWERS:
        return [name] if ANSWERS[value] else []
    said = words()["cells"][value]
    return [f"{name} {said}" if COMPARES.match(said) else said]


def _in_parts(name: str, title: str, value: str, unit: str) -> list[str]:
    """Return what several parts between commas say, each by itself where it can be told; [] if they are one."""
    parts = _listed(value)
    if thresholds := _falling(parts):
        return [f"{name} > {', '.join(thresholds)} {unit}".rstrip()]
    if len(parts) > 1 and NUMBER_OF.fullmatch(parts[0]) and is_object(name):
        return _of_counted(name, parts)
    compared = [one for one in parts if COMPARES.search(one) and not VALUE.fullmatch(one)]
    return [f"{title} {part}" for part in parts if part] if len(compared) > 1 and not NARROWS.search(value) else []


def _falling(parts: Sequence[str]) -> list[str]:
    """Return the numbers of '> 40, > 30': thresholds of the leading objects, largest first."""
    found = [VALUE.fullmatch(part) for part in parts]
    plain = len(parts) > 1 and all(one and one["sign"] == ">" and not one["unit"] for one in found)
    numbers = [one["number"] for one in found if one] if plain else []
    return numbers if sorted(numbers, key=float, reverse=True) == numbers else []


def _of_counted(objects: str, parts: Sequence[str]) -> list[str]:
    """'Large-R jets | ≥ 1, p_T > 350 GeV': what stands behind the number is asked of those that are counted."""
    number, *asked = parts
    if any(map(speaks_of_objects, asked)):
        return [f"{number} {objects}", *asked]
    return [f"{number} {objects} with {' and '.join(asked)}"]


def _is_title(name: str, value: str) -> bool:
    """Whether the name of a row is one of cells that say all themselves; a region, or an object, tells of what."""
    of_some = speaks_of_objects(name) and not BARE.match(value)
    return _is_whole(value) and not (of_some or COMPARES.search(name) or OF_REGION.search(name))


def _is_whole(value: str) -> bool:
    """Whether a cell says itself what is bounded, '|η| < 2.5', and the name of its row is a title."""
    parts = [part.strip() for part in COMPARES.split(value)]
    between = parts[1] if len(parts) == 3 else ""  # 80 < m < 90
    return len(parts) > 1 and any(part and not BARE.match(part) for part in (parts[0], between))


def without_unit(name: str) -> tuple[str, str]:
    """Return the name of a row or column, and the unit that stands behind it, '' for none: 'p_T [GeV]', 'p_T, GeV'."""
    found = UNIT.search(name)
    return (UNIT.sub("", name), found[1] or found[2] or found[3]) if found else (name, "")


def _listed(text: str) -> list[str]:
    """Return the parts of a text between commas, of which those inside brackets count for nothing."""
    parts, depth = [""], 0
    for ch in text:
        depth += (ch in "{([") - (ch in "})]")
        if ch == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += ch
    return [part.strip() for part in parts]


def _one_by_one(name: str, value: str, unit: str, sign: str) -> list[str]:
    """'p_T(j_1), p_T(j_2) | 80, 40 GeV': return what is asked of each; without a sign, momenta have to be larger."""
    names, values = _listed(name), _listed(value)
    if len(names) != len(values) or len(names) < 2 or not all(map(VALUE.fullmatch, values)):
        return []
    parts = [VALUE.fullmatch(one) for one in values]
    unit = next((part["unit"] for part in reversed(parts) if part and part["unit"]), unit)
    signs = [part["sign"] or sign for part in parts if part]
    if not all(signs) and (any(signs) or not all(MOMENTUM.search(one) for one in names)):
        return []
    numbers = [part["number"] for part in parts if part]
    said = [f"{one} {sign or '>'} {number} {unit}" for one, sign, number in zip(names, signs, numbers, strict=True)]
    return [one.rstrip() for one in said]


def _whole(row: Row) -> list[str]:
    """Return cells, a sign that stands in one of its own put back to its number."""
    cells = list(row)
    for place in range(len(cells) - 1):
        if cells[place] in TORN:
            cells[place : place + 2] = ["", f"{cells[place]} {cells[place + 1]}"]
    return cells


def _names(cells: Row) -> int:
    """Return how many cells name the row: those before the first bare value, such as '< 5' or 'yes', else one."""
    bare = next((at for at, cell in enumerate(cells) if at and (BARE.match(cell) or answers(cell))), 1)
    return bare if any(cells[:bare]) else 1


def answers(cell: str) -> bool:
    """Whether a cell has a word that cells have instead of values, such as yes, veto and SF."""
    return cell.lower() in ANSWERS or cell.lower() in words()["cells"]


def _column(columns: Row, labels: int, place: int, *, alone: bool) -> list[str]:
    """Return the names of the columns that a value is in; one that stands between all of them is in each."""
    if place < len(columns) and columns[place]:
        return [columns[place]]
    named = [at for at in range(labels, len(columns)) if columns[at]]
    if alone and len(named) > 1:
        return [columns[at] for at in named]
    return [columns[min(named, key=lambda at: abs(at - place))]] if named else [""]


def _cones_above(above: Sequence[Row], label: str, names: int) -> dict[int, str]:
    """Return by column the cones that a row above gives for all rows of the same label."""
    for cells in reversed(above if label else []):
        if cells[0] != label:
            break
        values = {place: cell for place, cell in enumerate(cells) if place >= names and cell}
        if values and all(CONE.fullmatch(cell) for cell in values.values()):
            return {place: f" in a cone of {cell}" for place, cell in values.items()}
    return {}
