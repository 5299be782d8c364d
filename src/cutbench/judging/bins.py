"""Bins without a name: a list numbers those of a paper in its way, and the benchmark in another; they ask the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cutbench.judging.regions import EVERYWHERE, Regions
from cutbench.language import Head, Language, Match, Statement, print_statement
from cutbench.schema.cuts import Cut, CutList

FEWEST = 2  # things that are asked of a bin, and by which it is known


@dataclass(frozen=True)
class Asked:
    """What is asked in the regions of a benchmark, whatever the region is called."""

    language: Language
    regions: Regions
    of: Mapping[Head, tuple[Statement, ...]]

    @classmethod
    def by(cls, language: Language, regions: Regions, parts: Iterable[Statement]) -> "Asked":
        """Return it for the parts of curated cuts."""
        found: dict[Head, list[Statement]] = {}
        for part in parts:
            found.setdefault(language.equal.head(part.head), []).append(replace(part, head=EVERYWHERE))
        return cls(language, regions, {head: tuple(some) for head, some in found.items()})

    def in_known_bins(self, extracted: CutList) -> CutList:
        """Return a list with its bins under the names of the benchmark, where it is clear which bin is meant.

        That is the only one without parts in which all is asked that the list asks of a bin that it does not know.
        """
        unknown = {one.id for one in extracted.regions if one.kind == "bin"}
        unknown -= {name for name in unknown if self.regions.head(name) in self.regions.heads}
        said = {name: self._said(name, extracted.cuts) for name in unknown}
        meant = {name: bin_.name for name in unknown if (bin_ := self._only_one(said[name]))}
        return extracted.model_copy(update={"cuts": tuple(self._renamed(cut, meant) for cut in extracted.cuts)})

    def _said(self, name: str, cuts: Iterable[Cut]) -> tuple[Statement, ...]:
        lines = [line for cut in cuts if name in cut.regions for line in cut.statements]
        parts = [part for part in self.language.parts(lines) if part.head.kind == "event" or part.head.name == name]
        return tuple(dict.fromkeys(replace(part, head=EVERYWHERE) for part in parts))

    def _only_one(self, said: tuple[Statement, ...]) -> Head | None:
        bins = [head for head in self.regions.heads if head.name in self.regions.leaves]
        found = [head for head in bins if len(said) >= FEWEST and self._is_meant(said, head)]
        return found[0] if len(found) == 1 else None

    def _is_meant(self, said: tuple[Statement, ...], head: Head) -> bool:
        """Whether all of it is asked in a region, and all is said that the region itself asks of these quantities."""
        spoken_of = frozenset().union(*map(self.language.quantities, said))
        own = [one for one in self.of.get(head, ()) if self.language.quantities(one) & spoken_of]
        return all(self._is_asked(part, head) for part in said) and all(
            any(one == part or self._is_same(part, one) for part in said) for one in own
        )

    def _is_asked(self, part: Statement, head: Head) -> bool:
        asked = (one for place in (head, *self.regions.above(head)) for one in self.of.get(place, ()))
        return any(one == part or self._is_same(part, one) for one in asked)

    def _is_same(self, part: Statement, other: Statement) -> bool:
        shared = self.language.quantities(part) & self.language.quantities(other)
        return bool(shared) and self.language.match(part, other) is Match.SAME

    def _renamed(self, cut: Cut, meant: Mapping[str, str]) -> Cut:
        if not set(cut.regions) & meant.keys():
            return cut
        lines = tuple(self._moved(line, meant) for line in cut.statements)
        return cut.model_copy(
            update={"statements": lines, "regions": tuple(meant.get(name, name) for name in cut.regions)}
        )

    def _moved(self, line: str, meant: Mapping[str, str]) -> str:
        one = self.language.parse(line)
        if one.head.name not in meant:
            return line
        return print_statement(replace(one, head=replace(one.head, name=meant[one.head.name])))
