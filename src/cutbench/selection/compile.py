"""From an analysis to a plan: what each line works on and needs, and what is wrong with it before any event is read.

`event: select pT(jet) > 60 GeV` is refused: which jet?
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from cutbench.errors import CutbenchError, known_names
from cutbench.language import tree as t
from cutbench.language.names import COMBINING, REDUCERS, Names
from cutbench.selection.plan import (
    DEFAULTS,
    DISTANCES,
    MOST_LINES,
    REGION_BITS,
    WRITTEN,
    Line,
    Plan,
    Region,
    Step,
    describe,
    sources_of,
)

MOST_NODES, DEEPEST, DEEPEST_COMPOSITE = 3000, 60, 4
OF_WORDS = {"trigger"}  # functions of words of their own: single_lepton is no collection of leptons there


def compile_analysis(
    analysis: t.Analysis, names: Names, *, order: Sequence[str] | None = None, without: Collection[str] = ()
) -> Plan:
    """Check an analysis as far as that is possible without events, and lay out its steps.

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


def check_size(statement: t.Statement) -> None:
    """Refuse a line that is too long or nested too deep to be worked on."""
    todo: list[tuple[object, int]] = [(statement.line, 0)]
    for count in range(MOST_NODES):
        if not todo:
            return
        node, depth = todo.pop()
        if depth > DEEPEST:
            raise CutbenchError(f"{describe(statement)}: nested more than {DEEPEST} deep")
        # No more of them than it takes to refuse the line: a call may have millions of arguments.
        todo += [(part, depth + 1) for part in islice(t.children(node), MOST_NODES + 1)]
        if count + len(todo) > MOST_NODES:
            break
    if todo:
        raise CutbenchError(f"{describe(statement)}: more than {MOST_NODES} terms")


@dataclass(frozen=True)
class _Collection:
    """What is known of a collection: kinds of its instances, names of their members, kinds of what is in them.

    `depth` is how many composites lie in each other.
    """

    kinds: frozenset[str]
    members: frozenset[str] = frozenset()
    made_of: frozenset[str] = frozenset()
    depth: int = 0


