"""Cut lists and analyses: an analysis without its cuts, and cuts put into one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.printer import print_head

SIGNAL = t.Head("region", "signal")


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
    for cut, statement in cuts:
        if isinstance(statement.line, t.Select | t.Reject):
            head = _home(statement, blocks, cut)
            _append(blocks, head, replace(statement.line, cut=cut))
    return replace(skeleton, blocks=tuple(blocks))


def _id_of(line: t.Line) -> str:
    return line.cut if isinstance(line, t.Select | t.Reject) else ""


def _home(statement: t.Statement, blocks: list[t.Block], cut: str) -> t.Head:
    """Return the head of the block that a statement belongs to; makes the block where that is allowed."""
    head = statement.head
    same = [one.head for one in blocks if one.head.name == head.name and _alike(one.head.kind, head.kind)]
    if head.kind == "event":
        return _composite_of(statement, blocks) or _first_region(blocks)
    if same:
        return same[-1]
    if head.kind == "composite":
        raise CutbenchError(f"cut {cut}: there is no {print_head(head)} in this analysis")
    return _new_region(head, blocks) if head.kind == "region" else _new_object(head, blocks)


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} == {"object", "composite"}


def _composite_of(statement: t.Statement, blocks: Sequence[t.Block]) -> t.Head | None:
    """Return the last composite whose members, or which itself, an event statement speaks of without going over it."""
    spoken = {node.name for node in t.walk(statement.line) if isinstance(node, t.Name)}
    members: dict[str, set[str]] = {}
    for block in blocks:
        if block.head.kind == "composite":
            nodes = [node for line in block.lines if isinstance(line, t.Take) for node in t.walk(line)]
            bound = {node.name for node in nodes if isinstance(node, t.Binding)}
            taken = [members.get(node.name, set()) for node in nodes if isinstance(node, t.Name)]
            members[block.head.name] = bound.union(*taken) if len(taken) == 1 else bound
    fitting = [block.head for block in blocks if members.get(block.head.name, set()) & spoken]
    return fitting[-1] if fitting else None


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
    last = max((place for place, one in enumerate(blocks) if one.head.kind in {"object", "composite"}), default=-1)
    blocks.insert(last + 1, t.Block(head, taken))
    return head


def _append(blocks: list[t.Block], head: t.Head, line: t.Line) -> None:
    place = max(place for place, block in enumerate(blocks) if block.head == head)
    blocks[place] = replace(blocks[place], lines=(*blocks[place].lines, line))
