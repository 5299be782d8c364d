"""The lines of a list: what is written around a requirement, as bullets, emphasis, titles and comments in code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cutbench.reading.context import objects_named
from cutbench.reading.data import words
from cutbench.reading.grammar import LEPTONS
from cutbench.reading.lexicon import load_lexicon
from cutbench.reading.normal import Token, normal
from cutbench.reading.regions import region_at

BULLET_SIGNS = "•●◦▪■□◆‣∙►▶➤✓✔○*–—-"
# A sign, number or letter that an item begins with; `(e)` would be an electron.
BULLET = re.compile(
    rf"(?:[{BULLET_SIGNS}]|\d{{1,2}}[.)]|\((?:[a-df-h]|[ivx]{{1,4}}|\d{{1,2}})\)|\$?\^\{{?\d+\}}?\$?)\s+(?=\S)"
)
EMPHASIS = re.compile(r"(?<![\w*])(?:\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*|__(?=\S)([^_\n]+?)(?<=\S)__)(?!\w)")
CELLS = re.compile(r"\s+(?:\||(?<!\\)&)\s+|\t")
END_OF_ROW = re.compile(r"\s*\\\\.*$")
COMMENT = re.compile(r"(?<=\S)\s+(?:#|//)\s*(?=\S)")
LONGEST_TITLE = 8  # tokens
# What narrows or turns round what follows, and so is no mere title.
TELLING = {"num", "op", "behind", "flag", "chan", "drop", "not", "if", "unless", "excluding", "else", "other",
           "rest", "class", "symbol", "unasked", "zveto", "remark", "region", "kind", "region kind", "only_if",
           "outside", "either", "any", "each", "trigger", "or_of", "some"}  # fmt: skip
ALONE = {"background", "backgrounds"}  # what stands in it; 'background rejection' is a purpose
SAID_AGAIN = {
    "both": ("charge", "flavour", "sfos"),
    "veto": ("reject", "not ", "== 0", "!="),
    "none": ("reject", "== 0"),
}


@dataclass(frozen=True)
class Titled:
    """A requirement behind a title, with the objects that the title names; a statement has to hold one of `needs`."""

    text: str
    needs: tuple[tuple[str, ...], ...] = ()


def without_bullet(text: str) -> str:
    """Return an item of a list without the sign, number or letter in front of it."""
    found = BULLET.match(text)
    return text[found.end() :] if found else text


def without_markup(text: str) -> str:
    """Return a line without emphasis; a row of two cells as what its first cell says of the second.

    >>> without_markup("| **MET** | > 200 GeV |")
    'MET: > 200 GeV'
    """
    bare = EMPHASIS.sub(r"\1\2", text)
    cells = cells_of(bare) if bare.startswith("|") else []
    return ": ".join(cells) if len(cells) == 2 else bare


def cells_of(text: str) -> list[str]:
    """Return the cells of a row of a table, none for what is no row; its first cell compares nothing.

    >>> cells_of("leading jet $p_T$ & $> 70$ GeV")
    ['leading jet $p_T$', '$> 70$ GeV']
    """
    cells = CELLS.split(END_OF_ROW.sub("", text).strip().removeprefix("| ").removesuffix(" |"))
    compared = any(one.kind == "sign" and one.text in "<>≤≥=" for one in normal(cells[0]))
    return [] if len(cells) < 2 or not all(cells) or compared else cells


def comment_of(text: str) -> tuple[str, str]:
    """Return a line of code and its comment, '' where it has none."""
    found = COMMENT.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def below_title(text: str) -> Titled | None:
    """'Muon kinematics: pT > 25 GeV': return what is said of muons, None if the title may narrow what follows."""
    tokens = normal(text)
    colon = next((at for at, one in enumerate(tokens[:LONGEST_TITLE]) if one.text == ":"), 0)
    title, rest = tokens[:colon], tokens[colon + 1 :]
    objects, others = list(objects_named(title)), {obj.kind for *_, obj in objects_named(rest)}
    named = {place for start, end, _ in objects for place in range(start, end)}
    said = [(title[place], categories) for place, categories in _categories(title) if place not in named]
    places = words()["places without bounds"]
    narrows = any(categories & {"failing", "objs"} or one.text.lower() in places for one, categories in said)
    narrows |= {one.text.lower() for one in title} <= ALONE or any("pairof" in found for _, found in _categories(title))
    if narrows or not title or not rest or not all(_is_title(*one) for one in said):
        return None
    needs = tuple(SAID_AGAIN[name] for name in SAID_AGAIN for _, categories in said if name in categories)
    behind = text[rest[0].start :]
    kinds = {obj.kind for *_, obj in objects}
    if kinds <= others or (kinds == {"lepton"} and others and others <= LEPTONS):
        return Titled(behind, needs)
    if others or len(objects) != 1:
        return None
    start, end, _ = objects[0]
    words_of = text[title[start].start : title[end - 1].end]
    return Titled(f"{words_of}: {behind}", needs) if end - start < len(title) else None


def below_inner_title(text: str) -> str:
    """Return 'Muons: |η| < 2.7' of 'Muons: Kinematics: |η| < 2.7', '' if the second title may narrow it."""
    first, colon, rest = text.partition(": ")
    inner = below_title(rest) if colon and ": " in rest else None
    return f"{first}: {inner.text}" if inner and not inner.needs else ""


def _categories(tokens: Sequence[Token]) -> Iterator[tuple[int, set[str]]]:
    """Yield where each phrase begins, and what it may be."""
    place = 0
    while place < len(tokens):
        found = [*load_lexicon().at(tokens, place), *region_at(tokens, place)]
        yield place, {category for category, *_ in found}
        place = max((end for *_, end in found), default=place + 1)


def _is_title(token: Token, categories: set[str]) -> bool:
    if not categories:
        return token.text.lower() in words()["titles"] or token.text in {"-", "/", "&", "(", ")"}
    return not categories & TELLING - ({"class"} if "veto" in categories else set())
