"""Rows of tables, by themselves: what is bounded, and the bound; or one bound for each region."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cutbench.errors import CutbenchError
from cutbench.language import Head, Language, print_statement
from cutbench.reading.data import words
from cutbench.reading.items import Region
from cutbench.reading.lexicon import objects_at
from cutbench.reading.normal import normal
from cutbench.reading.regions import region_at
from cutbench.reading.rules import Read, read_by_rules

UNIT = re.compile(r"\[([^\[\]]+)\]\s*$")  # 'p_T [GeV]'
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def read_row(cells: Sequence[str], language: Language, kind: str = "event") -> Read:
    """Read a row of its own: what is bounded, and the bound; or one for each region, as in SR1: > 200 GeV."""
    values = [cell.partition(":") for cell in cells[1:]]
    regions = _regions([name for name, colon, _ in values if colon])
    if len(regions) < len(values):
        found = _said(" ".join(cells[:-1]), cells[-1], language, kind)
        return Read(tuple(found), "" if found else "the row is not understood")
    said = [_said(cells[0], value.strip(), language, kind) for *_, value in values]
    if not all(said):
        return Read(problem="the row is not understood")
    return Read(tuple(_in_region(one, regions[at], language) for at, some in enumerate(said) for one in some))


def _regions(names: Sequence[str]) -> dict[int, Region]:
    """Return the regions among names, by their place."""
    found = {}
    for place, name in enumerate(names):
        tokens = normal(name)
        region = [value for category, value, _ in region_at(tokens, 0) if category == "region"] if tokens else []
        if region:
            found[place] = replace(region[0], name=re.sub(r"\s+", "_", re.sub(r"[{}\\$]", "", name)))
    return found


def _said(name: str, cell: str, language: Language, kind: str = "event") -> list[str]:
    """Return the statements of a cell, all of its parts or none."""
    unit = UNIT.search(name)
    bare = UNIT.sub("", name).strip()
    names, parts = bare.split(", "), re.split(r", (?=[<>≤≥=])", cell)
    pairs = list(zip(names, parts, strict=False)) if len(names) == len(parts) > 1 else [(bare, cell)]
    read = [_one(one, part, unit[1] if unit else "", language, kind) for one, part in pairs]
    return [text for some in read for text in some] if all(read) else []


def _one(name: str, cell: str, unit: str, language: Language, kind: str) -> tuple[str, ...]:
    cell = words()["cells"].get(cell.lower(), cell)
    cell = f"= {cell}" if NUMBER.fullmatch(cell) else cell
    with_unit = f"{cell} {unit}".strip()
    counted = _is_collection(name)
    first = f"{cell} {name}" if counted and cell[:1] != "=" else f"{name} {with_unit}"
    for text in [first, *[f"number of {name} {cell}"] * counted]:
        found = read_by_rules(text, language, kind).statements
        if found:
            return found
    return ()


def _is_collection(name: str) -> bool:
    tokens = normal(name)
    return any(end == len(tokens) and value.kind != "MET" for value, end in objects_at(tokens, 0))


def _in_region(text: str, region: Region, language: Language) -> str:
    """Return what was read of events or objects as asked in a region."""
    statement = language.parse(text)
    try:
        moved = replace(statement, head=Head("region", region.name, region.kind))
        return print_statement(language.parse(print_statement(moved)))
    except CutbenchError:
        return text
