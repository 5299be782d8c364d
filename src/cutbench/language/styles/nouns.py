"""Instances, quantities and numbers of the cut language as English nouns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.language.printer import print_node, print_number
from cutbench.schema.yaml_text import parse_yaml

WORDS: dict[str, Any] = parse_yaml(Path(__file__).with_name("words.yaml").read_bytes())
RANKS = ("leading", "subleading", "third-leading", "fourth-leading", "fifth-leading", "sixth-leading")
REDUCED = {"min": ("smallest", "any"), "max": ("largest", "any"), "sum": ("sum of the", "all")}
TOGETHER = {
    "+": "sum of {} and {}",
    "*": "product of {} and {}",
    "/": "ratio of {} to {}",
    "-": "difference ({} minus {})",
}
Mood = Literal["fact", "must", "required"]


def series(parts: Iterable[str], word: str) -> str:
    """Return 'a, b and c'."""
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last


def with_article(noun: str) -> str:
    """Return a noun with 'a' or 'an'."""
    return f"{'an' if noun[0] in 'aeioAEIO' else 'a'} {noun}"


def spelled(value: float) -> str:
    """Return a number as a word where that is short, else in digits."""
    ones, tens = WORDS["numbers"], WORDS["tens"]
    if value != int(value) or not 0 <= value < 1000 or (value > 100 and value % 100):
        return print_number(value)
    whole = int(value)
    if whole >= 100:
        return f"{ones[whole // 100]} hundred"
    return ones[whole] if whole < 20 else f"{tens[whole // 10 - 2]}-{ones[whole % 10]}".removesuffix("-zero")


def text_of(node: t.Node | str) -> str | None:
    """Return the name of a name or symbol, without the braces of TeX."""
    match node:
        case t.Name(name) | t.Symbol(name):
            return name.replace("{", "").replace("}", "")
    return None


@dataclass(frozen=True)
class Nouns:
    """Writes nouns. `own` is the instance that a clause is about, `owner` its word; `each` precedes a collection."""

    names: Names
    head: t.Head
    spell: bool = False
    variant: int = 0
    own: t.Node = t.This()  # noqa: RUF009 (a frozen value)
    owner: str = "it"
    plural: bool = False
    each: str = "every"
    known: frozenset[str] = frozenset()
    two: tuple[str, ...] = ()

    def sentence(self, condition: t.Condition, mood: Mood = "fact", nested: bool = False) -> str:
        """Return a condition as a sentence without its full stop."""
        raise NotImplementedError

    def filtered(self, of: t.Node, among: Iterable[t.Node], plural: bool) -> str:
        """Return ' that have a transverse momentum above 20 GeV', what is asked of those that count."""
        raise NotImplementedError

    def called(self, node: t.Node, plural: bool = False) -> str:  # noqa: PLR0911 (one case for each kind of node)
        """Return what an instance or a collection is called, without an article."""
        match node:
            case t.Item(of, rank):
                place = RANKS[rank] if 0 <= rank < len(RANKS) else f"{rank + 1}th-leading"
                place = "last" if rank == -1 else f"{-rank}th from last" if rank < 0 else place
                return f"{place} {self.called(of)}"
            case t.Slice(of, 0, int() as stop):
                return f"{spelled(stop)} leading {self.called(of, True)}"
            case t.Slice(of, start, None):
                return f"{self.called(of, True)} after the first {spelled(start)}"
            case t.Slice(of, start, stop):
                return f"{self.called(of, True)} number {start + 1} to {stop}"
            case t.Parts(kind, of):
                return f"{self.called(t.Name(kind), plural)} of {self.the(of)}"
            case t.Binding(of, name):
                return f"{self.called(of)} {name}"
            case t.Name() | t.Symbol():
                return self._collection_name(str(text_of(node)), plural)
        return self.noun(node)

    def _collection_name(self, name: str, plural: bool) -> str:
        if name not in WORDS["objects"] and not self.names.is_object(name):
            return name
        meaning = self.names.meaning(name)
        before, _, kind = ("", "", name) if name in WORDS["objects"] else name.rpartition("_")
        kind = WORDS["objects"].get(kind, (kind,))[0]
        own = meaning.words.removeprefix("the ") if meaning else ""
        words = own or f"{before.replace('_', ' ')} {kind}".strip()
        return words if not plural else f"{words[:-2]}ices" if words.endswith("ex") else f"{words.removesuffix('s')}s"

    @property
    def about(self) -> str:
        """The noun for what a statement is about."""
        return "event" if self.head.kind in {"event", "region"} else self.called(t.Name(self.head.name))

    def whole(self, name: str) -> bool:
        """Whether this is a collection of which there may be several: 'every jet', but 'the lepton pair'."""
        meaning = self.names.meaning(name)
        one = name in WORDS["definite"] or (meaning is not None and meaning.words.startswith("the "))
        return self.names.is_object(name) and not one

    def the(self, node: t.Node) -> str:  # noqa: PLR0911 (the same)
        """Return an expression with its article."""
        match node:
            case t.Number(value, unit):
                digits = spelled(value) if self.spell else print_number(value)
                return f"{digits} {unit}".removesuffix(" 1")
            case t.This():
                return self.owner if self.own == node else f"the {self.about}"
            case t.Slice() if self.each in {"every", "any"}:
                return f"{'each' if self.each == 'every' else 'any'} of the {self.called(node, True)}"
            case t.Name(name) if name in self.two:
                return f"the {('first', 'second')[self.two.index(name)]}"
            case t.Name() | t.Symbol() if node == self.own:
                return self.owner
            case t.Name() | t.Symbol():
                return self._article(node)
            case t.Call(_, (of,)) if of == self.own:
                return f"{'their' if self.plural else 'its'} {self.noun(node)}"
            case t.Rising() | t.Choice():
                return self.noun(node)
            case t.Parts():
                return f"{self.each} {self.called(node, self.each == 'all')}"
        return f"the {self.called(node, isinstance(node, t.Slice))}"

    def _article(self, node: t.Name | t.Symbol) -> str:
        name = str(text_of(node))
        if name in self.known:
            return f"that {self.called(node)}"
        if name in WORDS["values"] or (self.names.is_object(name) and not self.whole(name)):
            return f"the {self.noun(node)}"
        if self.names.is_object(name):
            return f"{self.each} {self.called(node, self.each == 'all')}"
        return name

    def joint(self, nodes: Iterable[t.Node]) -> str:
        """Return 'the leading jet and the missing transverse momentum', 'the two leading jets'."""
        all_of = list(nodes)
        said: list[str] = []
        for node in all_of:
            if isinstance(node, t.Condition):
                said[-1] += self.filtered(all_of[all_of.index(node) - 1], [node], self.each == "all")
            else:
                said.append(self.the(node))
        match all_of:
            case [t.Item(of, 0), t.Item(other, 1)] if of == other:
                return f"the two leading {self.called(of, True)}"
            case [t.Name(a), t.Name(b)] if (a, b) == self.two:
                return "the two"
        return series(said, "and")

    def noun(self, node: t.Node) -> str:  # noqa: PLR0911, PLR0912 (the same)
        """Return an expression without an article."""
        match node:
            case t.Call("size", (of, *among)):
                return f"number of {self.called(of, True)}{self.filtered(of, among, True)}"
            case t.Call("min" | "max" | "sum" as which, arguments):
                word, each = REDUCED[which]
                leaf: t.Node = arguments[0]
                while isinstance(leaf, t.Call) and len(leaf.arguments) == 1:
                    leaf = leaf.arguments[0]
                each = "" if isinstance(leaf, t.Slice) else each
                inner = replace(self, each=each)
                if len(arguments) > 1 and not isinstance(arguments[1], t.Condition):
                    return f"{word} of {inner.joint(arguments)}"
                filtered = inner.filtered(_collection(arguments[0]), arguments[1:], each == "all")
                return f"{word} {inner.noun(arguments[0])}{filtered}"
            case t.Call("abs", (t.Arithmetic("-", left, right),)):
                return f"absolute difference between {self.the(left)} and {self.the(right)}"
            case t.Call("abs", (of,)):
                plain = isinstance(of, t.Call) and of.function not in {"min", "max", "sum"}
                return f"absolute {self.noun(of)}" if plain else f"absolute value of {self.the(of)}"
            case t.Call("sqrt", (of,)):
                return f"square root of {self.the(of)}"
            case t.Call(function, arguments):
                return self._call(function, arguments)
            case t.Arithmetic("^", left, right):
                return f"power {self.the(left)} to the {self.the(right)}"
            case t.Arithmetic(op, left, right):
                return TOGETHER[op].format(self.the(left), self.the(right))
            case t.Negative(of):
                return f"negative of {self.the(of)}"
            case t.Rising(of, knots):
                points = series((f"{self.the(bound)} at {self.the(at)}" for at, bound in knots), "and")
                return f"a bound that depends on {self.the(of)} ({points}, linear in between and constant beyond)"
            case t.Choice(condition, then, otherwise):
                return f"{self.the(then)} (if {self.sentence(condition)}) or {self.the(otherwise)} (otherwise)"
            case t.Name() | t.Symbol():
                name = str(text_of(node))
                return str(WORDS["values"][name][0]) if name in WORDS["values"] else self.called(node)
            case t.This():
                return self.owner
            case t.Item() | t.Slice() | t.Parts() | t.Binding():
                return self.called(node)
        return self.sentence(node, nested=True) if isinstance(node, t.Condition) else print_node(node)

    def _call(self, function: str | t.Symbol, arguments: tuple[t.Node, ...]) -> str:
        name = function if isinstance(function, str) else str(text_of(function))
        words = WORDS["values"].get(name, (None,))[0]
        words = words or (f"value of {name}" if isinstance(function, t.Symbol) else name)
        others = [one for one in arguments if one != self.own]
        if len(others) == len(arguments):
            return f"{words} {'between' if name in WORDS['partner'] else 'of'} {self.joint(arguments)}"
        return f"{words} {WORDS['partner'].get(name, 'with')} {self.joint(others)}" if others else words


def _collection(node: t.Node) -> t.Node:
    """Return the collection of a property, the last argument of a function."""
    return node.arguments[-1] if isinstance(node, t.Call) else node
