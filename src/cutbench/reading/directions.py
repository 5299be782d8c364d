"""Whether statements compare as their text does: the way, whether an edge passes, what is turned round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.language import Statement, open_language, relate
from cutbench.language import tree as t
from cutbench.reading.said import Measured, Said, measured

EVENT = t.Head("event", "")


def direction(statements: Sequence[Statement], said: Said) -> str:
    """Where a text compares in one direction and turns nothing round, statements do not compare in the other."""
    if said.turns > len(statements):
        return "something is turned round more than once"
    if bool(said.turns) == ("failing" in said.categories) and any(map(_rejects_flag, statements)):
        return "what is asked for is rejected"
    if said.turns or len(said.signs) != 1:
        return ""
    for one in statements:
        nodes = list(_outside_of_cases(one.line))
        turned = any(isinstance(node, t.Not) for node in nodes)
        bounds: list[Any] = [node.test for node in nodes if isinstance(node, t.Requirement)]
        ranges = [bound for bound in bounds if isinstance(bound, t.Interval) and bound.low != bound.high]
        signs = {">" for bound in ranges if bound.low is not None} | {"<" for bound in ranges if bound.high is not None}
        if isinstance(one.line, t.Reject):
            signs = {{"<": ">", ">": "<"}[sign] for sign in signs}
        if turned or signs - said.signs:
            return "a comparison is turned round"
    return ""


def _rejects_flag(statement: Statement) -> bool:
    """Whether events or objects go that have what is there or not, such as good runs, triggers or a working point."""
    nodes: list[Any] = list(t.walk(statement.line))
    asked = [node for node in nodes if isinstance(node, t.Requirement)]
    flags = bool(asked) and all(isinstance(one.test, t.Flag | t.OneOf) for one in asked)
    rejects = isinstance(statement.line, t.Reject) != (sum(isinstance(node, t.Not) for node in nodes) % 2 == 1)
    return flags and rejects


def _outside_of_cases(node: Any) -> Iterator[Any]:
    """Walk what is asked, and not in which case: 'otherwise' negates that."""
    yield node
    for part in (node.then, node.otherwise) if isinstance(node, t.When) else t.children(node):
        yield from _outside_of_cases(part) if part is not None else ()


def edges(statements: Sequence[Statement], said: Said) -> str:
    """Where a text turns nothing round, a number is compared as it says, and its edge passes or fails as it says."""
    turned = said.turns or said.categories & {"outside", "excluding"}
    for one in statements:
        for bound in () if turned else _bounds(one):
            wanted = said.compared.get(bound.number) or (said.operators if bound.alone else {bound.operator})
            if len(wanted) == 1 and bound.operator not in wanted:
                return f"the text compares by {min(wanted)}, and what is kept here by {bound.operator}"
    return ""


def equalities(statements: Sequence[Statement], said: Said) -> str:
    """'Not less than seven jets' are not exactly seven."""
    nodes = [node for one in statements for node in _outside_of_cases(one.line)]
    tests: list[Any] = [node.test for node in nodes if isinstance(node, t.Requirement)]
    equal = {test.low for test in tests if isinstance(test, t.Interval) and test.low == test.high}
    for number in (measured(one) for one in equal if isinstance(one, t.Number) and one.value):
        operators = said.compared.get(number, frozenset())
        if operators and not said.turns and not operators & {"=", "!="}:
            return f"the text compares by {min(operators)}, and what is kept here is equal"
    return ""


def turns(statements: Sequence[Statement], said: Said) -> bool:
    """Whether statements reject, negate or forbid something, or compare a number in the other direction."""
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    negated = any(isinstance(node, t.Reject | t.Not | t.When) for node in (*nodes, *(one.line for one in statements)))
    empty = any(isinstance(node, t.Interval) and getattr(node.high, "value", 1.0) == 0.0 for node in nodes)
    said_of = [
        (bound.operator[0], said.compared.get(bound.number, said.signs)) for one in statements for bound in _bounds(one)
    ]
    return negated or empty or any(signs and all(sign != one[0] for one in signs) for sign, signs in said_of)


def charges_and_flavours(statements: Sequence[Statement], said: Said) -> str:
    """Where a text only speaks of opposite charges and turns nothing round, no statement asks for the same ones."""
    names = [name for name, _ in said.alike]
    clear = [(name, how) for name, how in sorted(said.alike) if names.count(name) == 1]
    for one in statements if not said.turns else ():
        nodes: list[Any] = list(t.walk(one.line))
        asked = [node for node in nodes if isinstance(node, t.Requirement)]
        for name, how in clear if not any(isinstance(node, t.Not | t.When) for node in nodes) else ():
            if any(_contradicts(one, node, name, how) for node in asked):
                return f"the text asks for {how} {name}s"
    return ""


def _contradicts(statement: Statement, node: t.Requirement, name: str, how: str) -> bool:
    """Whether what is asked of the charges, or flavours, of two is not as they are said to be."""
    two = list(dict.fromkeys(one for one in t.walk(node) if isinstance(one, t.Call) and one.function == name))
    if len(two) != 2:
        return False
    same = t.Requirement(two[0], t.Interval(two[1], two[1], True, True))
    wanted = t.Select(same if how == "same" else t.Not(same))
    asked = t.Reject(node) if isinstance(statement.line, t.Reject) else t.Select(node)
    known = open_language()
    return relate(Statement(EVENT, asked), Statement(EVENT, wanted), known.names, known.equal) == "contradicts"


@dataclass(frozen=True)
class _OneBound:
    """A number that something is compared with, and how what is kept compares; `alone` if nothing else bounds it."""

    number: Measured
    operator: str
    alone: bool


def _bounds(statement: Statement) -> Iterator[_OneBound]:
    rejects, nodes = isinstance(statement.line, t.Reject), list(_outside_of_cases(statement.line))
    for node in nodes if not any(isinstance(node, t.Not) for node in nodes) else ():
        test: Any = getattr(node, "test", None)
        if not isinstance(test, t.Interval) or test.low == test.high:
            continue
        sides = (("<", test.high, test.high_included), (">", test.low, test.low_included))
        alone = None in {test.low, test.high} and not counts(node)
        for sign, number, included in sides:
            if isinstance(number, t.Number):
                kept = {"<": ">", ">": "<"}[sign] if rejects else sign
                yield _OneBound(measured(number), kept + "=" * (included != rejects), alone)


def counts(node: Any) -> bool:
    """Whether a number of instances is asked."""
    return getattr(getattr(node, "quantity", None), "function", "") == "size"
