"""Writes names for what stands for objects that are named elsewhere: any two leptons a and b, the leading one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cutbench.reading.data import words
from cutbench.reading.existence import with_one_at_least
from cutbench.reading.lexicon import categories_at, load_lexicon, objects_at, unit_of
from cutbench.reading.normal import Token
from cutbench.reading.regions import without_titles_of_regions


def with_names(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write names for what stands for objects that are named elsewhere: any two leptons a and b, the leading one."""
    tokens = with_one_at_least(with_ranks_from_one(_with_extremes_in_front(tokens)))
    named = with_names_of_ones(with_names_behind_two(with_names_of_two(tokens)))
    return without_titles_of_regions(with_phrases_again(named))


def _with_extremes_in_front(tokens: Sequence[Token]) -> Sequence[Token]:
    """Write '40 GeV minimum pT' as 'minimum 40 GeV pT'."""
    for place, token in enumerate(tokens):
        start = place - 1 - (place > 1 and bool(unit_of(tokens[place - 1 : place])))
        extreme = token.text.lower() in words()["extremes"] and place > 0 and tokens[start].kind == "number"
        if extreme and not (start and "op" in categories_at(tokens, start - 1)):
            return [*tokens[:start], token, *tokens[start:place], *tokens[place + 1 :]]
    return tokens


