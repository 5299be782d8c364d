"""Evaluates expressions and conditions of the cut language, many instances or events at a time.

A condition has two answers, where it is true and where it is false; a number that is not there makes it neither.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Flags, Floats
from cutbench.events.ragged import any_of, reduced
from cutbench.language import tree as t
from cutbench.language.names import REDUCERS
from cutbench.selection.frames import Frame, Instance, added
from cutbench.selection.kinematics import OF_TWO
from cutbench.selection.lookup import Lookup
from cutbench.selection.plan import DEFAULTS, DISTANCES, WRITTEN
from cutbench.selection.python_objects import asked

MATHEMATICS: dict[str, Callable[[Any], Any]] = {
    "abs": np.abs, "sqrt": np.sqrt, "log": np.log, "exp": np.exp, "sin": np.sin, "cos": np.cos, "tan": np.tan
}  # fmt: skip
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power
}  # fmt: skip
# By whether the bound is included: where it holds, and where it is known not to hold.
LOW = {False: (np.greater, np.less_equal), True: (np.greater_equal, np.less)}
HIGH = {False: (np.less, np.greater_equal), True: (np.less_equal, np.greater)}


class Evaluator(Lookup):
    """Evaluates the nodes of one line."""

    # Conditions

    def holds(self, condition: object, frame: Frame, true: bool = True) -> Flags:
        """Return the rows where a condition is true; with `true` False those where it is false."""
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
        bounds = (interval.low, LOW[interval.low_included]), (interval.high, HIGH[interval.high_included])
        answers = [compare[not true](value, self.value(of, frame)) for of, compare in bounds if of is not None]
        found = answers[0] if len(answers) == 1 else (np.logical_and if true else np.logical_or)(*answers)
        return np.broadcast_to(found, (frame.size,))

    def _named(self, quantity: object, names: Sequence[str], frame: Frame, true: bool) -> Flags:
        """Return the rows where a named property has one of the names, or with `true` False none of them."""
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
            case t.Name(name) if name in self.plan.regions and name not in self.plan.defines:
                return np.asarray(self._chunk.final(name, self._level) == true)[frame.events]
            case t.Name(name) if isinstance(self.plan.defines.get(name), t.Condition):
                found = self.once(name, true, lambda node: self.holds(node, self.event, true))
                return np.asarray(found[frame.events])
            case t.Name(name):
                return np.asarray(self.source.flag(name) == true)[frame.events]
            case t.Call("any" | "all" as function, arguments):
                return self._any(function, arguments, frame, true)
            case t.Call("sfos", arguments):
                return self._sfos(arguments, frame, true)
            case t.Call(str() as name) if name == WRITTEN:
                return np.asarray(self._written(node, frame) == true)
            case t.Call("trigger" as name, arguments):
                words = [one.name for one in arguments if isinstance(one, t.Name)]
                return np.asarray(self.source.flag(name, *words) == true)[frame.events]
        value = self.value(node, frame)
        return np.asarray((value != 0) & ~np.isnan(value) if true else value == 0)

    def _any(self, function: str, arguments: Sequence[object], frame: Frame, true: bool) -> Flags:
        inner, condition = self.over(arguments, frame)
        found, up = self.holds(condition, inner, true), inner.parents
        return any_of(found, up, frame.size) if (function == "any") == true else ~any_of(~found, up, frame.size)

    def _written(self, call: t.Call, frame: Frame) -> Flags:
        """Return what a Python function in the place of a condition says of each row of a frame."""
        number, *collections = call.arguments
        function = self.plan.functions[int(number.value)]  # type: ignore[union-attr]
        return asked(function, self, frame, [one.name for one in collections])  # type: ignore[union-attr]

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
                return self.quantity(name, frame)
            case t.Call(str() as function, arguments):
                return self._call(node, function, arguments, frame)
        if isinstance(node, t.Condition):
            return np.where(self.holds(node, frame), 1.0, np.where(self.holds(node, frame, False), 0.0, np.nan))
        raise CutbenchError(f"{type(node).__name__.lower()}: a number is needed here")

    def column(self, node: object, frame: Frame) -> Floats:
        """Return an expression as an array with a number for each row of a frame."""
        return np.asarray(np.broadcast_to(self.value(node, frame), (frame.size,)), np.float64)

    def quantity(self, name: str, frame: Frame) -> Any:
        """Return a quantity of the event, read, defined or by default, for each row of a frame."""
        if name in self.plan.defines:
            value = self.once(name, None, lambda node: self.value(node, self.event))
            return value if np.ndim(value) == 0 else value[frame.events]
        try:
            values = self.source.quantity(name)
        except CutbenchError:
            if name not in DEFAULTS:
                raise
            values = self.value(DEFAULTS[name], self.event)
        return values[frame.events]

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
        if function in DISTANCES and self.free(node, frame):
            of = t.Call("abs", (node,)) if function == "deta" else node
            return self._reduced("min", (of,), frame)
        if function in OF_TWO:
            return OF_TWO[function](*(self.particle(one, frame).get for one in arguments[:2]))
        return self._property(function, arguments, frame)

    def _property(self, function: str, arguments: Sequence[Any], frame: Frame) -> Any:
        particles = [self.particle(one, frame) for one in arguments]
        particle = particles[0] if len(particles) == 1 else added(particles)
        if isinstance(particle, Instance) and not particle.table.has(function):
            raise CutbenchError(f"{particle.table.name} has no property {function} on these events")
        return particle.get(function)

    def codes(self, node: object, frame: Frame) -> Mapping[str, float]:
        """Return the names of the values of a coded property, such as flavour; empty for other expressions."""
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
            return self.counts(of.name)
        inner, condition = self.over(arguments, frame)
        rows = inner.parents if condition is None else inner.parents[self.holds(condition, inner)]
        return np.bincount(rows, minlength=frame.size)

    def _reduced(self, how: str, arguments: Sequence[Any], frame: Frame) -> Any:
        if len(arguments) > 1 and not self.is_group(arguments[0], frame):
            joined: Any = {"min": np.minimum, "max": np.maximum, "sum": np.add}[how]
            values = [self.value(one, frame) for one in arguments]
            return functools.reduce(joined, values)
        inner, node = self.over(arguments, frame)
        if isinstance(node, t.Call) and node.function in DISTANCES and len(node.arguments) == 3:
            inner = inner.narrowed(self.holds(node.arguments[2], inner))
        return reduced(how, self.column(node, inner), inner.parents, frame.size)
