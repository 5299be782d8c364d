"""Runs a plan on events, chunk by chunk: which of them are in each region, and the cutflow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import EventSource, Flags, Floats
from cutbench.language import tree as t
from cutbench.selection.chunk import Chunk, CrowdedError, Limits, naming
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.picked import Picked
from cutbench.selection.plan import Line, Plan

CHUNK = 50_000  # events that are worked on together


@dataclass(frozen=True)
class Row:
    """A row of the cutflow: how many events of a region are left after a cut."""

    region: str
    cut: str
    n_events: int


@dataclass(frozen=True)
class Result:
    """What becomes of events: per region whether each is selected, and the cutflow.

    `selected` are the events in any signal region; where there is none, those in any region. `of_selected` is their
    cutflow, which belongs to no one region: how many events are left in any of these.
    """

    regions: Mapping[str, Flags]
    selected: Flags
    cutflow: tuple[Row, ...]
    of_selected: tuple[Row, ...]


def run(plan: Plan, source: EventSource) -> Result:
    """Select events.

    Raises:
        CutbenchError: the events lack something, or there are too many combinations; names the line.
    """
    found = list(chunks(plan, source, Limits(source.n_events)))
    masks = {name: np.concatenate([regions[name] for regions, _ in found]) for name in plan.regions}
    counts = np.sum([rows for _, rows in found], axis=0).astype(int).tolist()
    names = [(row.region, row.cut) for row in plan.rows] + [("", row.cut) for row in plan.joint_rows]
    rows = tuple(Row(region, cut, n) for (region, cut), n in zip(names, counts, strict=True))
    of_regions = len(plan.rows)
    return Result(masks, selected(plan, masks), rows[:of_regions], rows[of_regions:])


def selected(plan: Plan, regions: Mapping[str, Flags]) -> Flags:
    """Return which events are in a signal region; where there is none, in any."""
    found: Flags = np.logical_or.reduce([regions[name] for name in plan.signal])
    return found


def chunks(plan: Plan, source: EventSource, limits: Limits) -> Iterator[tuple[dict[str, Flags], list[int]]]:
    """Yield for each chunk of the events which are in each region, and the numbers of the cutflow."""
    todo = [(begin, min(begin + CHUNK, source.n_events)) for begin in range(0, max(source.n_events, 1), CHUNK)][::-1]
    while todo:
        begin, end = todo.pop()
        chunk = Chunk(plan, Picked(source, slice(begin, end)), limits)
        try:
            done = {name: chunk.final(name) for name in plan.regions}
            masks = [chunk.reached(row.region, row.stop, row.level) for row in plan.rows]
            masks += [chunk.left(row) for row in plan.joint_rows]
            rows = [int(np.count_nonzero(mask)) for mask in masks]
        except CrowdedError:
            middle = (begin + end) // 2
            todo += [(middle, end), (begin, middle)]
            continue
        limits.add(chunk.made)
        yield done, rows


def monitored(plan: Plan, source: EventSource, names: Sequence[str]) -> dict[str, Floats]:
    """Return quantities of the event that the analysis defines, NaN where one is missing.

    Raises:
        CutbenchError: the analysis defines none of this name, or the events lack something.
    """
    for name in names:
        if name not in plan.defines:
            raise CutbenchError(f"{name}: not defined in this analysis; there are {', '.join(plan.defines) or 'none'}")
    chunk, values = Chunk(plan, source, Limits(source.n_events)), {}
    for name in names:
        line = Line(t.Head("define"), t.Define(name, plan.defines[name]), plan.sees)
        evaluator = Evaluator(chunk, line, len(plan.order))
        with naming(line):
            values[name] = np.array(evaluator.column(plan.defines[name], evaluator.event))
    return values
