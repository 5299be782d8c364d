"""Whether what is asked for is stated at all, and of the right regions."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from cutbench.judging.regions import EVERYWHERE, Regions
from cutbench.language import Head, Language, Match, Statement, relate

Parts = tuple[Statement, ...]
Heads = frozenset[Head]


class HasParts(Protocol):
    """A way of stating a cut."""

    @property
    def parts(self) -> Parts:
        """Its parts."""
        ...


@dataclass(frozen=True)
class Placed:
    """Whether a curated cut is stated with its values, and whether of its regions; None where there are none."""

    values: bool
    regions: bool | None


@dataclass(frozen=True)
class Placing:
    """Lines of a list by what they ask for, whatever the region, and of which regions they say it.

    `stated` are the parts of each line, in the regions that it names, `curated` all that is right, scored or not.
    """

    language: Language
    regions: Regions
    stated: Mapping[str, Parts]
    curated: Sequence[Sequence[HasParts]]

    def of(self, forms: Sequence[Parts]) -> Placed:
        """Return whether one of the forms of a curated cut is stated, and whether of its regions."""
        placed = [self._regions_right(form) for form in forms if all(self._meant(part) for part in form)]
        told = [one for one in placed if one is not None]
        return Placed(bool(placed), any(told) if told else None)

    def regions_found(self, cuts: Sequence[Parts]) -> tuple[str, ...]:
        """Return the regions without parts of which something is stated that is asked of them."""
        found: set[str] = set()
        for part in (part for parts in cuts for part in parts if self._head(part).kind == "region"):
            found |= self._within(self._said(part)) & self.regions.within(self._head(part))
        return tuple(sorted(found))

    def contradictions(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs of lines that cannot both hold."""
        asked = {name: self._quantities(parts) for name, parts in self.stated.items()}
        return tuple(
            (one, other)
            for one, other in itertools.combinations(self.stated, 2)
            if asked[one] & asked[other] and self._exclude(self.stated[one], self.stated[other])
        )

    def _exclude(self, one: Parts, other: Parts) -> bool:
        return relate(one, other, self.language.names, self.language.equal) == "contradicts"

    def _quantities(self, parts: Parts) -> frozenset[tuple[Head, str]]:
        return frozenset((self._head(part), name) for part in parts for name in self.language.quantities(part))

    def _head(self, part: Statement) -> Head:
        return self.language.equal.head(part.head)

    def _within(self, heads: Heads) -> frozenset[str]:
        return frozenset().union(*(self.regions.within(head) for head in heads if head.kind == "region"))

    def _regions_right(self, form: Parts) -> bool | None:
        """Whether each part is said of its regions, and else of none that does not ask for it; None of all events."""
        said = [self._said(part) for part in form]
        wanted = [self._head(part) for part in form]
        if not any(head.kind == "region" for heads in (wanted, *said) for head in heads):
            return None
        places = {part: self._places(heads, head) for part, heads, head in zip(form, said, wanted, strict=True)}
        return all(
            self.regions.within(head) <= places[part] <= self._asked_in(part)
            for part, head in zip(form, wanted, strict=True)
            if head.kind != "object"
        )

    def _places(self, said: Heads, wanted: Head) -> frozenset[str]:
        """Return the regions that something is said of; all of them if it is asked, and said, of all events."""
        of_all = self.regions.within(wanted) if wanted.kind == "event" and wanted in said else frozenset()
        return self._within(said) | of_all

    def _said(self, part: Statement) -> Heads:
        """Return of what the lines of the list say what a part asks for."""
        return self._of_which(part, self._lines)

    def _meant(self, part: Statement) -> Heads:
        """Return these heads without the regions that ask for the same in a cut of their own."""
        mine, asked = self.regions.within(self._head(part)), self._asked_in(part)
        named = {head: self.regions.within(head) for head in self._said(part)}
        return frozenset(
            head for head, places in named.items() if head.kind != "region" or places & mine or not places <= asked
        )

    def _asked_in(self, part: Statement) -> frozenset[str]:
        """Return the regions that ask for what a part asks for."""
        return frozenset().union(*map(self.regions.within, self._of_which(part, self._facts)))

    @cached_property
    def _lines(self) -> dict[Statement, Heads]:
        return self._by_value(part for parts in self.stated.values() for part in parts)

    @cached_property
    def _facts(self) -> dict[Statement, Heads]:
        return self._by_value(part for forms in self.curated for part in forms[0].parts)

    def _by_value(self, parts: Iterable[Statement]) -> dict[Statement, Heads]:
        found: dict[Statement, Heads] = {}
        for part in parts:
            found[self._anywhere(part)] = found.get(self._anywhere(part), frozenset()) | {self._head(part)}
        return found

    def _of_which(self, part: Statement, stated: Mapping[Statement, Heads]) -> Heads:
        """Return the heads of those that ask for the same, whatever region they are in."""
        wanted = self._anywhere(part)
        return frozenset(head for one, heads in stated.items() if self._same(one, wanted) for head in heads)

    def _same(self, one: Statement, other: Statement) -> bool:
        if one == other:
            return True
        if one.head != other.head or not self._names_of(one) & self._names_of(other):
            return False
        return self.language.match(one, other) is Match.SAME

    def _names_of(self, part: Statement) -> frozenset[str]:
        if part not in self._names:
            self._names[part] = self.language.quantities(part)
        return self._names[part]

    @cached_property
    def _names(self) -> dict[Statement, frozenset[str]]:
        return {}

    def _anywhere(self, part: Statement) -> Statement:
        head = self._head(part)
        return replace(part, head=EVERYWHERE if head.kind in {"event", "region"} else head)
