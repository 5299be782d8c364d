"""What the arm stepwise works with: the places of functions, tests of each at the edges of its cut, and the program."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np

from cutbench.codegen.boundary import edges
from cutbench.codegen.state import Execute
from cutbench.codegen.text import clean_error, names_in, told_of_failure
from cutbench.errors import CutbenchError
from cutbench.events import FlatSource
from cutbench.language import print_analysis
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Execution
from cutbench.selection import Decisions, Function, Place, PythonAnalysis
from cutbench.selection.python_objects import ENTRY, in_words

MOST_SHOWN = 2  # wrong answers that a model is shown at a time


@dataclass(frozen=True)
class Test:
    """Events to try functions of a place on, and what is right for each; `why_not` says why that is not known."""

    events: FlatSource
    right: Decisions
    why_not: str = ""


@dataclass(frozen=True)
class Trial:
    """How a function did: `ran`, and what is to be said to its author, '' if it is right as far as is known."""

    ran: bool
    complaint: str
    execution: Execution


@dataclass(frozen=True)
class Workbench:
    """Functions in the place of cuts: where they stand, what they are tried on, and what becomes of them.

    `base` are a few events, `attempt` runs a program that needs none in the sandbox, `write` makes the whole program of
    functions and the order of the cuts.
    """

    analysis: PythonAnalysis
    base: FlatSource
    attempt: Execute
    write: Callable[[Sequence[Function], Sequence[str]], str]
    glossary: Sequence[str]
    _tests: dict[Place, Test] = field(default_factory=dict)
    _lock: Any = field(default_factory=Lock)

    @property
    def bookkeeping(self) -> str:
        """What is done without functions, in the cut language."""
        return print_analysis(self.analysis.skeleton.analysis).strip()

    def places(self, cut: Cut) -> tuple[tuple[Place, ...], str]:
        """Return where the functions of a cut stand; where that is for the model to say, none, and why."""
        try:
            found = self.analysis.places(cut)
        except CutbenchError as error:
            return (), str(error)
        return found, "" if found else "it has no statement"

    def test(self, place: Place) -> Test:
        """Return what functions of a place are tried on; all seeds share it."""
        with self._lock:
            if place not in self._tests:
                self._tests[place] = self._made(place)
            return self._tests[place]

    def _made(self, place: Place) -> Test:
        if place.statements:
            try:
                decide = self.analysis.decider(place)
                events = edges(decide, self.base, self.analysis.conditions(place), self.analysis.collections(place))
                right = decide(events)
            except CutbenchError as error:
                return Test(self.base, self._of_nobody(place), str(error))
            both = 0 < np.count_nonzero(right.passed) < len(right.passed)
            return Test(events, right, "" if both else "no events were found on both sides of what it asks for")
        return Test(self.base, self._of_nobody(place), "it has no statement")

    def _of_nobody(self, place: Place) -> Decisions:
        return self.analysis.decider(Place(place.cut, place.head))(self.base)

    def try_out(self, function: Function) -> Trial:
        """Run a function on the events of its place, and hold what it says against what is right."""
        test = self.test(function.place)
        execution = self.attempt(self.analysis.trial(function, test.events))
        if execution.events is None:
            told = told_of_failure(execution.stderr, function.source, ENTRY)
            return Trial(False, told or clean_error(f"{execution.problem}\n{execution.stderr}"), execution)
        said = {place: bool(passed) for passed, place in execution.events.selected}
        if said.keys() != set(range(len(test.right.passed))):
            return Trial(False, "The function ended the program before it was asked of everything.", execution)
        return Trial(True, "" if test.why_not else _complaint(function, test.right, said), execution)


def _complaint(function: Function, right: Decisions, said: Mapping[int, bool]) -> str:
    """Say where a function is wrong: once where it has to be True, and once where it has to be False."""
    lines = []
    for wanted in (True, False):
        wrong = [place for place, passed in said.items() if right.passed[place] == wanted != passed]
        if wrong:
            shown = in_words(right.arguments(wrong[0]), names_in(function.source))
            lines.append(
                f"It returned {not wanted}, but {wanted} is right, in {len(wrong)} cases, such as: {shown or 'any'}"
            )
    return "\n".join(lines)
