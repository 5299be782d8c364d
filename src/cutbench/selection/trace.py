"""What becomes of single events: the first cut that loses them, and the values that it saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cutbench.language import tree as t
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.frames import Frame
from cutbench.selection.piece import Limits, Piece, Sight, passes
from cutbench.selection.plan import Line, Plan
from cutbench.selection.ragged import Integers
from cutbench.selection.source import Flags, Floats, Picked, Source


@dataclass(frozen=True)
class Trace:
    """What becomes of an event: the cut at which it is lost, None if it is selected.

    `values` are what this cut compared, in GeV, mm, rad or 1, of the instances that failed; a value that is not finite,
    such as a property of something that is not there, is left out.
    """

    cut: str | None = None
    values: tuple[float, ...] = ()


def trace(plan: Plan, source: Source, rows: Sequence[int]) -> list[Trace]:
    """Follow the events at these places through the cutflow of what is selected; one trace each.

    Of several signal regions each event is followed in the one that it gets furthest in, the first among equals.
    """
    traces = [Trace()] * len(rows)
    if not len(rows) or not plan.regions:
        return traces
    piece = Piece(plan, Picked(source, np.asarray(rows)), Limits(len(rows)))
    there = {name: np.ones(len(rows), dtype=bool) for name in plan.signal}
    for row in plan.joint_rows:
        lost = np.logical_or.reduce(list(there.values())) & ~piece.left(row)
        for name in plan.signal:
            for place, values in _seen(piece, name, row.cut, row.level, lost & there[name]):
                traces[place] = Trace(row.cut, values)
            lost = lost & ~there[name]
            there[name] = there[name] & piece.reached(name, row.stops[name], row.level)
    return traces


def _seen(piece: Piece, region: str, cut: str, level: int, lost: Flags) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Yield the lost events, each with what the lines of a cut saw of it."""
    if not lost.any():
        return
    pairs = [
        pair for line, frame in _frames(piece, region, cut, level) for pair in _compared(piece, line, frame, level)
    ]
    for place in np.flatnonzero(lost):
        seen = [value for events, values in pairs for value in values[events == place]]
        yield int(place), tuple(float(f"{value:.6g}") for value in seen if np.isfinite(value))


def _frames(piece: Piece, region: str, cut: str, level: int) -> Iterator[tuple[Line, Frame | None]]:
    """Yield the lines of a cut, each with the instances that it was asked of; None for the event itself."""
    for step in piece.plan.steps:
        if step.line and step.line.cut == cut and step.before is not None:
            yield step.line, piece.frame(step, piece.view(step.before, level - 1).kept)
    for line in piece.plan.regions[region].lines:
        if line.cut == cut:
            yield line, None


def _compared(piece: Piece, line: Line, frame: Frame | None, level: int) -> Iterator[tuple[Integers, Floats]]:
    """Yield for each quantity of a line the events and the values of the instances that fail the line."""
    evaluator = Evaluator(Sight(piece, line, level))
    of = evaluator.event if frame is None else frame
    condition: t.Condition = line.line.condition  # type: ignore[union-attr]
    with np.errstate(all="ignore"):
        for quantity, inner, failed in _tested(condition, evaluator, of, ~passes(line.line, evaluator, of)):
            values = np.array(np.broadcast_to(evaluator.value(quantity, inner), (inner.size,)), np.float64)
            yield inner.events[failed], values[failed]


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
