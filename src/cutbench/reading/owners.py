"""What a condition is about: the collections that it names as a whole, and whether it lacks one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import QUANTITIES
from cutbench.reading.lexicon import load_lexicon

REDUCERS = {"size", "any", "all", "min", "max", "sum", "trigger"}


def is_reduced(node: Any) -> bool:
    """Whether it is one value of many instances, and not what one has of its own, as the number of its tracks."""
    reduced = isinstance(node, t.Call) and node.function in REDUCERS
    return reduced and not (node.function == "size" and isinstance(node.arguments[0], t.Call | t.Parts))


def outside_of_counts(node: Any) -> Any:
    """Walk what is not inside a reducer."""
    yield node
    if is_reduced(node):
        return
    for part in t.children(node):
        yield from outside_of_counts(part)


def lacks_owner(condition: Any) -> bool:
    """Whether something is asked, and not only counted, of what the condition does not name."""
    return t.This() in set(outside_of_counts(condition))


def kinds_of(node: Any) -> Iterator[str]:
    """Return the collections that are spoken of as a whole."""
    if isinstance(node, t.Item) or is_reduced(node):
        yield from _beside(node)
        return
    if isinstance(node, t.Call) and node.function == "size":  # of its own: which of them is asked of no others
        node = node.arguments[0]
    if isinstance(node, t.Name) and node.name not in QUANTITIES:
        yield node.name
    for part in t.children(node):
        yield from kinds_of(part)


def _beside(node: Any) -> Iterator[str]:
    """Of any jet that something is asked of with a photon, as their distance: the photon."""
    over: Any = node.arguments[0] if isinstance(node, t.Call) and node.function in {"any", "all"} else None
    for one in t.walk(node) if isinstance(over, t.Name) else ():
        if isinstance(one, t.Name) and one.name in load_lexicon().kinds and one != over:
            yield one.name
