"""Regions of a selection: which take which, by which names they go, and in which of them something is asked for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from cutbench.language import Analysis, Equalities, Head
from cutbench.language import tree as t
from cutbench.schema.cuts import CutList

EVERYWHERE = Head("event")
LONG = {"signal region": "SR", "control region": "CR", "validation region": "VR", "signal": "SR"}
OF_KIND = re.compile(r"(signal|control|validation)(?: region)?", re.IGNORECASE)
KIND = re.compile(r"\b(signal|control|validation) regions?\b|^signal$", re.IGNORECASE)


def plain(name: str) -> str:
    """Return the name of a region without what differs between spellings: SRA-TT, SRA_TT, signal region A TT."""
    short = KIND.sub(lambda found: LONG[found[0].lower().removesuffix("s")], name)
    return re.sub(r"[^0-9a-z]", "", short.lower())


@dataclass(frozen=True)
class Regions:
    """The regions of a benchmark; `parents` has for each the one that it takes, `equal` which are the event itself."""

    heads: tuple[Head, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    equal: Equalities = field(default_factory=Equalities)

    @classmethod
    def of(cls, analysis: Analysis, equal: Equalities) -> Self:
        """Return the regions of an analysis."""
        blocks = [block for block in analysis.blocks if block.head.kind == "region"]
        taken = {
            block.head.name: line.source.name
            for block in blocks
            for line in block.lines
            if isinstance(line, t.Take) and isinstance(line.source, t.Name)
        }
        return cls(tuple(dict.fromkeys(block.head for block in blocks)), taken, equal)

    @cached_property
    def _by_name(self) -> dict[str, Head]:
        return {plain(head.name): head for head in self.heads}

    def head(self, name: str) -> Head:
        """Return the head of a region by any spelling of its name; an unknown one is a region of that name."""
        given = self.equal.head(Head("region", name))
        if given.kind == "event":
            return given
        said = OF_KIND.fullmatch(given.name)
        known = self._by_name.get(plain(given.name)) or (said and self._only_one(said[1].lower())) or given
        return self.equal.head(known)

    def _only_one(self, kind: str) -> Head | None:
        """Return the region of a kind that is no part of another one of it, if there is one such region."""
        mine = {head.name: head for head in self.heads if head.region == kind}
        whole = [head for name, head in mine.items() if self.parents.get(name) not in mine]
        return whole[0] if len(whole) == 1 else None

    def above(self, head: Head) -> tuple[Head, ...]:
        """Return the regions that a region takes, the nearest first, and the event."""
        found: list[Head] = []
        name = self.parents.get(head.name)
        while name and len(found) <= len(self.parents):
            found.append(self.head(name))
            name = self.parents.get(name)
        return (*found, EVERYWHERE)

    def related(self, one: Head, other: Head) -> bool:
        """Whether one of two regions takes the other."""
        return other in self.above(one) or one in self.above(other)

    @cached_property
    def leaves(self) -> frozenset[str]:
        """The regions that no other one takes."""
        return frozenset(head.name for head in self.heads if head.name not in set(self.parents.values()))

    def within(self, head: Head) -> frozenset[str]:
        """Return the regions without parts that a region consists of; of the event, all that take what it is asked."""
        mine = {name for name in self.leaves if head.name == name or head in self.above(Head("region", name))}
        if head.kind == "event":
            asked = {one.name for one in self.heads if self.equal.head(one).kind == "event"}
            return frozenset(name for name in self.leaves if asked & self._lineage(name)) if asked else self.leaves
        return frozenset(mine or {head.name})

    def _lineage(self, name: str) -> set[str]:
        found = {name}
        while (name := self.parents.get(name, "")) and name not in found:
            found.add(name)
        return found

    def named_by(self, names: Iterable[str], extracted: CutList) -> tuple[Head, ...]:
        """Return the regions that a line of a list names; none means that it says nothing of regions.

        A name that the benchmark does not know stands for those that the list says are parts of it. Who names all
        regions speaks of the event.
        """
        found = tuple(dict.fromkeys(head for name in names for head in self._known(name, extracted)))
        covered = frozenset().union(*map(self.within, found)) if found else frozenset()
        everything = self.within(EVERYWHERE)
        return (EVERYWHERE,) if EVERYWHERE in found or (everything and everything <= covered) else found

    def _known(self, name: str, extracted: CutList, depth: int = 4) -> tuple[Head, ...]:
        head = self.head(name)
        parts = [one.id for one in extracted.regions if one.parent == name]
        if head.kind == "event" or head in self.heads or not parts or not depth:
            return (head,)
        return tuple(one for part in parts for one in self._known(part, extracted, depth - 1))
