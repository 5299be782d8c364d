"""A running index and what it runs over: 'j_i, i = 1, 2, 3' and 'jet[i] for i in 0, 1, 2' are 'j_{1,2,3}'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cutbench.reading.normal import Token

INDEX = {"i", "k", "n"}  # j is a jet
EXTREMES = {"min", "max"}
LEADS_IN = {"for", "with", "where", "all", ","}
LISTED = re.compile(r"\{?(\d(?:,\d)+)\}?,?")
RANGE = re.compile(r"\{?(\d),?(?:[-–…:]|to|\.+)+,?\.?(\d)\}?,?")
REACHES = re.compile(r"(?P<name>[a-zγμτℓ]+)_?(?P<first>\d) [-–…] (?:(?P=name)_?)?(?P<last>\d)")
SEPARATES = {",", ".", "…", "-", "–", "{", "}", "to", "and"}


def without_index(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with numbers in the place of an index, if a clause says which and something has the index.

    A range of numbers, as of j_{1-3}, is written as a list, too.
    """
    tokens = _extremes_in_front([_listed(one) for one in _reaching(tokens)])
    for place, token in enumerate(tokens):
        clause = _clause(tokens, place) if token.text in INDEX and not token.scripts else None
        if clause:
            start, end, ranks = clause
            rest = [*tokens[:start], *tokens[end:]]
            numbered = _numbered(rest, token.text, ranks)
            if numbered:
                return tuple(numbered)
    return tuple(tokens)


def _reaching(tokens: Sequence[Token]) -> list[Token]:
    """Return 'jet1–3' and 'j_1 ... j_4' as 'jet_1–3' and 'j_1–4'."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        written = ["".join((one.text, *one.scripts)) for one in tokens[place : place + 3]]
        reach = REACHES.fullmatch(" ".join(written)) if place + 2 < len(tokens) else None
        if reach and int(reach["first"]) < int(reach["last"]):
            name = replace(tokens[place], text=reach["name"], end=tokens[place + 2].end)
            found.append(_with(name, [f"_{reach['first']}-{reach['last']}"]))
        else:
            found.append(tokens[place])
        place += 3 if reach else 1
    return found


def _listed(token: Token) -> Token:
    reach = [re.fullmatch(r"_(\d)[-–](\d)", one) for one in token.scripts]
    if token.text[:1].isupper() or not any(reach):  # SR_1-3 is a name
        return token
    lists = ("_" + ",".join(map(str, range(int(one[1]), int(one[2]) + 1))) if one else "" for one in reach)
    return _with(token, [new or old for new, old in zip(lists, token.scripts, strict=True)])


def _extremes_in_front(tokens: Sequence[Token]) -> list[Token]:
    """Return 'Δφ(j, MET)_min' as 'Δφ_min(j, MET)'."""
    found, opened = list(tokens), list[int]()
    for place, token in enumerate(tokens):
        if token.text == "(":
            opened.append(place)
        elif token.text == ")" and opened:
            head = opened.pop() - 1
            moved = [one for one in token.scripts if one[1:] in EXTREMES]
            if moved and head >= 0 and found[head].text[-1:].isalpha():
                found[head] = _with(found[head], [*found[head].scripts, *moved])
                found[place] = _with(token, [one for one in token.scripts if one not in moved])
    return found


def _clause(tokens: Sequence[Token], place: int) -> tuple[int, int, tuple[int, ...]] | None:
    """Return where 'for i = 1, 2, 3' starts and ends, and the ranks from 1 that it gives."""
    sign = tokens[place + 1].text if place + 1 < len(tokens) else ""
    end = place + 2
    while end < len(tokens) and (tokens[end].text in SEPARATES or re.fullmatch(r"\.?\d", tokens[end].text)):
        end += 1
    while end > place + 2 and tokens[end - 1].text in {",", "and", "to", "."}:
        end -= 1
    ranks = _ranks(sign, "".join(one.text for one in tokens[place + 2 : end]))
    if not ranks:
        return None
    start = place
    while start > 0 and tokens[start - 1].text in LEADS_IN:
        start -= 1
    if start > 0 and end < len(tokens) and tokens[start - 1].text == "(" and tokens[end].text == ")":
        start, end = start - 1, end + 1
    return start, end, ranks


def _ranks(sign: str, numbers: str) -> tuple[int, ...]:
    """Return the ranks from 1 that are listed without a gap; code counts from 0."""
    numbers = numbers.replace("and", ",").replace(",,", ",")
    listed, reach = LISTED.fullmatch(numbers), RANGE.fullmatch(numbers)
    found: list[int] = []
    if sign in {"≤", "<="} and numbers.isdigit():
        found = list(range(1, int(numbers) + 1))
    elif sign in {"=", "in", "∈"} and reach:
        found = list(range(int(reach[1]), int(reach[2]) + 1))
    elif sign in {"=", "in", "∈"} and listed:
        found = [int(one) for one in listed[1].split(",")]
    first = 0 if found[:1] == [0] else 1
    return tuple(one + 1 - first for one in found) if found == list(range(first, len(found) + first)) else ()


def _numbered(tokens: Sequence[Token], index: str, ranks: Sequence[int]) -> list[Token]:
    """Return tokens with the index replaced; none if nothing has it."""
    script = "_" + ",".join(map(str, ranks))
    found: list[Token] = []
    place, seen = 0, False
    while place < len(tokens):
        token = tokens[place]
        if [one.text for one in tokens[place + 1 : place + 4]] == ["[", index, "]"]:
            token, place, seen = _with(token, [*token.scripts, script]), place + 3, True
        elif f"_{index}" in token.scripts:
            new = () if token.text in EXTREMES else (script,)  # the least over i of what has the index
            token = _with(token, [s for one in token.scripts for s in (new if one == f"_{index}" else (one,))])
            seen = seen or bool(new)
        if token.text != f"_{index}":  # behind a macro, as in \min_i
            found.append(token)
        place += 1
    return found if seen else []


def _with(token: Token, scripts: Iterable[str]) -> Token:
    return replace(token, scripts=tuple(scripts))
