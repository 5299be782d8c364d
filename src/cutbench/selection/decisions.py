"""What one line decides of each instance or event that it is asked of, as it stands without the other cuts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.frames import Frame
from cutbench.selection.piece import Limits, Piece, Sight, naming, passes
from cutbench.selection.plan import Line, Plan
from cutbench.selection.ragged import Integers
from cutbench.selection.source import Flags, Source
from cutbench.selection.things import given


@dataclass(frozen=True)
class Decisions:
    """What a line was asked of: `events` (n,), what it let pass (n,), and what a function in its place is given."""

    events: Integers
    passed: Flags
    arguments: Callable[[int], tuple[Any, ...]]


def decisions(plan: Plan, source: Source, cut: str) -> Decisions:
    """Return what the first line of a cut decides.

    Raises:
        CutbenchError: the plan has no line of this cut, or the events lack something.
    """
    piece = Piece(plan, source, Limits(source.n_events))
    line, frame = _asked(piece, cut)
    evaluator = Evaluator(Sight(piece, line, len(plan.order)))
    frame = frame or evaluator.event
    with naming(line):
        return Decisions(frame.events, passes(line.line, evaluator, frame), given(evaluator, frame, tuple(line.sees)))


def line_of(plan: Plan, cut: str) -> Line:
    """Return the first line of a cut.

    Raises:
        CutbenchError: there is none.
    """
    lines = [step.line for step in plan.steps if step.line]
    lines += [line for region in plan.regions.values() for line in region.lines]
    for line in lines:
        if line.cut == cut:
            return line
    raise CutbenchError(f"there is no line of cut {cut}")


def _asked(piece: Piece, cut: str) -> tuple[Line, Frame | None]:
    """Return the line of a cut with the instances that it is asked of; None for the events."""
    line, level = line_of(piece.plan, cut), len(piece.plan.order)
    for step in piece.plan.steps:
        if step.line is line and step.before is not None:
            return line, piece.frame(step, piece.view(step.before, level).kept)
    return line, None
