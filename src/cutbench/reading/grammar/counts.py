"""Numbers of objects, and what is asked of those that are counted.

`exactly two jets`, `no b-jets`, `at least four jets with pT > 30 GeV, two of which are b-tagged`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import system_of
from cutbench.reading.grammar.making import (
    ONE,
    TWO,
    as_bound,
    asked_alike,
    bound_of,
    condition_on,
    count_with,
    is_plain,
    pick,
)
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import (
    THIS,
    compares_leptons,
    is_call,
    is_mixed,
    is_open,
    is_whole,
    objects_asked,
    op_of,
    quantities_in,
    wholes_in,
    with_owner,
)
from cutbench.reading.items import LIGHT, Bound, Obj, of_one, size_of


@rule("cond", "obj : count? bound", cost=0.02)
def _listed_number(obj: Obj, *bound: Any) -> Any:
    """Jets: at least four, jets: N >= 4."""
    return number_of(bound[-1], obj)


@rule("qty", "count ( obj : cond )")
def _number_with(_count: str, obj: Obj, condition: Any) -> Any:
    """n(μ: |z0| > 1 mm)."""
    return None if obj.ranked or obj.where else count_with(size_of(obj), condition)


@rule("cond", "bound obj", cost=0.02)
def number_of(bound: Bound, obj: Obj) -> Any:
    """Return how many of some objects there are: at least two jets."""
    plain = bound.around is None and not obj.ranked and obj.kind != "MET"
    plain = plain and not any(op == ">=" and getattr(number, "value", 1) == 0 for op, number in bound.tests)
    counted = plain and all(is_whole(number, 0) for _, number in bound.tests)
    return condition_on(size_of(obj), bound) if counted else None


@rule("cond", "exist num obj")
@rule("cond", "num obj", cost=0.6)
def exactly(number: t.Number, obj: Obj) -> Any:
    """Return that there are so many objects as a bare number says: two leptons."""
    return number_of(bound_of("=", number), obj)


@rule("cond", "num obj + num obj")
def _one_and_one(number: t.Number, obj: Obj, other_number: t.Number, other: Obj) -> Any:
    """1 electron + 1 muon."""
    counted = [exactly(number, obj), exactly(other_number, other)]
    return t.every(*counted) if all(counted) and obj.kind != other.kind else None


@rule("cond", "exist obj", cost=0.1)
def one_or_more(obj: Obj) -> Any:
    """Return that there is at least one of some objects."""
    return number_of(bound_of(">=", ONE), obj)


@rule("cond", "num obj behind")
def _so_many_or_more(number: t.Number, obj: Obj, op: str) -> Any:
    """Four jets or more."""
    return number_of(bound_of(op, number), obj)


@rule("cond", "qty op num op")
def _so_many_exactly(quantity: Any, op: str, number: t.Number, exactly_so: str) -> Any:
    """n(b) = 2 exactly."""
    counted = op == exactly_so == "=" and is_call(quantity, "size")
    return condition_on(quantity, bound_of(op, number)) if counted else None


@rule("cond", "qty op num ( cond all )", "qty op num ( each cond )")
def _so_many_with_each(quantity: Any, op: str, number: t.Number, asked: Any) -> Any:
    """N_jets ≥ 6 (pT > 40 GeV each)."""
    counted = is_open(asked) and count_with(quantity, asked)
    return condition_on(counted, bound_of(op, number)) if counted else None


@rule("cond", "cond and|, bound")
def _and_no_more(counted: Any, bound: Bound) -> Any:
    """At least two jets, but no more than four."""
    sides = {op[0] for op, _ in bound.tests} | {op_of(counted)[:1]}
    counts = is_call(getattr(counted, "quantity", None), "size") and len(bound.tests) == 1 and is_plain(bound)
    whole = counts and sides == {"<", ">"} and is_whole(bound.tests[0][1])
    return t.every(counted, condition_on(counted.quantity, bound)) if whole else None


@rule("cond", "none obj")
def _none(obj: Obj) -> Any:
    """No b-jets."""
    return number_of(bound_of("=", t.Number(0.0, "")), obj)


@rule("cond", "bound|!none obj mayfail cond|flag")
def _may_fail(asked: Any, obj: Obj, failed: Any) -> Any:
    """At most one photon is allowed to fail the tight identification."""
    bound = bound_of("<=", t.Number(0.0, "")) if asked == "none" else asked
    most = all(op in {"<", "<="} and is_whole(number, 0) for op, number in bound.tests)
    counted = most and not obj.ranked and not obj.where and count_with(size_of(obj), t.Not(failed))
    return condition_on(counted, bound) if counted and is_open(failed) else None


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


@rule("cond", "either|op? num or num obj", "qty op|be either? num or num")
def _one_or_two(*parts: Any) -> Any:
    """Either one or two jets; the number of jets is one or two, N_jets = 1 or 2."""
    one, other = (part for part in parts if isinstance(part, t.Number))
    obj = pick(parts, Obj)
    bound = Bound(((">=", one), ("<=", other)))
    if not is_whole(one, 0) or other.value != one.value + 1 or pick(parts, str) not in {None, "="}:
        return None
    if obj:
        return number_of(bound, obj)
    return condition_on(parts[0], bound) if is_call(parts[0], "size") else None


@rule("cond", "qty be|: num")
def _is_number(quantity: Any, number: t.Number) -> Any:
    """The number of jets is two; N_jets: 2; the sum of the charges is zero."""
    of_charges = is_call(quantity, "sum") and is_call(quantity.arguments[0], "charge")
    return condition_on(quantity, bound_of("=", number)) if is_call(quantity, "size") or of_charges else None


@rule("cond", "bound|num|!none obj be obj")
def _tagged(asked: Any, jets: Obj, tagged: Obj) -> Any:
    """Exactly two jets must be b-tagged; no jet is b-tagged."""
    bound = as_bound(t.Number(0.0, "") if asked == "none" else asked)
    return number_of(bound, tagged) if (jets, tagged) == (Obj("jet"), Obj("bjet")) else None


@rule("cond", "cond with|if cond", "cond ,? each cond", cost=0.02)
def _counting(condition: Any, asked: Any) -> Any:
    """N_jets >= 4 with p_T^jet > 25 GeV; exactly two muons, each with pT > 4 GeV."""
    if isinstance(condition, t.And):  # exactly two leptons of opposite charge with pT > 25 GeV
        number, *alike = condition.parts
        counts = any(is_call(getattr(one, "quantity", None), "size") for one in alike)
        charges = not counts and all(
            _is_sfos_pair(one) or (isinstance(one, t.Not | t.Requirement) and not objects_asked(one)) for one in alike
        )
        found = _counting(number, asked) if charges and (is_open(asked) or _is_of_pair(asked)) else None
        return found and t.every(found, *alike)
    if not isinstance(condition, t.Requirement):
        return None
    if compares_leptons(condition):  # a same-sign pair with a mass above 20 GeV
        of_pair = isinstance(asked, t.Requirement) and not is_open(asked) and set(wholes_in(asked)) <= {system_of(2)}
        return t.every(condition, asked) if of_pair else None
    if together := _made_by_two(condition, asked):
        return together
    if counted := count_with(condition.quantity, asked):
        return replace(condition, quantity=counted)
    some = is_call(condition.quantity, "size") and getattr(getattr(condition.test, "low", None), "value", 0.0) >= 1
    two = getattr(getattr(condition.test, "low", None), "value", 0.0) == 2.0
    pairs = {system_of(2)} if two else set()  # they make one, of three it would not be clear
    of_two = {node.of for node in t.walk(asked) if isinstance(node, t.Item)} & {t.Name("electron"), t.Name("muon")}
    of_others = _is_of_pair(asked) and set(wholes_in(asked)) <= pairs and (two or not of_two)
    return t.every(condition, asked) if some and of_others else None  # two jets with m_jj > 500 GeV


def _is_of_pair(asked: Any) -> bool:
    """Whether it is asked of what two leptons make, such as their mass."""
    parts = asked.parts if isinstance(asked, t.And) else (asked,)
    plain = all(isinstance(one, t.Requirement) for one in parts) and not is_open(asked)
    return plain and set(wholes_in(asked)) <= {system_of(2)}


def _is_sfos_pair(condition: Any) -> bool:
    return getattr(condition, "quantity", None) == t.Call("sfos", (t.Name("pair"),))


def _made_by_two(counted: t.Requirement, asked: Any) -> Any:
    """Two muons with pT > 4 GeV and a mass above 10 GeV: one muon has none that is asked for, both together have."""
    of: Any = counted.quantity
    two = getattr(getattr(counted.test, "low", None), "value", 0.0) == TWO.value
    kind = of.arguments[0].name if two and is_call(of, "size") and isinstance(of.arguments[0], t.Name) else ""
    parts = asked.parts if isinstance(asked, t.And) else (asked,)
    masses = [one for one in parts if quantities_in(one) == {t.Call("m", (THIS,))}]
    if not masses or kind not in LIGHT - {"track"}:
        return None
    made = Obj("pair") if kind == "lepton" else Obj(kind, 0, 2, together=True)
    of_two = {t.Call("m", (THIS,)): of_one("m", [replace(made, together=False)])}
    rest = [one for one in parts if one not in masses]
    first = _counting(counted, t.every(*rest)) if rest else counted
    return first and t.every(first, *(transformed(one, of_two.get) for one in masses))


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


@rule("cond", "either cond or bound with cond")
def _or_some(counted: Any, bound: Bound, asked: Any) -> Any:
    """Either four jets with pT > 30 GeV or at least three with pT > 60 GeV."""
    both = _and_some(counted, bound, asked)
    return both and t.either(*both.parts)


@rule("cond", "cond ,|and? rank obj? which? has|with cond", cost=0.02)
def _of_rank_among_them(counted: Any, rank: int, *said: Any) -> Any:
    """Two muons, the softer of which has pT > 18 GeV; two jets, the leading one of which ..."""
    *again, asked = said
    number, *rest = counted.parts if isinstance(counted, t.And) else (counted,)
    of: Any = getattr(number, "quantity", None)
    if not is_call(of, "size") or not is_open(asked) or is_mixed(asked):
        return None
    low = getattr(getattr(number, "test", None), "low", None)
    if again and again[0].node() != of.arguments[0]:
        return None
    there = low is not None and rank < low.value and isinstance(of.arguments[0], t.Name)
    plain = not any(quantities_in(one) - {t.Call("pT", of.arguments[:1])} for one in of.arguments[1:])
    return t.every(number, *rest, with_owner(asked, t.Item(of.arguments[0], rank))) if there and plain else None


@rule("cond", "cond ,|and? nonewhich be|with|has? obj|cond", cost=0.02)
def _none_of_them(counted: Any, asked: Any) -> Any:
    """At least four jets, none of which is b-tagged."""
    both = _and_some(counted, bound_of("=", ONE), asked, among=True)
    *first, last = both.parts if both else (None,)
    none = last and condition_on(last.quantity, bound_of("=", t.Number(0.0, "")))
    return none and t.every(*first, none)


@rule("cond", "cond ,|and? allwhich be? obj", cost=0.02)
def _both_of_them(counted: Any, tagged: Obj) -> Any:
    """Exactly two jets, both b-tagged."""
    test = getattr(counted, "test", None)
    two = getattr(test, "low", None) == TWO and getattr(test, "high", None) == TWO
    return _and_some(counted, bound_of("=", TWO), tagged, among=True) if two else None


@rule("cond", "cond ,|and? bound|num which obj|cond", "cond ,|and? which bound|num be? obj|cond", cost=0.02)
@rule("cond", "cond ,|and? including bound|num obj", cost=0.02)
@rule("cond", "cond ,|and? somewhich with? obj|cond", cost=0.02)
def _of_them(counted: Any, *said: Any) -> Any:
    """At least four jets, at least two of which are b-tagged; of at least five jets, two are at least two."""
    *bound, asked = said
    least = isinstance(counted, t.Requirement) and isinstance(counted.test, t.Interval) and counted.test.high is None
    if not bound:  # one of which
        return _and_some(counted, bound_of(">=", ONE), asked, among=True)
    number = as_bound(bound[0], ">=" if least else "=")
    return None if bound == [ONE] else _and_some(counted, number, asked, among=True)
