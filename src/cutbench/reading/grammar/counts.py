"""Numbers of objects, and what is asked of those that are counted.

`exactly two jets`, `no b-jets`, `at least four jets with pT > 30 GeV, two of which are b-tagged`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.making import ONE, as_bound, asked_alike, bound_of, condition_on, count_with
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_call, is_open, is_whole, objects_asked, wholes_in
from cutbench.reading.items import Bound, Obj, size_of


@rule("cond", "bound obj", cost=0.02)
def number_of(bound: Bound, obj: Obj) -> Any:
    """Return how many of some objects there are: at least two jets."""
    plain = bound.around is None and not obj.ranked and obj.kind != "MET"
    counted = plain and all(is_whole(number, 0) for _, number in bound.tests)
    return condition_on(size_of(obj), bound) if counted else None


@rule("cond", "exist num obj")
@rule("cond", "num obj", cost=0.6)
def exactly(number: t.Number, obj: Obj) -> Any:
    """Return that there are so many objects as a bare number says: two leptons."""
    return number_of(bound_of("=", number), obj)


@rule("cond", "exist obj", cost=0.1)
def one_or_more(obj: Obj) -> Any:
    """Return that there is at least one of some objects."""
    return number_of(bound_of(">=", ONE), obj)


@rule("cond", "none obj")
def _none(obj: Obj) -> Any:
    return number_of(bound_of("=", t.Number(0.0, "")), obj)


@rule("cond", "some num? obj has? cond")
def _some_of(*parts: Any) -> Any:
    """At least one of the two leptons must have pT > 25 GeV: the two are there already."""
    obj, condition = parts[-2:]
    counted = not obj.ranked and not obj.where and count_with(size_of(obj), condition)
    return counted and is_open(condition) and condition_on(counted, bound_of(">=", ONE))


@rule("cond", "none eithers")
def none_of_kinds(kinds: Any) -> Any:
    """No electrons or muons with pT > 10 GeV: what is asked of the last alone is asked of all."""
    *first, last = kinds
    asked = [obj.where for obj in first]
    if not any(asked):
        first = [asked_alike(obj.kind, last) for obj in first]
    elif not (all(asked) and last.where):
        return None
    none = [_none(obj) for obj in (*first, last)]
    return t.every(*none) if all(none) else None


@rule("cond", "either? num or num obj")
def _one_or_two(one: t.Number, other: t.Number, obj: Obj) -> Any:
    return _one_of_two(size_of(obj), "=", one, other) if is_whole(one, 0) and not obj.ranked else None


def _one_of_two(quantity: Any, op: str, one: t.Number, other: t.Number) -> Any:
    counted = op == "=" and is_call(quantity, "size") and other.value == one.value + 1
    return condition_on(quantity, Bound(((">=", one), ("<=", other)))) if counted else None


@rule("cond", "qty be num")
def _is_number(quantity: Any, number: t.Number) -> Any:
    return condition_on(quantity, bound_of("=", number)) if is_call(quantity, "size") else None


@rule("cond", "none obj be obj")
def _none_tagged(jets: Obj, tagged: Obj) -> Any:
    """No jet is b-tagged."""
    return _tagged(t.Number(0.0, ""), jets, tagged)


@rule("cond", "bound|num obj be obj")
def _tagged(bound: Any, jets: Obj, tagged: Obj) -> Any:
    """Exactly two jets must be b-tagged."""
    return number_of(as_bound(bound), tagged) if (jets, tagged) == (Obj("jet"), Obj("bjet")) else None


@rule("cond", "bound|num flag obj")
def _number_and_flag(bound: Any, flag: Any, obj: Obj) -> Any:
    """Exactly two SFOS leptons."""
    count = number_of(as_bound(bound), obj)
    each = is_open(flag) or obj.kind in composites()
    return t.every(count, flag) if count and not each else None


@rule("cond", "cond with|if cond", cost=0.02)
def counting(condition: Any, asked: Any) -> Any:
    """N_jets >= 4 with p_T^jet > 25 GeV."""
    if isinstance(condition, t.And):  # exactly two leptons of opposite charge with pT > 25 GeV
        number, *alike = condition.parts
        charges = all(isinstance(one, t.Not | t.Requirement) and not objects_asked(one) for one in alike)
        found = counting(number, asked) if charges and is_open(asked) else None
        return found and t.every(found, *alike)
    if not isinstance(condition, t.Requirement):
        return None
    counted = count_with(condition.quantity, asked)
    least = getattr(getattr(condition.test, "low", None), "value", 0.0)
    counts = is_call(condition.quantity, "size")
    if (
        not counted
        and counts
        and least >= 1
        and not is_open(asked)
        and not wholes_in(asked)
        and isinstance(asked, t.Requirement)
    ):
        return t.every(condition, asked)  # two jets with m_jj > 500 GeV
    return counted and replace(condition, quantity=counted)


@rule("cond", "cond ,|and? bound with obj|cond", cost=0.02)
def _and_some(counted: Any, bound: Bound, asked: Any, among: bool = False) -> Any:
    """At least two jets with pT > 20 GeV and at least one with pT > 60 GeV."""
    of: Any = getattr(counted, "quantity", None)
    if not is_call(of, "size"):
        return None
    if isinstance(asked, Obj):
        tagged = (of.arguments[0], asked) == (t.Name("jet"), Obj("bjet"))
        jets = Obj("jet", where=t.every(*of.arguments[1:]) if of.arguments[1:] else None)
        return t.every(counted, number_of(bound, asked_alike("bjet", jets))) if tagged else None
    asked = t.every(*of.arguments[1:], asked) if among else asked
    number = all(is_whole(number, 0) for _, number in bound.tests) and count_with(
        t.Call("size", of.arguments[:1]), asked
    )
    return t.every(counted, condition_on(number, bound)) if number else None


@rule("cond", "cond ,|and? bound|num which obj|cond", cost=0.02)
def _of_them(counted: Any, bound: Any, asked: Any) -> Any:
    """At least four jets, at least two of which are b-tagged; of at least five jets, two are at least two."""
    least = isinstance(counted, t.Requirement) and isinstance(counted.test, t.Interval) and counted.test.high is None
    return None if bound == ONE else _and_some(counted, as_bound(bound, ">=" if least else "="), asked, among=True)


@rule("cond", "cond ,|and? somewhich with? obj|cond", cost=0.02)
def _one_of_them(counted: Any, asked: Any) -> Any:
    return _of_them(counted, bound_of(">=", ONE), asked)
