"""Distances between objects, of two that are named or of any two of a kind.

`within ΔR = 0.2 of a jet`, `the leptons must be ΔR > 0.1 apart`, `ΔR between any two leptons`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.making import TWO, block_of, bound_of, condition_on, of_every_two, pick, two_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_open, with_owner
from cutbench.reading.items import MIRRORED, Bound, Obj, of_two


@rule("cond", "near")
def _near(condition: Any) -> Any:
    """Within ΔR = 0.4 of a jet."""
    return condition


@rule("near", "within fn bound of|away|with eithers")
def _near_to_either(name: str, bound: Bound, kinds: Any) -> Any:
    """Within ΔR = 0.2 of an electron or a muon."""
    near = [distant("within", name, bound, obj) for obj in kinds]
    return t.either(*near) if all(near) else None


@rule("near", "within num fn of|to obj")
def _near_in(number: t.Number, name: str, obj: Obj) -> Any:
    """Within 0.4 rad in azimuth of a jet."""
    return distant("within", name, bound_of("<", number), obj)


@rule("near", "op fn op? num of|away|to obj")
def _closer_than(op: str, name: str, *rest: Any) -> Any:
    """Closer than ΔR = 0.4 to a jet."""
    clear = op in {"<", "<=", ">", ">="} and pick(rest, str) in {None, "="}
    return distant(name, bound_of(op, pick(rest, t.Number)), rest[-1]) if clear else None


@rule("cond", "fn bound of|away|with nearest? obj", "fn bound all obj", "bound fn of|away obj", "bound away obj fn")
@rule("near", "!within fn bound of|away|with|all obj")
def distant(*parts: Any) -> Any:
    """ΔR > 0.4 from all jets, more than 0.4 in ΔR away from the nearest jet, within ΔR = 0.4 of a jet."""
    within, parts = parts[0] == "within", parts[parts[0] == "within" :]
    name, bound, obj = (pick(parts, kind) for kind in (str, Bound, Obj))
    tests = tuple(("<" if within and op == "=" else op, number) for op, number in bound.tests)
    return None if obj.where else condition_on(t.Call(name, (THIS, obj.node())), replace(bound, tests=tests))


@rule("near", "num op fn bound of|to obj")
def _between_distances(low: t.Number, op: str, name: str, bound: Bound, obj: Obj) -> Any:
    """0.2 < ΔR < 0.4 to a jet."""
    return distant(name, Bound(((MIRRORED[op], low), *bound.tests)), obj)


@rule("sent", "obj away obj bound", "obj bound away obj")
def _separated_by(obj: Obj, *parts: Any) -> Any:
    """The jets must be separated from all photons by more than 0.4: in ΔR."""
    other, bound = pick(parts, Obj), pick(parts, Bound)
    pure = all(isinstance(number, t.Number) and number.unit == "" for _, number in bound.tests)
    return _separated(obj, other, "dR", bound) if pure else None


@rule("sent", "obj away obj of? fn ( objs ) bound")
def _separated_again(obj: Obj, other: Obj, name: str, objs: Sequence[Obj], bound: Bound) -> Any:
    """The photon must be separated from any jet by ΔR(γ, j) > 0.4."""
    return _separated(obj, other, name, bound) if sorted(map(repr, objs)) == sorted(map(repr, (obj, other))) else None


@rule("sent", "obj away obj of? fn bound")
def _separated(obj: Obj, other: Obj, name: str, bound: Bound) -> Any:
    """The jets must be separated from the photon by ΔR > 0.4."""
    condition = distant(name, bound, other)
    plain = condition and not obj.where and not obj.several
    return (with_owner(condition, obj.node()), False, block_of(obj)) if plain else None


@rule("cond", "fn bound between objs", "fn between|of? anytwo obj has? bound")
@rule("cond", "obj|objs bound fn", "obj|objs fn bound", cost=0.05)
def _apart(*parts: Any) -> Any:
    """Two jets are asked by their names; jets as such, or any two of them, each with each."""
    name, what, bound = pick(parts, str), pick(parts, Obj, tuple), pick(parts, Bound)
    if isinstance(what, Obj) and not what.ranked and what.where is None and what.kind not in composites():
        apart = of_two(name, two_of(what.kind))
        return apart and of_every_two(what.kind, condition_on(apart, bound))
    quantity = of_two(name, what if isinstance(what, tuple) else [what])
    return quantity and condition_on(quantity, bound)


@rule("conds", "obj fn op bracketed")
def _apart_each(obj: Obj, name: str, op: str, numbers: Any) -> Any:
    """Leptons must be separated by ΔR > 0.1 (0.2), in each of two cases."""
    apart = [_apart(obj, name, bound_of(op, number)) for number in numbers]
    return tuple(apart) if all(apart) else None


@rule("cond", "if? anytwo obj ,|:? cond", cost=0.02)
def _any_two(obj: Obj, condition: Any) -> Any:
    """Any two leptons l1 and l2 must have ΔR(l1, l2) > 0.1."""
    plain = not obj.ranked and not obj.where and not is_open(condition)
    inside = {node.of for node in t.walk(condition) if isinstance(node, t.Item)} == {t.Name(obj.kind)}
    return of_every_two(obj.kind, condition) if plain and inside else None


@rule("cond", "all ( cond if objs combinations ( obj , num ) )")
def _all_combinations(condition: Any, _names: Any, obj: Obj, number: t.Number) -> Any:
    """all((m(a, b) > 5 GeV if sfos(a, b)) for a, b in combinations(leptons, 2))."""
    return _any_two(obj, condition) if number == TWO else None
