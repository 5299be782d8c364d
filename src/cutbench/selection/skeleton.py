"""Cuts made runnable: an analysis without its cuts, and the cuts put into its blocks.

`object muon: select pT > 5 GeV` becomes the last line of the block `object muon`, and a cut on events a line of the
first region; what the analysis takes, defines, sorts and chooses stays as it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cutbench.benchmarks import Benchmark
from cutbench.errors import CutbenchError
from cutbench.events import EventSource
from cutbench.language import Analysis, Language
from cutbench.language import tree as t
from cutbench.language.printer import print_head
from cutbench.schema.cuts import Cut
from cutbench.selection.compile import compile_analysis
from cutbench.selection.plan import Plan
from cutbench.selection.program import write_program
from cutbench.selection.run import run

SIGNAL = t.Head("region", "signal")


@dataclass(frozen=True)
class Skeleton:
    """The objects, composites and regions of an analysis without its cuts, into which a cut list is put to run.

    Cuts with an id in `not_coded` are not applied.
    """

    analysis: Analysis
    language: Language
    not_coded: frozenset[str] = frozenset()

    def with_cuts(self, cuts: Iterable[Cut]) -> Analysis:
        """Return the analysis with these cuts in it.

        Raises:
            CutbenchError: a statement does not parse, or is about a composite that the analysis does not have.
        """
        parsed = [(cut.id, self.language.parse(text)) for cut in cuts for text in cut.statements]
        return compose(self.analysis, parsed)

    def plan(self, cuts: Collection[Cut], without: Collection[str] = ()) -> Plan:
        """Return the cuts ready to run, but those with an id in `without`.

        Raises:
            CutbenchError: see `with_cuts` and `compile_analysis`.
        """
        order = [cut.id for cut in cuts if cut.statements]
        left_out = {*self.not_coded, *without}
        return compile_analysis(self.with_cuts(cuts), self.language.names, order=order, without=left_out)

    def program(self, cuts: Collection[Cut], event_format: Mapping[str, Any]) -> str:
        """Return the cuts as a stand-alone program for events of a format.

        Raises:
            CutbenchError: see `with_cuts` and `write_program`.
        """
        order = [cut.id for cut in cuts if cut.statements]
        return write_program(
            self.with_cuts(cuts), self.language.names, event_format, order=order, without=self.not_coded
        )

    def runs(self, cut: Cut, events: EventSource | None = None) -> str:
        """Return why a cut cannot run, '' if it can; with a few events it is also run on these."""
        try:
            plan = self.plan([cut])
            if events is not None:
                run(plan, events)
        except CutbenchError as error:
            return str(error)
        return "" if cut.statements else f"cut {cut.id}: nobody has read it"


def skeleton_of_benchmark(benchmark: Benchmark) -> Skeleton:
    """Return what lists of cuts of a benchmark are put into."""
    return Skeleton(skeleton_of(benchmark.analysis), benchmark.language, frozenset(benchmark.not_coded))


def skeleton_of(analysis: t.Analysis) -> t.Analysis:
    """Return an analysis without the lines that carry the id of a cut: its objects, composites and regions."""
    blocks = (replace(one, lines=tuple(line for line in one.lines if not _id_of(line))) for one in analysis.blocks)
    return replace(analysis, blocks=tuple(blocks))


def compose(skeleton: t.Analysis, cuts: Iterable[tuple[str, t.Statement]]) -> t.Analysis:
    """Put cuts, each an id with a statement, into an analysis.

    A cut comes last in its block. One on an object that the analysis does not have, such as `object veto_muon`, gets a
    block of its own, which takes the kind behind the name. What is asked of events and speaks of members of a composite
    is asked of the composite; all else that is asked of events comes into the first region.

    Raises:
        CutbenchError: a cut is about a composite that the analysis does not have.
    """
    blocks = list(skeleton.blocks)
    for cut, said in cuts:
        statement = _of_members(said, blocks)
        if isinstance(statement.line, t.Select | t.Reject):
            head = _home(statement, blocks, cut)
            _append(blocks, head, replace(statement.line, cut=cut))
    return replace(skeleton, blocks=tuple(blocks))


def _id_of(line: t.Line) -> str:
    return line.cut if isinstance(line, t.Select | t.Reject) else ""


def _home(statement: t.Statement, blocks: list[t.Block], cut: str) -> t.Head:
    """Return the head of the block that a statement belongs to; makes the block where that is allowed."""
    head = statement.head
    same = [one.head for one in blocks if one.head.name == head.name and _alike(one.head, head)]
    if head.kind == "event":
        return _composite_of(statement, blocks) or _first_region(blocks)
    if same:
        return same[-1]
    if head.kind == "composite":
        raise CutbenchError(f"cut {cut}: there is no {print_head(head)} in this analysis")
    return _new_region(head, blocks) if head.kind == "region" else _new_object(head, blocks)


def _alike(one: t.Head, other: t.Head) -> bool:
    return one.kind == other.kind or (one.has_instances and other.has_instances)


def _of_members(statement: t.Statement, blocks: Sequence[t.Block]) -> t.Statement:
    """What is asked of a member of a composite is asked of that composite: a member has no block of its own."""
    head = statement.head
    if head.kind != "object" or not any(head.name in bound for bound in _members(blocks).values()):
        return statement
    return t.asked_of_events(statement)


def _composite_of(statement: t.Statement, blocks: Sequence[t.Block]) -> t.Head | None:
    """Return the last composite whose members an event statement names."""
    spoken = {node.name for node in t.walk(statement.line) if isinstance(node, t.Name)}
    members = _members(blocks)
    fitting = [block.head for block in blocks if members.get(block.head.name, set()) & spoken]
    return fitting[-1] if fitting else None


def _members(blocks: Sequence[t.Block]) -> dict[str, set[str]]:
    """Return the names of what each composite is made of."""
    members: dict[str, set[str]] = {}
    for block in blocks:
        if block.head.kind == "composite":
            nodes = [node for line in block.lines if isinstance(line, t.Take) for node in t.walk(line)]
            bound = {node.name for node in nodes if isinstance(node, t.Binding)}
            taken = [members.get(node.name, set()) for node in nodes if isinstance(node, t.Name)]
            members[block.head.name] = bound.union(*taken) if len(taken) == 1 else bound
    return members


def _first_region(blocks: list[t.Block]) -> t.Head:
    regions = [block.head for block in blocks if block.head.kind == "region"]
    if not regions:
        blocks.append(t.Block(SIGNAL, ()))
    return regions[0] if regions else SIGNAL


def _new_region(head: t.Head, blocks: list[t.Block]) -> t.Head:
    """Make a region that begins as the first signal region does."""
    signal = next((one for one in blocks if one.head.kind == "region" and one.head.region == "signal"), None)
    taken = tuple(line for line in signal.lines if isinstance(line, t.Take)) if signal else ()
    blocks.append(t.Block(head, taken))
    return head


def _new_object(head: t.Head, blocks: list[t.Block]) -> t.Head:
    """Make an object before the first region that may speak of it: a class such as veto_muon takes its kind."""
    kind = head.name.rpartition("_")[2]
    taken = (t.Take(t.Name(kind)),) if kind != head.name else ()
    last = max((place for place, one in enumerate(blocks) if one.head.has_instances), default=-1)
    blocks.insert(last + 1, t.Block(head, taken))
    return head


def _append(blocks: list[t.Block], head: t.Head, line: t.Line) -> None:
    place = max(place for place, block in enumerate(blocks) if block.head == head)
    blocks[place] = replace(blocks[place], lines=(*blocks[place].lines, line))
