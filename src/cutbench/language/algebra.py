"""Expressions in one form, a sum of terms with factors: MET / 2 - HT and -HT + 0.5 * MET look the same."""

from functools import reduce
from typing import Any

from cutbench.language import tree as t
from cutbench.language.names import Names

ONE = t.Number(1.0)
Terms = dict[t.Expression, float]  # term -> factor; the constant is a factor of ONE
Factors = dict[t.Expression, float]  # factor -> power


def canonical(node: Any, names: Names) -> Any:
    """Return a tree with the arguments of symmetric functions sorted, and a sum of momenta as several arguments."""

    def change(one: Any) -> Any:
        if not isinstance(one, t.Call) or not isinstance(one.function, str):
            return None
        meaning = names.meaning(one.function)
        arguments = [canonical(part, names) for part in one.arguments]
        if meaning and meaning.kind == "property":
            arguments = _leading([part for argument in arguments for part in _summed(argument)], names)
        if meaning and (meaning.symmetric or meaning.kind == "property"):
            arguments.sort(key=repr)
        return t.Call(one.function, tuple(arguments))

    return t.transformed(node, change)


def _leading(parts: list[t.Node], names: Names) -> list[t.Node]:
    """What several make together, as m(lepton[0], lepton[1], photon), is that of the leading one of a kind."""
    ranked = any(isinstance(part, t.Item) for part in parts)
    return [
        t.Item(part, 0) if ranked and isinstance(part, t.Name) and names.is_object(part.name) else part
        for part in parts
    ]


def terms(node: t.Expression, names: Names) -> Terms:
    """Return an expression as a sum."""
    node = _added_up(node)
    match node:
        case t.Number(value):
            return {ONE: value}
        case t.Negative(of):
            return combined(terms(of, names), -1, {})
        case t.Arithmetic("+" | "-" as op, left, right):
            return combined(terms(right, names), 1 if op == "+" else -1, terms(left, names))
        case t.Arithmetic("*" | "/" as op, left, right):
            one, other = terms(left, names), terms(right, names)
            if set(other) == {ONE} and other[ONE]:
                return combined(one, other[ONE] if op == "*" else 1 / other[ONE], {})
            if set(one) == {ONE} and op == "*":
                return combined(other, one[ONE], {})
    factor, factors = _factors(node, names)
    return {_product(factors): factor}


def _added_up(node: t.Expression) -> t.Expression:
    """Return sum(pT(jet[:2])) as pT(jet[0]) + pT(jet[1])."""
    match node:
        case t.Call("sum", (t.Call(function, (t.Slice(of, start, int() as stop),)),)) if 0 <= start < stop:
            each: list[t.Expression] = [t.Call(function, (t.Item(of, rank),)) for rank in range(start, stop)]
            return reduce(lambda one, other: t.Arithmetic("+", one, other), each)
    return node


def combined(one: Terms, times: float, more: Terms) -> Terms:
    """Return `times` one + more."""
    found = {term: more.get(term, 0.0) + times * one.get(term, 0.0) for term in (*more, *one)}
    return {term: float(f"{factor:.10g}") for term, factor in found.items() if factor}


def joined(of: Terms) -> t.Expression:
    """Return a sum as an expression, in the order of its terms."""
    parts = [part if factor == 1 else t.Arithmetic("*", t.Number(factor), part) for part, factor in sorted_terms(of)]
    total = parts[0]
    for part in parts[1:]:
        total = t.Arithmetic("+", total, part)
    return total


def sorted_terms(of: Terms) -> list[tuple[t.Expression, float]]:
    """Return terms in an order that does not depend on how they were written."""
    return sorted(of.items(), key=lambda pair: repr(pair[0]))


def _factors(node: t.Expression, names: Names) -> tuple[float, Factors]:
    match node:
        case t.Number(value) if value:
            return value, {}
        case t.Negative(of):
            factor, factors = _factors(of, names)
            return -factor, factors
        case t.Arithmetic("^", of, t.Number(power)):
            return 1.0, {canonical(of, names): power}
        case t.Arithmetic("*" | "/" as op, left, right):
            (one, of_left), (other, of_right) = _factors(left, names), _factors(right, names)
            power = 1 if op == "*" else -1
            powers = {part: of_left.get(part, 0) + power * of_right.get(part, 0) for part in (*of_left, *of_right)}
            return one * other**power, {part: power for part, power in powers.items() if power}
    return 1.0, {canonical(node, names): 1}


def _product(factors: Factors) -> t.Expression:
    total: t.Expression = ONE
    for part, power in sorted_terms(factors):
        raised = part if abs(power) == 1 else t.Arithmetic("^", part, t.Number(abs(power)))
        first = total == ONE and power > 0
        total = raised if first else t.Arithmetic("*" if power > 0 else "/", total, raised)
    return total


def _summed(node: t.Node) -> list[t.Node]:
    if isinstance(node, t.Arithmetic) and node.op == "+":
        return [*_summed(node.left), *_summed(node.right)]
    return [node]
