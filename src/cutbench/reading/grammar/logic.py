"""Conditions of conditions: and, or, not.

`pT > 20 GeV and |η| < 2.5`, `either two electrons or two muons`, `not isolated`.
"""

from __future__ import annotations

from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import is_of_every_two
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_call, is_negated, is_open, objects_in, quantities_in


@rule("cond", "failing either cond or cond")
def _failing_either(*conditions: Any) -> Any:
    """Events failing either of two requirements."""
    return t.either(*map(t.Not, conditions)) if all(isinstance(one, t.Requirement) for one in conditions) else None


@rule("flag", "not|failing flag")
@rule("cond", "not|failing cond", cost=0.1)
def _not(condition: Any) -> Any:
    """Of one requirement: how far a 'not' reaches is unclear of two."""
    return t.Not(condition) if isinstance(condition, t.Requirement) else None


@rule("cond", "cond and|, cond", "cond and|, within cond")
def _and(one: Any, other: Any) -> Any:
    """What 'A and B or C' means is unclear, as is 'A if B and C'."""
    kinds = {type(each) for each in (one, other) if not (isinstance(each, t.Or) and len(quantities_in(each)) == 1)}
    if _is_of_several_and_open(one, other) or (is_negated(one) and not is_negated(other)):
        return None
    if is_of_every_two(one) and any(isinstance(node, t.Item) for node in t.walk(other)):
        return None
    return None if t.Or in kinds or (t.When in kinds and len(kinds) > 1) else t.every(one, other)


def _parts_of(*conditions: Any) -> list[Any]:
    return [part for one in conditions for part in (one.parts if isinstance(one, t.And) else (one,))]


def _is_of_several_and_open(one: Any, other: Any) -> bool:
    """'For muons pT > 5 GeV, for electrons pT > 7 GeV and |η| < 2.5': of what is the last asked?"""
    parts = _parts_of(one, other)
    return len({kind for part in parts for kind in objects_in(part)}) > 1 and any(map(is_open, parts))


@rule("cond", "cond , with cond")
def _with(one: Any, other: Any) -> Any:
    """MET > 500 GeV, with m_jj > 600 GeV: neither is asked of what the other names."""
    of_others = any(is_open(part) or objects_in(part) for part in _parts_of(one, other))
    defines = isinstance(other, t.Requirement) and isinstance(other.quantity, t.Symbol)  # with y_B = (y_1 + y_2) / 2
    return None if of_others or defines else _and(one, other)


@rule(
    "cond",
    "cond and|placed ( cond )",
    "cond ( and cond )",
    "( cond ) and cond",
    "( cond ) and ( cond )",
    "cond and either cond or cond",
)
def _and_clearly(one: Any, *others: Any) -> Any:
    """A and (B or C), A and either B or C."""
    return t.every(one, t.either(*others))


@rule("cond", "either cond or cond", "( cond ) or cond", "( cond ) or ( cond )", "cond or ( cond )")
def _either(*parts: Any) -> Any:
    """Either two electrons or two muons."""
    first, *_, last = parts
    if _counts_filtered(last) and not _counts_filtered(first):
        return None  # 'two electrons or two muons with pT > 25 GeV'
    triggers = any(is_call(getattr(each, "quantity", None), "trigger") for each in parts)
    return None if triggers or t.When in set(map(type, parts)) else t.either(*parts)


@rule("cond", "cond or with|if? cond", "cond , cond ,? or cond")
def _or(*parts: Any) -> Any:
    """MET > 200 GeV or HT > 500 GeV; A, B or C."""
    return None if t.And in set(map(type, parts)) else _either(*parts)


def _counts_filtered(condition: Any) -> bool | None:
    """Whether only some of a kind are counted, None where nothing is."""
    counts: list[Any] = [node for node in t.walk(condition) if is_call(node, "size")]
    return any(len(node.arguments) > 1 for node in counts) if counts else None
