"""Frames: the rows that an expression is evaluated for, such as all jets, and what its names stand for in each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from cutbench.events.protocol import Column, Flags, Integers
from cutbench.events.ragged import firsts, lengths, ordering, ranges
from cutbench.selection.kinematics import MOMENTUM, OF_SUM
from cutbench.selection.tables import ColumnName, Table


@dataclass(frozen=True)
class Instance:
    """One instance for each row of a frame: row `index` of a table, -1 for none; index None is every row in order."""

    table: Table
    index: Integers | None = None

    def get(self, name: ColumnName) -> Column:
        """Return a property for each row of the frame, NaN where there is no instance."""
        column = self.table.column(name)
        if self.index is None:
            return column
        if self.gaps:
            column = np.append(column, False if column.dtype == bool else np.nan)
        taken: Column = column[self.index]
        return taken

    @property
    def rows(self) -> Integers:
        """The row of the table for each row of the frame."""
        return np.arange(len(self.table)) if self.index is None else self.index

    def at(self, rows: Integers) -> Instance:
        """Return the instances of some rows of the frame."""
        if self.index is None:
            return Instance(self.table, rows)
        missing = len(rows) and rows.min() < 0
        return Instance(self.table, (np.append(self.index, -1) if missing else self.index)[rows])

    @cached_property
    def gaps(self) -> bool:
        """Whether some rows have no instance."""
        return self.index is not None and bool(len(self.index)) and bool(self.index.min() < 0)

    @property
    def there(self) -> Flags:
        """Where there is an instance, for each row of the frame."""
        return self.rows >= 0


@dataclass(frozen=True)
class Momentum:
    """A momentum for each row of a frame that is no instance of a table: a sum, or the missing momentum."""

    columns: Mapping[str, Any]

    def get(self, name: ColumnName) -> Column:
        """Return a quantity that follows from the momentum."""
        if name in self.columns:
            return np.asarray(self.columns[str(name)])
        return np.asarray(OF_SUM[str(name)](self.get))

    def at(self, rows: Integers) -> Momentum:
        """Return the momenta of some rows of the frame."""
        return Momentum({name: column[rows] for name, column in self.columns.items()})


Particle = Instance | Momentum


def added(particles: list[Particle]) -> Momentum:
    """Return the sum of momenta."""
    return Momentum({name: sum(one.get(name) for one in particles) for name in MOMENTUM})


@dataclass(frozen=True)
class Frame:
    """`size` rows. Row i belongs to row `up[i]` of the frame around it, and to an event.

    `bound` are the instances that names (nodes of the tree) stand for. `own` is the table of the instances that a
    block is about.
    """

    size: int
    events: Integers
    bound: Mapping[object, Particle] = field(default_factory=dict)
    outer: Frame | None = None
    up: Integers | None = None
    own: Table | None = None

    @property
    def parents(self) -> Integers:
        """The row of the frame around for each row."""
        return np.arange(self.size) if self.up is None else self.up

    def look_up(self, node: object) -> Particle | None:
        """Return what a name stands for in this frame or those around it."""
        found = self.bound.get(node)
        if found is None and self.outer is not None:
            around = self.outer.look_up(node)
            return around and around.at(self.parents)
        return found

    def narrowed(self, keep: Flags) -> Frame:
        """Return some of the rows."""
        if keep.all():  # most combinations share nothing
            return self
        rows = np.flatnonzero(keep)
        bound = {name: one.at(rows) for name, one in self.bound.items()}
        up = None if self.up is None else self.up[rows]
        return replace(self, size=len(rows), events=self.events[rows], bound=bound, up=up)


@dataclass(frozen=True)
class Group:
    """Several instances for each row of a frame: row `index` of a table belongs to the row `parent` (sorted)."""

    table: Table
    index: Integers | None
    parent: Integers
    n_parents: int

    def instances(self) -> Instance:
        """Return the instances, one after the other."""
        return Instance(self.table, self.index)

    def at(self, rows: Integers) -> Group:
        """Return some of the instances."""
        index = rows if self.index is None else self.index[rows]
        return Group(self.table, index, self.parent[rows], self.n_parents)

    @cached_property
    def by_rank(self) -> Integers | None:
        """The order by rank of the instances of each row; None if they are in that order already."""
        if self.table.ranked:
            return None
        return ordering(self.parent, self.n_parents, -self.instances().get("pT"))

    @cached_property
    def counts(self) -> Integers:
        """How many instances each row has."""
        return lengths(self.parent, self.n_parents)

    @cached_property
    def starts(self) -> Integers:
        """Where the instances of each row begin."""
        return firsts(self.counts)

    def ranked(self, rank: int) -> Instance:
        """Return the instance of a rank for each row; negative ranks count from the last."""
        place = self.starts + (rank if rank >= 0 else self.counts + rank)
        there = self.counts > rank if rank >= 0 else self.counts >= -rank
        if not there.any():
            return Instance(self.table, np.full(self.n_parents, -1))
        place = np.where(there, place, place[there][0])
        at = place if self.by_rank is None else self.by_rank[place]
        return Instance(self.table, np.where(there, at if self.index is None else self.index[at], -1))

    def sliced(self, start: int, stop: int | None) -> Group:
        """Return the instances of a range of ranks, in the order of their ranks."""
        counts = self.counts
        low = np.clip(start if start >= 0 else counts + start, 0, counts)
        high = counts if stop is None else np.clip(stop if stop >= 0 else counts + stop, 0, counts)
        place = ranges(self.starts + low, np.maximum(high - low, 0))
        return self.at(place if self.by_rank is None else self.by_rank[place])
