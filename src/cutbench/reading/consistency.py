"""What can be seen to be wrong with statements by themselves, and with one beside another."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cutbench.language import Statement, can_hold, open_language, print_statement, relate
from cutbench.language import tree as t
from cutbench.reading.directions import counts
from cutbench.reading.items import LACKING
from cutbench.reading.lexicon import load_lexicon
from cutbench.reading.numbers import of_magnitude
from cutbench.reading.said import Said


def inconsistency(statements: Sequence[Statement], said: Said) -> str:
    """Return what is wrong with the statements of one text, '' if nothing is."""
    return (
        _magnitudes(statements)
        or _of_nothing(statements)
        or _of_what_lacks_it(statements)
        or _empty(statements)
        or _apart(statements)
        or _of_one_and_of_all(statements, said)
        or _twice_added(statements)
    )


def is_trigger(node: Any) -> bool:
    """Whether it asks for triggers."""
    return isinstance(node, t.Call) and node.function == "trigger"


def _magnitudes(statements: Sequence[Statement]) -> str:
    for one in statements:
        line: Any = one.line
        if of_magnitude(line.condition, isinstance(line, t.Reject)) != line.condition:
            return "the bound is one on a magnitude, which is abs(...)"
    return ""


def _of_nothing(statements: Sequence[Statement]) -> str:
    """What is asked of each instance has to speak of it: a trigger, say, is asked of the event."""
    for one in statements:
        of_instance = one.head.kind == "object" and isinstance(one.line, t.Select | t.Reject)
        if of_instance and not any(isinstance(node, t.This) for node in t.walk(one.line)):
            return (
                f"it says nothing of the {one.head.name}; of events it is '{print_statement(t.asked_of_events(one))}'"
            )
    return ""


def _of_what_lacks_it(statements: Sequence[Statement]) -> str:
    """One lepton has no mass that is asked for, and one vertex is no number of vertices."""
    for one in statements:
        kind = one.head.name.rpartition("_")[2] if one.head.kind == "object" else ""
        of_one = {
            node.function for node in t.walk(one.line) if isinstance(node, t.Call) and node.arguments == (t.This(),)
        }
        lacking = next((name for name in sorted(map(str, of_one)) if kind in LACKING.get(name, ())), "")
        if lacking:
            return f"one {kind} has no {lacking} to ask for"
        if kind and "size" in of_one:
            return f"it is one {kind}; how many there are is '{print_statement(t.asked_of_events(one))}'"
    return ""


def _empty(statements: Sequence[Statement]) -> str:
    """Something has to fulfil all of it, and something else none of it."""
    known = open_language()
    if not can_hold(statements, known.names, known.equal):
        return "nothing can fulfil it"
    measured = [one for one in statements if not _asks_charge_of_tau(one)]
    opposites = [_opposite(one) for one in measured if isinstance(one.line, t.Select | t.Reject)]
    fails = all(can_hold([one], known.names, known.equal) for one in opposites)
    return "" if fails else "everything fulfils it"


def _asks_charge_of_tau(statement: Statement) -> bool:
    """The charge of a tau is that of its tracks, and need not be one."""
    nodes: list[Any] = list(t.walk(statement.line))
    charges = [node for node in nodes if isinstance(node, t.Call) and node.function == "charge"]
    return statement.head.name.rpartition("_")[2] == "tau" and bool(charges)


def _opposite(statement: Statement) -> Statement:
    line: Any = statement.line
    return Statement(statement.head, (t.Select if isinstance(line, t.Reject) else t.Reject)(line.condition))


def _apart(statements: Sequence[Statement]) -> str:
    """Triggers are alternatives, never each of them demanded; and nothing is asked twice in other strength."""
    conditions: list[Any] = [getattr(one.line, "condition", None) for one in statements]
    if sum(any(is_trigger(node) for node in t.walk(one)) for one in conditions if one is not None) > 1:
        return "triggers are alternatives"
    pairs = [(one, other) for one, other in itertools.permutations(statements, 2) if one.head == other.head]
    return "one statement says less than another" if any(_says_less(*two) for two in pairs) else ""


def _of_one_and_of_all(statements: Sequence[Statement], said: Said) -> str:
    """What is asked of each, and what of the event through all of them, may be one thing; so may distances of each."""
    of_each = {one.head.name for one in statements if one.head.kind == "object"}
    of_events = [node for one in statements if one.head.kind in {"event", "region"} for node in t.walk(one.line)]
    wholes = [
        {part.name for part in t.walk(node) if isinstance(part, t.Name)} for node in of_events if _is_reduced(node)
    ]
    if any(of_each & names for names in wholes):
        return "it may be asked of each or of the event"
    between = any(len(names & set(load_lexicon().kinds)) > 1 for names in wholes)
    return "it may be asked of each or of all" if between and "all" in said.categories else ""


def _is_reduced(node: Any) -> bool:
    return isinstance(node, t.Call) and node.function in {"size", "min", "max", "any", "all", "sum"}


def _twice_added(statements: Sequence[Statement]) -> str:
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    sums = [Counter(_added(node)) for node in nodes if isinstance(node, t.Arithmetic) and node.op == "+"]
    return "it adds the same twice" if any(times > 1 for found in sums for times in found.values()) else ""


def _added(node: Any) -> Iterator[Any]:
    if isinstance(node, t.Arithmetic) and node.op == "+":
        yield from (part for side in (node.left, node.right) for part in _added(side))
    else:
        yield node


def _says_less(one: Statement, other: Statement) -> bool:
    """A number of instances says less than what is asked of those of a rank, and has to be said all the same."""
    counted = any(isinstance(node, t.Requirement) and counts(node) for node in t.walk(one.line))
    conditional = isinstance(getattr(one.line, "condition", None), t.When)
    known = open_language()
    return (conditional or not counted) and relate([one], [other], known.names, known.equal) == "weaker"
