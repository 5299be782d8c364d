"""What becomes of single events: the first requirement that they fail, and the values that it saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import awkward as ak
import numpy as np

from cutbench.selection.flow import STAGES, concerned, passes, quantity_of
from cutbench.selection.quadruplets import build_quadruplets, choose_candidates, take_rows
from cutbench.selection.requirement import Requirement
from cutbench.selection.variables import CHANNELS

FEWEST_LEPTONS = 4
COMBINATIONS = STAGES.index(("combinations",))


@dataclass(frozen=True)
class Trace:
    """What becomes of an event: the cut at which it is lost, None if it is selected.

    `values` are what the failed requirement compared, in GeV, mm or 1: of particles those of the ones that failed, of
    quadruplets that of each candidate, of pairs all six of each. `channel` is that of the first candidate, if any.
    """

    cut: str | None = None
    values: tuple[float, ...] = ()
    channel: str | None = None


def trace_event(events: ak.Array, row: int, requirements: Sequence[Requirement]) -> Trace:
    """Follow the event at `row` through the requirements, in the order of the cutflow."""
    event = events[row : row + 1]
    particles = {"electrons": event.electrons, "muons": event.muons}
    for requirement in _of(requirements, 0):
        if not ak.all(passes(event, requirement)):
            return _lost(event, requirement)
    for requirement in (*_of(requirements, 1), *_of(requirements, 2)):
        some = particles[requirement.on]
        passed = passes(some, requirement)
        particles[requirement.on] = some[passed]
        if sum(int(ak.num(kind)[0]) for kind in particles.values()) < FEWEST_LEPTONS:
            return _lost(some[~passed], requirement)
    return _trace_quadruplets(event, particles, requirements)


def _trace_quadruplets(event: ak.Array, particles: dict[str, ak.Array], requirements: Sequence[Requirement]) -> Trace:
    table = build_quadruplets(event, particles["electrons"], particles["muons"])
    for requirement in _of(requirements, COMBINATIONS):
        passed = passes(table, requirement)
        if not np.any(passed):
            return _lost(table, requirement)
        table = take_rows(table, passed)
    table = choose_candidates(table, event)
    channel = CHANNELS[table["channel"][0]] if len(table["channel"]) else None
    for requirement in _of(requirements, COMBINATIONS + 1):
        passed = passes(table, requirement)
        if not np.any(passed):
            return replace(_lost(table, requirement), channel=channel)
        table = take_rows(table, passed)
    return Trace(channel=channel)


def _of(requirements: Sequence[Requirement], stage: int) -> Iterator[Requirement]:
    return (requirement for requirement in requirements if requirement.on in STAGES[stage])


def _lost(things: Any, requirement: Requirement) -> Trace:
    quantity = quantity_of(things, requirement)
    if isinstance(quantity, dict):  # a working point: passed or not
        quantity = quantity[str(requirement.value)]
    values = np.asarray(ak.flatten(quantity, axis=None), dtype=float)
    applies = concerned(things, requirement)
    if applies is not True:
        values = values[np.asarray(ak.flatten(ak.broadcast_arrays(applies, quantity)[0], axis=None), dtype=bool)]
    return Trace(requirement.cut, tuple(float(f"{value:.6g}") for value in values))
