"""A plan: an analysis as the steps that make its collections, and the rows of its cutflow.

Lines of objects and composites are steps in the order of the file. A step continues the step before on the same
collection and sees all others as they stand at that point: `object jet: reject dR(jet, electron) < 0.2` takes the jets
of the step before, and the electrons as the lines above have left them. Which steps a line needs is a set, kept as the
bits of a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.names import Names

MOST_LINES = 5000
WRITTEN = "written"  # written(2, muon): the third function of the plan, which may look at muons
DEFAULTS = {"HT": t.Call("sum", (t.Call("pT", (t.Name("jet"),)),))}
REGION_BITS = 2 * MOST_LINES  # the bits of regions stand behind those of steps
DISTANCES = {"dR", "dphi", "deta"}


@dataclass(frozen=True)
class Line:
    """A line with the last step of each collection that it sees, and all steps that it needs."""

    head: t.Head
    line: t.Line
    sees: Mapping[str, int]
    needs: int = 0

    @property
    def cut(self) -> str:
        """The id of the cut that the line belongs to, '' for none."""
        return getattr(self.line, "cut", "")


@dataclass(frozen=True)
class Step:
    """A line on a collection; without a line, where the collection begins: in the source, or as a union of parts."""

    collection: str
    line: Line | None
    before: int | None = None
    parts: tuple[int, ...] = ()
    needs: int = 0
    composite: bool = False


@dataclass(frozen=True)
class Region:
    """A region with all lines that it applies, those that it inherits first."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RegionRow:
    """A row of the cutflow: the first `stop` lines of a region, with the cuts of the order up to `level`."""

    region: str
    cut: str
    stop: int
    level: int


@dataclass(frozen=True)
class SignalRow:
    """A row of the cutflow of what is selected: of each signal region the first so many lines, cuts up to `level`."""

    cut: str
    level: int
    stops: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """A checked analysis. `order` are the ids of its cuts in the order of the cutflow.

    `functions` are what `written` conditions ask, Python functions in the place of statements; see python_objects.py.
    """

    steps: tuple[Step, ...]
    regions: Mapping[str, Region]
    defines: Mapping[str, t.Node]
    sees: Mapping[str, int]
    order: tuple[str, ...]
    names: Names
    collections: frozenset[str]
    composites: int = 0  # the steps that need composites
    functions: tuple[Callable[..., Any], ...] = ()

    def is_collection(self, name: str) -> bool:
        """Whether a name stands for the instances of the event."""
        return name in self.collections or self.names.is_object(name)

    def lines_of(self, cut: str, region: str = "") -> Iterator[tuple[Line, Step | None]]:
        """Yield the lines of a cut: those of objects and composites, with their step, and those of a region, or all."""
        yield from ((step.line, step) for step in self.steps if step.line and step.line.cut == cut)
        regions = [self.regions[region]] if region else self.regions.values()
        yield from ((line, None) for one in regions for line in one.lines if line.cut == cut)

    def level_of(self, cut: str) -> int:
        """Return the place of a cut in the order; -1 for a line without a cut, which is always applied."""
        return self._levels[cut]

    def levels(self, needs: int) -> list[int]:
        """Return the places of the cuts in a set of steps and regions' lines, in their order."""
        if needs not in self._levels_of:
            steps = (step for number, step in enumerate(self.steps) if needs >> number & 1)
            cuts = {step.line.cut for step in steps if step.line} - {""}
            cuts |= {line.cut for name in self._regions_in(needs) for line in self.regions[name].lines} - {""}
            self._levels_of[needs] = sorted(map(self.level_of, cuts))
        return self._levels_of[needs]

    def _regions_in(self, needs: int) -> list[str]:
        return [name for i, name in enumerate(self.regions) if needs >> (REGION_BITS + i) & 1]

    @cached_property
    def _levels(self) -> dict[str, int]:
        return {"": -1} | {cut: place for place, cut in enumerate(self.order)}

    @cached_property
    def _levels_of(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def signal(self) -> tuple[str, ...]:
        """The regions whose events are selected: the signal regions; where there is none, all."""
        return tuple(name for name, one in self.regions.items() if one.kind == "signal") or tuple(self.regions)

    @cached_property
    def rows(self) -> tuple[RegionRow, ...]:
        """The rows of the cutflow, region by region, each in the order of the cuts.

        What a row has applied the rows below it apply too, and the last row of a region all of it: its numbers never
        rise, and end at the events in the region.
        """
        return tuple(row for name in self.regions for row in self._rows_of(name))

    @cached_property
    def joint_rows(self) -> tuple[SignalRow, ...]:
        """The rows of the cutflow of what is selected, in the order of the cuts: of events left in any signal region.

        A region that a cut does not concern stays as it was in the row before.
        """
        stops, levels = dict.fromkeys(self.signal, 0), {row.level for row in self.rows if row.region in self.signal}
        found = []
        for level in sorted(levels):
            stops |= {row.region: row.stop for row in self.rows if row.level == level and row.region in stops}
            found.append(SignalRow(self.order[level], level, dict(stops)))
        if found:
            found[-1] = replace(found[-1], stops={name: len(self.regions[name].lines) for name in self.signal})
        return tuple(found)

    def _rows_of(self, region: str) -> Iterator[RegionRow]:
        lines, found, reached = self.regions[region].lines, list[RegionRow](), 0
        for level, cut in enumerate(self.order):
            steps = [1 << n for n, step in enumerate(self.steps) if step.line and step.line.cut == cut]
            first = [self._first(lines, step, level) for step in steps]
            stops = [i for i in first if i is not None] + [i for i, line in enumerate(lines) if line.cut == cut]
            if stops:
                reached = max(reached, 1 + max(stops))
                found.append(RegionRow(region, cut, reached, level))
        yield from found[:-1]
        yield from (replace(row, stop=len(lines)) for row in found[-1:])

    def _first(self, lines: Sequence[Line], step: int, level: int) -> int | None:
        """Return the first line that depends on a step and is applied at a level; if none is applied, the first."""
        depend = [i for i, line in enumerate(lines) if line.needs & step]
        applied = (i for i in depend if self.level_of(lines[i].cut) <= level)
        return next(applied, depend[0] if depend else None)

    def requests(self) -> Iterator[tuple[str, int, int]]:
        """Yield all that a cutflow asks for: the first so many lines of a region, at a level."""
        yield from ((name, len(region.lines), len(self.order)) for name, region in self.regions.items())
        yield from ((row.region, row.stop, row.level) for row in self.rows)
        yield from ((name, stop, row.level) for row in self.joint_rows for name, stop in row.stops.items())


def describe(of: Line | t.Statement) -> str:
    """Return which line this is, for a message: 'object muon: select "3.1"'."""
    cut, keyword = getattr(of.line, "cut", "") or getattr(of.line, "name", ""), type(of.line).__name__.lower()
    return f"{of.head.kind} {of.head.name}".strip() + f": {keyword}" + (f' "{cut}"' if cut else "")


def sources_of(source: object) -> list[tuple[t.Name, str]]:
    """Return the collections of a `take`, each with the name that an instance gets, '' for none."""
    parts = source.arguments if isinstance(source, t.Call) else (source,)
    found = []
    for part in parts:
        of, word = (part.of, part.name) if isinstance(part, t.Binding) else (part, "")
        if not isinstance(of, t.Name):
            raise CutbenchError("take: a collection is needed, or a union, disjoint or cartesian of some")
        found.append((of, word))
    return found