@dataclass
class _Compiler:
    statements: Sequence[t.Statement]
    heads: Sequence[t.Head]  # of regions, those among them of which no line is left
    names: Names
    steps: list[Step] = field(default_factory=list)
    sees: dict[str, int] = field(default_factory=dict)
    known: dict[str, _Collection] = field(default_factory=dict)
    composites: int = 0
    open_names: list[str] = field(default_factory=list)  # of definitions and regions that are being gone through
    needed: dict[tuple[str, str, int], int] = field(default_factory=dict)  # by definitions and regions, by steps so far

    def __post_init__(self) -> None:
        own = [one for one in self.statements if one.head.has_instances]
        self.collections = frozenset(one.head.name for one in own)
        self.taken = {one.head.name for one in own if isinstance(one.line, t.Take)}
        lines = [one.line for one in self.statements if not one.head.has_instances]
        self.defines = {line.name: line.value for line in lines if isinstance(line, t.Define)}
        self.region_lines = self._by_region()

    def plan(self, order: Sequence[str] | None) -> Plan:
        """Return the steps, and the regions with their lines."""
        for statement in self.statements:
            if statement.head.has_instances:
                self._step(statement)
        regions = self._regions()
        cuts = dict.fromkeys(cut for one in self.statements if (cut := getattr(one.line, "cut", "")))
        if order is not None:
            cuts = {cut: None for cut in order if cut in cuts} | cuts
        return Plan(
            tuple(self.steps),
            regions,
            self.defines,
            dict(self.sees),
            tuple(cuts),
            self.names,
            self.collections,
            self.composites,
        )

    # Collections

    def _step(self, statement: t.Statement) -> None:
        name, line = statement.head.name, statement.line
        before = None if isinstance(line, t.Take) else self._version(name, statement)
        made = self._line(statement)
        if isinstance(line, t.Take):
            self._take(name, line, statement)
        depth = self.known[name].depth
        if depth > DEEPEST_COMPOSITE:
            raise _fault(statement, f"composites of composites, more than {DEEPEST_COMPOSITE} deep")
        needs = made.needs | (self.steps[before].needs if before is not None else 0) | 1 << len(self.steps)
        self.sees[name] = len(self.steps)
        composite = depth > 0 or bool(made.needs & self.composites)
        self.composites |= composite << len(self.steps)
        self.steps.append(Step(name, made, before, (), needs, composite))

    def _version(self, name: str, statement: t.Statement) -> int:
        """Return the last step of a collection; without any, it begins here."""
        if name not in self.sees:
            if name in self.taken and name != statement.head.name:
                raise _fault(statement, f"{name} is made further down; a line can only speak of what is above it")
            parts = tuple(self._version(part, statement) for part in self._origin(name))
            needs, kinds = 1 << len(self.steps), frozenset({name})
            for part in parts:
                needs |= self.steps[part].needs
                kinds |= self.known[self.steps[part].collection].kinds
            self.known[name] = _Collection(kinds)
            self.sees[name] = len(self.steps)
            self.steps.append(Step(name, None, None, parts, needs))
        return self.sees[name]

    def _origin(self, name: str) -> tuple[str, ...]:
        meaning = self.names.known.get(name)
        if meaning and meaning.made_of:
            return meaning.made_of
        kind = self.names.resolve(name.rpartition("_")[2]) if "_" in name else None
        return (kind,) if kind and kind != name and self.names.is_object(kind) else ()

    def _take(self, name: str, line: t.Take, statement: t.Statement) -> None:
        sources = sources_of(line.source)
        words = [word for _, word in sources]
        depth = self.known[name].depth if name in self.known else 0
        own = self.known[name] = _Collection(frozenset({name}), depth=depth)
        for source, _ in sources:
            if source.name not in self.known:
                raise _fault(statement, f"{source.name} is no collection")
        taken = [self.known[source.name] for source, _ in sources]
        depth = max(one.depth for one in taken)
        if isinstance(line.source, t.Call) and line.source.function in COMBINING:
            if "" in words or len(set(words)) < len(words):
                raise _fault(statement, "each of them needs a name of its own, as in disjoint(lepton a, lepton b)")
            made_of = frozenset[str]().union(*(one.kinds | one.made_of for one in taken))
            self.known[name] = _Collection(own.kinds, frozenset(words), made_of, depth + 1)
            return
        self.known[name] = _Collection(
            own.kinds.union(*(one.kinds for one in taken)),
            frozenset(filter(None, words)).union(*(one.members for one in taken)),
            frozenset[str]().union(*(one.made_of for one in taken)),
            depth,
        )

    # Regions

    def _by_region(self) -> dict[str, list[t.Statement]]:
        common = [one for one in self.statements if one.head.kind == "event"]
        regions: dict[str, list[t.Statement]] = {head.name: list(common) for head in self.heads}
        for statement in self.statements:
            if statement.head.kind == "region":
                regions[statement.head.name].append(statement)
        return regions or {"event": common}

    def _regions(self) -> dict[str, Region]:
        """Return the regions; those that inherit lines share them."""
        kinds = {head.name: head.region for head in reversed(self.heads)}
        made: dict[int, Line] = {}
        regions = {}
        for name in self.region_lines:
            lines: dict[int, Line] = {}
            for statement in self._inherited(name, (), set()):
                if id(statement) not in made:
                    made[id(statement)] = self._line(statement)
                if isinstance(statement.line, t.Select | t.Reject):
                    lines[id(statement)] = made[id(statement)]
            regions[name] = Region(kinds.get(name, "signal"), tuple(lines.values()))
        return regions

    def _inherited(self, name: str, below: tuple[str, ...], done: set[str]) -> Iterator[t.Statement]:
        """Yield the lines of a region; a `take` stands for the lines of the region that it names."""
        if name in below:
            raise CutbenchError(f"region {name}: takes itself")
        if name in done:
            return
        done.add(name)
        for statement in self.region_lines[name]:
            if isinstance(statement.line, t.Take):
                parent = getattr(statement.line.source, "name", "")
                if parent not in self.region_lines:
                    there = known_names(parent, self.region_lines)
                    raise _fault(statement, f"there is no region '{parent}'; {there}")
                yield from self._inherited(parent, (*below, name), done)
            else:
                yield statement

    # What a line speaks of

    def _line(self, statement: t.Statement) -> Line:
        own = statement.head.name if statement.head.has_instances else ""
        needs = 0
        for node in spoken_of(statement.line):
            needs |= self._needs(node, statement, own)
        made = Line(statement.head, statement.line, dict(self.sees), needs)
        if not isinstance(statement.line, t.Define) and (stray := self._stray_member(statement, own)):
            raise _fault(statement, f"{stray} is a member of a composite, and nothing here says of which")
        for node in t.children(statement.line) if not isinstance(statement.line, t.Take) else ():
            if found := self._unranked(node, own):
                raise _fault(statement, f"which {found}? Give a rank, or ask for any, all, min, max, sum or size")
        return made

    def _needs(self, node: object, statement: t.Statement, own: str) -> int:
        """Return the steps, and the lines of regions, that one node of a line needs."""
        if isinstance(node, t.Symbol):
            raise _fault(statement, f"nothing is known that is called {node.text}")
        if not isinstance(node, t.Name) or node.name in self._known(own).members:
            return 0
        if node.name in self.region_lines and not statement.head.has_instances:
            return self._needs_of_region(node.name, statement)
        value = self.defines.get(node.name) or (DEFAULTS.get(node.name) if self._is_collection("jet") else None)
        if value is not None:
            if node.name in self.open_names:
                raise _fault(statement, f"{node.name} is defined by itself")
            return self._needs_of_all(node.name, own, ((inner, statement) for inner in spoken_of(value)))
        if self._is_collection(node.name) and node.name not in self._known(own).made_of:
            return self.steps[self._version(node.name, statement)].needs
        return 0

    def _needs_of_region(self, name: str, statement: t.Statement) -> int:
        if name in self.open_names:
            raise _fault(statement, f"region {name} depends on itself")
        lines = self._inherited(name, (), set())
        needs = self._needs_of_all(name, "", ((node, inner) for inner in lines for node in spoken_of(inner.line)))
        return needs | 1 << (REGION_BITS + list(self.region_lines).index(name))

    def _needs_of_all(self, name: str, own: str, nodes: Iterator[tuple[object, t.Statement]]) -> int:
        """Return what a definition or region needs; gone through once as long as no collection changes."""
        key = name, own, len(self.steps)
        if key not in self.needed:
            self.open_names.append(name)
            needs = 0
            for node, statement in nodes:
                needs |= self._needs(node, statement, own)
            self.open_names.pop()
            self.needed[name, own, len(self.steps)] = needs
            return needs
        return self.needed[key]

    def _unranked(self, node: object, own: str) -> str:
        """Return a collection that is used as if it were one instance, without rank or reducer; '' for none."""
        match node:
            case t.Name(name):
                other = name in self._known(own).members or name in self.defines or name in self.region_lines
                return name if self._is_collection(name) and not other else ""
            case t.Item():
                return ""
            case t.Call(str() as function) if function in {*REDUCERS, *OF_WORDS, WRITTEN}:
                return ""
            case t.Call(str() as function) if function in DISTANCES and own:
                return ""
        return next(filter(None, (self._unranked(part, own) for part in t.children(node))), "")

    def _stray_member(self, statement: t.Statement, own: str) -> str:
        """Return a member of a composite that the line is not about, such as l1 in `object muon`; '' for none."""
        names = {node.name for node in t.walk(statement.line) if isinstance(node, t.Name)}
        there = {node.name for node in t.walk(statement.line) if isinstance(node, t.Binding)}
        there = there.union(*(self._all_members(name) for name in names | {own}))
        of_others = {name for name in names if getattr(self.names.meaning(name), "kind", "") == "member"}
        return min(of_others - there - self.defines.keys(), default="")

    def _all_members(self, name: str) -> frozenset[str]:
        known = self._known(name)
        return known.members.union(*(self._known(part).members for part in known.made_of))

    def _known(self, name: str) -> _Collection:
        return self.known.get(name, _Collection(frozenset()))

    def _is_collection(self, name: str) -> bool:
        return name in self.collections or self.names.is_object(name)


def _fault(statement: t.Statement, what: str) -> CutbenchError:
    return CutbenchError(f"{describe(statement)}: {what}")


def spoken_of(node: object) -> Iterator[object]:
    """Yield a node and all below it that may stand for something of the event."""
    yield node
    if not (isinstance(node, t.Call) and node.function in OF_WORDS):
        for part in t.children(node):
            yield from spoken_of(part)
