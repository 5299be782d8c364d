"""What the names of a line stand for: collections, single instances and momenta, for each row of a frame.

In `object jet: reject any(electron, dR(jet, electron) < 0.2)` the row of a jet has one instance of `jet`, and the frame
that `any` goes through has a row for each electron next to each jet.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Flags, Integers
from cutbench.events.ragged import ranges
from cutbench.language import tree as t
from cutbench.language.names import COMBINING, REDUCERS
from cutbench.selection.frames import Frame, Group, Instance, Momentum, Particle, added
from cutbench.selection.plan import DISTANCES, Line, describe, sources_of
from cutbench.selection.tables import Part, Particles, Table, Union, stacked

if TYPE_CHECKING:
    from cutbench.selection.chunk import Chunk, View

MISSING = "MET"


class Lookup:
    """Looks up the names of a line on a chunk of events, with collections as the cuts up to `level` have left them."""

    def __init__(self, chunk: Chunk, line: Line, level: int, *, alive_only: bool = False) -> None:
        self._chunk, self._line, self._level, self._alive_only = chunk, line, level, alive_only
        self.plan, self.source, self.event = chunk.plan, chunk.source, chunk.event
        self._groups: dict[tuple[object, int], tuple[Frame, Group]] = {}
        self._defined: dict[tuple[str, object], Any] = {}
        self._particles: dict[str, Table] = {}

    def quantity(self, name: str, frame: Frame) -> Any:
        """Return a quantity of the event for each row of a frame."""
        raise NotImplementedError

    def once(self, name: str, what: object, make: Callable[[t.Node], Any]) -> Any:
        """Evaluate a definition once, however often definitions name each other."""
        if (name, what) not in self._defined:
            self._defined[name, what] = make(self.plan.defines[name])
        return self._defined[name, what]

    # Collections of the event

    def _view(self, name: str) -> View:
        if name not in self._line.sees:
            raise CutbenchError(f"there is no collection {name}")
        return self._chunk.view(self._line.sees[name], self._level)

    def table(self, name: str) -> Table:
        """Return a collection as it stands for the line."""
        view = self._view(name)
        return view.among(self._chunk.alive) if self._alive_only else view.kept

    def counts(self, name: str) -> Integers:
        """Return how many instances of a collection each event has."""
        return self._view(name).counts

    def _afford(self, n_rows: int) -> None:
        """Refuse to make tables of so many rows."""
        what = " ".join(describe(self._line).split())
        self._chunk.made[what] = max(n_rows, self._chunk.made.get(what, 0))
        self._chunk.limits.check(what, n_rows, self.source.n_events)

    # What a reducer goes through

    def over(self, arguments: Sequence[Any], frame: Frame) -> tuple[Frame, Any]:
        """Return the rows that a reducer such as any or min goes through, and what it asks of each."""
        first = arguments[0]
        if self.is_group(first, frame):
            return self.inside(first, frame), arguments[1] if len(arguments) > 1 else None
        free = self.free(first, frame)
        if not free:
            raise CutbenchError("any, all, min, max or sum: of which collection?")
        return self._product([(one, _words(one)) for one in free], frame), first

    def inside(self, node: Any, frame: Frame) -> Frame:
        """Return a frame with a row for each instance of a collection, or each combination of some."""
        if isinstance(node, t.Call) and node.function in COMBINING:
            parts = [(of, {t.Name(word)}) for of, word in sources_of(node)]
            return self._product(parts, frame, str(node.function))
        of = node.of if isinstance(node, t.Binding) else node
        return self._product([(of, _words(node))], frame)

    def _product(self, parts: Sequence[tuple[Any, set[Any]]], frame: Frame, kind: str = "cartesian") -> Frame:
        """Return a row for each combination; of `disjoint` ones in one order only, and without a shared particle."""
        inner = Frame(frame.size, frame.events, {}, frame, np.arange(frame.size))
        chosen: dict[Any, Integers] = {}
        for of, words in parts:
            group = self.group(of, frame)
            starts, ends = group.starts[inner.parents], (group.starts + group.counts)[inner.parents]
            if kind == "disjoint" and of in chosen:
                starts = chosen[of] + 1
            self._afford(int((ends - starts).sum()))
            rows, places = np.repeat(np.arange(inner.size), ends - starts), ranges(starts, ends - starts)
            bound = {name: one.at(rows) for name, one in inner.bound.items()}
            bound |= dict.fromkeys(words, group.at(places).instances())
            chosen = {name: place[rows] for name, place in chosen.items()} | {of: places}
            inner = Frame(len(rows), inner.events[rows], bound, frame, inner.parents[rows])
        return inner.narrowed(_apart(list(inner.bound.values()), inner.size)) if kind == "disjoint" else inner

    # Particles and groups of them

    def particles(self, name: str) -> Table:
        """Return all particles of a collection of the source, also those that were cut away."""
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
                return Momentum({"pT": self.quantity("MET", frame), "phi": self.quantity("MET_phi", frame)})
            case t.Name(name) if name in self.plan.defines:
                made: Particle = self.once(name, id(frame), lambda node: (frame, self.particle(node, frame)))[1]
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
                return self._of_event(self.table(name), frame)
            case t.Call("union", parts):
                return self._of_event(Union([self.table(part.name) for part in parts], "union"), frame)  # type: ignore[union-attr]
        raise CutbenchError("a collection is needed here")

    def _owned(self, name: str, frame: Frame) -> bool:
        if frame.own is not None:
            return bool(frame.own.parts(name))
        return frame.outer is not None and self._owned(name, frame.outer)

    def _of_event(self, table: Table, frame: Frame) -> Group:
        if frame is self.event:
            return Group(table, None, table.events, frame.size)
        counts = table.counts[frame.events]
        self._afford(int(counts.sum()))
        index = ranges(table.starts[frame.events], counts)
        return Group(table, index, np.repeat(np.arange(frame.size), counts), frame.size)

    def _lifted(self, group: Group, frame: Frame) -> Group:
        """Return for each row of a frame the group of the outer row that it belongs to."""
        counts = group.counts[frame.parents]
        self._afford(int(counts.sum()))
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

    def is_group(self, node: object, frame: Frame) -> bool:
        """Whether a node stands for several instances in each row."""
        match node:
            case t.Call("disjoint" | "cartesian" | "union") | t.Binding():
                return True
            case t.Slice(of):
                return self.is_group(of, frame)
            case t.Parts(_, of):
                return True
            case t.Name(name):
                plain = name not in self.plan.defines and name != MISSING
                return (
                    plain
                    and frame.look_up(node) is None
                    and not self._member(name, frame)
                    and self.plan.is_collection(name)
                )
        return False

    def free(self, node: object, frame: Frame) -> list[Any]:
        """Return the collections without a rank in a node, which a reducer has to go through, in their order."""
        if frame.look_up(node) is not None or isinstance(node, t.Item):
            return []
        if not isinstance(node, t.Call) and self.is_group(node, frame):
            return [node]
        if isinstance(node, t.Call) and node.function in REDUCERS:
            return []
        parts = node.arguments[:2] if isinstance(node, t.Call) and node.function in DISTANCES else t.children(node)
        return list(dict.fromkeys(one for part in parts for one in self.free(part, frame)))


def _words(node: Any) -> set[Any]:
    """Return the nodes that stand for one instance of a collection, or of the whole of which it is a slice."""
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