def with_names_behind_two(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'Two muons ..., and these two must have ...': write the name of the objects behind 'two'."""
    made: list[Token] = []
    name: Sequence[Token] = ()
    for place, token in enumerate(tokens):
        made.append(token)
        if token.text.lower() not in {"two", "2"}:
            continue
        named = [end for value, end in objects_at(tokens, place + 1) if value.kind != "MET"]
        before, behind = (tokens[at].text.lower() if 0 <= at < len(tokens) else "" for at in (place - 1, place + 1))
        if named:
            name = tokens[place + 1 : max(named)]
        elif before in {"the", "these", "those"} and behind in words()["main verbs"]:
            made += (replace(one, start=token.start, end=token.end) for one in name)
    return tuple(made)


def with_phrases_again(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'The ratio of A to B is small ..., this ratio must ...': write the ratio of A to B for 'this ratio'."""
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        end = _end_of_quantity(tokens, place + 1) if tokens[place].text.lower() in {"this", "that"} else 0
        phrase = _phrase_of(tokens, place, end) if end else ()
        made += (replace(one, start=tokens[place].start, end=tokens[end - 1].end) for one in phrase)
        made += () if phrase else (tokens[place],)
        place = end if phrase else place + 1
    return tuple(made)


def _end_of_quantity(tokens: Sequence[Token], place: int) -> int:
    ends = (end for category, _, end in load_lexicon().at(tokens, place) if category in {"prop", "fn"})
    return max(ends, default=place + 1 if tokens[place : place + 1] and tokens[place].text == "ratio" else 0)


def _phrase_of(tokens: Sequence[Token], place: int, end: int) -> Sequence[Token]:
    """Return what was said of what was called the same before: 'ratio of MET to HT'."""
    noun = [one.text.lower() for one in tokens[place + 1 : end]]
    for start in range(place - len(noun) - 1):
        behind = start + len(noun)
        if [one.text.lower() for one in tokens[start:behind]] == noun and tokens[behind].text in {"of", "between"}:
            first = start - (start > 0 and _end_of_quantity(tokens, start - 1) == behind)  # the transverse mass of
            stops = (at for at in range(behind, place) if tokens[at].text.lower() in {",", ";", *words()["main verbs"]})
            return tokens[first : next(stops, behind)]
    return ()


def with_ranks_from_one(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Where a text has l0, it counts from zero: write l1 and l2 for l0 and l1."""
    pieces = ["|".join((token.text, *token.scripts)) if token.kind == "word" else "" for token in tokens]
    from_zero = {letter for piece in pieces for letter, _, rank in ranked_letter().findall(piece) if rank == "0"}

    def counted(found: re.Match[str]) -> str:
        letter, between, rank = found.groups()
        return f"{letter}{between}{int(rank) + (letter in from_zero)}"

    if not from_zero:
        return tuple(tokens)
    texts = [ranked_letter().sub(counted, piece).split("|") for piece in pieces]
    return tuple(
        replace(token, text=text[0], scripts=tuple(text[1:])) if token.kind == "word" else token
        for token, text in zip(tokens, texts, strict=True)
    )


@cache
def ranked_letter() -> re.Pattern[str]:
    """The letter of an object with its rank, l0 or l_0, in what stands on the line and what is raised or lowered."""
    return re.compile(rf"(?<![^\W\d_])([{''.join(load_lexicon().letters)}])((?:\|_)?)(\d)(?!\d)")


def with_names_of_ones(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'Two jets, the leading one ...': write the name of the objects for 'one' behind a rank."""
    if not {"one", "ones"} & {token.text for token in tokens}:
        return tuple(tokens)
    made: list[Token] = []
    name: Sequence[Token] = ()
    end = 0  # of the name: a jet in 'b-tagged jet' is none of its own
    for place, token in enumerate(tokens):
        if name and _is_some_one(tokens, place):
            made = _without_whole(made)
            made += (token, *(replace(each, start=token.start, end=token.end) for each in name))
            continue
        if name and _is_one_of_a_rank(tokens, place):
            made += (replace(each, start=token.start, end=token.end) for each in name)
            continue
        named = [behind for value, behind in objects_at(tokens, place) if value.kind != "MET" and place >= end]
        name, end = (tokens[place : named[0]], named[0]) if named else (name, end)
        made.append(token)
    return tuple(made)


def _without_whole(before: list[Token]) -> list[Token]:
    """'Of the three leptons, at least ...': leave out what does not ask that there are three."""
    commas = [place for place, one in enumerate(before) if one.text == ","]
    return before[commas[0] + 1 :] if commas and before[0].text.lower() == "of" else before


def _is_some_one(tokens: Sequence[Token], place: int) -> bool:
    """At least one must have ..., exactly one has to be ...: one of those that were named before."""
    said = [one.text.lower() for one in tokens[max(0, place - 1) : place + 2]]
    return len(said) == 3 and said[0] in {"least", "exactly"} and said[1] == "one" and said[2] in words()["main verbs"]


def _is_one_of_a_rank(tokens: Sequence[Token], place: int) -> bool:
    """The leading one, the leading b-tagged one; but not 'one' with a number behind."""
    if tokens[place].text not in {"one", "ones"} or "num" in categories_at(tokens, place + 1):
        return False
    return any("rank" in categories_at(tokens, before) for before in range(max(0, place - 2), place))


def with_names_of_two(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write l1 and l2 for the names in 'any two leptons a and b', and for 'the two' behind 'any two leptons'."""
    found = _any_two(tokens)
    if found is None:
        return tuple(tokens)
    kind, names, gone = found
    letter = next((letter for letter, name in load_lexicon().letters.items() if name == kind), "")
    said = {name: f"{letter}{rank}" for rank, name in enumerate(names, 1)}
    made: list[Token] = []
    for place, token in enumerate(tokens):
        if place in gone or not letter:
            continue
        if token.text in said:
            made.append(replace(token, text=said[token.text]))
        elif _is_the_two(tokens, place):
            made.append(replace(token, text=f"{letter}1{letter}2"))
        elif not (place and _is_the_two(tokens, place - 1)):
            made.append(token)
    return tuple(made)


def _any_two(tokens: Sequence[Token]) -> tuple[str, tuple[str, ...], range] | None:
    """Return the kind of the objects, their names, and the places where these are given."""
    for place in range(len(tokens)):
        here = {category: end for category, _, end in load_lexicon().at(tokens, place)}
        at = here.get("anytwo") or (here["combinations"] + 1 if "combinations" in here else 0)
        kinds = [(value.kind, end) for value, end in objects_at(tokens, at)] if at else []
        if "anytwo" in here and kinds:
            kind, end = kinds[0]
            names = [one.text for one in tokens[end : end + 3]]
            given = len(names) == 3 and names[1] == "and" and len(names[0]) == len(names[2]) == 1
            return (kind, (names[0], names[2]), range(end, end + 3)) if given else (kind, (), range(0))
        if "combinations" in here and kinds and place > 2:
            return kinds[0][0], (tokens[place - 3].text, tokens[place - 1].text), range(0)
    return None


def _is_the_two(tokens: Sequence[Token], place: int) -> bool:
    """The two, and not the two leading jets."""
    if [one.text.lower() for one in tokens[place : place + 2]] != ["the", "two"]:
        return False
    return not categories_at(tokens, place + 2) & {"obj", "rank", "class", "flag"}
