"""Conditions of conditions: and, or, not.

`pT > 20 GeV and |η| < 2.5`, `either two electrons or two muons`, `not isolated`.
"""

from __future__ import annotations

from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import is_of_every_two
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import counts_filtered, is_call


@rule("cond", "not cond", cost=0.1)
def _not(condition: Any) -> Any:
    """Of one requirement: how far a 'not' reaches is unclear of two."""
    return t.Not(condition) if isinstance(condition, t.Requirement) else None


@rule("cond", "cond and|, cond")
def _and(one: Any, other: Any) -> Any:
    """What 'A and B or C' means is unclear, as is 'A if B and C'."""
    kinds = {type(one), type(other)}
    if is_of_every_two(one) and any(isinstance(node, t.Item) for node in t.walk(other)):
        return None
    return None if t.Or in kinds or (t.When in kinds and len(kinds) > 1) else t.every(one, other)


@rule("cond", "cond and ( cond )", "( cond ) and cond", "( cond ) and ( cond )")
def _and_in_brackets(one: Any, other: Any) -> Any:
    return t.every(one, other)


@rule("cond", "cond and either cond or cond")
def _and_either(one: Any, *others: Any) -> Any:
    return t.every(one, t.either(*others))


@rule("cond", "either cond or cond", "( cond ) or cond", "( cond ) or ( cond )", "cond or ( cond )")
def _either(one: Any, other: Any) -> Any:
    triggers = [is_call(getattr(each, "quantity", None), "trigger") for each in (one, other)]
    if counts_filtered(other) and not counts_filtered(one):
        return None  # 'two electrons or two muons with pT > 25 GeV'
    return None if t.When in {type(one), type(other)} or any(triggers) else t.either(one, other)


@rule("cond", "cond , cond or cond", "cond , cond , or cond")
def _one_of_three(*parts: Any) -> Any:
    plain = all(isinstance(part, t.Requirement) for part in parts)
    return t.either(*parts) if plain else None


@rule("cond", "cond or with|if? cond")
def _or(one: Any, other: Any) -> Any:
    return None if t.And in {type(one), type(other)} else _either(one, other)
