"""What a Python function that states a cut is given: one instance or one event, with what is known of it as attributes.

    def cut(electron, event):
        return electron.pT > 7 and "loose" in electron.id

Numbers are in GeV, mm, rad or 1, and nan where there is none. A coded property is its word, one with working points the
set of those that are passed. Instances of a candidate, and collections of the event, are lists in the order of their
ranks. None of this knows an analysis: it is what the engine knows of the same instance.
"""

from __future__ import annotations

import itertools
import math
import types
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Flags
from cutbench.language import tree as t
from cutbench.selection.frames import Frame, Instance
from cutbench.selection.kinematics import MOMENTUM, OF_PARTICLE, OF_SUM, OF_TWO, delta_phi
from cutbench.selection.tables import Table

if TYPE_CHECKING:
    from cutbench.selection.evaluate import Evaluator

ENTRY = "cut"  # the name of the function
SHOWN, LONGEST = 4, 500  # instances of a list in a message, and characters of it
HELPERS = {  # what functions read of a thing
    "mass": ("pT", "eta", "phi"),
    "mT": ("pT", "phi"),
    "dR": ("eta", "phi"),
    "dphi": ("phi",),
    "deta": ("eta",),
    "sfos": ("flavour", "charge"),
}


class _Known:
    """An argument of a function; what is known of it are its attributes."""

    def __init__(self, of: _Columns, row: int) -> None:
        self._of, self._row = of, row

    def __getattr__(self, name: str) -> Any:
        """Return what is known under a name; AttributeError lists what there is."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._of.get(name, self._row)

    def __getitem__(self, place: object) -> Any:
        """Refuse what is no list and no dictionary, in the words of the program's author."""
        raise TypeError(f"{self!r} is no list and no dictionary: ask for what it has by name, as in .pT")


class Thing(_Known):
    """One instance of a table."""

    _of: Instances

    def __eq__(self, other: object) -> bool:
        """Whether this is the same particle or candidate, however it was reached."""
        return isinstance(other, Thing) and self._of.identity(self._row) == other._of.identity(other._row)

    def __hash__(self) -> int:
        """As equal as `==` says."""
        return hash(self._of.identity(self._row))

    def __repr__(self) -> str:
        """Return what kind of thing it is."""
        return f"<{self._of.kind(self._row)}>"


class Event(_Known):
    """One event; `event.electron` is the list of its electrons as they stand for the cut."""

    def __repr__(self) -> str:
        """Return that it is an event."""
        return "<event>"


