"""What needs links between containers: the tracks of leptons, and the vertex fits of exactly these tracks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.file import EventFile
from cutbench.events.protocol import Flags, Floats, Integers
from cutbench.events.ragged import firsts, ranges

TRACK_SPAN = 2**32  # a track's id is its container's number times this plus its index: exact as a float64
NO_TRACK = -1


class TrackReader:
    """Tracks by element links, as the section `tracks` of an event format describes them.

    A link whose key is not that of the container it should point into is no link (key 0: a track that was removed).
    """

    def __init__(self, file: EventFile, tracks: Mapping[str, Any], fits: Mapping[str, Any]) -> None:
        self._file = file
        self._tracks = tracks
        self._fits = fits
        self._numbers = {name: number for number, name in enumerate(tracks["containers"])}
        self._z: Floats | None = None
        self._known_ids: dict[str, Integers] = {}

    def ids(self, collection: str, container: str, counts: Integers) -> Integers:
        """Return the best track of each object of `container`, flat: of the first kind of link that leads to one."""
        if collection not in self._known_ids:
            best = np.full(int(counts.sum()), NO_TRACK, dtype=np.int64)
            for link in self._tracks["links"][collection]:
                best = np.where(best == NO_TRACK, self._linked(link, container, counts), best)
            self._known_ids[collection] = best
        return self._known_ids[collection]

    def values(self, name: str, ids: Integers, counts: Integers) -> Floats:
        """Return `d0`, `d0sig`, `z0sintheta` (mm, 1, mm) or `track_id` of tracks; NaN where there is none.

        Args:
            name: what to return.
            ids: tracks, flat over all events, from `ids`.
            counts: how many of them belong to each event.
        """
        if name == "track_id":
            return np.where(ids == NO_TRACK, np.nan, ids)
        values = np.full(len(ids), np.nan)
        events = np.repeat(np.arange(len(counts)), counts)
        for container, number in self._numbers.items():
            there = np.flatnonzero(ids // TRACK_SPAN == number)
            if there.size:  # else the container need not be in the file
                index, event = ids[there] % TRACK_SPAN, events[there]
                size = self._file.column(container, self._tracks["variables"]["d0"]).counts
                inside = index < size[event]
                there, event, index = there[inside], event[inside], index[inside]
                values[there] = self._parameter(container, name, firsts(size)[event] + index, event)
        return values

    def fit_chi2ndf(self, row: Integers, tracks: npt.NDArray[Any]) -> Floats:
        """Return chi2/ndof of the vertex fit of exactly the tracks `tracks[i]`, in any order, of event `row[i]`.

        NaN where there is no such fit, where it has no degrees of freedom, and where a track is NaN.
        """
        rows, fitted, chi2ndf = self._fits_of(tracks.shape[1])
        return match_fits(rows, fitted, chi2ndf, row, tracks)

    def _linked(self, link: Mapping[str, Any], container: str, counts: Integers) -> Integers:
        """The track that one kind of link leads to; without a branch the objects are tracks themselves."""
        number, n_objects = self._numbers[link["container"]], int(counts.sum())
        if link.get("branch") is None:
            return number * TRACK_SPAN + ranges(np.zeros_like(counts), counts)
        keys, indices = self._file.link_columns(container, link["branch"], several=link.get("several", False))
        if not np.array_equal(keys.counts, counts):
            raise CutbenchError(f"{self._file.path}: {container} {link['branch']} has not one entry for each object")
        usable = keys.values == self._tracks["containers"][link["container"]]
        ids = number * TRACK_SPAN + indices.values.astype(np.int64)
        if keys.inner is None:
            return np.where(usable, ids, NO_TRACK)
        first = first_of_each(usable, np.repeat(np.arange(n_objects), keys.inner), n_objects)
        return np.append(ids, NO_TRACK)[first]

    def _parameter(self, container: str, name: str, place: Integers, event: Integers) -> Floats:
        """One parameter of the tracks at flat positions `place` of a container."""
        names = self._tracks["variables"]
        if name == "z0sintheta":
            z0, vz, theta = (self._file.column(container, names[n]).values[place] for n in ("z0", "vz", "theta"))
            return np.asarray((z0 + vz - self._reference_z()[event]) * np.sin(theta), dtype=np.float64)
        d0 = self._file.column(container, names["d0"]).values[place].astype(np.float64)
        return d0 if name == "d0" else d0 / self._sigma_d0(container, place)

    def _sigma_d0(self, container: str, place: Integers) -> Floats:
        """The variance of d0 is the first of a track's variances; NaN where a track has none."""
        variances = self._file.column(container, self._tracks["variables"]["variances"])
        inner = np.ones_like(variances.counts) if variances.inner is None else variances.inner
        first = np.where(inner > 0, np.cumsum(inner) - inner, -1)[place]
        return np.sqrt(np.append(variances.values, np.nan)[first].astype(np.float64))

    def _reference_z(self) -> Floats:
        """Where the first primary vertex of each event is along the beam, else of the last one, a dummy, else NaN.

        Whether an event without primary vertex is wanted is a question of its own.
        """
        if self._z is None:
            vertices = self._tracks["vertices"]
            z, kind = (self._file.column(vertices["container"], vertices[name]) for name in ("z", "type"))
            events = np.repeat(np.arange(len(z.counts)), z.counts)
            first = first_of_each(kind.values == vertices["primary"], events, len(z.counts))
            last = np.where(z.counts > 0, np.cumsum(z.counts) - 1, -1)
            self._z = np.append(z.values, np.nan)[np.where(first < 0, last, first)].astype(np.float64)
        return self._z

    def _fits_of(self, n_tracks: int) -> tuple[Integers, Integers, Floats]:
        """Event, tracks and chi2/ndof of all vertex fits with so many tracks, if all are in known containers."""
        container = self._fits["container"]
        chi2, ndof = (self._file.column(container, self._fits[name]) for name in ("chi2", "ndof"))
        keys, indices = self._file.link_columns(container, self._fits["links"], several=True)
        ids = np.full(len(keys.values), NO_TRACK, dtype=np.int64)
        for name, key in self._tracks["containers"].items():
            there = keys.values == key
            ids[there] = self._numbers[name] * TRACK_SPAN + indices.values[there].astype(np.int64)
        inner = np.zeros(0, dtype=np.int64) if keys.inner is None else keys.inner
        chosen = np.flatnonzero(inner == n_tracks)
        tracks = ids[(np.cumsum(inner) - inner)[chosen, np.newaxis] + np.arange(n_tracks)]
        known = (tracks != NO_TRACK).all(axis=1)
        rows = np.repeat(np.arange(len(chi2.counts)), chi2.counts)[chosen]
        numbers = chi2.values[chosen] / np.where(ndof.values[chosen] > 0, ndof.values[chosen], np.nan)
        return rows[known], tracks[known], numbers[known].astype(np.float64)


