"""From an analysis to steps: what each line works on, and what a line depends on.

Lines of objects and composites become steps in the order of the file. A step continues the step before on the same
collection and sees all others as they stand at that point. Which steps a line depends on is a set, kept as the bits
of a whole number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from cutbench.errors import CutbenchError, known_names
from cutbench.language import tree as t
from cutbench.language.names import Names

MOST_LINES, MOST_NODES, DEEPEST, DEEPEST_COMPOSITE = 5000, 3000, 60, 4
WRITTEN = "written"  # written(2, muon): the third function of the plan, which may look at muons
DEFAULTS = {"HT": t.Call("sum", (t.Call("pT", (t.Name("jet"),)),))}
REGION_BITS = 2 * MOST_LINES  # the bits of regions stand behind those of steps
MAKERS = ("disjoint", "cartesian")
OF_INSTANCE = ("object", "composite")


@dataclass(frozen=True)
class Line:
    """A line with what it sees: for each collection the step that made it last, and all steps it depends on."""

    head: t.Head
    line: t.Line
    sees: Mapping[str, int]
    cone: int = 0

    @property
    def cut(self) -> str:
        """The id of the cut that the line belongs to, '' for none."""
        return getattr(self.line, "cut", "")


@dataclass(frozen=True)
class Step:
    """A line on a collection. Without a line it is where the collection begins: in the source, else as a union."""

    collection: str
    line: Line | None
    before: int | None = None
    parts: tuple[int, ...] = ()
    cone: int = 0
    composite: bool = False


@dataclass(frozen=True)
class Region:
    """A region with all lines that it applies, those that it inherits first."""

    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stop:
    """A row of the cutflow: the first `stop` lines of a region, with the cuts of the order up to `level`."""

    region: str
    cut: str
    stop: int
    level: int


@dataclass(frozen=True)
class Joint:
    """A row of the cutflow of what is selected: of each signal region the first so many lines, cuts up to `level`."""

    cut: str
    level: int
    stops: Mapping[str, int]


@dataclass(frozen=True)
class Plan:
    """A checked analysis. `order` are the ids of its cuts in the order of the cutflow.

    `functions` are what `written` conditions ask, Python functions in the place of statements; see things.py.
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
        """Return the place of a cut in the order; -1 for a line of no cut, which is always applied."""
        return self._levels[cut]

    def levels(self, cone: int) -> list[int]:
        """Return the places of the cuts in a set of steps and regions' lines, in their order."""
        if cone not in self._cones:
            steps = (step for number, step in enumerate(self.steps) if cone >> number & 1)
            cuts = {step.line.cut for step in steps if step.line} - {""}
            cuts |= {line.cut for name in self._regions_in(cone) for line in self.regions[name].lines} - {""}
            self._cones[cone] = sorted(map(self.level_of, cuts))
        return self._cones[cone]

    def _regions_in(self, cone: int) -> list[str]:
        return [name for i, name in enumerate(self.regions) if cone >> (REGION_BITS + i) & 1]

    @cached_property
    def _levels(self) -> dict[str, int]:
        return {"": -1} | {cut: place for place, cut in enumerate(self.order)}

    @cached_property
    def _cones(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def signal(self) -> tuple[str, ...]:
        """The regions whose events are selected: the signal regions; where there is none, all."""
        return tuple(name for name, one in self.regions.items() if one.kind == "signal") or tuple(self.regions)

    @cached_property
    def rows(self) -> tuple[Stop, ...]:
        """The rows of the cutflow, region by region, each in the order of the cuts.

        What a row has applied the rows below it apply too, and the last row of a region all of it: its numbers never
        rise, and end at the events in the region.
        """
        return tuple(row for name in self.regions for row in self._rows_of(name))

    @cached_property
    def joint_rows(self) -> tuple[Joint, ...]:
        """The rows of the cutflow of what is selected, in the order of the cuts: of events left in any signal region.

        A region that a cut does not concern stays as it was in the row before.
        """
        stops, levels = dict.fromkeys(self.signal, 0), {row.level for row in self.rows if row.region in self.signal}
        found = []
        for level in sorted(levels):
            stops |= {row.region: row.stop for row in self.rows if row.level == level and row.region in stops}
            found.append(Joint(self.order[level], level, dict(stops)))
        if found:
            found[-1] = replace(found[-1], stops={name: len(self.regions[name].lines) for name in self.signal})
        return tuple(found)

    def _rows_of(self, region: str) -> Iterator[Stop]:
        lines, found, reached = self.regions[region].lines, list[Stop](), 0
        for level, cut in enumerate(self.order):
            steps = [1 << n for n, step in enumerate(self.steps) if step.line and step.line.cut == cut]
            first = [self._first(lines, step, level) for step in steps]
            stops = [i for i in first if i is not None] + [i for i, line in enumerate(lines) if line.cut == cut]
            if stops:
                reached = max(reached, 1 + max(stops))
                found.append(Stop(region, cut, reached, level))
        yield from found[:-1]
        yield from (replace(row, stop=len(lines)) for row in found[-1:])

    def _first(self, lines: Sequence[Line], step: int, level: int) -> int | None:
        """Return the first line that depends on a step and is applied at a level; if none is applied, the first."""
        depend = [i for i, line in enumerate(lines) if line.cone & step]
        applied = (i for i in depend if self.level_of(lines[i].cut) <= level)
        return next(applied, depend[0] if depend else None)

    def requests(self) -> Iterator[tuple[str, int, int]]:
        """Yield what is asked for: of a region the first so many lines, at a level."""
        yield from ((name, len(region.lines), len(self.order)) for name, region in self.regions.items())
        yield from ((row.region, row.stop, row.level) for row in self.rows)
        yield from ((name, stop, row.level) for row in self.joint_rows for name, stop in row.stops.items())


def compile_analysis(
    analysis: t.Analysis, names: Names, *, order: Sequence[str] | None = None, without: Collection[str] = ()
) -> Plan:
    """Check an analysis as far as that needs no events, and lay out its steps.

    Args:
        analysis: what to run.
        names: the names of the field; those that the analysis declares may be among them.
        order: the ids of the cuts in the order of the cutflow; default is their first appearance.
        without: ids of cuts that are left out.

    Raises:
        CutbenchError: it cannot be run; names the line and what is wrong with it.
    """
    statements = [one for one in analysis.statements() if getattr(one.line, "cut", "") not in set(without) - {""}]
    heads = tuple(dict.fromkeys(block.head for block in analysis.blocks if block.head.kind == "region"))
    if len(statements) > MOST_LINES:
        raise CutbenchError(f"an analysis of {len(statements)} lines; {MOST_LINES} are the most")
    for statement in statements:
        check_size(statement)
    try:
        return _Compiler(statements, heads, names).plan(order)
    except RecursionError:
        raise CutbenchError("definitions or regions that depend on each other, nested too deep") from None


def describe(head: t.Head, line: t.Line) -> str:
    """Return which line this is, for a message."""
    cut = getattr(line, "cut", "") or getattr(line, "name", "")
    return f"{head.kind} {head.name}".strip() + f": {type(line).__name__.lower()}" + (f' "{cut}"' if cut else "")


def check_size(statement: t.Statement) -> None:
    """Refuse a line that is too long or nested too deep to be worked on."""
    todo: list[tuple[object, int]] = [(statement.line, 0)]
    for count in range(MOST_NODES):
        if not todo:
            return
        node, depth = todo.pop()
        if depth > DEEPEST:
            raise CutbenchError(f"{describe(statement.head, statement.line)}: nested more than {DEEPEST} deep")
        # No more of them than it takes to refuse the line: a call may have millions of arguments.
        todo += [(part, depth + 1) for part in islice(t.children(node), MOST_NODES + 1)]
        if count + len(todo) > MOST_NODES:
            break
    if todo:
        raise CutbenchError(f"{describe(statement.head, statement.line)}: more than {MOST_NODES} terms")


@dataclass
class _Compiler:
    statements: Sequence[t.Statement]
    heads: Sequence[t.Head]  # of regions, those among them of which no line is left
    names: Names
    steps: list[Step] = field(default_factory=list)
    sees: dict[str, int] = field(default_factory=dict)
    defines: dict[str, t.Node] = field(default_factory=dict)
    members: dict[str, frozenset[str]] = field(default_factory=dict)  # by collection: what its instances bind
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)  # by collection: what its instances are
    inner: dict[str, frozenset[str]] = field(default_factory=dict)  # by collection: kinds of what they are made of
    depth: dict[str, int] = field(default_factory=dict)
    made: dict[int, Line] = field(default_factory=dict)  # of regions, by statement: one that inherits shares them
    composites: int = 0
    open_regions: list[str] = field(default_factory=list)
    cones: dict[tuple[str, str, int], int] = field(default_factory=dict)  # of definitions and regions, by steps so far

    def plan(self, order: Sequence[str] | None) -> Plan:
        self.defines = {s.line.name: s.line.value for s in self.statements if self._is_global(s)}  # type: ignore[union-attr]
        self.collections = frozenset(s.head.name for s in self.statements if s.head.kind in OF_INSTANCE)
        self.taken = {s.head.name for s in self.statements if isinstance(s.line, t.Take)} & self.collections
        self.region_lines = self._by_region()
        for statement in self.statements:
            if statement.head.kind in OF_INSTANCE:
                self._step(statement)
        regions = {name: Region(self._kind(name), self._expanded(name)) for name in self.region_lines}
        found = dict.fromkeys(cut for s in self.statements if (cut := getattr(s.line, "cut", "")))
        if order is not None:
            found = {cut: None for cut in order if cut in found} | found
        return Plan(
            tuple(self.steps),
            regions,
            self.defines,
            dict(self.sees),
            tuple(found),
            self.names,
            self.collections,
            self.composites,
        )

    @staticmethod
    def _is_global(statement: t.Statement) -> bool:
        return isinstance(statement.line, t.Define) and statement.head.kind not in OF_INSTANCE

    # Collections

    def _step(self, statement: t.Statement) -> None:
        name, line = statement.head.name, statement.line
        before = None if isinstance(line, t.Take) else self._version(name, statement)
        made = self._line(statement)
        if isinstance(line, t.Take):
            self._taken(name, line, statement)
        nested = self.depth.get(name, 0)
        if nested > DEEPEST_COMPOSITE:
            raise self._fault(statement, f"composites of composites, more than {DEEPEST_COMPOSITE} deep")
        cone = made.cone | (self.steps[before].cone if before is not None else 0) | 1 << len(self.steps)
        self.sees[name] = len(self.steps)
        composite = nested > 0 or bool(made.cone & self.composites)
        self.composites |= composite << len(self.steps)
        self.steps.append(Step(name, made, before, (), cone, composite))

    def _version(self, name: str, statement: t.Statement) -> int:
        """Return the step that made a collection last; it begins here if there is none."""
        if name not in self.sees:
            if name in self.taken and name != statement.head.name:
                raise self._fault(statement, f"{name} is made further down; a line can only speak of what is above it")
            parts = tuple(self._version(part, statement) for part in self._origin(name))
            cone = 1 << len(self.steps)
            for part in parts:
                cone |= self.steps[part].cone
                self.kinds[name] = self.kinds.get(name, frozenset({name})) | self.kinds[self.steps[part].collection]
            self.kinds.setdefault(name, frozenset({name}))
            self.sees[name] = len(self.steps)
            self.steps.append(Step(name, None, None, parts, cone))
        return self.sees[name]

    def _origin(self, name: str) -> tuple[str, ...]:
        meaning = self.names.known.get(name)
        if meaning and meaning.made_of:
            return meaning.made_of
        kind = self.names.resolve(name.rpartition("_")[2]) if "_" in name else None
        return (kind,) if kind and kind != name and self.names.is_object(kind) else ()

    def _taken(self, name: str, line: t.Take, statement: t.Statement) -> None:
        sources = sources_of(line.source)
        taken = [source.name for source, _ in sources]
        self.kinds[name], self.members[name], self.inner[name] = frozenset({name}), frozenset(), frozenset()
        if isinstance(line.source, t.Call) and line.source.function in MAKERS:
            bound = [word for _, word in sources]
            if "" in bound or len(set(bound)) < len(bound):
                raise self._fault(statement, "each of them needs a name of its own, as in disjoint(lepton a, lepton b)")
            self.members[name] = frozenset(bound)
            self.inner[name] = frozenset[str]().union(
                *(self.kinds[one] | self.inner.get(one, frozenset()) for one in taken)
            )
            self.depth[name] = 1 + max(self.depth.get(one, 0) for one in taken)
        else:
            self.kinds[name] = self.kinds[name].union(*(self.kinds[one] for one in taken))
            self.inner[name] = self.inner[name].union(*(self.inner.get(one, frozenset()) for one in taken))
            self.members[name] = self.members[name].union(
                *(self.members.get(one, frozenset()) for one in taken), filter(None, (w for _, w in sources))
            )
            self.depth[name] = max(self.depth.get(one, 0) for one in taken)

    # Regions

    def _by_region(self) -> dict[str, list[t.Statement]]:
        common = [s for s in self.statements if s.head.kind == "event"]
        regions: dict[str, list[t.Statement]] = {head.name: list(common) for head in self.heads}
        for statement in self.statements:
            if statement.head.kind == "region":
                regions[statement.head.name].append(statement)
        return regions or {"event": common}

    def _kind(self, name: str) -> str:
        return next((head.region for head in self.heads if head.name == name), "signal")

    def _expanded(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a region, those of the region that it takes in the place of the take."""
        found: dict[int, Line] = {}
        for statement in self._inherited(name, (), set()):
            if id(statement) not in self.made:
                self.made[id(statement)] = self._line(statement)
            if isinstance(statement.line, t.Select | t.Reject):
                found.setdefault(id(statement), self.made[id(statement)])
        return tuple(found.values())

    def _inherited(self, name: str, below: tuple[str, ...], done: set[str]) -> Iterator[t.Statement]:
        if name in below:
            raise CutbenchError(f"region {name}: takes itself")
        if name in done:
            return
        done.add(name)
        for statement in self.region_lines[name]:
            if isinstance(statement.line, t.Take):
                parent = getattr(statement.line.source, "name", "")
                if parent not in self.region_lines:
                    raise self._fault(
                        statement, f"there is no region '{parent}'; {known_names(parent, self.region_lines)}"
                    )
                yield from self._inherited(parent, (*below, name), done)
            else:
                yield statement

    # What a line speaks of

    def _line(self, statement: t.Statement) -> Line:
        cone = 0
        instance = statement.head.kind in OF_INSTANCE
        for node in spoken_of(statement.line):
            cone |= self._depends(node, statement, statement.head.name if instance else "")
        made = Line(statement.head, statement.line, dict(self.sees), cone)
        _Checker(self, statement).line()
        return made

    def _depends(self, node: object, statement: t.Statement, own: str) -> int:
        if isinstance(node, t.Symbol):
            raise self._fault(statement, f"nothing is known that is called {node.text}")
        if not isinstance(node, t.Name) or node.name in self.members.get(own, ()):
            return 0
        if node.name in self.region_lines and statement.head.kind not in OF_INSTANCE:
            return self._of_region(node.name, statement)
        value = self.defines.get(node.name) or (DEFAULTS.get(node.name) if self._jets() else None)
        if value is not None:
            if node.name in self.open_regions:
                raise self._fault(statement, f"{node.name} is defined by itself")
            return self._closed(node.name, own, ((inner, statement) for inner in spoken_of(value)))
        if self.is_collection(node.name) and node.name not in self.inner.get(own, ()):
            return self.steps[self._version(node.name, statement)].cone
        return 0

    def _of_region(self, name: str, statement: t.Statement) -> int:
        if name in self.open_regions:
            raise self._fault(statement, f"region {name} depends on itself")
        lines = self._inherited(name, (), set())
        cone = self._closed(name, "", ((node, inner) for inner in lines for node in spoken_of(inner.line)))
        return cone | 1 << (REGION_BITS + list(self.region_lines).index(name))

    def _closed(self, name: str, own: str, nodes: Iterator[tuple[object, t.Statement]]) -> int:
        """Return what a definition or region depends on; walked once as long as no collection changes."""
        if (name, own, len(self.steps)) not in self.cones:
            self.open_regions.append(name)
            cone = 0
            for node, statement in nodes:
                cone |= self._depends(node, statement, own)
            self.open_regions.pop()
            self.cones[name, own, len(self.steps)] = cone
        return self.cones[name, own, len(self.steps)]

    def _jets(self) -> bool:
        return self.is_collection("jet")

    def is_collection(self, name: str) -> bool:
        return name in self.collections or self.names.is_object(name)

    def _fault(self, statement: t.Statement, what: str) -> CutbenchError:
        return CutbenchError(f"{describe(statement.head, statement.line)}: {what}")


OF_WORDS = {"trigger"}  # functions of words of their own: single_lepton is no collection of leptons there
REDUCERS = {"min", "max", "sum", "any", "all", "size"}
DISTANCES = {"dR", "dphi", "deta"}


@dataclass
class _Checker:
    """Finds collections that are spoken of as if they were one instance."""

    compiler: _Compiler
    statement: t.Statement

    def line(self) -> None:
        line = self.statement.line
        if isinstance(line, t.Take):
            return
        for node in t.children(line):
            found = self.free(node)
            if found:
                raise self.compiler._fault(
                    self.statement, f"which {found}? Give a rank, or ask for any, all, min, max, sum or size"
                )

    def free(self, node: object, bound: frozenset[str] = frozenset()) -> str:
        """Return a collection that has neither a rank nor a reducer, '' if there is none."""
        compiler, own = self.compiler, self.statement.head
        members = compiler.members.get(own.name, frozenset()) if own.kind in OF_INSTANCE else frozenset[str]()
        match node:
            case t.Name(name):
                plain = (
                    name not in bound | members and name not in compiler.defines and name not in compiler.region_lines
                )
                return name if plain and compiler.is_collection(name) else ""
            case t.Item():
                return ""
            case t.Call(str() as function) if function in REDUCERS or function == WRITTEN:
                return ""
            case t.Call(str() as function) if function in DISTANCES and own.kind in OF_INSTANCE:
                return ""
            case t.Call(str() as function) if function in OF_WORDS:
                return ""
        return next(filter(None, (self.free(part, bound) for part in t.children(node))), "")


def spoken_of(node: object) -> Iterator[object]:
    """Yield a node and all below it that may stand for something of the event."""
    yield node
    if not (isinstance(node, t.Call) and node.function in OF_WORDS):
        for part in t.children(node):
            yield from spoken_of(part)


def sources_of(source: object) -> list[tuple[t.Name, str]]:
    """Return the collections that a take takes, each with the name that it binds an instance to, '' for none."""
    parts = source.arguments if isinstance(source, t.Call) else (source,)
    found = []
    for part in parts:
        of, word = (part.of, part.name) if isinstance(part, t.Binding) else (part, "")
        if not isinstance(of, t.Name):
            raise CutbenchError("take: a collection is needed, or a union, disjoint or cartesian of some")
        found.append((of, word))
    return found
