"""Events under other run and event numbers, so that a list of published numbers selects nothing."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import uproot

from cutbench.events.renumber_tree import Numbers, check_tree_copy, write_tree_copy
from cutbench.locks import folder_of_run
from cutbench.schema.events import Execution, Renumbering, SelectedEvents

TREE, NTUPLE = "CollectionTree", "EventData"
RUN, EVENT = "EventInfoAuxDyn{}runNumber", "EventInfoAuxDyn{}eventNumber"
GENERATED = "EventInfoAuxDyn{}mcEventNumber"  # in full files; the same number once more
# What numbers of real files look like; both fit into signed 32 bits, which programs may read them as.
RUNS, EVENTS = (200_000, 1_000_000), (1, 1 << 31)

Pair = tuple[int, int]


@dataclass(frozen=True)
class Renumbered:
    """A file for one run of a program; `originals` leads from its pairs (run, event) back to those of the events."""

    path: Path
    about: Renumbering
    originals: dict[Pair, Pair] = field(default_factory=dict)

    def restore(self, execution: Execution) -> Execution:
        """Return the execution with the numbers that the events have; pairs that the file lacks are kept apart."""
        events = execution.events
        if events and not self.about.problem:
            known = tuple(self.originals[pair] for pair in events.selected if pair in self.originals)
            unknown = tuple(pair for pair in events.selected if pair not in self.originals)
            events = SelectedEvents(selected=known, cutflow=events.cutflow, unknown=unknown)
        return execution.model_copy(update={"events": events, "renumbering": self.about})


@contextmanager
def renumbered(events: Path, seed: str | None = None) -> Iterator[Renumbered]:
    """Give a copy of an events file with other numbers, each time others, which is checked before it is used.

    Where the layout of a file does not allow it, the file itself is given, and `about` says why.

    Args:
        events: with the TTree `CollectionTree` or the RNTuple `EventData`.
        seed: hexadecimal digits that lead to the same numbers again; by default unpredictable ones.
    """
    with folder_of_run() as folder:
        yield _copied(events, folder / "events.root", seed or secrets.token_hex(16))


def new_numbers(pairs: Iterable[Pair], seed: str) -> dict[Pair, Pair]:
    """Return another pair for each pair (run, event), one to one.

    Events of one run stay in one run. No new run number is an old one, so no old pair is in the file any more.
    """
    events = dict.fromkeys(pairs)
    old_runs = dict.fromkeys(run for run, _ in events)
    runs = _draw([str(run) for run in old_runs], "run", seed, RUNS, set(old_runs))
    numbers = _draw([f"{run} {event}" for run, event in events], "event", seed, EVENTS, set())
    new_run = dict(zip(old_runs, runs, strict=True))
    return {pair: (new_run[pair[0]], number) for pair, number in zip(events, numbers, strict=True)}


def _draw(names: Sequence[str], what: str, seed: str, bounds: tuple[int, int], taken: set[int]) -> list[int]:
    """Return a number for each name: a keyed hash of it, so that it follows from the seed on every machine."""
    low, high = bounds[0], max(bounds[1], bounds[0] + 8 * (len(names) + len(taken)))
    drawn = []
    for name in names:
        attempt = 0
        while (number := low + _hash(f"{what} {name} {attempt}", seed) % (high - low)) in taken:
            attempt += 1
        taken.add(number)
        drawn.append(number)
    return drawn


def _hash(text: str, seed: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), key=bytes.fromhex(seed), digest_size=8).digest(), "big")


def _copied(events: Path, copy: Path, seed: str) -> Renumbered:
    try:
        originals = _write(events, copy, seed)
        copy.chmod(0o644)
    except Exception as error:  # an unknown layout brings up whatever the reading of it happens to raise
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        return Renumbered(events, Renumbering(problem=f"run and event numbers are unchanged: {reason}"))
    return Renumbered(copy, Renumbering(seed=seed), originals)


def _write(events: Path, copy: Path, seed: str) -> dict[Pair, Pair]:
    """Write the copy, check it and return which pair of it is which pair of the events."""
    with uproot.open(events) as file:
        names = {name.partition(";")[0] for name in file.keys(recursive=False)}
        tree, mark = (TREE, ".") if TREE in names else (NTUPLE, ":")
        columns = {RUN.format(mark): 0, EVENT.format(mark): 1}
        if GENERATED.format(mark) in file[tree].keys(full_paths=False):
            columns[GENERATED.format(mark)] = 1
        old = {name: np.asarray(file[tree][name].array(library="np")) for name in columns}
    pairs = list(zip(*(old[name].tolist() for name in list(columns)[:2]), strict=True))
    changed = new_numbers(pairs, seed)
    new = np.array([changed[pair] for pair in pairs], dtype=np.uint64).reshape(-1, 2)
    numbers = {name: new[:, column].astype(old[name].dtype) for name, column in columns.items()}
    if tree == TREE:
        write_tree_copy(events, copy, tree, numbers)
        check_tree_copy(events, copy, tree, numbers)
    else:
        _write_ntuple_copy(events, copy, numbers)
    return {number: pair for pair, number in changed.items()}


def _write_ntuple_copy(events: Path, copy: Path, numbers: Numbers) -> None:
    """Write all fields anew: an RNTuple can be written without ROOT, if its fields are those of our copies."""
    with uproot.open(events) as file, uproot.recreate(copy, compression=None) as target:
        fields = _fields(file[NTUPLE])
        target.mkrntuple(NTUPLE, fields | {name: ak.Array(values) for name, values in numbers.items()})
    with uproot.open(events) as before, uproot.open(copy) as after:
        if before[NTUPLE].typenames() != after[NTUPLE].typenames():
            raise ValueError("the copy has other fields")
        expected = fields | {name: ak.Array(values) for name, values in numbers.items()}
        for name, values in _fields(after[NTUPLE]).items():
            if not ak.array_equal(values, expected[name], equal_nan=True, check_parameters=False):
                raise ValueError(f"the copy of field {name} cannot be verified")


def _fields(ntuple: Any) -> dict[str, ak.Array]:
    return {name: ntuple[name].array() for name in ntuple.keys(recursive=False)}