def match_fits(rows: Integers, fitted: Integers, chi2ndf: Floats, row: Integers, tracks: npt.NDArray[Any]) -> Floats:
    """Return for each candidate the chi2/ndof of the first fit of the same event and the same tracks, else NaN.

    Args:
        rows: (fits,) events of the fits.
        fitted: (fits, k) their tracks.
        chi2ndf: (fits,) their values.
        row: (candidates,) events of the candidates.
        tracks: (candidates, k) their tracks; NaN for a track that is not there.
    """
    wanted = np.sort(np.where(np.isnan(tracks), NO_TRACK, tracks).astype(np.int64), axis=1)
    fitted = np.sort(fitted, axis=1)
    found = np.full(len(row), np.nan)
    if not len(fitted) or not fitted.shape[1]:
        return found
    # Tuples become one number by and by: place of (what came before, next track) among those of the fits.
    ours, theirs = np.asarray(row, dtype=np.int64), np.asarray(rows, dtype=np.int64)
    span = int(fitted.max()) + 1
    wanted = np.where((wanted < 0) | (wanted >= span), -1, wanted)
    for i in range(fitted.shape[1]):
        known, theirs = np.unique(theirs * span + fitted[:, i], return_inverse=True)
        code = np.where((ours < 0) | (wanted[:, i] < 0), -1, ours * span + wanted[:, i])
        place = np.minimum(np.searchsorted(known, code), len(known) - 1)
        ours = np.where(known[place] == code, place, -1)
    _, first = np.unique(theirs, return_index=True)
    there = ours >= 0
    found[there] = chi2ndf[first[ours[there]]]
    return found


def first_of_each(flags: Flags, owner: Integers, n_owners: int) -> Integers:
    """Return for each owner the flat position of its first entry whose flag is set, -1 if none is."""
    first = np.full(n_owners, -1, dtype=np.int64)
    found = np.flatnonzero(flags)[::-1]  # of several assignments to one place the last one stays
    first[owner[found]] = found
    return first
