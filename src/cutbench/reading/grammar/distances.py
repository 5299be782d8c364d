"""Distances between objects, of two that are named or of any two of a kind.

`within ΔR = 0.2 of a jet`, `the leptons must be ΔR > 0.1 apart`, `ΔR between any two leptons`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.conditions import absolute_behind
from cutbench.reading.grammar.making import TWO, block_of, bound_of, condition_on, of_every_two, pick, two_of
from cutbench.reading.grammar.quantities import FUNCTIONS
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_open, with_owner
from cutbench.reading.items import Bound, Obj, of_two


@rule("cond", "fn bound of|away|with nearest? obj", "fn bound all obj")
def _far_from(name: str, bound: Bound, obj: Obj) -> Any:
    return None if obj.where else condition_on(t.Call(name, (THIS, obj.node())), bound)


@rule("cond", "within fn bound of|away|with|all obj")
def near_to(name: str, bound: Bound, obj: Obj) -> Any:
    """Within ΔR = 0.4 of a jet."""
    tests = tuple(("<" if op == "=" else op, number) for op, number in bound.tests)
    return _far_from(name, replace(bound, tests=tests), obj)


@rule("sent", "obj away obj of? fn bound")
def _separated(obj: Obj, other: Obj, name: str, bound: Bound) -> Any:
    """The jets must be separated from the photon by ΔR > 0.4."""
    condition = _far_from(name, bound, other)
    plain = condition and not obj.where and not obj.several
    return (with_owner(condition, obj.node()), False, block_of(obj)) if plain else None


@rule("cond", "bound fn of|away obj", "bound away obj fn")
def _nearer_than(bound: Bound, *rest: Any) -> Any:
    return _far_from(pick(rest, str), bound, pick(rest, Obj))


@rule("cond", "fn bound between objs")
@rule("cond", "obj|objs bound fn", "obj|objs fn bound", cost=0.05)
def _they_are_apart(*parts: Any) -> Any:
    what = pick(parts, Obj, tuple)
    if isinstance(what, Obj) and not what.ranked and what.where is None and what.kind not in composites():
        apart = of_two(pick(parts, str), two_of(what.kind))
        return apart and of_every_two(what.kind, condition_on(apart, pick(parts, Bound)))
    quantity = of_two(pick(parts, str), what if isinstance(what, tuple) else [what])
    return quantity and condition_on(quantity, pick(parts, Bound))


@rule("cond", "obj fn op bracketed if? cases", cost=0.02)
def _apart_by_case(obj: Obj, name: str, op: str, numbers: Any, cases: Any) -> Any:
    """Leptons must be separated by ΔR > 0.1 (0.2) if they are of the same (different) flavour."""
    if obj != Obj("lepton") or len(numbers) != len(cases):
        return None
    quantity = of_two(name, two_of(obj.kind))
    asked = [t.When(case, condition_on(quantity, bound_of(op, one))) for case, one in zip(cases, numbers, strict=True)]
    return quantity and of_every_two(obj.kind, t.every(*asked))


@rule("cond", "obj|objs bar fn bar bound", cost=0.05)
def _they_are_apart_either_way(what: Any, name: str, bound: Bound) -> Any:
    apart = _they_are_apart(what, name, bound)
    return apart and absolute_behind(apart)


@rule("cond", "if? anytwo obj ,|:? cond", cost=0.02)
def _any_two(obj: Obj, condition: Any) -> Any:
    plain = not obj.ranked and not obj.where and not is_open(condition)
    inside = {node.of for node in t.walk(condition) if isinstance(node, t.Item)} == {t.Name(obj.kind)}
    return of_every_two(obj.kind, condition) if plain and inside else None


@rule("cond", "fn between|of? anytwo obj has? bound")
def _apart_any_two(name: str, obj: Obj, bound: Bound) -> Any:
    """ΔR between any two leptons must be larger than 0.1."""
    return _they_are_apart(name, obj, bound) if obj == Obj(obj.kind) and name in FUNCTIONS else None


@rule("cond", "all ( cond if objs combinations ( obj , num ) )")
def _all_combinations(condition: Any, _names: Any, obj: Obj, number: t.Number) -> Any:
    return _any_two(obj, condition) if number == TWO else None
