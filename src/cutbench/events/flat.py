"""A few events in plain columns that can be changed and written into a program: cuts are tried on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Column, Flags, Floats, Integers
from cutbench.events.ragged import firsts, ranges


@dataclass
class FlatSource:
    """Events of which every column is here; see `EventSource`. Columns of objects are flat, one event after the other.

    `fits` is of each event the chi2/ndof of whatever is fitted in it. Of a flag with arguments, such as trigger,
    `flags` has a column for each argument, of others one for ''.
    """

    number_of: dict[str, Column]
    columns: dict[str, dict[str, Column]]
    passed: dict[str, dict[str, dict[str, Column]]]
    words: dict[str, dict[str, dict[str, float]]]
    quantities: dict[str, Column] = field(default_factory=dict)
    flags: dict[str, dict[str, Column]] = field(default_factory=dict)
    fits: Column = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> FlatSource:
        """Return events from what `content` returned."""
        return cls(**{name: _each(np.array, value) if name != "words" else value for name, value in content.items()})

    def content(self) -> dict[str, Any]:
        """Return everything as lists and dictionaries."""
        return {name: _each(_listed, value) if name != "words" else value for name, value in vars(self).items()}

    @property
    def n_events(self) -> int:
        """How many events there are."""
        return len(self.fits)

    def numbers(self) -> tuple[Column, Column]:
        """Return run and event number of each event: 1, and its place from 0."""
        return np.ones(self.n_events, np.int64), np.arange(self.n_events)

    def collections(self) -> tuple[str, ...]:
        """Return the names of the collections."""
        return tuple(self.number_of)

    def properties(self, collection: str) -> tuple[str, ...]:
        """Return the names of the properties of a collection."""
        return tuple(dict.fromkeys([*_entry(self.columns, collection), *self.passed[collection]]))

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""
        return np.asarray(_entry(self.number_of, collection), np.int64)

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects, NaN where there is none."""
        return np.asarray(_entry(_entry(self.columns, collection), name), np.float64)

    def codes(self, collection: str, name: str) -> dict[str, float]:
        """Return the names of the values of a coded property."""
        return self.words[collection].get(name, {})

    def points(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the names of the working points of a property."""
        return tuple(self.passed[collection].get(name, {}))

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point."""
        return np.asarray(_entry(_entry(self.passed[collection], name), point), bool)

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event."""
        return np.asarray(_entry(self.quantities, name), np.float64)

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set, for one of the arguments if there are several."""
        known = _entry(self.flags, name)
        found = [np.asarray(_entry(known, one), bool) for one in arguments or ("",)]
        return np.asarray(np.logical_or.reduce(found))

    def fit_chi2ndf(self, row: Integers, tracks: Column) -> Floats:
        """Return chi2/ndof of the fit of some tracks, NaN where one of them is missing."""
        return np.asarray(np.where(np.isnan(tracks.astype(np.float64)).any(axis=1), np.nan, self.fits[row]))

    def place(self, collection: str, event: int, rank: int) -> int:
        """Return the place of an object, by its event and its rank there, in the columns of its collection."""
        return int(firsts(self.counts(collection))[event]) + rank

    def taken(self, events: Sequence[int] | Integers) -> FlatSource:
        """Return some events, in the order given; an event may be repeated."""
        chosen = np.asarray(events, np.int64)
        rows = {c: ranges(firsts(self.counts(c))[chosen], self.counts(c)[chosen]) for c in self.number_of}
        return FlatSource(
            _each(lambda column: column[chosen], self.number_of),
            {c: _each(lambda column, c=c: column[rows[c]], columns) for c, columns in self.columns.items()},
            {c: _each(lambda column, c=c: column[rows[c]], columns) for c, columns in self.passed.items()},
            self.words,
            _each(lambda column: column[chosen], self.quantities),
            _each(lambda column: column[chosen], self.flags),
            self.fits[chosen],
        )


def joined(parts: Sequence[FlatSource]) -> FlatSource:
    """Return the events of several sources of the same columns, one after the other."""
    first = deepcopy(parts[0])
    for name in ("number_of", "columns", "passed", "quantities", "flags", "fits"):
        setattr(first, name, _stacked([getattr(part, name) for part in parts]))
    return first


def _each(change: Any, value: Any) -> Any:
    return {key: _each(change, one) for key, one in value.items()} if isinstance(value, dict) else change(value)


def _stacked(values: Sequence[Any]) -> Any:
    if isinstance(values[0], dict):
        return {key: _stacked([value[key] for value in values]) for key in values[0]}
    return np.concatenate(values)


def _listed(column: Column) -> list[Any]:
    return [None if isinstance(value, float) and np.isnan(value) else value for value in column.tolist()]


def _entry(entries: Mapping[str, Any], name: str) -> Any:
    if name not in entries:
        raise CutbenchError(f"there is no {name}; there are {', '.join(entries) or 'none'}")
    return entries[name]
