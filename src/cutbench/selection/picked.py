"""Some events of a source as a source: a chunk of a file, or the events that a trace follows."""

from typing import Any

import numpy as np

from cutbench.events.protocol import Column, EventSource, Flags, Floats, Integers
from cutbench.events.ragged import ranges


class Picked:
    """Some events of a source: those from `rows.start` to `rows.stop`, or those with the indices `rows`."""

    def __init__(self, source: EventSource, rows: slice | Integers) -> None:
        self._source, self._rows = source, rows
        self.n_events = rows.stop - rows.start if isinstance(rows, slice) else len(rows)
        self._objects: dict[str, slice | Integers] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)  # names, codes, points: they are the same for all events

    def numbers(self) -> tuple[Column, Column]:
        """Return run and event number of each event."""
        run, event = self._source.numbers()
        return run[self._rows], event[self._rows]

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""
        return self._source.counts(collection)[self._rows]

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects."""
        return self._source.values(collection, name)[self._places(collection)]

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point."""
        return self._source.passes(collection, name, point)[self._places(collection)]

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event."""
        return self._source.quantity(name)[self._rows]

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set."""
        return self._source.flag(name, *arguments)[self._rows]

    def fit_chi2ndf(self, row: Integers, tracks: Column) -> Floats:
        """Return chi2/ndof of vertex fits."""
        return self._source.fit_chi2ndf(np.arange(self._source.n_events)[self._rows][row], tracks)

    def _places(self, collection: str) -> slice | Integers:
        if collection not in self._objects:
            counts = self._source.counts(collection)
            first = np.concatenate(([0], np.cumsum(counts)))
            rows = self._rows
            self._objects[collection] = (
                slice(int(first[rows.start]), int(first[rows.stop]))
                if isinstance(rows, slice)
                else ranges(first[:-1][rows], counts[rows])
            )
        return self._objects[collection]
