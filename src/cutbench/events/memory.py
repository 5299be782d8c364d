"""Events from lists, one entry for each event."""

from collections.abc import Mapping, Sequence
from typing import Any

import awkward as ak
import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.flat import FlatSource
from cutbench.events.protocol import Flags, Floats, Integers
from cutbench.events.tracks import match_fits

Fit = tuple[int, Sequence[int], float]  # event, tracks, chi2/ndof


class MemorySource(FlatSource):
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
        self._numbers, self._fits = numbers, fits
        self.number_of: dict[str, Integers] = {}
        points, codes = points or {}, codes or {}
        names = dict.fromkeys([*collections, *points])
        columns = {c: {n: self._flat(c, n, v) for n, v in collections.get(c, {}).items()} for c in names}
        passed = {
            c: {n: {k: self._flat(c, f"{n} {k}", v) != 0 for k, v in p.items()} for n, p in points.get(c, {}).items()}
            for c in names
        }
        words = {c: {n: dict(values) for n, values in codes.get(c, {}).items()} for c in names}
        numbered = {name: np.asarray(v, dtype=np.float64) for name, v in (quantities or {}).items()}
        flagged = {name: _by_argument(value) for name, value in (flags or {}).items()}
        super().__init__(self.number_of, columns, passed, words, numbered, flagged)
        self.fits = np.zeros(self._agreed_events())

    def numbers(self) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """Return run and event number of each event."""
        run, event = self._numbers or (np.ones(self.n_events), np.arange(1, self.n_events + 1))
        return np.asarray(run).astype(np.int64), np.asarray(event).astype(np.uint64)

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
        if not np.array_equal(self.number_of.setdefault(collection, counts), counts):
            raise CutbenchError(f"{collection} {name}: not as many objects in each event as before")
        flat: Floats = ak.to_numpy(ak.flatten(array, axis=None)).astype(np.float64)
        return flat

    def _agreed_events(self) -> int:
        lengths = {name: len(values) for name, values in [*self.number_of.items(), *self.quantities.items()]}
        lengths |= {name: len(v) for name, flags in self.flags.items() for v in flags.values()}
        lengths |= {"numbers": len(self._numbers[0])} if self._numbers else {}
        if len(set(lengths.values())) > 1:
            raise CutbenchError(f"numbers of events differ: {', '.join(f'{k} {v}' for k, v in lengths.items())}")
        return next(iter(lengths.values()), 0)


def _by_argument(value: Any) -> dict[str, Flags]:
    columns = value if isinstance(value, Mapping) else {"": value}
    return {name: np.asarray(column, dtype=bool) for name, column in columns.items()}
