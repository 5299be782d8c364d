"""What the rules make: bounds, requirements, counts and what is asked of each of several objects. No rules are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import QUANTITIES, composites
from cutbench.reading.grammar.trees import THIS, is_call, is_mixed, is_of_several, op_of, wholes_in, with_owner
from cutbench.reading.items import Bound, Obj, of_one

ONE, TWO = t.Number(1.0, ""), t.Number(2.0, "")


def pick(parts: Sequence[Any], *kinds: Any) -> Any:
    """Return the first part of a kind, for rules in which the order does not matter."""
    return next((part for part in parts if isinstance(part, kinds)), None)


def flat(parts: Sequence[Any]) -> tuple[Any, ...]:
    """Return the members of lists and what stands beside these, in order."""
    return tuple(one for part in parts for one in (part if isinstance(part, tuple) else (part,)))


def bound_of(op: str, number: Any) -> Bound:
    """Return one comparison that is yet to get its quantity."""
    return Bound(((op, number),))


def as_bound(asked: Bound | t.Number, op: str = "=") -> Bound:
    """Return what is asked of a quantity: a number alone is one edge, or the value itself."""
    return asked if isinstance(asked, Bound) else bound_of(op, asked)


def one_of_rank(rank: int, obj: Obj) -> Obj:
    """Return the one object of a rank."""
    return replace(obj, start=rank, stop=rank + 1)


def is_plain(*bounds: Bound) -> bool:
    """Whether bounds are edges that all hold, around no centre."""
    return not any(bound.either or bound.around is not None for bound in bounds)


def two_of(kind: str) -> list[Obj]:
    """Return the two leading objects of a kind."""
    return [Obj(kind, 0, 1), Obj(kind, 1, 2)]


def of_every_two(kind: str, condition: Any) -> Any:
    """What is asked of the first two of a kind, asked of any two of it."""
    if condition is None or kind in QUANTITIES:
        return None
    names = dict(zip((one.node() for one in two_of(kind)), map(t.Name, "ab"), strict=True))
    asked = transformed(condition, names.get)
    return t.Requirement(
        t.Call("all", (t.Call("disjoint", tuple(t.Binding(t.Name(kind), one) for one in "ab")), asked)), t.Flag()
    )


def of_first_two(condition: Any) -> tuple[str, Any]:
    """Return what is asked of any two of a kind as asked of the first two, and the kind."""
    over, asked = condition.quantity.arguments
    kind = over.arguments[0].of.name
    names = dict(zip(map(t.Name, "ab"), (one.node() for one in two_of(kind)), strict=True))
    return kind, transformed(asked, names.get)


def by_case(cases: Sequence[Any], conditions: Sequence[Any]) -> Any:
    """Return what is asked in each case; of any two objects, in the case of these two."""
    if not all(map(is_of_every_two, conditions)):
        return t.every(*map(t.When, cases, conditions))
    kinds, asked = zip(*map(of_first_two, conditions), strict=True)
    return of_every_two(kinds[0], by_case(cases, asked))


def is_of_every_two(condition: Any) -> bool:
    """Whether it is asked of any two, so that what follows is rather asked of these as well."""
    over: Any = getattr(condition, "quantity", None)
    return is_call(over, "all") and is_call(over.arguments[0], "disjoint")


def asked_again(condition: Any, asked: Bound | t.Number) -> Any:
    """Return what another bound asks of the same quantity, or another number in the place of the first."""
    op = op_of(condition)
    clear = isinstance(condition, t.Requirement) and (isinstance(asked, Bound) or op)
    return condition_on(condition.quantity, as_bound(asked, op)) if clear else None


def asked_alike(kind: str, of: Obj) -> Obj:
    """Return the objects of a kind of which the same is asked as of others."""
    return replace(of, kind=kind, where=transformed(of.where, {t.Name(of.kind): t.Name(kind)}.get))


def block_of(obj: Obj) -> str | None:
    """Return the kind of objects that a sentence is about where it is about all of a kind."""
    return None if obj.kind in composites() or obj.ranked else obj.kind


def count_with(of: Any, asked: Any) -> Any:
    """Return a count of those that fulfil a condition as well."""
    if not is_call(of, "size") or len(of.arguments) != 1 or not isinstance(of.arguments[0], t.Name):
        return None
    if is_mixed(asked):
        return None
    said = with_owner(asked, of.arguments[0])
    return t.Call("size", (of.arguments[0], said)) if set(wholes_in(said)) == {of.arguments[0].name} else None


def condition_on(quantity: Any, bound: Bound) -> Any:
    """Return what a bound asks of a quantity; of a property of several objects, what it asks of each."""
    if bound.around is not None:
        quantity = t.Call("abs", (t.Arithmetic("-", quantity, bound.around),))
    made = [requirement_on(quantity, op, number) for op, number in bound.tests]
    condition = t.either(*made) if bound.either else t.every(*made)
    walked: list[Any] = list(outside_of_sums(quantity))
    several = {node.arguments[0] for node in walked if is_of_several(node)}
    return _of_all(several.pop(), condition) if len(several) == 1 else condition


def outside_of_sums(node: Any) -> Iterator[Any]:
    """Walk a quantity without what is added up, and without that of which one is the least or largest."""
    yield node
    reduces = isinstance(node, t.Call) and node.function in {"sum", "min", "max"}
    for part in () if reduces else t.children(node):
        yield from outside_of_sums(part)


def _of_all(several: Any, condition: Any) -> Any:
    """What is asked of the momentum of the two leading jets is asked of both."""
    return t.Requirement(t.Call("all", (several, transformed(condition, {several: THIS}.get))), t.Flag())


def requirement_on(quantity: Any, op: str, number: Any) -> Any:
    """Return one comparison of a quantity as a condition."""
    match op:
        case ">" | ">=":
            return t.Requirement(quantity, t.Interval(number, None, op == ">="))
        case "<" | "<=":
            return t.Requirement(quantity, t.Interval(None, number, False, op == "<="))
    same = t.Requirement(quantity, t.Interval(number, number, True, True))
    return same if op == "=" else t.Not(same)


def conditional(obj: Obj, condition: Any) -> Any:
    """Return what is asked of some objects: of each, of their mass, or of those that fulfil something."""
    mass = t.Call("m", (THIS,))
    if obj.several and not obj.together and _is_one_each(obj, condition):
        return t.every(*map(with_owner, condition.parts, obj.each()))
    if obj.several and mass in set(t.walk(condition)):
        return transformed(condition, {mass: of_one("m", [obj])}.get)
    if obj.several and not obj.together:
        return _of_all(obj.node(), condition)
    said = with_owner(condition, obj.node())
    return t.When(obj.where, said) if obj.where else said


def _is_one_each(obj: Obj, condition: Any) -> bool:
    """The leading and subleading photon must have ET > 40 GeV and ET > 30 GeV."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    alike = {(getattr(part, "quantity", None), op_of(part)) for part in parts}
    return len(parts) == obj.stop - obj.start and len(alike) == 1 and "" not in {op for _, op in alike}
