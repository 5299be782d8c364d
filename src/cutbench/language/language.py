"""The language of a benchmark: names and what counts as equal; it parses statements and compares what they ask for.

Judges compare part by part: of `pT(muon) > 5 GeV` and `pT(muon) > 6 GeV` the one CONFLICTs with the other, and without
its condition `type(muon) == calo_tagged ? pT(muon) > 15 GeV` is PARTIALly right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from cutbench import files
from cutbench.language import tree as t
from cutbench.language.analysis import Fault, parse_analysis, read_analysis
from cutbench.language.equalities import Equalities, load_equalities, read_equalities, with_definitions
from cutbench.language.implication import Relation, can_hold, relate
from cutbench.language.names import NAMES_OF_THE_FIELD, Names, load_names, read_names
from cutbench.language.parse import parse_statement
from cutbench.language.requirements import bounds_of, split, without_case

LARGEST = 50_000_000  # bytes


class Match(IntEnum):
    """How a part matches another, from not at all to the same; the order decides which of several counts."""

    NONE = 0
    PARTIAL = 1
    CONFLICT = 2
    SAME = 3


@dataclass(frozen=True)
class Language:
    """The names that statements may use, and what counts as equal: those of the field, and those of a benchmark."""

    names: Names
    equal: Equalities
    _parsed: dict[str, t.Statement] = field(default_factory=dict, compare=False, repr=False)
    _matches: dict[tuple[t.Statement, t.Statement], Match] = field(default_factory=dict, compare=False, repr=False)

    def opened(self) -> "Language":
        """Return the language in which a name that nobody declared is a symbol."""
        return Language(replace(self.names, open=True), self.equal)

    def parse(self, text: str) -> t.Statement:
        """Return the tree of a statement; each text is parsed once. See `parse_statement` for errors."""
        if text not in self._parsed:
            self._parsed[text] = parse_statement(text, self.names)
        return self._parsed[text]

    # Whole statements

    def relation(self, one: Iterable[str], other: Iterable[str]) -> Relation:
        """Return what statements are, compared with others; see `relate`."""
        ours, theirs = ([self.parse(text) for text in texts] for texts in (one, other))
        return relate(ours, theirs, self.names, self.equal)

    def can_hold(self, texts: Iterable[str]) -> bool:
        """Whether something may fulfil all of some statements; True if that cannot be told."""
        return can_hold([self.parse(text) for text in texts], self.names, self.equal)

    # Parts of statements

    def parts(self, texts: Iterable[str]) -> tuple[t.Statement, ...]:
        """Return what statements ask for, one bound of one quantity under one condition each.

        What all events fulfil, such as the 0 of '0 or 1 jets', asks for nothing; but nothing else may be asked for.
        """
        found = [part for text in texts for part in split(self.parse(text))]
        asking = [part for part in found if not self._asks_for_nothing(part)] or found
        return tuple(dict.fromkeys(map(self._without_ends, asking)))

    def match(self, one: t.Statement, other: t.Statement) -> Match:
        """Return how a part matches another part; see `parts`."""
        if (one, other) not in self._matches:
            self._matches[one, other] = self._match(one, other)
        return self._matches[one, other]

    def one_quantity(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether two parts compare the same quantity, with whatever bound and under whatever condition."""
        return self._one_head(one, other) and self._quantity(one) == self._quantity(other)

    def quantities(self, part: t.Statement) -> frozenset[str]:
        """Return the names of properties, functions and quantities in a part: related parts share one.

        A vague flag stands for all that it may be about.
        """
        nodes = list(t.walk(self._spelled_out(part)))
        found = {node.function for node in nodes if isinstance(node, t.Call) and isinstance(node.function, str)}
        found |= {node.name for node in nodes if isinstance(node, t.Name)}
        found |= {node.text for node in nodes if isinstance(node, t.Symbol)}
        about = {one for name in found if (meaning := self.names.meaning(name)) for one in meaning.about}
        return frozenset(found | about)

    def is_vague(self, part: t.Statement) -> bool:
        """Whether a part says that something is required, but not what: `isolated`."""
        return self._vague(part) is not None

    def _asks_for_nothing(self, part: t.Statement) -> bool:
        match part.line:
            case t.Select(t.Requirement(_, t.Interval(t.Number(low), None))) if low <= 0:
                return self._same(part, replace(part, line=t.Select(t.ALWAYS)))
        return False

    def _without_ends(self, part: t.Statement) -> t.Statement:
        """Forget whether ends of intervals are included, but for counts: in papers 'above' may be 'at least'."""

        def without(node: object) -> object:
            match node:
                case t.Not(t.Requirement(of, t.Interval(low, high))) if (
                    None not in (low, high) and low != high and not self._counts(of)
                ):
                    return t.Or((t.Requirement(of, t.Interval(None, low)), t.Requirement(of, t.Interval(high, None))))
                case t.Requirement(of, t.Interval(low, high)) if low != high and not self._counts(of):
                    return t.Requirement(of, t.Interval(low, high))
            return None

        return replace(part, line=t.transformed(part.line, without))

    def _counts(self, quantity: object) -> bool:
        names = [node.function for node in t.walk(quantity) if isinstance(node, t.Call)]
        names += [node.name for node in t.walk(quantity) if isinstance(node, t.Name)]
        whole = (self.names.meaning(name) for name in names if isinstance(name, str))
        return "size" in names or any(meaning is not None and meaning.whole for meaning in whole)

    def _match(self, one: t.Statement, other: t.Statement) -> Match:
        if self._of_others(one, other):
            return Match.NONE
        return self._match_in_place(one, other) or self._match_of_region(one, other)

    def _of_others(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether they speak of two regions, or of a region and of objects."""
        heads = {(head.kind, head.name) for head in (self.equal.head(part.head) for part in (one, other))}
        kinds = {kind for kind, _ in heads}
        return len(heads) > 1 and "region" in kinds and "event" not in kinds

    def _match_in_place(self, one: t.Statement, other: t.Statement) -> Match:
        vague = self._vague(one)
        if vague is not None:
            same = vague == self._vague(other) and self._same(one, other)
            about = bool(vague & self.quantities(other)) and self._one_head(one, other)
            return Match.SAME if same else Match.PARTIAL if about else Match.NONE
        if self._same(one, other):
            return Match.SAME
        (case, bare), (other_case, other_bare) = without_case(one), without_case(other)
        related = relate(bare, other_bare, self.names, self.equal)
        if related == "same":
            return Match.PARTIAL if None in (case, other_case) else Match.NONE
        comparable = self.one_quantity(bare, other_bare)
        if related == "different":
            return Match.CONFLICT if comparable and self._rise_differently(bare, other_bare) else Match.NONE
        if not comparable or case != other_case:
            return Match.NONE
        return Match.PARTIAL if _fits_a_knot(bare, other_bare) else Match.CONFLICT

    def _match_of_region(self, one: t.Statement, other: t.Statement) -> Match:
        """A part that says of all events, or of a region of another kind, what is said of a region is right in part."""
        mine, region = self.equal.head(one.head), self.equal.head(other.head)
        there = mine.kind == "event" or (mine.kind, mine.name) == (region.kind, region.name)
        if region.kind != "region" or mine == region or not there:
            return Match.NONE
        return Match.PARTIAL if self._same(replace(one, head=other.head), other) else Match.NONE

    def _same(self, one: t.Statement, other: t.Statement) -> bool:
        return relate(one, other, self.names, self.equal) == "same"

    def _rise_differently(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether both have bounds that rise with the same, and with other numbers."""
        return bool(_rising(self._spelled_out(one)) & _rising(self._spelled_out(other)))

    def _spelled_out(self, part: t.Statement) -> object:
        """Return the line of a part with the name of its instance, and all that is read as something else replaced."""
        instance = t.Name(part.head.name)
        named = t.transformed(part.line, lambda node: instance if node == t.This() else None)
        return self.equal.rewritten(named, self.names)

    def _vague(self, part: t.Statement) -> frozenset[str] | None:
        """Return what a vague flag may be about, such as the isolations of `isolated`; None for other parts."""
        match part.line:
            case t.Select(t.Requirement((t.Name(name) | t.Call(str() as name)) as flag, t.Flag())):
                meaning = self.names.meaning(name)
                if meaning and meaning.about:
                    return frozenset(meaning.about)
                return frozenset({name}) if isinstance(flag, t.Call) and not flag.arguments else None
        return None

    def _one_head(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether one can be about what the other is about: events about everything, a union about its kinds."""
        heads = self.equal.head(one.head), self.equal.head(other.head)
        meaning = self.names.meaning(heads[0].name)
        parts = meaning.made_of if meaning else ()
        return one.head.kind == "event" or heads[0] == heads[1] or heads[1].name in parts

    def _quantity(self, part: t.Statement) -> object:
        """Return what is compared, without its condition, its bounds and a sign."""
        found: list[object] = []
        for node in t.walk(self._spelled_out(without_case(part)[1])):
            match node:
                case t.Requirement(t.Call("all")):
                    continue  # what all instances have to fulfil is walked to, too
                case t.Requirement(t.Call("abs", (of, *_)) | of):
                    found.append(of)
        return tuple(found)


def says_more(one: Sequence[str], other: Sequence[str], language: Language) -> bool:
    """Whether statements ask for all that others ask for, and for more: a number, a side, a case.

    What has no statements is never less than something: nobody knows what it asks for.
    """
    ours, theirs = language.parts(one), language.parts(other)
    if not theirs or set(ours) == set(theirs):
        return False
    cases = len({without_case(mine)[0] for mine in ours} - {None}) > 1
    return all(any(_includes(mine, their, language, cases=cases) for mine in ours) for their in theirs)


def _includes(mine: t.Statement, their: t.Statement, language: Language, *, cases: bool) -> bool:
    """Whether a part says what another says; of several cases each says what is said of all."""
    match = language.match(their, mine)
    if language.is_vague(their) or (cases and without_case(their)[0] is None):
        return match in {Match.SAME, Match.PARTIAL}
    return match is Match.SAME


def _rising(line: object) -> set[tuple[str, object]]:
    """Return the bounds that depend on something, each with its side and without its numbers."""
    found: set[tuple[str, object]] = set()
    for side, bound in bounds_of(line):
        if isinstance(bound, t.Rising):
            found.add((side, None))
        elif isinstance(bound, t.Arithmetic) and any(isinstance(node, t.Number) for node in t.walk(bound)):
            found.add((side, t.transformed(bound, lambda node: t.Number(0) if isinstance(node, t.Number) else None)))
    return found


def _fits_a_knot(one: t.Statement, other: t.Statement) -> bool:
    """Whether one bound rises and the other is its value at one of the knots."""
    bounds = [bound for part in (one, other) for _, bound in bounds_of(part)]
    rising = [bound for bound in bounds if isinstance(bound, t.Rising)]
    flat = [bound for bound in bounds if isinstance(bound, t.Number)]
    return len(rising) == len(flat) == 1 and flat[0] in [bound for _, bound in rising[0].knots]


def load_language(*more: Path, selection: Path | None = None, open_names: bool = False) -> Language:
    """Return the language with the names of the field, those of `more` files, and what an ADL file declares.

    With `open_names` a name that nobody declared is a symbol, else it is an error.

    Raises:
        CutbenchError: a file is missing or wrong; names it and the fault.
    """
    paths = (NAMES_OF_THE_FIELD, *more)
    names, analysis = replace(load_names(*paths), open=open_names), None
    if selection:
        analysis, names = parse_analysis(read_text(selection), names, str(selection))
    return Language(names, load_equalities(paths, names, analysis))


@cache
def open_language() -> Language:
    """Return the language with the names of the field; a name that is none of them is a symbol."""
    return load_language(open_names=True)


def read_language(
    own: Mapping[str, Any], selection: str
) -> tuple[Language, t.Analysis, list[tuple[str, str]], tuple[Fault, ...]]:
    """Return what `load_language` does and the analysis, and all faults: of the names of a benchmark, and of its lines.

    Args:
        own: what the benchmark's file of names says.
        selection: the text of its ADL file.
    """
    field_names, (given, faults) = load_names(NAMES_OF_THE_FIELD), read_names(own)
    names = field_names | given
    analysis, wrong_lines, names = read_analysis(selection, names)
    texts = own.get("equal") or []
    if not isinstance(texts, list):
        texts, faults = [], [*faults, ("equal", "must be a list of 'ONE == OTHER'")]
    more, wrong = read_equalities(texts, names, complete=True)
    equal = load_equalities([NAMES_OF_THE_FIELD], names) | more
    faults += [("equal", what) for what in wrong]
    return Language(names, with_definitions(equal, analysis)), analysis, faults, wrong_lines


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        CutbenchError: it cannot be read.
    """
    return files.read_text(path, LARGEST)