class _Columns:
    """What is known of the rows of a table, or of events; each column is made when it is first asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Callable[[int], Any]] = {}

    def get(self, name: str, row: int) -> Any:
        """Return what is known of a row under a name.

        Raises:
            AttributeError: nothing is; names the row and what is known.
        """
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name](row)

    def _read(self, name: str) -> Callable[[int], Any]:
        raise NotImplementedError


class Instances(_Columns):
    """The rows of a table as things."""

    def __init__(self, table: Table, evaluator: Evaluator) -> None:
        super().__init__()
        self._table, self._evaluator, self._source = table, evaluator, evaluator.source
        self._leaves = None if table.composite else _leaves(table, self._source.collections())

    def kind(self, row: int) -> str:
        """Return the collection of a particle, the name of a candidate."""
        return self._leaves[row][0] if self._leaves else self._table.name

    def identity(self, row: int) -> object:
        """Return what identifies a row, the same in all tables that have it."""
        if self._leaves:
            return self._leaves[row]
        return tuple(table.column("leaf")[index[row]] for table, index in self._table.leaves())

    def _read(self, name: str) -> Callable[[int], Any]:
        return self._of_candidate(name) if self._leaves is None else self._of_particle(name)

    def names(self, row: int) -> list[str]:
        """Return the names of the attributes of a row."""
        if self._leaves:
            kind = self._leaves[row][0]
            return ["kind", *self._source.properties(kind), *(n for n in OF_PARTICLE if n not in MOMENTUM[1:])]
        made = [*OF_SUM, *MOMENTUM, "charge", "chi2ndf"]
        parts = (kind for kind in (*self._source.collections(), "lepton") if self._table.parts(kind))
        return [*(name for name in dict.fromkeys(made) if self._table.has(name)), *dict.fromkeys(parts)]

    # Particles

    def _of_particle(self, name: str) -> Callable[[int], Any]:
        assert self._leaves is not None  # noqa: S101 (of particles there are)
        leaves, made = self._leaves, dict[str, Callable[[int], Any]]()
        for kind in {kind for kind, _ in leaves}:
            made[kind] = self._column(kind, name)

        def get(row: int) -> Any:
            kind, place = leaves[row]
            found = made[kind](place)
            return self._defined(name, row) if found is None else found

        return get

    def _column(self, kind: str, name: str) -> Callable[[int], Any]:
        """Return a function from a place in a collection to a property, None where there is no such property."""
        source = self._source
        if name == "kind":
            return lambda _: kind
        points = source.points(kind, name) if name in source.properties(kind) else ()
        if points:
            passed = {point: flags for point in points if (flags := _passes(source, kind, name, point)) is not None}
            return lambda place: frozenset(point for point, flags in passed.items() if flags[place])
        if name not in source.properties(kind) and name not in OF_PARTICLE:
            return lambda _: None
        particles = self._evaluator.particles(kind)
        values, words = particles.column(name), {code: word for word, code in particles.codes(name).items()}
        return lambda place: _plain(values[place], words)

    def _defined(self, name: str, row: int) -> Any:
        """Return what a line of a block defines."""
        if not self._table.has(name):
            known = ", ".join(self.names(row))
            raise AttributeError(f"{self.kind(row)} has no '{name}'; it has {known}")
        words = {code: word for word, code in self._table.codes(name).items()}
        return _plain(self._table.column(name)[row], words)

    # Candidates

    def _of_candidate(self, name: str) -> Callable[[int], Any]:
        if name == "kind":
            return self.kind
        member = self._table.member(name)
        if member:
            inner, index = Instances(member[0], self._evaluator), member[1]
            return lambda row: Thing(inner, int(index[row]))
        if not self._table.has(name) and self._table.parts(name):
            return self._parts(name)
        return lambda row: self._defined(name, row)

    def _parts(self, name: str) -> Callable[[int], Any]:
        own = Instance(self._table)
        frame = Frame(len(self._table), self._table.events, {t.This(): own}, own=self._table)
        return listed(self._evaluator, t.Name(name), frame)


class Events(_Columns):
    """The events that a line sees; of their collections those that its function names."""

    def __init__(self, evaluator: Evaluator, collections: Collection[str]) -> None:
        super().__init__()
        self._evaluator, self._collections = evaluator, collections

    def _read(self, name: str) -> Callable[[int], Any]:
        evaluator = self._evaluator
        if name in self._collections:
            return listed(evaluator, t.Name(name), evaluator.event)
        if name == "trigger":
            return lambda row: lambda *groups: bool(evaluator.source.flag(name, *groups)[row])
        for read in (lambda: evaluator.value(t.Name(name), evaluator.event), lambda: evaluator.source.flag(name)):
            try:
                values = np.broadcast_to(read(), (evaluator.event.size,))
            except CutbenchError:
                continue
            return lambda row: _plain(values[row], {})
        there = ", ".join(self._collections) or "no collections"
        raise AttributeError(f"event has no '{name}'; it has {there}")


def listed(evaluator: Evaluator, node: t.Name, frame: Frame) -> Callable[[int], list[Thing]]:
    """Return a function from a row of a frame to the instances of a collection, in the order of their ranks."""
    group = evaluator.group(node, frame)
    rows = group.instances().rows
    if group.table.has("pT") and group.by_rank is not None:
        rows = rows[group.by_rank]
    of, starts, ends = Instances(group.table, evaluator), group.starts, group.starts + group.counts
    return lambda row: [Thing(of, int(rows[place])) for place in range(starts[row], ends[row])]


def given(evaluator: Evaluator, frame: Frame, collections: Collection[str]) -> Callable[[int], tuple[Any, ...]]:
    """Return a function from a row of a frame to the arguments: the instance, if there are some, and the event."""
    events = Events(evaluator, collections)
    if frame.own is None:
        return lambda row: (Event(events, row),)
    own = Instances(frame.own, evaluator)
    return lambda row: (Thing(own, row), Event(events, int(frame.events[row])))


def asked(function: Callable[..., Any], evaluator: Evaluator, frame: Frame, collections: Collection[str]) -> Flags:
    """Return what a function says of each row of a frame."""
    arguments = given(evaluator, frame, collections)
    return np.array([_noted(function, arguments(row)) for row in range(frame.size)], dtype=bool)


def _noted(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Return what a function says; an exception gets a note with the values that the function looked at."""
    try:
        return decided(function, arguments)
    except Exception as error:
        seen = in_words(arguments, sorted(_named(function.__code__)))
        if seen:
            error.add_note(f"where {seen}")
        raise


