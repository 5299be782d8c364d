"""Tables: one row per instance of a collection, in the order of the events; columns are made when asked for.

A column is named by a property, or by (property, working point) for the flag whether that point is passed.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Column, EventSource, Flags, Integers
from cutbench.events.ragged import firsts, lengths
from cutbench.selection.kinematics import MOMENTUM, OF_PARTICLE, OF_SUM

EVERY = slice(None)
ColumnName = str | tuple[str, str]
Part = tuple["Table", Integers]  # a table, and for each instance of another one the row that belongs to it


class Table:
    """Instances of a collection.

    `name` is the collection, `events` (n,) the event of each instance, `ranked` whether the rows of an event are in
    the order that ranks count in; otherwise ranks are by pT.
    """

    name = ""
    ranked = False
    composite = False
    n_events = 0

    def __init__(self) -> None:
        self._columns: dict[ColumnName, Column] = {}

    def __len__(self) -> int:
        return len(self.events)

    @cached_property
    def events(self) -> Integers:
        """The event of each instance, (n,), sorted."""
        raise NotImplementedError

    @cached_property
    def counts(self) -> Integers:
        """How many instances each event has, (n_events,)."""
        return lengths(self.events, self.n_events)

    @cached_property
    def starts(self) -> Integers:
        """The row of the first instance of each event, (n_events,)."""
        return firsts(self.counts)

    def column(self, name: ColumnName) -> Column:
        """Return a property of all instances, (n,)."""
        if name not in self._columns:
            self._columns[name] = self._make(name)
        return self._columns[name]

    def _make(self, name: ColumnName) -> Column:
        raise NotImplementedError

    def has(self, name: str) -> bool:
        """Whether the instances have this property."""
        raise NotImplementedError

    def codes(self, name: str) -> Mapping[str, float]:
        """Return the names of the values of a coded property; empty for others, and for all of composites."""
        return {}

    def leaves(self) -> list[Part]:
        """Return the particles that instances are made of; of a particle itself."""
        return [(self, np.arange(len(self)))]

    def member(self, name: str) -> Part | None:
        """Return the instances that a composite binds to a name."""
        return None

    def parts(self, kind: str) -> list[Part]:
        """Return the instances of a kind in each instance, from the first level that has any."""
        return []

    def of_kind(self, kind: str) -> Flags | None:
        """Return which instances are of a kind, (n,); None if none can be."""
        return np.ones(len(self), dtype=bool) if kind == self.name else None


class Particles(Table):
    """A collection of the source."""

    def __init__(self, source: EventSource, name: str) -> None:
        super().__init__()
        self._source, self.name, self.n_events = source, name, source.n_events

    @cached_property
    def counts(self) -> Integers:
        """How many instances each event has."""
        return self._source.counts(self.name)

    @cached_property
    def events(self) -> Integers:
        """The event of each instance."""
        return np.repeat(np.arange(self.n_events), self.counts)

    def has(self, name: str) -> bool:
        """Whether the source has this property, or it follows from others."""
        return name == "leaf" or name in self._source.properties(self.name) or name in OF_PARTICLE

    def codes(self, name: str) -> Mapping[str, float]:
        """Return the names of the values of a coded property."""
        return self._source.codes(self.name, name) if name in self._source.properties(self.name) else {}

    def _make(self, name: ColumnName) -> Column:
        if isinstance(name, tuple):
            return self._source.passes(self.name, *name)
        if name == "leaf":  # a number that no other particle of the event has
            return self._source.collections().index(self.name) + len(self._source.collections()) * np.arange(len(self))
        derived = OF_PARTICLE.get(name)
        if derived and name not in self._source.properties(self.name):
            return np.asarray(derived(self.column))
        return self._source.values(self.name, name)


class Stack(Table):
    """The instances of several tables, one table after the other: not in the order of the events."""

    def __init__(self, parts: Sequence[Table], name: str = "") -> None:
        super().__init__()
        self._parts, self.name, self.n_events = parts, name, parts[0].n_events

    @cached_property
    def events(self) -> Integers:
        """The event of each instance, table after table."""
        return np.concatenate([part.events for part in self._parts])

    @cached_property
    def counts(self) -> Integers:
        """How many instances each event has."""
        return sum((part.counts for part in self._parts), np.zeros(self.n_events, np.int64))

    def has(self, name: str) -> bool:
        """Whether one of the tables has this property."""
        return any(part.has(name) for part in self._parts)

    def codes(self, name: str) -> Mapping[str, float]:
        """Return the names of the values of a coded property, of all tables."""
        return {word: code for part in self._parts if part.has(name) for word, code in part.codes(name).items()}

    def _make(self, name: ColumnName) -> Column:
        plain = name if isinstance(name, str) else name[0]
        if not self.has(plain):
            raise CutbenchError(f"{self.name} has no property {plain} on these events")
        none = np.nan if isinstance(name, str) else False
        return self._joined([p.column(name) if p.has(plain) else np.full(len(p), none) for p in self._parts])

    def _joined(self, columns: Sequence[Column]) -> Column:
        return np.concatenate(columns)

    def of_kind(self, kind: str) -> Flags | None:
        """Return which instances are of a kind."""
        found = super().of_kind(kind)
        if found is None and any(part.of_kind(kind) is not None for part in self._parts):
            masks = [part.of_kind(kind) for part in self._parts]
            parts = zip(masks, self._parts, strict=True)
            found = self._joined([np.zeros(len(p), bool) if mask is None else mask for mask, p in parts])
        return found


class Union(Stack):
    """The instances of several tables in the order of the events; in each those of the first table, then the second.

    Many are only counted, for a row of the cutflow: where an instance stands is found out when a column is asked for.
    """

    @cached_property
    def events(self) -> Integers:
        """The event of each instance."""
        return np.repeat(np.arange(self.n_events), self.counts)

    @cached_property
    def _places(self) -> list[Integers]:
        before, places = firsts(self.counts), []
        for part in self._parts:
            places.append(np.arange(len(part)) + np.repeat(before - part.starts, part.counts))
            before = before + part.counts
        return places

    def _make(self, name: ColumnName) -> Column:
        # Momenta follow from columns that are put together already: cheaper than four more to put together.
        return np.asarray(OF_PARTICLE[str(name)](self.column)) if name in MOMENTUM else super()._make(name)

    def _joined(self, columns: Sequence[Column]) -> Column:
        joined = np.empty(len(self), np.result_type(*columns))
        for place, column in zip(self._places, columns, strict=True):
            joined[place] = column
        return joined


class Rows(Table):
    """Rows of another table, in any order within an event, with columns of their own where some are given."""

    def __init__(
        self,
        of: Table,
        rows: Integers | slice = EVERY,
        name: str = "",
        *,
        ranked: bool | None = None,
        defined: Mapping[str, tuple[Callable[[], Column], Mapping[str, float]]] | None = None,
    ) -> None:
        super().__init__()
        self._of, self._rows, self._defined = of, rows, defined or {}
        self.name, self.n_events, self.composite = name or of.name, of.n_events, of.composite
        self.ranked = of.ranked if ranked is None else ranked

    @cached_property
    def events(self) -> Integers:
        """The event of each instance."""
        events: Integers = self._of.events[self._rows]
        return events

    def has(self, name: str) -> bool:
        """Whether the instances have this property."""
        return name in self._defined or self._of.has(name)

    def codes(self, name: str) -> Mapping[str, float]:
        """Return the names of the values of a coded property."""
        return self._defined[name][1] if name in self._defined else self._of.codes(name)

    def _make(self, name: ColumnName) -> Column:
        if isinstance(name, str) and name in self._defined:
            return self._defined[name][0]()
        if name in MOMENTUM and not self.composite:
            return np.asarray(OF_PARTICLE[str(name)](self.column))  # of these rows only, which are fewer
        column: Column = self._of.column(name)[self._rows]
        return column

    def _through(self, parts: Iterable[Part]) -> list[Part]:
        return [(table, index[self._rows]) for table, index in parts]

    def leaves(self) -> list[Part]:
        """Return the particles that instances are made of."""
        return self._through(self._of.leaves()) if self.composite else super().leaves()

    def member(self, name: str) -> Part | None:
        """Return the instances that a composite binds to a name."""
        found = self._of.member(name)
        return found and (found[0], found[1][self._rows])

    def parts(self, kind: str) -> list[Part]:
        """Return the instances of a kind that each instance is made of."""
        return self._through(self._of.parts(kind))

    def of_kind(self, kind: str) -> Flags | None:
        """Return which instances are of a kind."""
        found = super().of_kind(kind)
        below = self._of.of_kind(kind) if found is None else None
        return found if below is None else below[self._rows]


class Composite(Table):
    """Instances made of instances of other tables."""

    composite = True

    def __init__(self, name: str, events: Integers, members: Mapping[str, Part], source: EventSource) -> None:
        super().__init__()
        self.name, self.events, self._members = name, events, members
        self._source, self.n_events = source, source.n_events

    def has(self, name: str) -> bool:
        """Whether the property follows from the momenta, or is that of a fit of all tracks."""
        return name in OF_SUM or name in MOMENTUM or name in {"charge", "chi2ndf"}

    def _make(self, name: ColumnName) -> Column:
        if name in MOMENTUM or name == "charge":
            parts = self._members.values()
            return np.asarray(functools.reduce(np.add, [table.column(name)[index] for table, index in parts]))
        if name in OF_SUM:
            return np.asarray(OF_SUM[str(name)](self.column))
        if name == "chi2ndf":
            tracks = np.stack([table.column("track_id")[index] for table, index in self.leaves()], axis=1)
            return self._source.fit_chi2ndf(self.events, tracks)
        raise CutbenchError(f"{self.name} has no property {name if isinstance(name, str) else name[0]}; define one")

    def leaves(self) -> list[Part]:
        """Return the particles that each instance is made of."""
        return [(t, i[index]) for table, index in self._members.values() for t, i in table.leaves()]

    def member(self, name: str) -> Part | None:
        """Return the instances that are bound to a name."""
        return self._members.get(name)

    def parts(self, kind: str) -> list[Part]:
        """Return the instances of a kind that each instance is made of."""
        found: list[Part] = []
        for table, index in self._members.values():
            here = table.of_kind(kind) is not None
            found += [(table, index)] if here else [(t, i[index]) for t, i in table.parts(kind)]
        return found


def stacked(parts: Sequence[Part]) -> tuple[Table, list[Integers]]:
    """Return one table for several, and the indices into it."""
    tables = list({id(table): table for table, _ in parts}.values())
    if len(tables) == 1:
        return tables[0], [index for _, index in parts]
    offsets = dict(zip(map(id, tables), np.cumsum([0, *map(len, tables)]), strict=False))
    return Stack(tables, tables[0].name), [index + offsets[id(table)] for table, index in parts]
