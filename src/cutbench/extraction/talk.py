"""The shapes in which others read extracted cuts: the talk's, and ADL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Analysis, Block, Head, Language, Statement, print_analysis
from cutbench.language.tree import Line, Name, Reject, Select, Take
from cutbench.schema.cuts import Cut, CutList, Region


def to_talk_json(cuts: CutList) -> dict[str, Any]:
    """Return {"selection": {"Electron": [{"content", "comments", "references"}, ...], ...}}, and beside it the regions.

    Each of "regions" has its id, kind and parent, and in "cuts" the contents of those that it asks for, by group.
    """
    return {
        "selection": _by_group(cuts.cuts, _entry),
        "regions": [
            {
                **region.model_dump(),
                "cuts": _by_group([cut for cut in cuts.cuts if region.id in cut.regions], lambda cut: cut.text),
            }
            for region in cuts.regions
        ],
    }


def _entry(cut: Cut) -> dict[str, Any]:
    return {"content": cut.text, "comments": cut.comments, "references": list(cut.references)}


def _by_group(cuts: Iterable[Cut], shown: Callable[[Cut], Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for cut in cuts:
        groups.setdefault(cut.object, []).append(shown(cut))
    return groups


def to_adl(cuts: CutList, language: Language) -> str:
    """Return the cuts that have been read as an ADL file, a block for each object, composite and region.

    A region begins with what it takes from the region that it adds to. What regions ask of events stands in their
    blocks; cuts that nobody has read stand at the end, as comments.
    """
    regions = {region.id: region for region in cuts.regions}
    blocks: dict[Head, tuple[Line, ...]] = {}
    for head in map(_head, regions.values()):
        blocks[head] = ()
    unread = []
    for cut in cuts.cuts:
        statements = _parsed(cut, language)
        unread += [] if statements else [f"# {cut.id}, not read: {' '.join(cut.text.split())}\n"]
        for one in statements:
            labelled = replace(one.line, cut=cut.id) if isinstance(one.line, Select | Reject) else one.line
            for head in _heads(one, cut, regions):
                blocks[head] = (*blocks.get(head, ()), labelled)
    order = _in_order(blocks, regions)
    made = print_analysis(Analysis(tuple(Block(head, (*_take(head, regions), *blocks[head])) for head in order)))
    return (made if order else "") + "".join(unread)


def _parsed(cut: Cut, language: Language) -> list[Statement]:
    try:
        return [language.parse(text) for text in cut.statements]
    except CutbenchError:
        return []


def _heads(one: Statement, cut: Cut, regions: Mapping[str, Region]) -> list[Head]:
    """Return the blocks that a statement stands in: its own, or what is asked of events in some regions, theirs."""
    if one.head.kind == "region" and one.head.name in regions:
        return [_head(regions[one.head.name])]
    named = [name for name in cut.regions if name in regions]
    return [_head(regions[name]) for name in named] if named and one.head.kind == "event" else [one.head]


def _head(region: Region) -> Head:
    return Head("region", region.id, "signal" if region.kind == "bin" else region.kind)


def _take(head: Head, regions: Mapping[str, Region]) -> list[Line]:
    parent = regions[head.name].parent if head.kind == "region" and head.name in regions else None
    return [Take(Name(parent))] if parent else []


def _in_order(blocks: Mapping[Head, tuple[Line, ...]], regions: Mapping[str, Region]) -> list[Head]:
    """Return heads, what is taken before what takes it; a region without lines, and not taken, stays away."""
    taken = {region.parent for region in regions.values()}
    said = [head for head, lines in blocks.items() if lines or head.name in taken or _take(head, regions)]
    return sorted(said, key=lambda head: _depth(head, regions))


def _depth(head: Head, regions: Mapping[str, Region]) -> int:
    """Return how many regions deep a block is; 0 for what is no region."""
    found, at = 0, head.name if head.kind == "region" else None
    while at is not None and at in regions and found <= len(regions):
        found, at = found + 1, regions[at].parent
    return found