def _named(code: types.CodeType) -> set[str]:
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    return set(code.co_names).union(*map(_named, inner))


def decided(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Return what a function says of its arguments.

    Raises:
        TypeError: neither True nor False.
    """
    answer = function(*arguments)
    if isinstance(answer, bool | np.bool_):
        return bool(answer)
    raise TypeError(f"{ENTRY}() returned {answer!r:.80}, but True or False is needed")


def made(source: str, name: str = ENTRY) -> Callable[..., Any]:
    """Return the function `cut` of a source, which can call mass, dR and the others below."""
    ours = {"mass": mass, "m": mass, "mT": mT, "dR": dR, "dphi": dphi, "deta": deta, "sfos": sfos}
    space: dict[str, Any] = {**ours, "math": math, "np": np, "itertools": itertools}
    exec(compile(source, name, "exec"), space)  # noqa: S102 (this is run in a sandbox)
    function: Callable[..., Any] = space[ENTRY]
    return function


def mass(*things: Any) -> float:
    """Return the invariant mass of the sum of momenta, in GeV."""
    sums = {name: sum(getattr(one, name) for one in things) for name in MOMENTUM}
    return float(OF_SUM["m"](sums.__getitem__))


def mT(one: Any, other: Any) -> float:  # noqa: N802 (as the field writes it)
    """Return the transverse mass of two things, in GeV."""
    return float(OF_TWO["mT"](partial(getattr, one), partial(getattr, other)))


def dphi(one: Any, other: Any) -> float:
    """Return the angle between two things in the transverse plane, in [0, pi]; a number is an angle itself."""
    return float(delta_phi(*(getattr(thing, "phi", thing) for thing in (one, other))))


def deta(one: Any, other: Any) -> float:
    """Return the difference of two things in eta, with its sign."""
    return float(OF_TWO["deta"](partial(getattr, one), partial(getattr, other)))


def dR(one: Any, other: Any) -> float:  # noqa: N802 (as the field writes it)
    """Return the distance of two things in eta and phi."""
    return float(OF_TWO["dR"](partial(getattr, one), partial(getattr, other)))


def sfos(one: Any, other: Any) -> bool:
    """Whether two things have the same flavour and opposite charges."""
    return bool(one.flavour == other.flavour and one.charge * other.charge < 0)


def in_words(arguments: Sequence[Any], names: Sequence[str]) -> str:
    """Return what the arguments of a function have under some names, for a message."""
    known = dict.fromkeys(inner for name in names for inner in HELPERS.get(name, (name,)))
    text = "; ".join(line for thing in arguments for line in _lines(thing, tuple(known), _name_of(thing)))
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


def _name_of(thing: Any) -> str:
    return repr(thing).strip("<>")


def _lines(thing: Any, names: Sequence[str], path: str) -> Iterator[str]:
    for name in names:
        try:
            value = getattr(thing, name)
        except (AttributeError, CutbenchError):
            continue
        if callable(value):
            continue
        if isinstance(value, list):
            yield f"{path}.{name} has {len(value)}"
            for place, one in enumerate(value[:SHOWN]):
                yield from _lines(one, names, f"{path}.{name}[{place}]")
        elif isinstance(value, Thing):
            yield from _lines(value, names, f"{path}.{name}")
        else:
            yield f"{path}.{name} = {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(value)) + "}"
    return f"{value:.8g}" if isinstance(value, float) else str(value)


def _leaves(table: Table, collections: Sequence[str]) -> list[tuple[str, int]]:
    """Return of each row of a table of particles its collection and its place there."""
    leaf = table.column("leaf")
    return [(collections[one % len(collections)], one // len(collections)) for one in leaf.tolist()]


def _passes(source: Any, kind: str, name: str, point: str) -> Flags | None:
    """Return which objects pass a working point, None where the events do not say."""
    try:
        found: Flags = source.passes(kind, name, point)
    except CutbenchError:
        return None
    return found


def _plain(value: Any, words: dict[float, str]) -> Any:
    number = value.item() if hasattr(value, "item") else value
    return words.get(number, number)
