"""What becomes of single events: the first requirement that they fail, and the values that it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np

from cutbench.selection.flow import STAGES, Step, concerned, quantity_of, walk
from cutbench.selection.quadruplets import take_rows
from cutbench.selection.requirement import Requirement
from cutbench.selection.variables import CHANNELS

COMBINATIONS = STAGES.index(("combinations",))


@dataclass(frozen=True)
class Trace:
    """What becomes of an event: the cut at which it is lost, None if it is selected.

    `values` are what the failed requirement compared, in GeV, mm or 1: of particles those of the ones that failed, of
    quadruplets that of each candidate, of pairs all six of each; a value that is not finite, such as the chi2 of a
    vertex that is not there, is left out. `channel` is that of the first candidate, if any.
    """

    cut: str | None = None
    values: tuple[float, ...] = ()
    channel: str | None = None


def trace_events(events: ak.Array, requirements: Sequence[Requirement]) -> list[Trace]:
    """Follow events through the requirements, in the order of the cutflow; one trace per event, in their order."""
    traces = [Trace()] * len(events)
    there = np.ones(len(events), dtype=bool)
    for step in walk(events, requirements):
        if step.requirement is None:
            for row in np.flatnonzero(there):
                traces[row] = Trace(channel=_channel(take_rows(step.things, step.things["row"] == row)))
        else:
            for row in np.flatnonzero(there & ~step.left):
                traces[row] = _lost(_failed(step, int(row)), step.requirement)
            there = there & step.left
    return traces


def _failed(step: Step, row: int) -> Any:
    """Return what an event has of the things that fail."""
    if isinstance(step.things, dict):
        return take_rows(step.things, step.things["row"] == row)
    some = step.things[row : row + 1]
    return some if step.passed.ndim == 1 else some[~step.passed[row : row + 1]]


def _channel(table: dict[str, Any]) -> str | None:
    return CHANNELS[table["channel"][0]] if len(table["channel"]) else None


def _lost(things: Any, requirement: Requirement) -> Trace:
    quantity = quantity_of(things, requirement)
    if isinstance(quantity, dict):  # a working point: passed or not
        quantity = quantity[str(requirement.value)]
    values = np.asarray(ak.flatten(quantity, axis=None), dtype=float)
    applies = concerned(things, requirement)
    if applies is not True:
        values = values[np.asarray(ak.flatten(ak.broadcast_arrays(applies, quantity)[0], axis=None), dtype=bool)]
    channel = _channel(things) if requirement.on in STAGES[COMBINATIONS + 1] else None
    return Trace(requirement.cut, tuple(float(f"{value:.6g}") for value in values[np.isfinite(values)]), channel)
