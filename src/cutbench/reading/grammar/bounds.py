"""Bounds: what is asked of a quantity that is yet to come.

`> 20 GeV`, `between 66 and 116 GeV`, `at least two`, `within 10 GeV of the Z mass`, `130 GeV or above`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import bound_of, is_plain, pick, range_between
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.items import Bound


@rule("bound", "op num")
def _compared(op: str, number: t.Number) -> Bound:
    return bound_of(op, number)


@rule("bound", "num behind")
def _compared_behind(number: t.Number, op: str) -> Bound:
    return bound_of(op, number)


@rule("bound", "num or|and op")
def _or_beyond(number: t.Number, op: str) -> Any:
    """130 GeV or above."""
    return bound_of(f"{op}=", number) if op in {"<", ">"} else None


@rule("bound", "between num and|to num")
@rule("bound", "num to num", cost=0.1)
def _window(low: t.Number, high: t.Number) -> Any:
    return range_between(low, high)


@rule("bound", "op num to num")
def _from(op: str, low: t.Number, high: t.Number) -> Any:
    return range_between(low, high) if op == ">=" else None


@rule("bound", "![|in( num , num !]|) unit?")
def _interval(left: str, low: t.Number, high: t.Number, right: str, unit: str = "") -> Any:
    """In [50, 106] GeV, in (66, 116) GeV."""
    low, high = (replace(one, unit=one.unit or unit) for one in (low, high))
    tests = (">=" if left == "[" else ">", low), ("<=" if right == "]" else "<", high)
    return Bound(tests) if range_between(low, high) else None


@rule("bound", "within zwindow? bound", "within zwindow ( bound )")
def window_inside(bound: Bound) -> Any:
    """Return a window of two edges: in the range 50 to 106 GeV."""
    return bound if len(bound.tests) == 2 and is_plain(bound) else None


@rule("bound", "outside zwindow? bound", "outside zwindow ( bound )")
def window_outside(bound: Bound) -> Any:
    """Return what lies below a window or above it."""
    return window_inside(bound) and Bound((("<", bound.tests[0][1]), (">", bound.tests[1][1])), either=True)


@rule("bound", "within num of num")
def window_around(half: t.Number, centre: t.Number) -> Bound:
    """Return a window of half a width around its centre: within 10 GeV of 91 GeV."""
    return Bound((("<=", half),), around=centre)


@rule("bound", "bound away num", "away num bound")
def _apart(*parts: Any) -> Any:
    bound, centre = pick(parts, Bound), pick(parts, t.Number)
    return None if bound.around is not None else replace(bound, around=centre)


@rule("bound", "bound and|,|to bound")
@rule("bound", "bound bound", cost=0.1)
def _both_bounds(one: Bound, other: Bound) -> Any:
    sides = sorted(op[0] for op, _ in one.tests + other.tests)
    return Bound(one.tests + other.tests) if is_plain(one, other) and sides == ["<", ">"] else None


@rule("bound", "either? bound or bound")
def _either_bound(one: Bound, other: Bound) -> Any:
    return Bound(one.tests + other.tests, either=True) if len(one.tests) == len(other.tests) == 1 else None
