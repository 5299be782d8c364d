"""Writes 'at least one' for an article, where a text asks for an object to be there: 'we require a muon with ...'.

'A muon must have pT > 5 GeV' says what each muon has to be, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cutbench.reading.data import composites, words
from cutbench.reading.lexicon import categories_at, objects_at
from cutbench.reading.normal import Token
from cutbench.reading.parsing import EVENTS

ARTICLES = {"a", "an"}
TURNED = {"veto", "drop", "none", "not", "unless"}  # beside these it is asked for that none is there
COMPOSITES = {"MET", *composites()}
ENDS = {".", ",", ";", "(", "and", "or", "is", "are", "must", "has"}


def with_one_at_least(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write 'at least one' for the articles of objects that have to be there."""
    tokens = _with_none(tokens)
    if _is_turned(tokens):
        return tuple(tokens)
    wanted = {place for place in _wanted(tokens) if _is_of_one(tokens, place + 1)}
    made: list[Token] = []
    for place, token in enumerate(tokens):
        texts = ("at", "least", "one") if place in wanted else (token.text,)
        made += (replace(token, text=text) for text in texts)
    return tuple(made)


def leaves_one_open(tokens: Sequence[Token]) -> bool:
    """'We require a jet pT above 30 GeV': whether an article is left before what has to be there."""
    open_places = (_behind_kind(tokens, place + 1) for place in _wanted(tokens))
    return not _is_turned(tokens) and any(objects_at(tokens, place) for place in open_places)


def _is_turned(tokens: Sequence[Token]) -> bool:
    return any(categories_at(tokens, place) & TURNED for place in range(len(tokens)))


def _with_none(tokens: Sequence[Token]) -> Sequence[Token]:
    """'There must not be a muon': write 'no' for the article, and leave out 'not'."""
    said = [one.text.lower() for one in tokens]
    place = next((at for at in range(2, 4) if said[at : at + 2] == ["not", "be"]), 0)
    if said[:1] != ["there"] or not place or said[place + 2 : place + 3] not in (["a"], ["an"], ["any"]):
        return tokens
    return [*tokens[:place], tokens[place + 1], replace(tokens[place + 2], text="no"), *tokens[place + 3 :]]


def _wanted(tokens: Sequence[Token]) -> list[int]:
    """Return the places of articles behind 'we require', 'events contain' and the like, and before 'is required'."""
    said = [one.text.lower() for one in tokens]
    behind = _is_wanted_behind(said)
    found: list[int] = []
    for place in (at for at, text in enumerate(said) if text in ARTICLES):
        before = said[place - 1] if place else ""
        owned = before in words()["owning"] and EVENTS & set(said[:place])
        joined = before in {"and", "or"} and found
        if before in words()["wanting"] or owned or joined or (behind and not place):
            found.append(place)
    return found


def _is_wanted_behind(said: Sequence[str]) -> bool:
    """'... is required', '... must be present', but not '... is required to have'."""
    needing, present = words()["needing"], words()["present"]
    pairs = zip(said, said[1:], [*said[2:], ""], strict=False)
    return any(verb in {"is", "are", "be"} and word in {*needing, *present} and to != "to" for verb, word, to in pairs)


def _is_of_one(tokens: Sequence[Token], place: int) -> bool:
    """Whether an object comes, behind what kind of it, with its condition or alone: no 'muon trigger', no 'jet pT'."""
    found = [one for one in objects_at(tokens, _behind_kind(tokens, place)) if one[0].kind not in COMPOSITES]
    if not found or any(of.together or of.ranked for of, _ in found):
        return False
    end = max(end for _, end in found)
    while end < len(tokens) and tokens[end].text not in ENDS and categories_at(tokens, end) == {"skip"}:
        end += 1  # a muon candidate
    if end == len(tokens) or tokens[end].text in ENDS:
        return True
    return "with" in categories_at(tokens, end) and tokens[end].text != "to"


def _behind_kind(tokens: Sequence[Token], place: int) -> int:
    """Return where an object may be named, behind 'isolated, tight' and such words."""
    while place < len(tokens) and not objects_at(tokens, place):
        if not categories_at(tokens, place) & {"class", "flag"} and tokens[place].text != ",":
            break
        place += 1
    return place
