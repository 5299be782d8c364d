"""Missing transverse momentum as the negative vector sum of hard objects and a soft term."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.file import EventFile
from cutbench.events.protocol import Flags, Floats, Integers
from cutbench.events.ragged import firsts, ranges


class Objects(NamedTuple):
    """Objects of all events, flat; `counts` of them belong to each event."""

    pt: Floats
    eta: Floats
    phi: Floats
    counts: Integers

    def where(self, kept: Flags) -> "Objects":
        """Return those whose flag is set."""
        events = np.repeat(np.arange(len(self.counts)), self.counts)[kept]
        counts = np.bincount(events, minlength=len(self.counts)).astype(np.int64)
        return Objects(self.pt[kept], self.eta[kept], self.phi[kept], counts)


def missing_momentum(soft: tuple[Floats, Floats], hard: list[Objects], separation: float) -> tuple[Floats, Floats]:
    """Return x and y of the missing transverse momentum in GeV per event.

    Args:
        soft: x and y of the missing momentum of the soft term, per event.
        hard: hard objects; one nearer than `separation` in dR to an object of an earlier entry is that object again.
        separation: 0 keeps all.
    """
    x, y = soft
    earlier: list[Objects] = []
    for term in hard:
        again = np.zeros(len(term.pt), dtype=bool)
        for before in earlier:
            again |= near_any(term, before, separation)
        kept = term.where(~again)
        events = np.repeat(np.arange(len(x)), kept.counts)
        x = np.subtract(x, np.bincount(events, kept.pt * np.cos(kept.phi), minlength=len(x)), dtype=np.float64)
        y = np.subtract(y, np.bincount(events, kept.pt * np.sin(kept.phi), minlength=len(y)), dtype=np.float64)
        earlier.append(kept)
    return x, y


def near_any(ours: Objects, theirs: Objects, distance: float) -> Flags:
    """Return for each of `ours` whether one of `theirs` in the same event is nearer than `distance` in dR."""
    events = np.repeat(np.arange(len(ours.counts)), ours.counts)
    partners = theirs.counts[events]
    one = np.repeat(np.arange(len(events)), partners)
    other = ranges(firsts(theirs.counts)[events], partners)
    dphi = (ours.phi[one] - theirs.phi[other] + np.pi) % (2 * np.pi) - np.pi
    near = np.hypot(ours.eta[one] - theirs.eta[other], dphi) < distance
    return np.bincount(one[near], minlength=len(events)) > 0


def soft_term(file: EventFile, spec: Mapping[str, Any], factor: float) -> tuple[Floats, Floats]:
    """Return x and y per event of the entry `spec["entry"]` of a container with named terms.

    Raises:
        CutbenchError: no event has it, or the container or one of its branches is not there.
    """
    names = file.column(spec["container"], spec["name"], words=True)
    x, y = (file.column(spec["container"], spec[name]) for name in ("x", "y"))
    events = np.repeat(np.arange(len(names.counts)), names.counts)
    chosen = names.values == spec["entry"]
    if len(names.counts) and not np.any(chosen):
        there = ", ".join(sorted({str(name) for name in names.values})[:8]) or "none"
        where = f"{file.path}: {spec['container']}"
        raise CutbenchError(f"{where} has no term {spec['entry']} in any event; there are {there}")
    sums = [np.bincount(events[chosen], c.values[chosen], minlength=len(names.counts)) * factor for c in (x, y)]
    return sums[0].astype(np.float64, copy=False), sums[1].astype(np.float64, copy=False)


def select_terms(
    terms: list[Mapping[str, Any]],
    values: Callable[[str, str], Floats],
    counts: Callable[[str], Integers],
    passes: Callable[[str, str, str], Flags],
) -> list[Objects]:
    """Return the objects of the hard terms: of a collection those above a pT that pass a working point."""
    chosen = []
    for term in terms:
        name = term["collection"]
        objects = Objects(values(name, "pT"), values(name, "eta"), values(name, "phi"), counts(name))
        kept = objects.pt > term["above"]
        for point in term.get("points", {}).items():
            kept &= passes(name, *point)
        chosen.append(objects.where(kept))
    return chosen
