"""A threshold that another quantity changes.

`0.04 + 10 GeV / pT`, `the smaller of 0.4 and 0.04 + 10 GeV / pT`,
`12 GeV below m = 140 GeV, rising to 50 GeV at 190 GeV`, `m_min < m < 115 GeV, where m_min is ...`.
"""

from __future__ import annotations

from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.grammar.making import bound_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.items import Bound


@rule("term", "num !*|/ qty", "num qty")
def _term(number: t.Number, *of: Any) -> Any:
    """0.025 ET, 10 GeV / pT."""
    return t.Arithmetic("/" if of[0] == "/" else "*", number, of[-1])


@rule("line", "term !+|- num|term", "num !+|- term")
def _line(one: Any, sign: Any, other: Any) -> Any:
    """0.025 ET + 2.6 GeV, 0.04 + 10 GeV / pT."""
    return t.Arithmetic(sign, one, other)


@rule("line", "!min|max ( num|line , num|line )", "!lesser num|line and num|line")
def _lesser_or_greater(word: str, *edges: Any) -> Any:
    """The smaller of 0.4 and 0.04 + 10 GeV / pT."""
    return t.Call({"lesser": "min"}.get(word, word), edges)


@rule("bound", "op line")
def _bound_on_line(op: str, line: Any) -> Any:
    """Below 0.025 ET + 2.6 GeV."""
    return None if op in {"=", "!="} else bound_of(op, line)


@rule(
    "edge",
    "num if|with? qty bound ,|and? rising to? num at num",
    "num if|with? qty bound ,|and? rising to? num at qty op num",
)
def _rises(low: t.Number, of: Any, bound: Bound, high: t.Number, *end: Any) -> Any:
    """The value at the edge of a bound from above, and where it ends."""
    first = bound.tests[0] if len(bound.tests) == 1 else ("", None)
    clear = first[0] in {"<", "<="} and (len(end) == 1 or (end[0] == of and end[1] == "="))
    points: Any = (of, first[1], low, end[-1], high)
    return t.Call("linear", points) if clear and bound.around is None else None


@rule("points", "num at num and num at num ,? linear", "num at qty op num and num at qty op num ,? linear")
def _points(*parts: Any) -> Any:
    """12 GeV at 140 GeV and 50 GeV at 190 GeV, linear in between."""
    return tuple(part for part in parts if isinstance(part, t.Number))


@rule("edge", "dependent qty ( points )")
def _between_points(of: Any, points: Any) -> Any:
    """A bound that depends on m (12 GeV at 140 GeV and 50 GeV at 190 GeV, linear in between)."""
    low, first, high, last = points
    return t.Call("linear", (of, first, low, last, high))


@rule("edge", "interp ( qty , [ num , num ] , [ num , num ] )")
def _interpolated(of: Any, *numbers: Any) -> Any:
    """interp(m, [140, 190], [12, 50])."""
    first, last, low, high = numbers
    return t.Call("linear", (of, first, low, last, high))


@rule("cond", "cond ,? where unnamed be points")
def _with_points(condition: Any, symbol: t.Symbol, points: Any) -> Any:
    """f(M) < m < 115 GeV, where f is 12 GeV at 140 GeV and 50 GeV at 190 GeV, linear in between."""
    functions = [node for node in t.walk(condition) if isinstance(node, t.Call) and node.function == symbol]
    if len(functions) != 1:
        return None
    ramp = _between_points(functions[0].arguments[0], points)
    return transformed(condition, lambda node: ramp if node == functions[0] else None)


@rule("edge", "unnamed ( qty )")
def _function_of(symbol: t.Symbol, of: Any) -> Any:
    """Above f(m), where f is said later."""
    return t.Call(symbol, (of,))


@rule("symbol", "symbol ( qty )")
def _as_function(symbol: t.Symbol, _of: Any) -> Any:
    """m_min(m_4l) is called m_min further on."""
    return symbol


@rule("cond", "cond ,|and? symbol be|op? edge")
def _with_threshold(condition: Any, symbol: t.Symbol, *rest: Any) -> Any:
    """m_min < m < 115 GeV, where m_min is what rises."""
    found = symbol in set(t.walk(condition)) and set(rest[:-1]) <= {"="}
    return transformed(condition, lambda node: rest[-1] if node == symbol else None) if found else None
