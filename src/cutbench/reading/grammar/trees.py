"""Questions about expressions and conditions: what is asked of what, and what is still open.

No rules are here. An *open* condition says `pT > 20 GeV` of it does not yet say what: `This` stands for that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import QUANTITIES, words
from cutbench.reading.own import OwnSymbol

THIS = t.This()
LEPTONS = frozenset({"electron", "muon", "tau"})


def named_as(kind: str, node: Any) -> Any:
    """Return a change that puts one object in the place of all of a kind."""
    return lambda one: one if isinstance(one, t.Item) else node if one == t.Name(kind) else None


def quantities_in(condition: Any) -> set[Any]:
    """Return the quantities that a condition compares."""
    return {node.quantity for node in t.walk(condition) if isinstance(node, t.Requirement)}


def op_of(condition: Any) -> str:
    """Return the comparison of the last requirement, if it is with one edge."""
    test = getattr(condition.parts[-1] if isinstance(condition, t.And) else condition, "test", None)
    if not isinstance(test, t.Interval) or (test.low is None) == (test.high is None):
        return ""
    return (">" if test.low else "<") + "=" * (test.low_included if test.low else test.high_included)


def objects_asked(condition: Any) -> list[str]:
    """Return the objects that something is asked of, not only how many they are."""
    return wholes_in(transformed(condition, lambda node: THIS if is_call(node, "size") else None))


def objects_in(condition: Any) -> set[str]:
    """Return the kinds of objects of which all are asked something: neither counted nor told by rank."""
    return set(objects_asked(condition))


def is_call(node: Any, name: str) -> bool:
    """Whether it is a function or property of this name."""
    return isinstance(node, t.Call) and node.function == name


def has_count(condition: Any) -> bool:
    """Whether it asks how many objects there are."""
    return any(is_call(node, "size") for node in t.walk(condition))


def restates(what: Any, node: Any) -> bool:
    """Whether objects are in a condition already."""
    inside: set[Any] = set(t.walk(node))
    whole = wholes_in(transformed(node, lambda one: THIS if isinstance(one, t.Slice) else None))
    kinds = {one.kind for one in what} if isinstance(what, tuple) else set()
    if kinds == {"electron", "muon"} and any(isinstance(one, t.Call) and one.function == "flavour" for one in inside):
        return True
    return all(
        one.where is None
        and not (one.ranked and one.kind in whole)
        and (
            one.node() in inside
            or (one.several and set(one.each()) <= inside)
            or (not one.ranked and t.Name(one.kind) in inside)
        )
        for one in (what if isinstance(what, tuple) else (what,))
    )


def is_whole(number: Any, least: int = 1) -> bool:
    """Whether a number counts something."""
    plain = isinstance(number, t.Number) and number.unit == ""
    return plain and number.value == int(number.value) and number.value >= least


def is_of_several(node: Any) -> bool:
    """Whether it is a property of each of several objects."""
    return isinstance(node, t.Call) and len(node.arguments) == 1 and isinstance(node.arguments[0], t.Slice)


def is_open(node: Any) -> bool:
    """Whether something is asked of what is not said; what all of some fulfil is asked of these."""
    if node is None or is_call(node, "all"):
        return False
    return isinstance(node, t.This) or any(map(is_open, t.children(node)))


def asks_symbol(condition: Any) -> bool:
    """Whether something is asked of a quantity that nothing is known of but its symbol."""
    return any(map(is_unknown, quantities_in(condition)))


def is_unknown(quantity: Any) -> bool:
    """Whether a quantity is a symbol that nothing is known of."""
    unknown = isinstance(quantity, t.Symbol) and not isinstance(quantity, OwnSymbol)
    return unknown and quantity.text not in words()["symbols"]


def with_owned_symbols(condition: Any, kind: str) -> Any:
    """Return a condition in which such quantities are those of something of a kind that is yet to come.

    Of large-R jets m_J is the mass.
    """
    called = words()["symbols of"].get(kind, {})

    def owned(node: Any) -> Any:
        unknown = isinstance(node, t.Requirement) and is_unknown(node.quantity)
        name = called.get(node.quantity.text, node.quantity) if unknown else ""
        return replace(node, quantity=t.Call(name, (THIS,))) if unknown else None

    return transformed(condition, owned)


def with_owner(node: Any, owner: Any) -> Any:
    """Return what is asked of `This` as asked of an owner."""
    return transformed(node, lambda one: owner if one == THIS else one if is_call(one, "all") else None)


def wholes_in(node: Any) -> list[str]:
    """Return the collections that are spoken of as a whole."""
    if isinstance(node, t.Item):
        return []
    if isinstance(node, t.Name):
        return [] if node.name in QUANTITIES else [node.name]
    return [name for part in t.children(node) for name in wholes_in(part)]


def is_mixed(condition: Any) -> bool:
    """Whether some of what is asked is asked of what is not said, and some of what is."""
    return len({is_open(part) for part in getattr(condition, "parts", ())}) > 1


def is_negated(condition: Any) -> bool:
    """'They do not have A and B': how far a negation reaches is unclear; of a value that is not met it is clear."""
    match condition:
        case t.Not(t.Requirement(test=t.Interval(low, high))):
            return low != high
    return False


def compares_leptons(condition: Any) -> bool:
    """Whether charges or flavours of the two leading leptons are compared, as where no word says whose."""
    compared = (one for one in quantities_in(condition) if is_call(one, "charge") or is_call(one, "flavour"))
    return any(one.arguments == (t.Item(t.Name("lepton"), 0),) for one in compared)


def is_flag(condition: Any) -> bool:
    """Whether it asks for one of several names, such as a working point, or for what is so or not."""
    return isinstance(condition, t.Requirement) and isinstance(condition.test, t.OneOf | t.Flag)
