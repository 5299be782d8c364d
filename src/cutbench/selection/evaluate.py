"""Evaluates expressions and conditions of the cut language, many instances or events at a time.

A condition has two answers, where it is true and where it is false; a number that is not there makes it neither.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.selection.frames import Frame, Group, Instance, Momentum, Particle, added
from cutbench.selection.kinematics import delta_phi, transverse_mass
from cutbench.selection.plan import DEFAULTS, DISTANCES, REDUCERS, WRITTEN, Plan, sources_of
from cutbench.selection.ragged import Integers, any_of, ranges, reduced
from cutbench.selection.source import Flags, Source
from cutbench.selection.tables import Part, Particles, Table, Union, stacked

MATHEMATICS: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs, "sqrt": np.sqrt, "log": np.log, "exp": np.exp, "sin": np.sin, "cos": np.cos, "tan": np.tan
}  # fmt: skip
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power
}  # fmt: skip
LOW = {(False, True): np.greater, (True, True): np.greater_equal, (False, False): np.less_equal, (True, False): np.less}
HIGH = {
    (False, True): np.less,
    (True, True): np.less_equal,
    (False, False): np.greater_equal,
    (True, False): np.greater,
}
MISSING = t.Name("MET")


class Surroundings(Protocol):
    """What an expression needs to know beyond its own rows."""

    plan: Plan
    source: Source
    event: Frame  # a row for each event

    def table(self, name: str) -> Table:
        """Return a collection as it stands for the line."""

    def counts(self, name: str) -> Integers:
        """Return how many instances of a collection each event has."""

    def region(self, name: str) -> Flags:
        """Return for each event whether it is in a region."""

    def afford(self, n_rows: int) -> None:
        """Refuse to make tables of so many rows."""

    def written(self, call: t.Call, evaluator: Evaluator, frame: Frame) -> Flags:
        """Return what a function that stands for a condition says of each row."""


class Evaluator:
    """Evaluates the nodes of one line."""

    def __init__(self, around: Surroundings) -> None:
        self._around, self._plan, self.source = around, around.plan, around.source
        self.event, self.table = around.event, around.table
        self._groups: dict[tuple[object, int], tuple[Frame, Group]] = {}
        self._defined: dict[tuple[str, object], Any] = {}
        self._particles: dict[str, Table] = {}

    # Conditions

    def holds(self, condition: object, frame: Frame, true: bool = True) -> Flags:
        """Return where a condition is true; for `true` False where it is false."""
        match condition:
            case t.Not(of):
                return self.holds(of, frame, not true)
            case t.And(parts) | t.Or(parts):
                every = isinstance(condition, t.And) == true
                start = np.full(frame.size, every)
                join: Any = np.logical_and if every else np.logical_or
                for part in parts:
                    start = join(start, self.holds(part, frame, true))
                return start
            case t.When(asked, then, otherwise):
                other = np.full(frame.size, true) if otherwise is None else self.holds(otherwise, frame, true)
                return np.where(self.holds(asked, frame), self.holds(then, frame, true), other)
            case t.Requirement(quantity, t.Interval() as interval):
                return self._within(quantity, interval, frame, true)
            case t.Requirement(quantity, t.OneOf(names)):
                return self._named(quantity, names, frame, true)
            case t.Requirement(quantity, _):
                return self._flag(quantity, frame, true)
        raise CutbenchError("a condition is needed, not a number")

    def _within(self, quantity: object, interval: t.Interval, frame: Frame, true: bool) -> Flags:
        value = self.value(quantity, frame)
        answers = []
        if interval.low is not None:
            compare = LOW[interval.low_included, true]
            answers.append(compare(value, self.value(interval.low, frame)))
        if interval.high is not None:
            compare = HIGH[interval.high_included, true]
            answers.append(compare(value, self.value(interval.high, frame)))
        found = answers[0] if len(answers) == 1 else (np.logical_and if true else np.logical_or)(*answers)
        return np.broadcast_to(found, (frame.size,))

    def _named(self, quantity: object, names: Sequence[str], frame: Frame, true: bool) -> Flags:
        """Return where a named property has one of the names, or for `true` False none; known of all instances."""
        if not isinstance(quantity, t.Call) or len(quantity.arguments) != 1:
            raise CutbenchError(f"{getattr(quantity, 'name', 'this')} has no named values on these events")
        particle, prop = self.particle(quantity.arguments[0], frame), str(quantity.function)
        if not isinstance(particle, Instance):
            raise CutbenchError(f"{prop} of a sum is not known")
        codes = particle.table.codes(prop)
        result = np.zeros(frame.size, dtype=bool)
        for name in names:
            coded = name in codes
            result = result | (particle.get(prop) == codes[name] if coded else particle.get((prop, name)).astype(bool))
        return np.asarray((result == true) & particle.there)

    def _flag(self, node: object, frame: Frame, true: bool) -> Flags:  # noqa: PLR0911 (the same)
        match node:
            case t.Name(name) if name in self._plan.regions and name not in self._plan.defines:
                return np.asarray(self._around.region(name) == true)[frame.events]
            case t.Name(name) if isinstance(self._plan.defines.get(name), t.Condition):
                found = self._once(name, true, lambda node: self.holds(node, self.event, true))
                return np.asarray(found[frame.events])
            case t.Name(name):
                return np.asarray(self.source.flag(name) == true)[frame.events]
            case t.Call("any" | "all" as function, arguments):
                return self._any(function, arguments, frame, true)
            case t.Call("sfos", arguments):
                return self._sfos(arguments, frame, true)
            case t.Call(str() as name) if name == WRITTEN:
                return np.asarray(self._around.written(node, self, frame) == true)
            case t.Call("trigger" as name, arguments):
                words = [one.name for one in arguments if isinstance(one, t.Name)]
                return np.asarray(self.source.flag(name, *words) == true)[frame.events]
        value = self.value(node, frame)
        return np.asarray((value != 0) & ~np.isnan(value) if true else value == 0)

    def _any(self, function: str, arguments: Sequence[object], frame: Frame, true: bool) -> Flags:
        inner, condition = self.over(arguments, frame)
        found, up = self.holds(condition, inner, true), inner.parents
        return any_of(found, up, frame.size) if (function == "any") == true else ~any_of(~found, up, frame.size)

    def _sfos(self, arguments: Sequence[object], frame: Frame, true: bool) -> Flags:
        both: list[Any] = [self.particle(one, frame) for one in arguments]
        if len(both) == 1 and isinstance(both[0], Instance):
            rows = both[0].rows
            both = [Instance(*part).at(rows) for part in both[0].table.leaves()]
        if len(both) != 2:
            raise CutbenchError("sfos: two leptons, or a pair of them, are needed")
        one, other = both
        if not isinstance(one, Instance) or not isinstance(other, Instance):
            raise CutbenchError("sfos: a sum of momenta is no lepton")
        found = (one.get("flavour") == other.get("flavour")) & (one.get("charge") * other.get("charge") < 0)
        return np.asarray((found == true) & one.there & other.there)

    # Values

    def value(self, node: object, frame: Frame) -> Any:  # noqa: PLR0911 (one case for each kind of node)
        """Return an expression for each row of a frame; a constant is a number."""
        match node:
            case t.Number(value):
                return value
            case t.Negative(of):
                return -self.value(of, frame)
            case t.Arithmetic(op, left, right):
                return OPERATIONS[op](self.value(left, frame), self.value(right, frame))
            case t.Rising(of, knots):
                places, bounds = ([knot[i].value for knot in knots] for i in (0, 1))
                return np.interp(self.value(of, frame), places, bounds)
            case t.Choice(condition, then, otherwise):
                return np.where(self.holds(condition, frame), self.value(then, frame), self.value(otherwise, frame))
            case t.Name(name):
                return self._quantity(name, frame)
            case t.Call(str() as function, arguments):
                return self._call(node, function, arguments, frame)
        if isinstance(node, t.Condition):
            return np.where(self.holds(node, frame), 1.0, np.where(self.holds(node, frame, False), 0.0, np.nan))
        raise CutbenchError(f"{type(node).__name__.lower()}: a number is needed here")

    def _quantity(self, name: str, frame: Frame) -> Any:
        if name in self._plan.defines:
            value = self._once(name, None, lambda node: self.value(node, self.event))
            return value if np.ndim(value) == 0 else value[frame.events]
        try:
            values = self.source.quantity(name)
        except CutbenchError:
            if name not in DEFAULTS:
                raise
            values = self.value(DEFAULTS[name], self.event)
        return values[frame.events]

    def _once(self, name: str, what: object, make: Callable[[t.Node], Any]) -> Any:
        """Evaluate a definition once, however often definitions name each other."""
        if (name, what) not in self._defined:
            self._defined[name, what] = make(self._plan.defines[name])
        return self._defined[name, what]

    def _call(  # noqa: PLR0911 (one case for each kind of function)
        self, node: t.Call, function: str, arguments: Sequence[Any], frame: Frame
    ) -> Any:
        if function in MATHEMATICS:
            return MATHEMATICS[function](self.value(arguments[0], frame))
        if function == "size":
            return self._size(arguments, frame)
        if function in {"any", "all", "sfos"}:
            return self.value(t.Requirement(node, t.Flag()), frame)
        if function in REDUCERS:
            return self._reduced(function, arguments, frame)
        if function in DISTANCES and self._free(node, frame):
            of = t.Call("abs", (node,)) if function == "deta" else node
            return self._reduced("min", (of,), frame)
        if function in DISTANCES or function == "mT":
            return self._distance(function, *(self.particle(one, frame) for one in arguments[:2]))
        return self._property(function, arguments, frame)

    def _property(self, function: str, arguments: Sequence[Any], frame: Frame) -> Any:
        particles = [self.particle(one, frame) for one in arguments]
        particle = particles[0] if len(particles) == 1 else added(particles)
        if isinstance(particle, Instance) and not particle.table.has(function):
            raise CutbenchError(f"{particle.table.name} has no property {function} on these events")
        return particle.get(function)

    @staticmethod
    def _distance(function: str, one: Particle, other: Particle) -> Any:
        if function == "mT":
            return transverse_mass(one.get, other.get)
        if function == "dphi":
            return delta_phi(one.get("phi"), other.get("phi"))
        eta = one.get("eta") - other.get("eta")
        return eta if function == "deta" else np.hypot(eta, delta_phi(one.get("phi"), other.get("phi")))

    def codes(self, node: object, frame: Frame) -> Mapping[str, float]:
        """Return the names of the values of an expression that is a coded property; empty for others."""
        if not isinstance(node, t.Call) or len(node.arguments) != 1 or not isinstance(node.function, str):
            return {}
        if node.function in MATHEMATICS or node.function in REDUCERS:
            return {}
        particle = self.particle(node.arguments[0], frame)
        there = isinstance(particle, Instance) and particle.table.has(node.function)
        return particle.table.codes(node.function) if there else {}  # type: ignore[union-attr]

    # Reducers

    def _size(self, arguments: Sequence[Any], frame: Frame) -> Any:
        of = arguments[0]
        if frame is self.event and len(arguments) == 1 and isinstance(of, t.Name):
            return self._around.counts(of.name)
        inner, condition = self.over(arguments, frame)
        rows = inner.parents if condition is None else inner.parents[self.holds(condition, inner)]
        return np.bincount(rows, minlength=frame.size)

    def _reduced(self, how: str, arguments: Sequence[Any], frame: Frame) -> Any:
        if len(arguments) > 1 and not self._is_group(arguments[0], frame):
            joined: Any = {"min": np.minimum, "max": np.maximum, "sum": np.add}[how]
            values = [self.value(one, frame) for one in arguments]
            return functools.reduce(joined, values)
        inner, node = self.over(arguments, frame)
        if isinstance(node, t.Call) and node.function in DISTANCES and len(node.arguments) == 3:
            inner = inner.narrowed(self.holds(node.arguments[2], inner))
        each = np.broadcast_to(self.value(node, inner), (inner.size,))
        return reduced(how, each, inner.parents, frame.size)

    def over(self, arguments: Sequence[Any], frame: Frame) -> tuple[Frame, Any]:
        """Return the rows that a reducer goes through, and what it asks of each."""
        first = arguments[0]
        if self._is_group(first, frame):
            return self.inside(first, frame), arguments[1] if len(arguments) > 1 else None
        free = self._free(first, frame)
        if not free:
            raise CutbenchError("any, all, min, max or sum: of which collection?")
        return self._product([(one, _words(one)) for one in free], frame), first

    def inside(self, node: Any, frame: Frame) -> Frame:
        """Return a frame with a row for each instance of a collection, or each combination of some."""
        if isinstance(node, t.Call) and node.function in {"disjoint", "cartesian"}:
            parts = [(of, {t.Name(word)}) for of, word in sources_of(node)]
            return self._product(parts, frame, str(node.function))
        of = node.of if isinstance(node, t.Binding) else node
        return self._product([(of, _words(node))], frame)

    def _product(self, parts: Sequence[tuple[Any, set[Any]]], frame: Frame, kind: str = "cartesian") -> Frame:
        """Return a row for each combination of instances; `disjoint` ones in one order only, and sharing no leaf."""
        inner = Frame(frame.size, frame.events, {}, frame, np.arange(frame.size))
        chosen: dict[Any, Integers] = {}
        for of, words in parts:
            group = self.group(of, frame)
            starts, ends = group.starts[inner.parents], (group.starts + group.counts)[inner.parents]
            if kind == "disjoint" and of in chosen:
                starts = chosen[of] + 1
            self._around.afford(int((ends - starts).sum()))
            rows, places = np.repeat(np.arange(inner.size), ends - starts), ranges(starts, ends - starts)
            bound = {name: one.at(rows) for name, one in inner.bound.items()}
            bound |= dict.fromkeys(words, group.at(places).instances())
            chosen = {name: place[rows] for name, place in chosen.items()} | {of: places}
            inner = Frame(len(rows), inner.events[rows], bound, frame, inner.parents[rows])
        return inner.narrowed(_apart(list(inner.bound.values()), inner.size)) if kind == "disjoint" else inner

    # Particles and groups of them

    def particles(self, name: str) -> Table:
        """Return all particles of a collection of the source, whatever became of them."""
        if name not in self._particles:
            self._particles[name] = Particles(self.source, name)
        return self._particles[name]

    def particle(self, node: Any, frame: Frame) -> Particle:  # noqa: PLR0911 (one case for each kind of node)
        """Return the instance, or the momentum, that a node stands for in each row."""
        found = frame.look_up(node)
        if found is not None:
            return found
        match node:
            case t.Item(of, rank):
                return self.group(of, frame).ranked(rank)
            case t.Arithmetic("+", left, right):
                return added([self.particle(left, frame), self.particle(right, frame)])
            case t.Name("MET"):
                return Momentum({"pT": self._quantity("MET", frame), "phi": self._quantity("MET_phi", frame)})
            case t.Name(name) if name in self._plan.defines:
                made: Particle = self._once(name, id(frame), lambda node: (frame, self.particle(node, frame)))[1]
                return made
            case t.Name(name):
                member = self._member(name, frame)
                if member:
                    return member
            case t.Call(str() as name, (of,)) | t.Parts(name, of):
                whole = self.particle(of, frame)
                part = whole.table.member(name) if isinstance(whole, Instance) else None
                if part and isinstance(whole, Instance):
                    return Instance(*part).at(whole.rows)
        raise CutbenchError(f"{getattr(node, 'name', getattr(node, 'function', 'this'))}: no single object here")

    def _member(self, name: str, frame: Frame) -> Particle | None:
        if frame.own is not None:
            part = frame.own.member(name)
            return part and Instance(*part)
        around = self._member(name, frame.outer) if frame.outer is not None else None
        return around and around.at(frame.parents)

    def group(self, node: Any, frame: Frame) -> Group:
        """Return the instances of a collection for each row of a frame; made once."""
        key = (node, id(frame))
        if key not in self._groups:
            self._groups[key] = frame, self._group(node, frame)
        return self._groups[key][1]

    def _group(self, node: Any, frame: Frame) -> Group:
        match node:
            case t.Slice(of, start, stop):
                return self.group(of, frame).sliced(start, stop)
            case t.Parts(kind, of):
                whole = self.particle(of, frame)
                if isinstance(whole, Instance):
                    return self._made_of(whole.table.parts(kind), kind, whole.rows, frame.size)
            case t.Name(name):
                own = frame.own.parts(name) if frame.own is not None else []
                if own:
                    return self._made_of(own, name, np.arange(frame.size), frame.size)
                if frame.own is None and frame.outer is not None and self._owned(name, frame.outer):
                    return self._lifted(self.group(node, frame.outer), frame)
                return self._of_event(self._around.table(name), frame)
            case t.Call("union", parts):
                return self._of_event(Union([self._around.table(part.name) for part in parts], "union"), frame)  # type: ignore[union-attr]
        raise CutbenchError("a collection is needed here")

    def _owned(self, name: str, frame: Frame) -> bool:
        if frame.own is not None:
            return bool(frame.own.parts(name))
        return frame.outer is not None and self._owned(name, frame.outer)

    def _of_event(self, table: Table, frame: Frame) -> Group:
        if frame is self.event:
            return Group(table, None, table.events, frame.size)
        counts = table.counts[frame.events]
        self._around.afford(int(counts.sum()))
        index = ranges(table.starts[frame.events], counts)
        return Group(table, index, np.repeat(np.arange(frame.size), counts), frame.size)

    def _lifted(self, group: Group, frame: Frame) -> Group:
        """Return the group of the row around for each row of a frame."""
        counts = group.counts[frame.parents]
        self._around.afford(int(counts.sum()))
        rows = ranges(group.starts[frame.parents], counts)
        inner = group.at(rows)
        return Group(inner.table, inner.index, np.repeat(np.arange(frame.size), counts), frame.size)

    @staticmethod
    def _made_of(parts: list[Part], kind: str, rows: Integers, size: int) -> Group:
        if not parts:
            raise CutbenchError(f"there is no {kind} in it")
        table, indices = stacked(parts)
        whole = np.flatnonzero(rows >= 0)
        index = np.stack([one[rows[whole]] for one in indices], axis=1).ravel()
        group = Group(table, index, np.repeat(whole, len(parts)), size)
        of_kind = table.of_kind(kind)
        return group if of_kind is None or of_kind.all() else group.at(np.flatnonzero(of_kind[index]))

    # Names without a rank

    def _is_group(self, node: object, frame: Frame) -> bool:
        match node:
            case t.Call("disjoint" | "cartesian" | "union") | t.Binding():
                return True
            case t.Slice(of):
                return self._is_group(of, frame)
            case t.Parts(_, of):
                return True
            case t.Name(name):
                plain = name not in self._plan.defines and name != MISSING.name
                return (
                    plain
                    and frame.look_up(node) is None
                    and not self._member(name, frame)
                    and self._plan.is_collection(name)
                )
        return False

    def _free(self, node: object, frame: Frame) -> list[Any]:
        """Return the collections without rank in a node that a reducer has to go through, in their order."""
        if frame.look_up(node) is not None or isinstance(node, t.Item):
            return []
        if not isinstance(node, t.Call) and self._is_group(node, frame):
            return [node]
        if isinstance(node, t.Call) and node.function in REDUCERS:
            return []
        parts = node.arguments[:2] if isinstance(node, t.Call) and node.function in DISTANCES else t.children(node)
        return list(dict.fromkeys(one for part in parts for one in self._free(part, frame)))


def _words(node: Any) -> set[Any]:
    """Return what stands for one instance of a collection: its own name, and that of what it is a slice of."""
    words = {node}
    if isinstance(node, t.Binding):
        words |= {t.Name(node.name)}
    if isinstance(node, t.Slice):
        words |= {node.of}
    return words


def _apart(particles: Sequence[Particle], size: int) -> Flags:
    """Return for which combinations no two instances share a particle."""
    leaves = [
        [table.column("leaf")[index[one.rows]] for table, index in one.table.leaves()]
        for one in particles
        if isinstance(one, Instance)
    ]
    apart = np.ones(size, dtype=bool)
    for some, others in itertools.combinations(leaves, 2):
        for one, other in itertools.product(some, others):
            apart &= one != other
    return apart
