"""What a statement asks for, taken apart: one bound of one quantity under one condition each.

`object muon: select pT > 5 GeV and abs(eta) [] 1 2.5` is three parts: pT above 5, |eta| from 1, |eta| up to 2.5.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import inf
from typing import TypeGuard

from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.language.parse import parse_statement

ANY_NAMES = Names(open=True)


def split(statement: t.Statement) -> Iterator[t.Statement]:
    """Yield a statement's parts: each 'and', each side of an interval, each outcome of a condition on its own."""
    line = statement.line
    if isinstance(line, t.Reject):
        line = t.Select(_without_not(t.kept(_with_case(line.condition))), line.cut)
    if not isinstance(line, t.Select):
        yield statement
        return
    cases = isinstance(line.condition, t.When)
    for condition in _parts(_without_not(line.condition) if cases else line.condition):
        yield replace(statement, line=t.Select(condition))


def without_case(part: t.Statement) -> tuple[t.Condition | None, t.Statement]:
    """Return the condition under which a part is asked for, None for always, and the part without it."""
    match part.line:
        case t.Select(t.When(asked, then, _)):
            return asked, replace(part, line=t.Select(then))
        case t.Select(t.Requirement(t.Call("all", (over, t.When(asked, then, _))), t.Flag())):
            return asked, replace(part, line=t.Select(t.Requirement(t.Call("all", (over, then)), t.Flag())))
    return None, part


def bounds_of(part: object) -> list[tuple[str, t.Expression]]:
    """Return the bounds in a tree, each with its side, 'low' or 'high'."""
    intervals = [node for node in t.walk(part) if isinstance(node, t.Interval)]
    both = [side for one in intervals for side in (("low", one.low), ("high", one.high))]
    return [(side, bound) for side, bound in both if bound is not None]


def numbers_of(texts: Iterable[str]) -> set[float]:
    """Return the numbers that statements compare with, in GeV, mm, rad or 1."""
    return set[float]().union(*map(_numbers_in, texts))


@cache
def _numbers_in(text: str) -> frozenset[float]:
    """The numbers are the same whatever the names mean."""
    nodes = t.walk(parse_statement(text, ANY_NAMES))
    return frozenset(node.value for node in nodes if isinstance(node, t.Number))


def _parts(condition: t.Condition) -> Iterator[t.Condition]:
    match condition:
        case t.And(parts):
            for part in parts:
                yield from _parts(part)
        case t.When(asked, then, otherwise):
            for part in _parts(then):
                yield t.When(asked, part)
            for part in _parts(otherwise) if otherwise else ():
                yield t.When(_negated(asked), part)
        case t.Requirement(t.Call("all", (over, inner)), t.Flag()) if isinstance(inner, t.Condition):
            for part in _parts(inner):
                yield t.Requirement(t.Call("all", (over, part)), t.Flag())
        case t.Requirement(of, t.Interval(low, high) as range_) if None not in (low, high) and low != high:
            yield t.Requirement(of, replace(range_, high=None, high_included=False))
            yield t.Requirement(of, replace(range_, low=None, low_included=False))
        case t.Or(parts) if ranges := _ranges(list(map(_as_range, parts))):
            yield from _ends_and_gaps(*ranges)
        case _:
            yield condition


def _as_range(condition: t.Condition) -> t.Condition:
    """Return two bounds of one quantity, one from below and one from above, as a range."""
    match condition:
        case t.And(
            (t.Requirement(of, t.Interval(low, None) as one), t.Requirement(same, t.Interval(None, high) as two))
        ):
            ends = (low, high, one.low_included, two.high_included)
        case t.And(
            (t.Requirement(of, t.Interval(None, high) as two), t.Requirement(same, t.Interval(low, None) as one))
        ):
            ends = (low, high, one.low_included, two.high_included)
        case _:
            return condition
    return t.Requirement(of, t.Interval(*ends)) if of == same else condition


def _ranges(parts: Sequence[t.Condition]) -> tuple[t.Expression, list[t.Interval]] | None:
    """Return the ranges that alternatives allow for one quantity, from the lowest; None if they are of another kind."""
    asked = [(part.quantity, part.test) for part in parts if isinstance(part, t.Requirement)]
    tests = sorted((test for _, test in asked if _is_range(test)), key=_lower)
    if len(tests) < len(parts) or len({of for of, _ in asked}) > 1:
        return None
    apart = all(_upper(one) < _lower(other) for one, other in pairwise(tests))
    return (asked[0][0], tests) if apart else None


def _is_range(test: object) -> TypeGuard[t.Interval]:
    """Whether it is a range between numbers, and no single value."""
    edges = (test.low, test.high) if isinstance(test, t.Interval) else (t.This(),)
    return all(edge is None or isinstance(edge, t.Number) for edge in edges) and edges[0] != edges[-1]


def _lower(test: t.Interval) -> float:
    return test.low.value if isinstance(test.low, t.Number) else -inf


def _upper(test: t.Interval) -> float:
    return test.high.value if isinstance(test.high, t.Number) else inf


def _ends_and_gaps(of: t.Expression, ranges: Sequence[t.Interval]) -> Iterator[t.Condition]:
    """Below 1.37 or from 1.52 to 2.37 is below 2.37, and not from 1.37 to 1.52."""
    above = [t.Requirement(of, replace(one, high=None, high_included=False)) for one in ranges]
    below = [t.Requirement(of, replace(one, low=None, low_included=False)) for one in ranges]
    if ranges[0].low is not None:
        yield above[0]
    if ranges[-1].high is not None:
        yield below[-1]
    yield from map(t.Or, zip(below, above[1:], strict=False))


def _without_not(condition: t.Condition) -> t.Condition:
    if isinstance(condition, t.When):
        otherwise = condition.otherwise and _without_not(condition.otherwise)
        return t.When(condition.condition, _without_not(condition.then), otherwise)
    return _negated(condition.of) if isinstance(condition, t.Not) else condition


def _with_case(condition: t.Condition) -> t.Condition:
    """Return a veto such as `type == calo_tagged and pT < 15 GeV` as a case with one bound, which it leaves open."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    named = [part for part in parts if _is_named(part)]
    measured = [part for part in parts if part not in named]
    return t.When(t.every(*named), measured[0]) if named and len(measured) == 1 else condition


def _is_named(condition: t.Condition) -> bool:
    """Whether a condition asks for a class, and not for a number."""
    asked = condition.of if isinstance(condition, t.Not) else condition
    return isinstance(asked, t.Requirement) and isinstance(asked.test, t.OneOf | t.Flag)


def _negated(condition: t.Condition) -> t.Condition:
    """Return the opposite; of a bound on one side as the bound of the other side."""
    match condition:
        case t.Requirement(of, t.Interval(low, None, included, _)) if low is not None:
            return t.Requirement(of, t.Interval(None, low, False, not included))
        case t.Requirement(of, t.Interval(None, high, _, included)) if high is not None:
            return t.Requirement(of, t.Interval(high, None, not included, False))
        case t.Or(parts):
            return t.every(*map(_negated, parts))
        case t.And(parts) if _is_of_one_quantity(condition):
            return t.either(*map(_negated, parts))
    return t.opposite(condition)


def _is_of_one_quantity(condition: t.Condition) -> bool:
    """Whether only bounds on one quantity are asked for: what is vetoed is a range of it then."""
    asked = [node for node in t.walk(condition) if isinstance(node, t.Requirement)]
    return len({one.quantity for one in asked}) == 1 and all(map(_is_range, (one.test for one in asked)))
