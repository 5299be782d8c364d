"""A chunk of events and what a plan makes of it: each step once, whatever asks for it.

The rows of the cutflow apply the cuts one after the other; at level k the first k + 1 of them. The good muons at a
level depend only on the cuts on muons, so they are made anew only where one of those is added. Composites are made only
for events that get as far in some region or row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events.protocol import Column, EventSource, Flags, Integers
from cutbench.events.ragged import lengths, ordering
from cutbench.language import tree as t
from cutbench.language.names import COMBINING
from cutbench.selection.evaluate import Evaluator
from cutbench.selection.frames import Frame, Instance, Particle
from cutbench.selection.plan import Line, Plan, SignalRow, Step, describe, sources_of
from cutbench.selection.tables import Composite, Particles, Rows, Table, Union

MOST, MOST_TOGETHER = 2e7, 2e6  # combinations in a file, and in memory at a time
PER_EVENT = 200  # in a large file there may be so many in each event


class LineError(CutbenchError):
    """An error that names its line."""


class CrowdedError(Exception):
    """Too many combinations for one chunk: it has to be divided."""


@dataclass
class Limits:
    """Counts the combinations that the lines of a plan have made in a file so far."""

    n_events: int
    made: dict[str, int] = field(default_factory=dict)

    def add(self, made: Mapping[str, int]) -> None:
        """Count what a chunk has made."""
        for what, n_rows in made.items():
            self.made[what] = self.made.get(what, 0) + n_rows

    def check(self, what: str, n_rows: int, n_events: int) -> None:
        """Refuse combinations before they are made."""
        total, most = self.made.get(what, 0) + n_rows, max(MOST, PER_EVENT * self.n_events)
        if total > most:
            raise CutbenchError(f"{total:.1e} combinations in this file; {most:.0e} are the most")
        if n_rows > MOST_TOGETHER:
            if n_events > 1:
                raise CrowdedError
            raise CutbenchError(f"{n_rows:.1e} combinations in one event; {MOST_TOGETHER:.0e} are the most")


@dataclass(frozen=True)
class View:
    """The instances of a table that pass the cuts so far; all if `keep` is None."""

    table: Table
    keep: Flags | None = None

    @property
    def counts(self) -> Integers:
        """How many instances each event has."""
        return self.table.counts if self.keep is None else lengths(self.table.events[self.keep], self.table.n_events)

    @cached_property
    def kept(self) -> Table:
        """The kept instances as a table of their own."""
        return self.table if self.keep is None else Rows(self.table, np.flatnonzero(self.keep))

    def among(self, events: Flags) -> Table:
        """Return the kept instances of some events."""
        there = events[self.table.events]
        return Rows(self.table, np.flatnonzero(there if self.keep is None else there & self.keep))

    def narrowed(self, passed: Flags) -> View:
        """Keep only what passed; where fewer than half are left, in a smaller table."""
        keep = passed if self.keep is None else passed & self.keep
        view = View(self.table, keep)
        return View(view.kept) if 2 * np.count_nonzero(keep) < len(keep) else view


class Chunk:
    """A plan on some events."""

    def __init__(self, plan: Plan, source: EventSource, limits: Limits) -> None:
        self.plan, self.source, self.limits = plan, source, limits
        self.made: dict[str, int] = {}
        self.event = Frame(source.n_events, np.arange(source.n_events))
        self._views: dict[tuple[int, int], View] = {}
        self._masks: dict[tuple[int, int], Flags] = {}

    def view(self, number: int, level: int) -> View:
        """Return a collection after a step."""
        step = self.plan.steps[number]
        if step.line and step.before is not None and self.plan.level_of(step.line.cut) > level:
            return self.view(step.before, level)
        key = number, bisect_right(self.plan.levels(step.needs), level)
        if key not in self._views:
            self._views[key] = self._made(step, level)
        return self._views[key]

    @cached_property
    def alive(self) -> Flags:
        """The events that get as far as the first line on composites, in some region or row of the cutflow."""
        alive = np.zeros(self.source.n_events, dtype=bool)
        for region, stop, level in self.plan.requests():
            lines = self.plan.regions[region].lines[:stop]
            first = next((i for i, line in enumerate(lines) if line.needs & self.plan.composites), None)
            if first is not None:
                alive |= self.reached(region, first, level)
        return alive

    def reached(self, region: str, stop: int, level: int) -> Flags:
        """Return which events pass the first `stop` lines of a region."""
        passed = np.ones(self.source.n_events, dtype=bool)
        for line in self.plan.regions[region].lines[:stop]:
            if self.plan.level_of(line.cut) <= level:
                passed &= self.mask(line, level)
        return passed

    def left(self, row: SignalRow) -> Flags:
        """Return which events are left in any signal region at a row of the cutflow of what is selected."""
        left: Flags = np.logical_or.reduce([self.reached(name, stop, row.level) for name, stop in row.stops.items()])
        return left

    def final(self, region: str, level: int | None = None) -> Flags:
        """Return which events are in a region, of all cuts or of those up to a level."""
        level = len(self.plan.order) if level is None else level
        return self.reached(region, len(self.plan.regions[region].lines), level)

    def mask(self, line: Line, level: int) -> Flags:
        """Return which events pass a line of a region."""
        key = id(line), bisect_right(self.plan.levels(line.needs), level)
        if key not in self._masks:
            evaluator = Evaluator(self, line, level)
            with naming(line):
                self._masks[key] = passes(line.line, evaluator, evaluator.event)
        return self._masks[key]

    def asked(self, step: Step | None, level: int) -> Frame:
        """Return the rows that a line is asked of: the instances before its step, or the events."""
        if step is None or step.before is None:
            return self.event
        return self._frame(step, self.view(step.before, level).kept)

    def _frame(self, step: Step, table: Table) -> Frame:
        """Return the frame for the instances of a table, as the lines of its block see them."""
        first, own = step, Instance(table)
        while first.before is not None:
            first = self.plan.steps[first.before]
        bound: dict[object, Particle] = {t.This(): own}
        match first.line and first.line.line:
            case t.Take(t.Binding(_, name)):
                bound[t.Name(name)] = own
        return Frame(len(table), table.events, bound, own=table)

    def _made(self, step: Step, level: int) -> View:
        if step.line is None:
            return View(self._origin(step, level))
        with naming(step.line):
            alive_only = step.composite and isinstance(step.line.line, t.Take)
            evaluator = Evaluator(self, step.line, level, alive_only=alive_only)
            if step.before is None:
                return View(self._taken(step.collection, step.line.line, evaluator))
            return self._applied(step, self.view(step.before, level), evaluator)

    def _origin(self, step: Step, level: int) -> Table:
        if step.collection in self.source.collections():
            return Particles(self.source, step.collection)
        if not step.parts:
            there = ", ".join(self.source.collections())
            raise CutbenchError(f"{step.collection}: no block of the file makes it, and these events have {there} only")
        return Union([self.view(part, level).kept for part in step.parts], step.collection)

    def _taken(self, name: str, line: Any, evaluator: Evaluator) -> Table:
        source = line.source
        tables = [evaluator.table(of.name) for of, _ in sources_of(source)]
        if not isinstance(source, t.Call):
            return Rows(tables[0], name=name)
        if source.function not in COMBINING:
            return Union(tables, name)
        frame = evaluator.inside(source, evaluator.event)
        members = {word: frame.bound[t.Name(word)] for _, word in sources_of(source)}
        parts = {word: (one.table, one.rows) for word, one in members.items() if isinstance(one, Instance)}
        return Composite(name, frame.events, parts, self.source)

    def _applied(self, step: Step, view: View, evaluator: Evaluator) -> View:
        """Return what a line makes of the instances before it."""
        line: Any = step.line.line  # type: ignore[union-attr]
        in_place = isinstance(line, t.Select | t.Reject | t.Define)  # the rows stay where they are
        table = view.table if in_place else view.kept
        frame = self._frame(step, table)
        match line:
            case t.Select() | t.Reject():
                return view.narrowed(passes(line, evaluator, frame))
            case t.Define(name, value):
                defined = {name: (lambda: evaluator.column(value, frame), evaluator.codes(value, frame))}
                return View(Rows(table, defined=defined), view.keep)
            case t.Sort(by, descending):
                keys = evaluator.column(by, frame)
                order = ordering(table.events, table.n_events, -keys if descending else keys)
                return View(Rows(table, order, ranked=True))
            case t.Best(by, per):
                each = [[evaluator.column(one, frame) for one in some] for some in (per, by)]
                return View(Rows(table, best(table, *each)))
        return view


def passes(line: t.Line, evaluator: Evaluator, frame: Frame) -> Flags:
    """Return which rows a line lets pass: those that a select is true of, or that a reject is not true of."""
    if isinstance(line, t.Reject):
        return ~evaluator.holds(t.rejected(line.condition), frame)
    return evaluator.holds(line.condition, frame)  # type: ignore[union-attr]


def best(table: Table, per: Sequence[Column], by: Sequence[Column]) -> Integers:
    """Return the rows with the smallest `by`, one for each event and value of `per`, in the order of the table."""
    order = ordering(table.events, table.n_events, *per, *by)
    new = np.ones(len(order), dtype=bool)
    new[1:] = False
    for key in (table.events, *per):
        new[1:] |= key[order[1:]] != key[order[:-1]]
    return np.sort(order[new])


@contextmanager
def naming(line: Line) -> Iterator[None]:
    """Name the line in its errors; numbers that cannot be computed, such as 0 / 0, are missing."""
    try:
        with np.errstate(all="ignore"):
            yield
    except LineError:
        raise
    except CutbenchError as error:
        raise LineError(f"{describe(line)} | {error}") from None
    except RecursionError:
        raise LineError(f"{describe(line)} | what it depends on is nested too deep") from None
