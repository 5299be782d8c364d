"""Ways to change what statements say, or only how they say it: by their trees, whatever the analysis."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from cutbench.language import Statement
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.language.units import factor
from cutbench.schema.yaml_text import parse_yaml

OTHERS: dict[str, Any] = parse_yaml(Path(__file__).with_suffix(".yaml").read_bytes())
FACTORS = (0.6, 0.8, 1.2, 1.5)
STEPS = (1, 2)  # what a number of instances is changed by
PERCENT = "%"

Statements = tuple[Statement, ...]
Change = Callable[[Statements], Iterator[Statements]]


def the_same(statements: Statements) -> Iterator[Statements]:
    """Leave statements as they are."""
    yield statements


def same_value(statements: Statements) -> Iterator[Statements]:
    """Give all numbers of a unit in another one, and shares in percent."""
    for base, others in OTHERS["same"].items():
        for unit in others:
            yield _with_numbers(statements, base, partial(in_unit, unit=unit))
    yield transformed(statements, _in_percent)


def wrong_unit(statements: Statements) -> Iterator[Statements]:
    """Put another unit behind all numbers of a unit."""
    for base, others in OTHERS["wrong"].items():
        for unit in others:
            yield _with_numbers(statements, base, partial(t.Number, unit=unit))


def other_number(statements: Statements) -> Iterator[Statements]:
    """Change one of the numbers that something is compared with."""
    return _variants(statements, _other_bounds, conditions=False)


def other_operator(statements: Statements) -> Iterator[Statements]:
    """Turn one of the comparisons round, or a veto into a demand."""
    return _variants(statements, _turned, conditions=False)


def wrong_object(statements: Statements) -> Iterator[Statements]:
    """Say the same of another kind of object that has the properties."""
    kinds = {name for name in _names(statements) if name in OTHERS["kinds"]}
    if len(kinds) != 1:
        return
    (kind,) = kinds
    asked = set(_properties(statements, kind))
    for other, properties in OTHERS["kinds"].items():
        if other != kind and asked <= set(properties):
            yield transformed(statements, partial(_renamed, kind=kind, other=other))


def wrong_condition(statements: Statements) -> Iterator[Statements]:
    """Let it hold in other cases, where it holds in some only, or ask for another named value."""
    return _variants(statements, _in_other_cases)


def in_base(statements: Statements) -> Statements:
    """Return statements with all numbers in the units of the cut language."""

    def change(node: Any) -> t.Number | None:
        if not isinstance(node, t.Number) or node.unit in {"1", *OTHERS["wrong"]} or "^" in node.unit:
            return None
        times, base = factor(node.unit)
        return t.Number(_rounded(node.value * times), base)

    changed: Statements = transformed(statements, change)
    return changed


def in_unit(value: float, unit: str) -> t.Number:
    """Return a number of a base unit in another unit, which has the same value."""
    return t.Number(_rounded(value / factor(unit)[0]), unit)


def _rounded(value: float) -> float:
    return float(f"{value:.12g}")


def _variants(node: Any, change: Callable[[Any], Iterator[Any]], *, conditions: bool = True) -> Iterator[Any]:
    """Yield trees in each of which one node is changed; those under a condition only if `conditions` are asked for."""
    yield from change(node)
    if isinstance(node, tuple):
        for place, part in enumerate(node):
            for new in _variants(part, change, conditions=conditions):
                yield (*node[:place], new, *node[place + 1 :])
    elif hasattr(node, "__dataclass_fields__"):
        for name in (field.name for field in fields(node)):
            if conditions or not (isinstance(node, t.When | t.Choice) and name == "condition"):
                for new in _variants(getattr(node, name), change, conditions=conditions):
                    yield replace(node, **{name: new})


def _with_numbers(statements: Statements, unit: str, change: Callable[[float], t.Number]) -> Statements:
    changed: Statements = transformed(
        statements, lambda node: change(node.value) if isinstance(node, t.Number) and node.unit == unit else None
    )
    return changed


def _in_percent(node: Any) -> t.Requirement | None:
    """Return a bound on a ratio in percent."""
    if not (isinstance(node, t.Requirement) and isinstance(node.quantity, t.Arithmetic) and node.quantity.op == "/"):
        return None

    def change(one: Any) -> t.Number | None:
        is_share = isinstance(one, t.Number) and one.unit == "1" and 0 < one.value < 1
        return in_unit(one.value, PERCENT) if is_share else None

    return replace(node, test=transformed(node.test, change))


def _other_bounds(node: Any) -> Iterator[t.Requirement]:
    if not (isinstance(node, t.Requirement) and isinstance(node.test, t.Interval)):
        return
    counts = any(isinstance(one, t.Call) and one.function == "size" for one in t.walk(node.quantity))
    for number in dict.fromkeys(one for one in t.walk(node.test) if isinstance(one, t.Number)):
        for value in _other_values(number.value, counts):
            yield replace(node, test=transformed(node.test, {number: replace(number, value=value)}.get))


def _other_values(value: float, counts: bool) -> list[float]:
    if counts:
        return [value + step for step in STEPS]
    return [float(f"{value * times:.3g}") for times in FACTORS]


def _turned(node: Any) -> Iterator[Any]:
    match node:
        case t.Reject(condition, cut):
            yield t.Select(condition, cut)
        case t.Not(of):
            yield of
        case t.Requirement(of, t.Interval(low, None, included, _)):
            yield t.Requirement(of, t.Interval(None, low, False, included))
        case t.Requirement(of, t.Interval(None, high, _, included)):
            yield t.Requirement(of, t.Interval(high, None, included, False))
        case t.Requirement():
            yield from _denied(node)


def _denied(node: Any) -> Iterator[t.Condition]:
    match node:
        case t.Not(of):
            yield of
        case t.Requirement(t.Call("any" | "all"), _):
            return
        case t.Requirement():
            yield t.Not(node)


def _in_other_cases(node: Any) -> Iterator[t.Condition]:
    if isinstance(node, t.When):
        for other in _variants(node.condition, _denied):
            yield replace(node, condition=other)
    yield from _other_words(node)


def _other_words(node: Any) -> Iterator[t.Requirement]:
    if not (isinstance(node, t.Requirement) and isinstance(node.test, t.OneOf)):
        return
    names = node.test.names
    others = OTHERS["words"].get(getattr(node.quantity, "function", getattr(node.quantity, "name", "")), [])
    for place in range(len(names)):
        for other in others:
            if other not in names:
                yield replace(node, test=t.OneOf((*names[:place], other, *names[place + 1 :])))


def _names(nodes: tuple[object, ...]) -> Iterator[str]:
    for node in (node for one in nodes for node in t.walk(one)):
        if isinstance(node, t.Name) or (isinstance(node, t.Head) and node.kind == "object"):
            yield node.name


def _properties(statements: Statements, kind: str) -> Iterator[object]:
    """Yield what is asked of instances of a kind."""
    for node in (node for one in statements for node in t.walk(one)):
        match node:
            case t.Call(function, (t.This() | t.Name() | t.Item() as of,)) if of == t.This() or kind in _names((of,)):
                if function != "size":
                    yield function


def _renamed(node: Any, kind: str, other: str) -> Any:
    is_kind = isinstance(node, t.Name | t.Head) and node.name == kind
    return replace(node, name=other) if is_kind else None
