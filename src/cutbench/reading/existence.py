"""Writes 'at least one' for an article, where a text asks for an object to be there: 'we require a muon with ...'.

'A muon must have pT > 5 GeV' says what each muon has to be, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cutbench.reading.data import composites, words
from cutbench.reading.lexicon import categories_at, objects_at
from cutbench.reading.normal import Token

ARTICLES = {"a", "an"}
TURNED = {"veto", "drop", "none", "not", "unless"}  # beside these it is asked for that none is there
EVENTS = {"event", "events"}
ENDS = {".", ",", ";", "(", "and", "or", "is", "are", "must", "has"}


def with_one_at_least(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write 'at least one' for the articles of objects that have to be there."""
    said = [one.text.lower() for one in tokens]
    if not ARTICLES & set(said) or any(categories_at(tokens, place) & TURNED for place in range(len(tokens))):
        return tuple(tokens)
    wanted = _is_wanted_behind(said)
    made: list[Token] = []
    for place, token in enumerate(tokens):
        if said[place] in ARTICLES and _is_of_one(tokens, place + 1):
            before = said[place - 1] if place else ""
            joined = before in {"and", "or"} and any(one.text == "least" for one in made)
            owned = before in words()["owning"] and EVENTS & set(said[:place])
            if before in words()["wanting"] or owned or joined or (wanted and not place):
                made += (replace(token, text=text) for text in ("at", "least", "one"))
                continue
        made.append(token)
    return tuple(made)


def _is_wanted_behind(said: Sequence[str]) -> bool:
    """'... is required', '... must be present', but not '... is required to have'."""
    pairs = zip(said, said[1:], [*said[2:], ""], strict=False)
    needing, present = words()["needing"], words()["present"]
    return any(verb in {"is", "are", "be"} and word in {*needing, *present} and to != "to" for verb, word, to in pairs)


def _is_of_one(tokens: Sequence[Token], place: int) -> bool:
    """Whether an object comes, behind what kind of it, with its condition or alone: no 'muon trigger', no 'jet pT'."""
    while place < len(tokens) and categories_at(tokens, place) & {"class", "flag"} and not objects_at(tokens, place):
        place += 1
    found = [(of, end) for of, end in objects_at(tokens, place) if of.kind not in {"MET", *composites()}]
    if not found or any(of.together or of.ranked for of, _ in found):
        return False
    end = max(end for _, end in found)
    return end == len(tokens) or tokens[end].text in ENDS or "with" in categories_at(tokens, end)
