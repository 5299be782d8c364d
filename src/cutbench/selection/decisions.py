"""What one line decides about each instance or event, without the other cuts: its tests on a few drawn events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.events.protocol import EventSource, Flags, Integers
from cutbench.selection.chunk import Chunk, Limits, naming, passes
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.plan import Line, Plan, Step
from cutbench.selection.python_objects import given


@dataclass(frozen=True)
class Decisions:
    """The rows of a line: their `events` (n,), which `passed` (n,), and the arguments of a function in its place."""

    events: Integers
    passed: Flags
    arguments: Callable[[int], tuple[Any, ...]]


def decisions(plan: Plan, source: EventSource, cut: str) -> Decisions:
    """Return what the first line of a cut decides.

    Raises:
        CutbenchError: the plan has no line of this cut, or the events lack something.
    """
    line, step = line_of(plan, cut)
    chunk, level = Chunk(plan, source, Limits(source.n_events)), len(plan.order)
    frame, evaluator = chunk.asked(step, level), Evaluator(chunk, line, level)
    with naming(line):
        return Decisions(frame.events, passes(line.line, evaluator, frame), given(evaluator, frame, tuple(line.sees)))


def line_of(plan: Plan, cut: str) -> tuple[Line, Step | None]:
    """Return the first line of a cut, and its step if it is one of instances.

    Raises:
        CutbenchError: there is none.
    """
    for found in plan.lines_of(cut):
        return found
    raise CutbenchError(f"there is no line of cut {cut}")
