"""Bounds: what is asked of a quantity that is yet to come.

`> 20 GeV`, `between 66 and 116 GeV`, `at least two`, `within 10 GeV of the Z mass`, `130 GeV or above`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import bound_of, is_plain, pick
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.items import OPPOSITE, Bound


@rule("op", "not be? op")
def _turned(op: str) -> Any:
    """May not be more than."""
    return OPPOSITE[op]


@rule("bound", "op num|edge", "num behind")
def _compared(*parts: Any) -> Any:
    """> 20 GeV, two or more; what rises with something is an edge, and never met."""
    op, edge = pick(parts, str), pick(parts, t.Number, t.Call)
    return None if isinstance(edge, t.Call) and op in {"=", "!="} else bound_of(op, edge)


@rule("bound", "num or|and op")
def _or_beyond(number: t.Number, op: str) -> Any:
    """130 GeV or above."""
    return bound_of(f"{op}=", number) if op in {"<", ">"} else None


@rule("bound", "between num and|to num", "op num to num")
@rule("bound", "num to num", cost=0.1)
def _window(*parts: Any) -> Any:
    """Between 66 and 116 GeV, from 66 to 116 GeV."""
    *op, low, high = parts
    return _range_between(low, high) if op in ([], [">="]) else None


@rule("bound", "![|in( num , num !]|) unit?")
def _interval(left: str, low: t.Number, high: t.Number, right: str, unit: str = "") -> Any:
    """In [50, 106] GeV, in (66, 116) GeV."""
    low, high = (replace(one, unit=one.unit or unit) for one in (low, high))
    tests = (">=" if left == "[" else ">", low), ("<=" if right == "]" else "<", high)
    return Bound(tests) if _range_between(low, high) else None


@rule("bound", "!within|outside zwindow? bound", "!within|outside zwindow ( bound )")
def window(word: str, bound: Bound) -> Any:
    """Return a window of two edges, in the range 50 to 106 GeV, or what lies outside of one."""
    if len(bound.tests) != 2 or not is_plain(bound):
        return None
    (_, low), (_, high) = bound.tests
    return bound if word == "within" else Bound((("<", low), (">", high)), either=True)


@rule("bound", "none op num nor op num")
def _neither(*parts: Any) -> Any:
    """Neither smaller than 75 GeV nor greater than 145 GeV."""
    tests = tuple((OPPOSITE[op], edge) for op, edge in zip(parts[::2], parts[1::2], strict=True))
    return Bound(tests) if sorted(op[0] for op, _ in tests) == ["<", ">"] else None


@rule("bound", "outside num and num", "not between num and num")
def _beyond_both(low: t.Number, high: t.Number) -> Any:
    """Not between 60 and 100 GeV, must not fall between 60 and 100 GeV."""
    between = _range_between(low, high)
    return between and Bound((("<", low), (">", high)), either=True)


@rule("bound", "within num centred num")
def window_around(half: t.Number, centre: t.Number) -> Bound:
    """Return a window of half a width around its centre: within 10 GeV of 91 GeV."""
    return Bound((("<=", half),), around=centre)


@rule("bound", "not within num centred num")
def _outside_of_window_around(half: t.Number, centre: t.Number) -> Bound:
    """Must not lie within 10 GeV of the Z mass."""
    return Bound(((">", half),), around=centre)


@rule("bound", "bound away num", "away num by? bound")
def _apart(*parts: Any) -> Any:
    """More than 10 GeV away from 91 GeV."""
    bound, centre = pick(parts, Bound), pick(parts, t.Number)
    wider = any(op[0] == "<" and getattr(number, "value", 0.0) > centre.value for op, number in bound.tests)
    return None if bound.around is not None or wider else replace(bound, around=centre)  # 'from 105 up to 160 GeV'


@rule("bound", "bound and|,|to bound")
@rule("bound", "bound bound", cost=0.1)
def _both_bounds(one: Bound, other: Bound) -> Any:
    """Above 66 GeV and below 116 GeV."""
    sides = sorted(op[0] for op, _ in one.tests + other.tests)
    return Bound(one.tests + other.tests) if is_plain(one, other) and sides == ["<", ">"] else None


@rule("bound", "either? bound or bound")
def _either_bound(one: Bound, other: Bound) -> Any:
    """Below 76 GeV or above 106 GeV."""
    return Bound(one.tests + other.tests, either=True) if len(one.tests) == len(other.tests) == 1 else None


def _range_between(low: t.Number, high: t.Number) -> Any:
    """Return the bound between two edges, None if the second is not above the first."""
    return Bound(((">=", low), ("<=", high))) if low.unit not in {"", high.unit} or low.value < high.value else None
