"""Regions that a text names: SR-2b, the validation region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cutbench.reading.data import words
from cutbench.reading.items import Region
from cutbench.reading.normal import Token

LONGEST_TITLE = 6  # words in front of the name of a region


def without_titles_of_regions(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'The W+jets control region CRW': leave out what it is called, which asks nothing beside its name."""
    gone: set[int] = set()
    for place in range(len(tokens)):
        kinds = [end for category, _, end in region_at(tokens, place) if category == "kind"]
        if kinds and regions_in(tokens[kinds[0] :], 1):
            gone |= set(range(_title_before(tokens, place), place))
    return tuple(token for place, token in enumerate(tokens) if place not in gone)


def _title_before(tokens: Sequence[Token], end: int) -> int:
    """Return where a title of a few words begins, behind its article."""
    for place in range(end - 1, max(end - LONGEST_TITLE, 0) - 1, -1):
        if tokens[place].text.lower() in {"the", "a", "an"}:
            return place + 1
        if tokens[place].kind == "number" or tokens[place].text in {",", ";", ":", "(", "and"}:
            break
    return end


def regions_in(tokens: Sequence[Token], before: int | None = None) -> list[Region]:
    """Return the regions that a text names, in order; only those whose names begin `before` a token, if it is given."""
    places = range(len(tokens))[:before]
    return [value for at in places for category, value, _ in region_at(tokens, at) if category == "region"]


def speaks_of_region(tokens: Sequence[Token]) -> bool:
    """Whether a text names a region, or speaks of one without its name, as 'the control region' does."""
    return any(region_at(tokens, at) for at in range(len(tokens)))


def region_at(tokens: Sequence[Token], start: int) -> list[tuple[str, Any, int]]:
    """A name that begins with SR, CR or VR, with what hangs on it by hyphens; or a kind, as in validation region."""
    kinds = words()["region kinds"]
    token, behind = tokens[start], tokens[start + 1].text.lower() if start + 1 < len(tokens) else ""
    if token.text.lower() == "preselection":
        return [("region", Region("preselection", "preselection"), start + 1)]
    if token.text.lower() in kinds and not token.text.isupper():
        return [("kind", kinds[token.text.lower()], start + 1 + (behind in {"region", "regions"}))]
    if token.text.lower() in {"region", "regions"}:
        return region_at(tokens, start + 1) if behind[:2].upper() in kinds else []
    if token.text[:2] not in kinds:
        return []
    name, end = token.text + "".join(script.replace(" ", "_") for script in token.scripts), start + 1
    while end + 1 < len(tokens) and tokens[end].text in {"-", "_"} and tokens[end].glued and tokens[end + 1].glued:
        name, end = f"{name}-{tokens[end + 1].text}", end + 2
        while end < len(tokens) and tokens[end].glued and tokens[end].kind != "sign":  # SR-2b is of three tokens
            name, end = f"{name}{tokens[end].text}", end + 1
    end += end < len(tokens) and tokens[end].text.lower() == "region"
    several = name in kinds or name.removesuffix("s") in kinds  # 'all SRs' is no name
    return [] if several else [("region", Region(name, kinds[token.text[:2]]), end)]
