"""Events that are in memory, and events of another source repeated or picked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import awkward as ak
import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.source import EventSource, unknown
from cutbench.events.tracks import Flags, Floats, Integers, concatenated_ranges, match_fits

T = TypeVar("T")
Fit = tuple[int, Sequence[int], float]  # event, tracks, chi2/ndof


class MemorySource:
    """Events from lists or awkward arrays, one entry per event, in GeV, mm, rad and 1.

    Args:
        collections: per collection and property the values of the objects of each event; None where there is none.
        quantities: per name one number for each event.
        flags: per name one truth value for each event; for a flag with arguments (trigger) such lists by argument.
        codes: per collection and property the names of values.
        points: per collection, property and working point a truth value for each object of each event.
        numbers: run and event numbers; default run 1, events from 1.
        fits: vertex fits.

    Raises:
        CutbenchError: the numbers of events or objects differ; names what is at fault.
    """

    def __init__(
        self,
        collections: Mapping[str, Mapping[str, Any]],
        *,
        quantities: Mapping[str, Any] | None = None,
        flags: Mapping[str, Any] | None = None,
        codes: Mapping[str, Mapping[str, Mapping[str, float]]] | None = None,
        points: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
        numbers: tuple[Any, Any] | None = None,
        fits: Sequence[Fit] = (),
    ) -> None:
        self._quantities = {name: np.asarray(v, dtype=np.float64) for name, v in (quantities or {}).items()}
        self._flags = {name: _by_argument(value) for name, value in (flags or {}).items()}
        self._codes, self._numbers, self._fits = codes or {}, numbers, fits
        self._counts: dict[str, Integers] = {}
        self._values = {c: {n: self._flat(c, n, v) for n, v in p.items()} for c, p in collections.items()}
        self._points = {
            c: {n: {k: self._flat(c, f"{n} {k}", v) != 0 for k, v in p.items()} for n, p in properties.items()}
            for c, properties in (points or {}).items()
        }
        self.n_events = self._agreed_events()

    def numbers(self) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """Return run and event number of each event."""
        run, event = self._numbers or (np.ones(self.n_events), np.arange(1, self.n_events + 1))
        return np.asarray(run).astype(np.int64), np.asarray(event).astype(np.uint64)

    def collections(self) -> tuple[str, ...]:
        """Return the names of the collections."""
        return tuple(dict.fromkeys([*self._values, *self._points]))

    def properties(self, collection: str) -> tuple[str, ...]:
        """Return the names of the properties of a collection."""
        _entry(dict.fromkeys(self.collections()), collection, "collection")
        return tuple(dict.fromkeys([*self._values.get(collection, {}), *self._points.get(collection, {})]))

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""
        return _entry(self._counts, collection, "collection")

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects; NaN where an object has none."""
        return _entry(_entry(self._values, collection, "collection"), name, f"property of {collection}")

    def codes(self, collection: str, name: str) -> dict[str, float]:
        """Return the names of the values of a coded property."""
        return dict(self._codes.get(collection, {}).get(name, {}))

    def points(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the names of the working points of a property."""
        return tuple(self._points.get(collection, {}).get(name, {}))

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point."""
        points = self._points.get(collection, {}).get(name, {})
        return _entry(points, point, f"working point of {collection} {name}")

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event."""
        return _entry(self._quantities, name, "quantity of the event")

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set, for one of the arguments if there are several."""
        flags = _entry(self._flags, name, "flag of the event")
        found = np.zeros(self.n_events, dtype=bool)
        for argument in arguments or ("",):
            found |= _entry(flags, argument, f"argument of {name}")
        return found

    def fit_chi2ndf(self, row: Integers, tracks: npt.NDArray[Any]) -> Floats:
        """Return chi2/ndof of the vertex fit of exactly these tracks, NaN without one."""
        n_tracks = tracks.shape[1]
        fits = [fit for fit in self._fits if len(fit[1]) == n_tracks]
        rows, fitted = np.array([fit[0] for fit in fits], dtype=np.int64), np.array([fit[1] for fit in fits], np.int64)
        return match_fits(rows, fitted.reshape(-1, n_tracks), np.array([fit[2] for fit in fits]), row, tracks)

    def _flat(self, collection: str, name: str, nested: Any) -> Floats:
        """Take the level of events off; what is the same in all properties are the objects per event."""
        array = ak.fill_none(nested if isinstance(nested, ak.Array) else ak.Array(list(nested)), np.nan, axis=-1)
        counts = ak.to_numpy(ak.num(array)).astype(np.int64) if array.ndim > 1 else np.zeros(len(array), np.int64)
        if not np.array_equal(self._counts.setdefault(collection, counts), counts):
            raise CutbenchError(f"{collection} {name}: not as many objects in each event as before")
        flat: Floats = ak.to_numpy(ak.flatten(array, axis=None)).astype(np.float64)
        return flat

    def _agreed_events(self) -> int:
        lengths = {name: len(values) for name, values in [*self._counts.items(), *self._quantities.items()]}
        lengths |= {name: len(v) for name, flags in self._flags.items() for v in flags.values()}
        lengths |= {"numbers": len(self._numbers[0])} if self._numbers else {}
        if len(set(lengths.values())) > 1:
            raise CutbenchError(f"numbers of events differ: {', '.join(f'{k} {v}' for k, v in lengths.items())}")
        return next(iter(lengths.values()), 0)


class _View:
    """Events of another source, each column rearranged when it is first asked for."""

    def __init__(self, source: EventSource) -> None:
        self._source = source
        self._made: dict[tuple[str, ...], Any] = {}
        self.n_events = 0

    def numbers(self) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """Return run and event number of each event."""
        run, event = self._source.numbers()
        return self._events(run), self._events(event)

    def collections(self) -> tuple[str, ...]:
        """Return the collections of the source."""
        return self._source.collections()

    def properties(self, collection: str) -> tuple[str, ...]:
        """Return the properties of the source."""
        return self._source.properties(collection)

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""
        return self._once(("counts", collection), lambda: self._events(self._source.counts(collection)))

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects."""
        make = self._source.values
        return self._once(("values", collection, name), lambda: self._objects(collection, make(collection, name)))

    def codes(self, collection: str, name: str) -> dict[str, float]:
        """Return the names of the values of a coded property."""
        return self._source.codes(collection, name)

    def points(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the names of the working points of a property."""
        return self._source.points(collection, name)

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point."""
        key = (collection, name, point)
        return self._once(("passes", *key), lambda: self._objects(collection, self._source.passes(*key)))

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event."""
        return self._once(("quantity", name), lambda: self._events(self._source.quantity(name)))

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set."""
        return self._once(("flag", name, *arguments), lambda: self._events(self._source.flag(name, *arguments)))

    def fit_chi2ndf(self, row: Integers, tracks: npt.NDArray[Any]) -> Floats:
        """Return chi2/ndof of the vertex fit of exactly these tracks, NaN without one."""
        return self._source.fit_chi2ndf(self._rows_of(row), tracks)

    def _events(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        raise NotImplementedError

    def _objects(self, collection: str, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        raise NotImplementedError

    def _rows_of(self, row: Integers) -> Integers:
        raise NotImplementedError

    def _once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


class _Tiled(_View):
    def __init__(self, source: EventSource, n_events: int) -> None:
        super().__init__(source)
        self.n_events = n_events

    def _events(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.resize(column, self.n_events)

    def _objects(self, collection: str, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        repeats, rest = divmod(self.n_events, self._source.n_events)
        return np.resize(column, repeats * len(column) + int(self._source.counts(collection)[:rest].sum()))

    def _rows_of(self, row: Integers) -> Integers:
        return np.asarray(row) % self._source.n_events


class _Taken(_View):
    def __init__(self, source: EventSource, rows: npt.ArrayLike) -> None:
        super().__init__(source)
        chosen = np.asarray(rows)
        self._rows = np.flatnonzero(chosen) if chosen.dtype == bool else chosen.astype(np.int64)
        self.n_events = len(self._rows)

    def _events(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        taken: npt.NDArray[Any] = column[self._rows]
        return taken

    def _objects(self, collection: str, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        counts = self._source.counts(collection)
        taken: npt.NDArray[Any] = column[self._once(("index", collection), lambda: self._index(counts))]
        return taken

    def _index(self, counts: Integers) -> Integers:
        return concatenated_ranges((np.cumsum(counts) - counts)[self._rows], counts[self._rows])

    def _rows_of(self, row: Integers) -> Integers:
        return self._rows[row]


def tiled(source: EventSource, n_events: int) -> EventSource:
    """Return the events of a source over and over, `n_events` of them; they keep their run and event numbers.

    Raises:
        CutbenchError: the source has no events.
    """
    if not source.n_events:
        raise CutbenchError("there are no events to repeat")
    return _Tiled(source, n_events)


def taken(source: EventSource, rows: npt.ArrayLike) -> EventSource:
    """Return some events of a source: by index in any order, or by one truth value per event."""
    return _Taken(source, rows)


def _by_argument(value: Any) -> dict[str, Flags]:
    columns = value if isinstance(value, Mapping) else {"": value}
    return {name: np.asarray(column, dtype=bool) for name, column in columns.items()}


def _entry(entries: Mapping[str, T], name: str, kind: str) -> T:
    if name not in entries:
        raise CutbenchError(f"events in memory: {unknown(kind, name, entries)}")
    return entries[name]
