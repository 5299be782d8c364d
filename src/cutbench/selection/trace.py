"""What becomes of single events: the first cut that loses them, and the values that it saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cutbench.events.protocol import EventSource, Flags, Floats, Integers
from cutbench.language import tree as t
from cutbench.selection.chunk import Chunk, Limits, passes
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.frames import Frame
from cutbench.selection.picked import Picked
from cutbench.selection.plan import Line, Plan, SignalRow, Step


@dataclass(frozen=True)
class Trace:
    """What becomes of an event: the cut at which it is lost, None if it is selected.

    `values` are what this cut compared, in GeV, mm, rad or 1, of the instances that failed; a value that is not finite,
    such as a property of something that is not there, is left out.
    """

    cut: str | None = None
    values: tuple[float, ...] = ()


def trace(plan: Plan, source: EventSource, rows: Sequence[int]) -> list[Trace]:
    """Follow the events at these places through the cutflow of what is selected; one trace each.

    Of several signal regions each event is followed in the one that it gets furthest in, the first among equals.
    """
    traces = [Trace()] * len(rows)
    if not len(rows) or not plan.regions:
        return traces
    chunk = Chunk(plan, Picked(source, np.asarray(rows)), Limits(len(rows)))
    there = {name: np.ones(len(rows), dtype=bool) for name in plan.signal}
    for row in plan.joint_rows:
        lost = np.logical_or.reduce(list(there.values())) & ~chunk.left(row)
        for name in plan.signal:
            for place, values in _seen(chunk, name, row, lost & there[name]):
                traces[place] = Trace(row.cut, values)
            lost = lost & ~there[name]
            there[name] = there[name] & chunk.reached(name, row.stops[name], row.level)
    return traces


def _seen(chunk: Chunk, region: str, row: SignalRow, lost: Flags) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Yield the lost events, each with what the lines of a cut saw of it."""
    if not lost.any():
        return
    lines = chunk.plan.lines_of(row.cut, region)
    pairs = [pair for line, step in lines for pair in _compared(chunk, line, step, row.level)]
    for place in np.flatnonzero(lost):
        seen = [value for events, values in pairs for value in values[events == place]]
        yield int(place), tuple(float(f"{value:.6g}") for value in seen if np.isfinite(value))


def _compared(chunk: Chunk, line: Line, step: Step | None, level: int) -> Iterator[tuple[Integers, Floats]]:
    """Yield for each quantity of a line the events and the values of the instances that fail the line."""
    evaluator, frame = Evaluator(chunk, line, level), chunk.asked(step, level - 1)
    condition: t.Condition = line.line.condition  # type: ignore[union-attr]
    with np.errstate(all="ignore"):
        for quantity, inner, failed in _tested(condition, evaluator, frame, ~passes(line.line, evaluator, frame)):
            yield inner.events[failed], evaluator.column(quantity, inner)[failed]


def _tested(
    condition: t.Node, evaluator: Evaluator, frame: Frame, failed: Flags
) -> Iterator[tuple[t.Expression, Frame, Flags]]:
    """Yield the quantities that a condition compares, with the rows of a frame that it was asked of and that failed."""
    match condition:
        case t.And(parts) | t.Or(parts):
            for part in parts:
                yield from _tested(part, evaluator, frame, failed)
        case t.Not(of):
            yield from _tested(of, evaluator, frame, failed)
        case t.When(asked, then, otherwise):
            holds = evaluator.holds(asked, frame)
            yield from _tested(then, evaluator, frame, failed & holds)
            if otherwise:
                yield from _tested(otherwise, evaluator, frame, failed & ~holds)
        case t.Requirement(t.Call("all" | "any", arguments), t.Flag()) if len(arguments) > 1:
            inner, each = evaluator.over(arguments, frame)
            yield from _tested(each, evaluator, inner, failed[inner.parents])
        case t.Requirement(quantity, t.Interval()):
            yield quantity, frame, failed
