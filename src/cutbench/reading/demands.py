"""What of a sentence is demanded, and what is the condition under which it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import words
from cutbench.reading.grammar import is_flag
from cutbench.reading.lexicon import categories_at
from cutbench.reading.normal import Token


def said_as_demanded(sentence: Any, tokens: Sequence[Token]) -> Any:
    """'Electrons must be isolated and have pT > 7 GeV' asks for both, and not for the one if the other."""
    condition, veto, of = sentence
    if not isinstance(condition, t.When) or condition.otherwise is not None:
        return sentence
    both = _accepts(tokens) or (_is_named(condition.condition) and _demands_flag(tokens))
    return (t.every(condition.condition, condition.then), veto, of) if both else sentence


def _accepts(tokens: Sequence[Token]) -> bool:
    """'Muons are accepted within |η| < 2.7 if pT > 5 GeV' asks for both; 'kept only if' is a phrase of its own."""
    for place in range(1, len(tokens)):
        verb = tokens[place - 1].text.lower() in words()["main verbs"]
        if verb and tokens[place].text.lower() in words()["accepting"] and "skip" in categories_at(tokens, place):
            behind = (tokens[at].text.lower() for at in range(place, len(tokens)) if "if" in categories_at(tokens, at))
            return next(behind, "") in words()["provided"]
    return False


def _is_named(condition: Any) -> bool:
    """Whether it is a word such as isolated, or one of two: one or three tracks."""
    match condition:
        case t.Or(parts):
            return all(map(_is_named, parts))
        case t.Requirement(_, t.Interval(low, high)):
            return low == high
    return is_flag(condition)


def _demands_flag(tokens: Sequence[Token]) -> bool:
    """Whether a flag stands behind 'must' and no word such as 'if' or 'with' between them."""
    demanded = False
    for place, token in enumerate(tokens):
        said = categories_at(tokens, place)
        demanded = demanded and not said & {"if", "with", "unless", "excluding"}
        demanded = demanded or token.text.lower() in words()["demanding"]
        if demanded and said & {"flag", "ident", "class"}:
            return True
    return False
