"""Where a selection gets its events from: flat columns in GeV, mm, rad and 1, each read when it is first asked for."""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Self, TypeVar

import awkward as ak
import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.file import EventFile
from cutbench.events.met import missing_momentum, select_terms, soft_term
from cutbench.events.protocol import Flags, Floats, Integers
from cutbench.events.tracks import TrackReader

T = TypeVar("T")
GoodRuns = Mapping[int, Sequence[tuple[int, int]]]
UNITS = {"MeV": 1e-3, "GeV": 1.0, "1/MeV": 1e3, "um": 1e-3, "mm": 1.0, "cm": 10.0, "m": 1e3, "rad": 1.0, "1": 1.0}
DERIVED: dict[str, tuple[tuple[str, ...], Callable[..., Floats]]] = {
    "energy": (("pT", "eta", "m"), lambda pt, eta, m: np.hypot(pt * np.cosh(eta), m)),
    "transverse_momentum": (("theta", "q_over_p"), lambda theta, q_over_p: np.sin(theta) / np.abs(q_over_p)),
    "pseudorapidity": (("theta",), lambda theta: -np.log(np.tan(theta / 2))),
    "charge": (("q_over_p",), np.sign),
}


class FileSource:
    """Events of a ROOT file, as an event format describes it (`cutbench.events.Format.model_dump`).

    Args:
        path: a path, or an address (https, root).
        format: containers, branches and units; what is at its default may be left out.
        n_events: take only the first so many.
        good_runs: of each good run its ranges of good luminosity blocks, both ends included; needed for data only.

    Raises:
        CutbenchError: the file cannot be opened, is none of the format, or has no events.
    """

    def __init__(
        self,
        path: Path | str,
        format: Mapping[str, Any],  # noqa: A002 (it is one)
        n_events: int | None = None,
        good_runs: GoodRuns | None = None,
    ) -> None:
        self._path = path
        self._format = format
        self._good_runs = good_runs
        self._file = EventFile(path, n_events, format["trees"], format["infix"])
        self._tracks = TrackReader(self._file, format["tracks"], format["fits"])
        self._made: dict[tuple[str, ...], Any] = {}
        if not self._file.n_events:
            raise CutbenchError(f"{path}: there are no events in this file")
        self.n_events = min(self._file.n_events, self._file.n_events if n_events is None else n_events)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was read can still be asked for."""
        self._file.close()

    def numbers(self) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """Return run and event number of each event."""
        run, event = self._of_event("run"), self._of_event("number")
        return run.astype(np.int64), event.astype(np.uint64, copy=False)

    def collections(self) -> tuple[str, ...]:
        """Return the collections of the format, whether or not the file has their containers."""
        return tuple(self._format["collections"])

    def properties(self, collection: str) -> tuple[str, ...]:
        """Return the properties that the format gives a collection."""
        return tuple(self._named(self._format["collections"], collection, "collection"))

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""
        return self._once(("counts", collection), lambda: self._counts(collection))

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects; NaN where an object has none."""
        return self._once(("values", collection, name), lambda: self._values(collection, name))

    def codes(self, collection: str, name: str) -> dict[str, float]:
        """Return the names of the values of a coded property."""
        return dict(self._property(collection, name).get("codes", {}))

    def points(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the names of the working points of a property."""
        return tuple(self._property(collection, name).get("points", {}))

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point."""
        return self._once(("passes", collection, name, point), lambda: self._passes(collection, name, point))

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event."""
        return self._once(("quantity", name), lambda: self._quantity(name))

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set."""
        return self._once(("flag", name, *arguments), lambda: self._flag(name, arguments))

    def fit_chi2ndf(self, row: Integers, tracks: npt.NDArray[Any]) -> Floats:
        """Return chi2/ndof of the vertex fit of exactly these tracks, NaN without one."""
        return self._tracks.fit_chi2ndf(row, tracks)

    def _counts(self, collection: str) -> Integers:
        kept, counts = self._kept(collection), self._all_counts(collection)
        if kept is None:
            return counts
        events = np.repeat(np.arange(len(counts)), counts)
        return np.bincount(events[kept], minlength=len(counts)).astype(np.int64)

    def _values(self, collection: str, name: str) -> Floats:
        spec = self._property(collection, name)
        if spec.get("derived") is not None:
            needed, formula = DERIVED[spec["derived"]]
            return formula(*(self.values(collection, one) for one in needed))
        try:
            raw = self._raw(collection, name, spec)
        except CutbenchError as error:
            raise CutbenchError(f"{error} (for {collection} {name})") from error
        if len(raw) != int(self._all_counts(collection).sum()):
            raise CutbenchError(f"{self._path}: {collection} {name} has not one value for each object")
        values = raw.astype(np.float64)
        values *= UNITS[spec.get("unit", "1")]
        kept = self._kept(collection)
        return values if kept is None else values[kept]

    def _raw(self, collection: str, name: str, spec: Mapping[str, Any]) -> npt.NDArray[Any]:
        """A property of all objects of the container, in its own unit."""
        container, counts = self._container(collection)["name"], self._all_counts(collection)
        if spec.get("constant") is not None:
            return np.full(int(counts.sum()), spec["constant"])
        if spec.get("track") is not None:
            return self._tracks.values(spec["track"], self._tracks.ids(collection, container, counts), counts)
        if spec.get("discriminant") is not None:
            return self._discriminant(container, spec["discriminant"])
        if spec.get("number_of") is not None:
            return np.asarray(ak.num(ak.flatten(self._file.read(container, spec["number_of"]))))
        if spec.get("branch") is not None:
            return masked_bits(self._of_objects(collection, spec["branch"]), spec.get("bits"))
        points = ", ".join(spec["points"])
        raise CutbenchError(f"{self._path}: {collection} {name} is no number, it has the working points {points}")

    def _discriminant(self, container: str, spec: Mapping[str, Any]) -> Floats:
        """Logarithm of a weighted sum of probabilities over another, in `container` or where its links lead."""
        target = spec.get("container") or container
        parts = []
        for side in ("signal", "background"):
            columns = {name: self._file.column(target, name) for name in spec[side]}
            parts.append(sum(np.float64(weight) * columns[name].values for name, weight in spec[side].items()))
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.asarray(np.log(parts[0]) - np.log(parts[1]))
        if spec.get("link") is None:
            return score
        size = next(iter(columns.values())).counts
        keys, indices = self._file.link_columns(container, spec["link"])
        events, index = np.repeat(np.arange(len(keys.counts)), keys.counts), indices.values.astype(np.int64)
        inside = (keys.values != 0) & (index < size[events])
        return np.append(score, np.nan)[np.where(inside, (np.cumsum(size) - size)[events] + index, -1)]

    def _passes(self, collection: str, name: str, point: str) -> Flags:
        points = self._property(collection, name).get("points", {})
        condition = self._named(points, point, f"working point of {collection} {name}")
        if condition.get("branch") is None:
            return fulfils(self.values(collection, name), condition)
        try:
            values = self._of_objects(collection, condition["branch"])
        except CutbenchError as error:
            raise CutbenchError(f"{error} (for {collection} {name} {point})") from error
        passed, kept = fulfils(values, condition), self._kept(collection)
        return passed if kept is None else passed[kept]

    def _quantity(self, name: str) -> Floats:
        sums, numbers = self._format.get("missing_momentum", {}), self._format.get("quantities", {})
        base = name.removesuffix("_phi")
        if base in sums and base not in numbers:  # where a branch has it, nothing is to be summed
            x, y = self._once(("missing", base), lambda: self._missing(sums[base]))
            return np.hypot(x, y) if name == base else np.arctan2(y, x)
        spec = self._named({**sums, **numbers}, name, "quantity of the event")
        values = self._per_event(spec["container"], spec["branch"]).astype(np.float64)
        return values * UNITS[spec.get("unit", "1")]

    def _missing(self, spec: Mapping[str, Any]) -> tuple[Floats, Floats]:
        soft = soft_term(self._file, spec["soft"], UNITS[spec["soft"]["unit"]])
        return missing_momentum(
            soft, select_terms(spec["hard"], self.values, self.counts, self.passes), spec["separation"]
        )

    def _flag(self, name: str, arguments: tuple[str, ...]) -> Flags:
        if name == "goodrun":
            return self._good_run()
        if name == "trigger":
            return self._triggered(arguments)
        spec = self._named(self._format.get("flags", {}), name, "flag of the event")
        return fulfils(self._per_event(spec["container"], spec["branch"]), {})

    def _good_run(self) -> Flags:
        """True on simulation; on data whether the luminosity block is in the good run list."""
        event = self._format["event"]
        there = self._file.has(event["container"], event["simulation"])
        simulated = self._of_event("simulation") != 0 if there else np.zeros(self.n_events, dtype=bool)
        if simulated.all():
            return simulated
        if self._good_runs is None:
            raise CutbenchError(f"{self._path}: these are data, which need a good run list for the flag goodrun")
        blocks = self._of_event("lumi_block").astype(np.int64)
        return simulated | in_good_blocks(self._good_runs, self.numbers()[0], blocks)

    def _triggered(self, groups: tuple[str, ...]) -> Flags:
        """Whether a chain of one of the groups fired: it has matched objects. A chain may stand for itself."""
        spec = self._format["triggers"]
        prefix, known = spec["prefix"], spec["groups"]
        chains = [name.removeprefix(prefix) for name in self._file.containers() if name.startswith(prefix)]
        patterns = [p for group in groups for p in known.get(group, () if group not in chains else (group,))]
        for group in groups:
            if group not in known and group not in chains:
                self._named(known, group, "group of triggers")
        wanted = [chain for chain in chains if any(fnmatchcase(chain, pattern) for pattern in patterns)]
        if not wanted:
            raise CutbenchError(f"{self._path}: no container {prefix}... of the triggers {', '.join(groups)}")
        fired = np.zeros(self.n_events, dtype=bool)
        for chain in wanted:
            fired |= ak.to_numpy(ak.num(self._file.read(prefix + chain, spec["branch"]))) > 0
        return fired

    def _kept(self, collection: str) -> Flags | None:
        """Which objects of the container belong to the collection; None if all do."""
        where = self._container(collection).get("where", {})
        columns = [self._of_objects(collection, name) == value for name, value in where.items()]
        return np.logical_and.reduce(columns) if columns else None

    def _all_counts(self, collection: str) -> Integers:
        container = self._container(collection)
        return self._file.column(container["name"], container["count"]).counts

    def _of_event(self, name: str) -> npt.NDArray[Any]:
        return self._per_event(self._format["event"]["container"], self._format["event"][name])

    def _per_event(self, container: str, variable: str) -> npt.NDArray[Any]:
        """A branch with one number per event."""
        values = self._file.column(container, variable).values
        if len(values) != self.n_events:
            raise CutbenchError(f"{self._path}: {container} {variable} has not one number for each event")
        return values

    def _of_objects(self, collection: str, variable: str) -> npt.NDArray[Any]:
        """A branch with one number per object of the container; damaged files have others."""
        container = self._container(collection)
        column, counted = self._file.column(container["name"], variable), self._all_counts(collection)
        if column.inner is not None or not np.array_equal(column.counts, counted):
            at_fault, like = f"{container['name']} {variable}", container["count"]
            raise CutbenchError(f"{self._path}: {at_fault} has not one number for each object that {like} has")
        return column.values

    def _container(self, collection: str) -> Any:
        return self._named(self._format["containers"], collection, "collection")

    def _property(self, collection: str, name: str) -> Any:
        entries = self._named(self._format["collections"], collection, "collection")
        return self._named(entries, name, f"property of {collection}")

    def _named(self, entries: Mapping[str, T], name: str, kind: str) -> T:
        if name not in entries:
            raise CutbenchError(f"{self._path}: {unknown(kind, name, entries)}")
        return entries[name]

    def _once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


def unknown(kind: str, name: str, entries: Collection[str]) -> str:
    """Return 'no <kind> <name>' with the names near it, or all if none is."""
    near = difflib.get_close_matches(name, entries, cutoff=0.5)
    if near:
        return f"no {kind} {name}; near it are {', '.join(near)}"
    return f"no {kind} {name}; there are {', '.join(entries) or 'none'}"


def masked_bits(values: npt.NDArray[Any], bits: int | None) -> npt.NDArray[Any]:
    """Return only these bits of whole numbers; all if `bits` is None."""
    return values if bits is None else values & values.dtype.type(bits)


def fulfils(values: npt.NDArray[Any], condition: Mapping[str, Any]) -> Flags:
    """Return whether values are within the bounds of a condition, both ends included; without bounds, not zero."""
    values = masked_bits(values, condition.get("bits"))
    low, high = condition.get("at_least"), condition.get("at_most")
    within: Flags = values != 0 if low is None and high is None else np.ones(len(values), dtype=bool)
    if low is not None:
        within = within & (values >= low)
    return within if high is None else within & (values <= high)


def in_good_blocks(good_runs: GoodRuns, runs: npt.NDArray[Any], blocks: npt.NDArray[Any]) -> Flags:
    """Return for each event, given by run number and luminosity block, whether the block is one of a good run."""
    good = np.zeros(runs.shape, dtype=bool)
    for number in np.unique(runs):
        inside = [(first <= blocks) & (blocks <= last) for first, last in good_runs.get(int(number), ())]
        if inside:
            good |= (runs == number) & np.any(inside, axis=0)
    return good
