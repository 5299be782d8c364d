"""Python functions in the place of the statements of cuts, put into the same analysis and run by the same engine.

In the place of `object electron: select pT > 7 GeV` stands `object electron: select written(0)`, and the first function
is `def cut(electron, event): return electron.pT > 7`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.flat import FlatSource
from cutbench.events.protocol import EventSource
from cutbench.language import tree as t
from cutbench.schema.cuts import Cut
from cutbench.selection.compile import compile_analysis
from cutbench.selection.decisions import Decisions, decisions, line_of
from cutbench.selection.plan import DEFAULTS, WRITTEN, Plan
from cutbench.selection.program import write_program, write_trial
from cutbench.selection.skeleton import Skeleton, compose

EVENT = t.Head("event")
TRIED = "tried"  # the id of a line that stands alone


@dataclass(frozen=True)
class Place:
    """The place of one function: the block, and the statements of its cut that stand in this block."""

    cut: str
    head: t.Head
    statements: tuple[t.Statement, ...] = ()

    @property
    def subject(self) -> str:
        """What the function decides about: the instances of a block, or events."""
        return self.head.name if self.head.has_instances else "event"


@dataclass(frozen=True)
class Function:
    """The source of a function `cut`, and where it stands."""

    place: Place
    source: str
    looks_at: tuple[str, ...] = ()  # collections of the event

    def line(self, number: int) -> t.Select:
        """Return the line that asks this function, which has a number in the program."""
        arguments: tuple[t.Node, ...] = (t.Number(number), *map(t.Name, self.looks_at))
        return t.Select(t.Requirement(t.Call(WRITTEN, arguments), t.Flag()), self.place.cut)


@dataclass(frozen=True)
class PythonAnalysis:
    """An analysis without its cuts, into which functions are put."""

    skeleton: Skeleton

    def places(self, cut: Cut) -> tuple[Place, ...]:
        """Return the places of a cut, one for each block in which it has statements.

        Raises:
            CutbenchError: a statement cannot be applied.
        """
        found: dict[t.Head, list[t.Statement]] = {}
        for text in cut.statements:
            statement = self.skeleton.language.parse(text)
            home = _home(compose(self.skeleton.analysis, [(TRIED, statement)]), cut.id)
            found.setdefault(home, []).append(replace(statement, head=home))
        return tuple(Place(cut.id, head, tuple(statements)) for head, statements in found.items())

    @cached_property
    def subjects(self) -> Mapping[str, t.Head]:
        """What functions can be about: the blocks of the analysis by name, and events."""
        blocks = [block.head for block in self.skeleton.analysis.blocks if block.head.has_instances]
        return {head.name: head for head in blocks} | {"event": EVENT}

    def visible(self, head: t.Head, names: Collection[str]) -> tuple[str, ...]:
        """Return the names that are collections and that a line of a block can use: none that are made further down."""
        heads = [block.head for block in self.skeleton.analysis.blocks]
        below = heads[heads.index(head) + 1 :] if head.has_instances and head in heads else []
        taken = [one for one in self.skeleton.analysis.blocks if any(isinstance(line, t.Take) for line in one.lines)]
        hidden = {block.head.name for block in taken if block.head in below} | {"event"}
        known = self.skeleton.language.names
        return tuple(sorted(one for one in set(names) - hidden if one in self.subjects or known.is_object(one)))

    def program(self, event_format: Mapping[str, Any], functions: Sequence[Function], order: Sequence[str]) -> str:
        """Return functions as a stand-alone program for events of a format."""
        lines = [(one.place.cut, t.Statement(one.place.head, one.line(n))) for n, one in enumerate(functions)]
        return write_program(
            compose(self.skeleton.analysis, lines),
            self.skeleton.language.names,
            event_format,
            order=order,
            without=self.skeleton.not_coded,
            functions=[one.source for one in functions],
        )

    def trial(self, function: Function, events: FlatSource) -> str:
        """Return a program that asks one function alone of a few events."""
        analysis = self._alone(t.Statement(function.place.head, function.line(0)))
        return write_trial(analysis, self.skeleton.language.names, function.source, TRIED, events)

    def decider(self, place: Place) -> Callable[[EventSource], Decisions]:
        """Return a function from events to what the statements of a place decide about each instance or event.

        Raises:
            CutbenchError: a statement cannot be applied; what it gives raises it where the events lack something.
        """
        plans = self.plans(place)

        def decide(source: EventSource) -> Decisions:
            first, *rest = [decisions(plan, source, TRIED) for plan in plans]
            return replace(first, passed=np.logical_and.reduce([first.passed, *(one.passed for one in rest)]))

        return decide

    def conditions(self, place: Place) -> list[t.Node]:
        """Return what the statements of a place ask for, and what the names in it are defined as."""
        lines = [line for block in self.skeleton.analysis.blocks for line in block.lines]
        defined: dict[str, t.Node] = dict(DEFAULTS)
        defined |= {line.name: line.value for line in lines if isinstance(line, t.Define)}
        found: list[t.Node] = [getattr(one.line, "condition", t.ALWAYS) for one in place.statements]
        for node in found:  # grows on the way
            spoken = {getattr(inner, "name", getattr(inner, "function", "")) for inner in t.walk(node)}
            found += [defined.pop(name) for name in sorted(spoken & defined.keys(), key=str)]
        return found

    def collections(self, place: Place) -> tuple[str, ...]:
        """Return the collections that the decision of a place depends on."""
        names = []
        for plan in self.plans(place):
            line, step = line_of(plan, TRIED)
            needs = step.needs if step else line.needs
            names += [step.collection for number, step in enumerate(plan.steps) if needs >> number & 1]
        return tuple(dict.fromkeys(names))

    def plans(self, place: Place) -> list[Plan]:
        """Return each statement of a place alone as a plan; where there is none, one that lets all pass."""
        everything = t.Statement(place.head, t.Select(t.ALWAYS, TRIED))
        alone = [self._alone(one) for one in place.statements or (everything,)]
        return [compile_analysis(one, self.skeleton.language.names) for one in alone]

    def _alone(self, statement: t.Statement) -> t.Analysis:
        """Return the analysis with one cut, and one region that all events with instances are in."""
        analysis = self.skeleton.analysis
        apart = tuple(block for block in analysis.blocks if block.head.kind != "region")
        made = compose(replace(analysis, blocks=apart), [(TRIED, statement)])
        if not statement.head.has_instances:
            return made
        counted = t.Call("size", (t.Name(statement.head.name),))
        some = t.Requirement(counted, t.Interval(t.Number(0), None, low_included=True))
        return replace(made, blocks=(*made.blocks, t.Block(t.Head("region", "signal"), (t.Select(some),))))


def _home(analysis: t.Analysis, cut: str) -> t.Head:
    """Return the block that a line which was put into an analysis came to stand in."""
    for block in analysis.blocks:
        if any(getattr(line, "cut", "") == TRIED for line in block.lines):
            return block.head
    raise CutbenchError(f"cut {cut}: it is no requirement")
