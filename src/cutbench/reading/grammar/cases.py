"""Conditions that hold in one case: if, else, for one flavour or channel.

`if the leptons are muons, ...`, `χ² < 6 (4μ) or < 9 (other channels)`, `ΔR > 0.2, and 0.1 otherwise`.
"""

from __future__ import annotations

from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import bound_of, condition_on, is_of_every_two, of_every_two
from cutbench.reading.grammar.pairs import alike_leptons
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_call, objects_asked, of_those_there, op_of
from cutbench.reading.items import Bound, Obj


@rule("cond", "cond if chan", "cond ( chan )")
def _in_channel(condition: Any, channel: Any) -> Any:
    """χ² < 6 for 4μ; what is asked of other channels is not said without naming them."""
    return None if channel == "others" or isinstance(condition, t.When) else t.When(channel, condition)


@rule("cond", "qty bound if both obj")
def _for_pairs(quantity: Any, bound: Bound, how: str, obj: Obj) -> Any:
    """ΔR > 0.1 for same-flavour pairs."""
    distance = isinstance(quantity, t.Call) and quantity.function in {"dR", "dphi", "deta"}
    alike = alike_leptons(how) if distance and obj == Obj("pair") else None
    return alike and of_every_two("lepton", t.When(alike, condition_on(quantity, bound)))


@rule("cond", "cond else nothing")
def _else_nothing(condition: Any) -> Any:
    return condition if isinstance(condition, t.When) else None


@rule("cond", "both event :? cond")
def _when_alike(how: str, condition: Any) -> Any:
    return _when(alike_leptons(how), condition)


@rule("cond", "cond both event")
def _when_alike_behind(condition: Any, how: str) -> Any:
    return _when_alike(how, condition)


@rule("cond", "if cond :|,? cond", "if event with|has cond :|,? cond")
def _when(asked: Any, condition: Any) -> Any:
    return None if isinstance(asked, t.When) else t.When(of_those_there(asked), condition)


@rule("cond", "cond if cond", cost=0.05)
def _when_behind(condition: Any, asked: Any) -> Any:
    counts = is_call(getattr(asked, "quantity", None), "size") and objects_asked(condition)
    if is_of_every_two(condition) or counts:
        return None  # 'for each of the four leptons' is no condition
    return None if t.When in {type(condition), type(asked)} else t.When(asked, condition)


@rule("cond", "cond and|,? bound if cond")
def _else(condition: Any, bound: Bound, asked: Any) -> Any:
    """> 0.6 if MET <= 250 GeV, > 0.4 if MET > 250 GeV."""
    if not isinstance(condition, t.When) or not isinstance(condition.then, t.Requirement) or isinstance(asked, t.When):
        return None
    return t.every(condition, t.When(asked, condition_on(condition.then.quantity, bound)))


@rule("cond", "cond and|, bound if bound")
def _else_of_it(condition: Any, bound: Bound, asked: Bound) -> Any:
    """... if MET is 250 GeV or less, and above 0.4 if it is more."""
    if not isinstance(condition, t.When) or not isinstance(condition.condition, t.Requirement):
        return None
    return _else(condition, bound, condition_on(condition.condition.quantity, asked))


@rule("cond", "cond ,|and? else :? cond|bound")
def _otherwise(condition: Any, other: Any) -> Any:
    if not isinstance(condition, t.When) or t.When in {type(condition.condition), type(other)}:
        return None
    if isinstance(other, Bound):
        other = condition_on(condition.then.quantity, other) if isinstance(condition.then, t.Requirement) else None
    return other and t.every(condition, t.When(t.Not(condition.condition), other))


@rule("cond", "qty op ( num if cond else num )", "qty op num if cond else num")
def _number_by_case(quantity: Any, op: str, one: t.Number, asked: Any, other: t.Number) -> Any:
    first, second = (condition_on(quantity, bound_of(op, number)) for number in (one, other))
    return None if isinstance(asked, t.When) else _otherwise(t.When(asked, first), second)


@rule("cond", "qty bound if both ,|or|and? bound if both obj")
def _by_case_of_pairs(quantity: Any, one: Bound, first: str, other: Bound, *rest: Any) -> Any:
    """ΔR(l, l') > 0.1 for same-flavour, > 0.2 for different-flavour pairs: of all of them."""
    distance = isinstance(quantity, t.Call) and quantity.function in {"dR", "dphi", "deta"}
    both = _by_case(quantity, one, alike_leptons(first), other, alike_leptons(rest[0]))
    return of_every_two("lepton", both) if distance and rest[1] == Obj("pair") else None


@rule("case", "chan")
@rule("case", "both event?")
def _case(what: Any) -> Any:
    return alike_leptons(what) if isinstance(what, str) and what != "others" else what


@rule("cond", "qty bound ( case ) ,|or|and? bound ( case )", "qty bound if case ,|or|and? bound if? case")
def _by_case(quantity: Any, one: Bound, first: Any, other: Bound, second: Any) -> Any:
    """χ² < 6 (4μ) or < 9 (other channels); MET > 45 GeV (SF), > 20 GeV (DF)."""
    then, otherwise = condition_on(quantity, one), condition_on(quantity, other)
    if first in ("others", second):
        return None
    last = _otherwise(t.When(first, then), otherwise) if second == "others" else None
    return last or t.every(t.When(first, then), t.When(second, otherwise))


@rule("cond", "cond ,|and? num else")
def _number_otherwise(condition: Any, number: t.Number) -> Any:
    """MET > 45 GeV for same-flavour events, 20 GeV otherwise."""
    op = op_of(condition.then) if isinstance(condition, t.When) else ""
    return _otherwise(condition, bound_of(op, number)) if op else None


@rule("cond", "cond ,|and? bound if op qty")
def _beyond(condition: Any, bound: Bound, op: str, quantity: Any) -> Any:
    """... above 0.6 for MET up to 250 GeV, above 0.4 for larger MET."""
    asked = getattr(condition, "condition", None)
    if not isinstance(asked, t.Requirement) or asked.quantity != quantity or not isinstance(asked.test, t.Interval):
        return None
    beyond = {"<": asked.test.low, ">": asked.test.high}.get(op)
    once = beyond is not None and None in {asked.test.low, asked.test.high}
    return _otherwise(condition, bound) if once else None
