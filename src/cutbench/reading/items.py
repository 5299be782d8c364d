"""What the grammar of cuts puts together: objects, numbers, bounds and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Any

from cutbench.language import Names, parse_statement
from cutbench.language import tree as t
from cutbench.language.names import NAMES_OF_THE_FIELD, load_names
from cutbench.reading.data import composites
from cutbench.reading.normal import Token

DISTANCES = {"dR", "dphi", "deta"}
LIGHT = {"electron", "muon", "lepton", "photon", "track"}  # of which one has no mass that is asked for
# The kinds of objects of which one does not have a property.
LACKING = {
    "m": {"MET", *LIGHT},
    **{name: {"vertex"} for name in ("pT", "ET", "eta")},
    **{name: {"vertex", "jet", "bjet", "fatjet", "MET"} for name in ("d0", "d0sig", "z0", "z0sintheta", "sip3d")},
}
OF_NEAREST = {"dR", "dphi"}  # of several instances they are that of the nearest one
HIGHEST_INDEX = 10  # the photons [39] of a text are those of a reference


@dataclass(frozen=True)
class Obj:
    """Instances that a text speaks of: a collection, or those of it from rank `start` to before `stop`.

    `where` is asked of each of them. What they make `together` has their mass, and the momentum of their sum.
    """

    kind: str
    start: int = 0
    stop: int = 0
    where: t.Condition | None = None
    together: bool = False

    @property
    def ranked(self) -> bool:
        """Whether some instances are meant, by their rank."""
        return self.stop > 0

    @property
    def several(self) -> bool:
        """Whether it is more than one by rank."""
        return self.stop - self.start > 1

    def node(self) -> Any:
        """Return it as an expression."""
        name = t.Name(self.kind)
        if self.together:
            return reduce(lambda one, other: t.Arithmetic("+", one, other), self.each())
        if not self.ranked:
            return name
        return t.Slice(name, self.start, self.stop) if self.several else t.Item(name, self.start)

    def each(self) -> list[Any]:
        """Return the instances one by one."""
        return [t.Item(t.Name(self.kind), rank) for rank in range(self.start, self.stop)]


@dataclass(frozen=True)
class Own(Token):
    """A name of the analysis in a text: what it is for the grammar, a category and a value."""

    category: str
    value: Any


@dataclass(frozen=True)
class Region:
    """A region that a text names."""

    name: str
    kind: t.RegionKind


@dataclass(frozen=True)
class Bound:
    """What is asked of a quantity that is yet to come: comparisons, all of them or, for `either`, one."""

    tests: tuple[tuple[str, Any], ...]
    either: bool = False
    around: Any = None  # the tests are of the distance from here


OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!=", "!=": "="}
MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}


@cache
def _names() -> Names:
    return replace(load_names(NAMES_OF_THE_FIELD).with_declared("object", composites()), open=True)


def condition_of(text: str) -> Any:
    """Return a condition written in the cut language, as in words.yaml."""
    line: Any = parse_statement(f"object track: select {text}", _names()).line
    return line.condition


def expression_of(text: str) -> Any:
    """Return an expression written in the cut language, as in words.yaml."""
    return condition_of(f"{text} > 1").quantity


def of_object(category: str, value: Any, objects: Sequence[Obj]) -> t.Expression | None:
    """Return a property or function of objects, None if it has none of so many."""
    if category == "count" and len(objects) == 1:
        return size_of(objects[0])
    if category == "prop":
        return of_one(value, objects)
    if category == "fn":
        return of_two(value, objects)
    return None


def size_of(of: Obj) -> t.Expression:
    """Return how many there are."""
    return t.Call("size", (of.node(), *((of.where,) if of.where else ())))


def of_one(name: str, objects: Sequence[Obj]) -> t.Expression | None:
    """Return a property; the mass and momentum of two are those of their sum."""
    if len(objects) == 1 and objects[0].several and name == "mT":
        return None  # of each of them with the missing momentum, rather
    if len(objects) == 1 and objects[0].several and objects[0].ranked and name == "m":
        return t.Call(name, tuple(objects[0].each()))
    if len(objects) == 1:
        fits = not objects[0].together or name in {"pT", "eta", "y", "phi", "E"}
        return t.Call(name, (objects[0].node(),)) if fits else None
    apart = len(set(objects)) == len(objects)  # m(μ, μ) does not say of which two
    if (
        name == "m"
        and apart
        and not any(one.ranked for one in objects)
        and not {one.kind for one in objects} & composites()
    ):
        objects = [replace(one, start=0, stop=1) for one in objects]
    nodes = [node for one in objects for node in (one.each() if one.several else [one.node()])]
    return t.Call(name, tuple(nodes)) if name in {"m", "pT"} and apart else None


def _of_two_in_rapidity(name: str, objects: Sequence[Obj]) -> t.Expression | None:
    """Return a difference in rapidity, or the magnitude of one."""
    if name.startswith("abs "):
        signed = of_two(name.removeprefix("abs "), objects)
        return t.Call("abs", (signed,)) if signed else None
    two: Any = of_two("deta", objects)
    return t.Arithmetic("-", *(t.Call("y", (one,)) for one in two.arguments)) if two else None


def of_two(name: str, objects: Sequence[Obj]) -> t.Expression | None:
    """Return a function of two; of one, it is of that and of the missing momentum, or of the two of a pair."""
    if name in {"abs deta", "abs dy", "dy"}:
        return _of_two_in_rapidity(name, objects)
    if len(objects) == 1 and objects[0].several and objects[0].stop - objects[0].start == 2:
        return t.Call(name, tuple(objects[0].each()))
    if len(objects) == 1 and name == "mT" and objects[0].kind != "MET":
        whole = objects[0].ranked or objects[0].kind in composites()
        one = objects[0] if whole else Obj(objects[0].kind, 0, 1)
        return t.Call(name, (one.node(), t.Name("MET")))
    if len(objects) == 1 and objects[0] == Obj("pair") and name in {"dR", "dphi", "deta"}:
        objects = Obj("lepton"), Obj("lepton")
    if name == "mT2" and objects[0].stop - objects[0].start == 2:
        return t.Call(name, (*objects[0].each(), *(one.node() for one in objects[1:])))
    if len(objects) == 2:
        if objects[0] == objects[1] and not objects[0].ranked:
            objects = Obj(objects[0].kind, 0, 1), Obj(objects[0].kind, 1, 2)
        of_one = name == "mT" and not objects[0].ranked and objects[0].kind not in composites()
        if of_one and objects[1].kind == "MET":
            objects = Obj(objects[0].kind, 0, 1), objects[1]
        return t.Call(name, tuple(one.node() for one in objects))
    return None
