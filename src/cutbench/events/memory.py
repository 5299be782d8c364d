"""Events that are in memory."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import awkward as ak
import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Flags, Floats, Integers
from cutbench.events.source import unknown
from cutbench.events.tracks import match_fits

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


def _by_argument(value: Any) -> dict[str, Flags]:
    columns = value if isinstance(value, Mapping) else {"": value}
    return {name: np.asarray(column, dtype=bool) for name, column in columns.items()}


def _entry(entries: Mapping[str, T], name: str, kind: str) -> T:
    if name not in entries:
        raise CutbenchError(f"events in memory: {unknown(kind, name, entries)}")
    return entries[name]
