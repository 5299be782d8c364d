"""How one statement stands to another, part by part: the same, a part of it, in conflict with it, or something else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any, TypeGuard

from cutbench import files
from cutbench.language import tree as t
from cutbench.language.analysis import Fault, parse_analysis, read_analysis
from cutbench.language.equalities import (
    Equalities,
    load_equalities,
    read_equalities,
    with_definitions,
)
from cutbench.language.meaning import Relation, can_hold, relate
from cutbench.language.names import Names, load_names, read_names
from cutbench.language.parse import parse_statement

LARGEST = 50_000_000  # bytes
ANY_NAMES = Names(open=True)
NAMES_OF_THE_FIELD = Path(__file__).with_name("names.yaml")


class Standing(IntEnum):
    """From nothing in common to the same; the order decides which of several counts."""

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
    _standings: dict[tuple[t.Statement, t.Statement], Standing] = field(default_factory=dict, compare=False, repr=False)

    def opened(self) -> "Language":
        """Return the language in which a name that nobody declared is a symbol."""
        return Language(replace(self.names, open=True), self.equal)

    def parse(self, text: str) -> t.Statement:
        """Return the tree of a statement; each text is parsed once. See `parse_statement` for errors."""
        if text not in self._parsed:
            self._parsed[text] = parse_statement(text, self.names)
        return self._parsed[text]

    def relation(self, one: Iterable[str], other: Iterable[str]) -> Relation:
        """Return what statements are, compared with others; see `relate`."""
        ours, theirs = ([self.parse(text) for text in texts] for texts in (one, other))
        return relate(ours, theirs, self.names, self.equal)

    def can_hold(self, texts: Iterable[str]) -> bool:
        """Whether something may fulfil all of some statements; True if that cannot be told."""
        return can_hold([self.parse(text) for text in texts], self.names, self.equal)

    def parts(self, texts: Iterable[str]) -> tuple[t.Statement, ...]:
        """Return what statements ask for, one bound of one quantity under one condition each.

        What all events fulfil, such as the 0 of '0 or 1 jets', asks for nothing; but nothing else may be asked for.
        """
        found = [part for text in texts for part in split(self.parse(text))]
        asking = [part for part in found if not self._asks_for_nothing(part)] or found
        return tuple(dict.fromkeys(map(self._without_ends, asking)))

    def _asks_for_nothing(self, part: t.Statement) -> bool:
        match part.line:
            case t.Select(t.Requirement(_, t.Interval(t.Number(low), None))) if low <= 0:
                return relate(part, replace(part, line=t.Select(t.And(()))), self.names, self.equal) == "same"
        return False

    def _without_ends(self, part: t.Statement) -> t.Statement:
        """Papers write 'above' and 'at least' for the same: of what is measured, ends do not count."""

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

    def standing(self, one: t.Statement, other: t.Statement) -> Standing:
        """Return how a part stands to another part; see `parts`."""
        key = one, other
        if key not in self._standings:
            apart = self._of_others(one, other)
            self._standings[key] = (
                Standing.NONE if apart else self._stands(one, other) or self._without_region(one, other)
            )
        return self._standings[key]

    def _of_others(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether they speak of two regions, or of a region and of objects."""
        heads = {(head.kind, head.name) for head in (self.equal.head(part.head) for part in (one, other))}
        kinds = {kind for kind, _ in heads}
        return len(heads) > 1 and "region" in kinds and "event" not in kinds

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

    def _spelled_out(self, part: t.Statement) -> object:
        """Return the line of a part with the name of its instance, and all that is read as something else replaced."""
        instance = t.Name(part.head.name)
        named = t.transformed(part.line, lambda node: instance if node == t.This() else None)
        return self.equal.rewritten(named, self.names)

    def _stands(self, one: t.Statement, other: t.Statement) -> Standing:
        vague = self._vague(one)
        if vague is not None:
            same = vague == self._vague(other) and relate(one, other, self.names, self.equal) == "same"
            about = bool(vague & self.quantities(other)) and self._one_head(one, other)
            return Standing.SAME if same else Standing.PARTIAL if about else Standing.NONE
        if relate(one, other, self.names, self.equal) == "same":
            return Standing.SAME
        (asked, bare), (wanted, plain) = _unconditional(one), _unconditional(other)
        related = relate(bare, plain, self.names, self.equal)
        if related == "same":
            return Standing.PARTIAL if None in (asked, wanted) else Standing.NONE
        if related == "different" and self._rise_differently(bare, plain) and self.one_quantity(bare, plain):
            return Standing.CONFLICT
        if related == "different" or not self.one_quantity(bare, plain) or asked != wanted:
            return Standing.NONE
        return Standing.PARTIAL if _fits_a_knot(bare, plain) else Standing.CONFLICT

    def _rise_differently(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether both have bounds that rise with the same, and with other numbers."""
        return bool(_rising(self._spelled_out(one)) & _rising(self._spelled_out(other)))

    def _without_region(self, one: t.Statement, other: t.Statement) -> Standing:
        """Who says of all events, or of a region of another kind, what is said of a region, is right in part."""
        mine, region = self.equal.head(one.head), self.equal.head(other.head)
        there = mine.kind == "event" or (mine.kind, mine.name) == (region.kind, region.name)
        if region.kind != "region" or mine == region or not there:
            return Standing.NONE
        related = relate(replace(one, head=other.head), other, self.names, self.equal)
        return Standing.PARTIAL if related == "same" else Standing.NONE

    def is_vague(self, part: t.Statement) -> bool:
        """Whether a part says that something is asked for, and not what."""
        return self._vague(part) is not None

    def _vague(self, part: t.Statement) -> frozenset[str] | None:
        match part.line:
            case t.Select(t.Requirement(t.Name(name) | t.Call(str() as name), t.Flag())):
                meaning = self.names.meaning(name)
                empty = isinstance(part.line.condition.quantity, t.Call) and not part.line.condition.quantity.arguments  # type: ignore[union-attr]
                about = meaning.about if meaning else ()
                return frozenset(about) if about else frozenset({name}) if empty else None
        return None

    def _one_head(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether one may speak of what the other speaks of: events of all, a union of its parts."""
        heads = self.equal.head(one.head), self.equal.head(other.head)
        meaning = self.names.meaning(heads[0].name)
        parts = meaning.made_of if meaning else ()
        return one.head.kind == "event" or heads[0] == heads[1] or heads[1].name in parts

    def one_quantity(self, one: t.Statement, other: t.Statement) -> bool:
        """Whether two parts compare the same, whatever with and under whichever condition."""
        (_, bare), (_, plain) = _unconditional(one), _unconditional(other)
        return self._one_head(one, other) and self._quantity(bare) == self._quantity(plain)

    def _quantity(self, part: t.Statement) -> object:
        """Return what is compared, without its bounds and without a sign."""
        line = self._spelled_out(part)
        tested = [node.quantity for node in t.walk(line) if isinstance(node, t.Requirement) and not _goes_over(node)]
        return tuple(one.arguments[0] if isinstance(one, t.Call) and one.function == "abs" else one for one in tested)


def _goes_over(requirement: t.Requirement) -> bool:
    """Whether a requirement is that of all instances: what is compared stands in it."""
    return isinstance(requirement.quantity, t.Call) and requirement.quantity.function == "all"


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


def split(statement: t.Statement) -> Iterator[t.Statement]:
    """Yield a statement's parts: each 'and', each side of an interval, each outcome of a condition on its own."""
    line = statement.line
    if isinstance(line, t.Reject):
        kept = t.kept(_with_case(line.condition))
        line = t.Select(_without_not(kept), line.cut)
    if not isinstance(line, t.Select):
        yield statement
        return
    cases = isinstance(line.condition, t.When)
    for condition in _conjuncts(_without_not(line.condition) if cases else line.condition):
        yield replace(statement, line=t.Select(condition))


@cache
def _nodes(text: str) -> tuple[object, ...]:
    """Return all nodes of a statement; its numbers and bounds are the same whatever its names mean."""
    return tuple(t.walk(parse_statement(text, ANY_NAMES)))


def numbers_of(texts: Iterable[str]) -> set[float]:
    """Return the numbers that statements compare with, in GeV, mm, rad or 1."""
    nodes = [node for text in texts for node in _nodes(text)]
    return {node.value for node in nodes if isinstance(node, t.Number)}


def directions_of(texts: Iterable[str]) -> set[str]:
    """Return the sides on which statements bound something: '<', '>', and '=' for one value."""
    nodes = [node for text in texts for node in _nodes(text)]
    tests = [node for node in nodes if isinstance(node, t.Interval)]
    found = {"=" for one in tests if one.low is not None and one.low == one.high}
    found |= {">" for one in tests if one.low is not None and one.low != one.high}
    return found | {"<" for one in tests if one.high is not None and one.low != one.high}


def says_more(one: Sequence[str], other: Sequence[str], language: Language) -> bool:
    """Whether statements ask for all that others ask for, and for more: a number, a side, a case.

    What has no statements is never less than something: nobody knows what it asks for.
    """
    ours, theirs = language.parts(one), language.parts(other)
    if not theirs or set(ours) == set(theirs):
        return False
    cases = len({_unconditional(mine)[0] for mine in ours} - {None}) > 1
    return all(any(_includes(mine, their, language, cases=cases) for mine in ours) for their in theirs)


def _includes(mine: t.Statement, their: t.Statement, language: Language, *, cases: bool) -> bool:
    """Whether a part says what another says; of several cases each says what is said of all."""
    standing = language.standing(their, mine)
    if language.is_vague(their) or (cases and _unconditional(their)[0] is None):
        return standing in {Standing.SAME, Standing.PARTIAL}
    return standing is Standing.SAME


def _conjuncts(condition: t.Condition) -> Iterator[t.Condition]:
    match condition:
        case t.And(parts):
            for part in parts:
                yield from _conjuncts(part)
        case t.When(asked, then, otherwise):
            for part in _conjuncts(then):
                yield t.When(asked, part)
            for part in _conjuncts(otherwise) if otherwise else ():
                yield t.When(_negated(asked), part)
        case t.Requirement(t.Call("all", (over, inner)), t.Flag()) if isinstance(inner, t.Condition):
            for part in _conjuncts(inner):
                yield t.Requirement(t.Call("all", (over, part)), t.Flag())
        case t.Requirement(of, t.Interval(low, high, closed_low, closed_high)) if (
            None not in (low, high) and low != high
        ):
            yield t.Requirement(of, t.Interval(low, None, closed_low, False))
            yield t.Requirement(of, t.Interval(None, high, False, closed_high))
        case t.Or(parts) if ranges := _ranges(parts):
            yield from _bounds_and_gaps(*ranges)
        case _:
            yield condition


def _ranges(parts: Sequence[t.Condition]) -> tuple[t.Expression, list[t.Interval]] | None:
    """Return the ranges that alternatives allow for one quantity, from the lowest; None if they are of another kind."""
    asked = [(part.quantity, part.test) for part in parts if isinstance(part, t.Requirement)]
    tests = sorted((test for _, test in asked if _is_range(test)), key=_lower)
    if len(tests) < len(parts) or len({of for of, _ in asked}) > 1:
        return None
    apart = all(_upper(one) < _lower(other) for one, other in pairwise(tests))
    return (asked[0][0], tests) if apart else None


def _is_range(test: object) -> TypeGuard[t.Interval]:
    """Whether it is a range between numbers, and no single value."""
    edges = (test.low, test.high) if isinstance(test, t.Interval) else (t.This(),)
    return all(edge is None or isinstance(edge, t.Number) for edge in edges) and edges[0] != edges[-1]


def _lower(test: t.Interval) -> float:
    return test.low.value if isinstance(test.low, t.Number) else -inf


def _upper(test: t.Interval) -> float:
    return test.high.value if isinstance(test.high, t.Number) else inf


def _bounds_and_gaps(of: t.Expression, ranges: Sequence[t.Interval]) -> Iterator[t.Condition]:
    """Below 1.37 or from 1.52 to 2.37 is below 2.37, and not from 1.37 to 1.52."""
    first, last = ranges[0], ranges[-1]
    if first.low is not None:
        yield t.Requirement(of, t.Interval(first.low, None, first.low_included, False))
    if last.high is not None:
        yield t.Requirement(of, t.Interval(None, last.high, False, last.high_included))
    for one, other in pairwise(ranges):
        below, above = (
            t.Interval(None, one.high, False, one.high_included),
            t.Interval(other.low, None, other.low_included),
        )
        yield t.Or((t.Requirement(of, below), t.Requirement(of, above)))


def _without_not(condition: t.Condition) -> t.Condition:
    if isinstance(condition, t.When):
        otherwise = condition.otherwise and _without_not(condition.otherwise)
        return t.When(condition.condition, _without_not(condition.then), otherwise)
    return _negated(condition.of) if isinstance(condition, t.Not) else condition


def _with_case(condition: t.Condition) -> t.Condition:
    """Who rejects what is of a type and has a pT below 15 GeV asks of that type for more: a case, and one bound."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    named = [part for part in parts if _is_named(part)]
    measured = [part for part in parts if part not in named]
    return t.When(t.every(*named), measured[0]) if named and len(measured) == 1 else condition


def _is_named(condition: t.Condition) -> bool:
    """Whether it asks for a class, and not for a number."""
    asked = condition.of if isinstance(condition, t.Not) else condition
    return isinstance(asked, t.Requirement) and isinstance(asked.test, t.OneOf | t.Flag)


def _negated(condition: t.Condition) -> t.Condition:
    """Return the opposite; of a bound on one side as the bound of the other side."""
    match condition:
        case t.Requirement(of, t.Interval(low, None, included, _)) if low is not None:
            return t.Requirement(of, t.Interval(None, low, False, not included))
        case t.Requirement(of, t.Interval(None, high, _, included)) if high is not None:
            return t.Requirement(of, t.Interval(high, None, not included, False))
        case t.Or(parts):
            return t.every(*map(_negated, parts))
    return t.opposite(condition)


def _unconditional(part: t.Statement) -> tuple[t.Condition | None, t.Statement]:
    match part.line:
        case t.Select(t.When(asked, then, _)):
            return asked, replace(part, line=t.Select(then))
        case t.Select(t.Requirement(t.Call("all", (over, t.When(asked, then, _))), t.Flag())):
            return asked, replace(part, line=t.Select(t.Requirement(t.Call("all", (over, then)), t.Flag())))
    return None, part


def _edges(part: object) -> list[tuple[str, t.Expression]]:
    """Return the bounds of a part, each with its side."""
    intervals = [node for node in t.walk(part) if isinstance(node, t.Interval)]
    edges = [edge for one in intervals for edge in (("low", one.low), ("high", one.high))]
    return [(side, bound) for side, bound in edges if bound is not None]


def _rising(line: object) -> set[tuple[str, object]]:
    """Return the bounds that depend on something, each with its side and without its numbers."""
    found: set[tuple[str, object]] = set()
    for side, edge in _edges(line):
        if isinstance(edge, t.Rising):
            found.add((side, None))
        elif isinstance(edge, t.Arithmetic) and any(isinstance(node, t.Number) for node in t.walk(edge)):
            found.add((side, t.transformed(edge, lambda node: t.Number(0) if isinstance(node, t.Number) else None)))
    return found


def _fits_a_knot(one: t.Statement, other: t.Statement) -> bool:
    """Whether one bound rises and the other is the constant of one of its knots."""
    edges = [edge for part in (one, other) for _, edge in _edges(part)]
    rising = [edge for edge in edges if isinstance(edge, t.Rising)]
    flat = [edge for edge in edges if isinstance(edge, t.Number)]
    return len(rising) == len(flat) == 1 and flat[0] in [bound for _, bound in rising[0].knots]
