"""Corruptions of cuts whose verdict is known: what may be made of the statements of a curated cut."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from cutbench.benchmarks import Benchmark
from cutbench.errors import CutbenchError
from cutbench.judging import changes
from cutbench.judging.changes import Change, Statements, in_base
from cutbench.language import Language, Match, Relation, print_statement, relate, write
from cutbench.language import tree as t
from cutbench.schema.cuts import CuratedCut


@dataclass(frozen=True)
class Kind:
    """A way to corrupt a cut.

    `allowed` are the verdicts that are right, the first one the best; `relations` what the corrupted cut has to be,
    compared with the curated one.
    """

    change: Change
    allowed: tuple[str, ...]
    relations: frozenset[Relation]


CORRECT, CONTRADICTORY, NOT_CORRECT = ("correct",), ("contradictory",), ("contradictory", "neither")
SAME: frozenset[Relation] = frozenset({"same"})
APART: frozenset[Relation] = frozenset({"contradicts", "different"})
CHANGED: frozenset[Relation] = APART | {"weaker", "stronger"}
KINDS = {
    "same": Kind(changes.the_same, CORRECT, SAME),
    "other unit, same value": Kind(changes.same_value, CORRECT, SAME),
    "other number": Kind(changes.other_number, CONTRADICTORY, CHANGED),
    "other operator": Kind(changes.other_operator, NOT_CORRECT, APART),
    "wrong unit": Kind(changes.wrong_unit, CONTRADICTORY, CHANGED),
    "wrong object": Kind(changes.wrong_object, NOT_CORRECT, APART),
    "wrong condition": Kind(changes.wrong_condition, NOT_CORRECT, APART),
}


def written(statements: Iterable[str | t.Statement], style: str, language: Language) -> str:
    """Return statements in a style, nothing if there are none or there is no way to write them."""
    try:
        return write(statements, style, language)
    except (CutbenchError, TypeError):  # what a clause cannot be made of
        return ""


@dataclass
class Corruptions:
    """The ways to corrupt the cuts of a benchmark that have a known verdict."""

    benchmark: Benchmark
    language: Language
    _made: dict[tuple[str, str], list[Statements]] = field(default_factory=dict)

    def of(self, kind: str, cut: CuratedCut) -> list[Statements]:
        """Return what a cut may be corrupted to; if possible, of objects that the curated list speaks of."""
        if (kind, cut.id) not in self._made:
            options = dict.fromkeys(KINDS[kind].change(self.parsed(cut.statements)))
            fitting = [made for made in options if self.fits(kind, made, cut)]
            known = {one.head for curated in self.benchmark.cuts for one in self.parsed(curated.statements)}
            near = [made for made in fitting if {one.head for one in made} <= known]
            self._made[kind, cut.id] = near or fitting
        return self._made[kind, cut.id]

    def parsed(self, texts: Iterable[str]) -> Statements:
        """Return statements as trees, without the ids of cuts."""
        return tuple(map(self.language.parse, texts))

    def fits(self, kind: str, made: Statements, cut: CuratedCut) -> bool:
        """Whether a corrupted cut is to the curated one what its kind claims, and no other truth by accident."""
        plain, of_kind = in_base(made), KINDS[kind]
        if not self.is_sound(plain):
            return False
        if self.relation(plain, self.parsed(cut.statements)) not in of_kind.relations:
            return False
        if of_kind.allowed == CORRECT:
            return kind == "same" or made != self.parsed(cut.statements)
        return not self._is_true(plain) and (of_kind.allowed != CONTRADICTORY or self.conflicts(plain, cut))

    def is_sound(self, made: Statements) -> bool:
        """Whether this could stand in a file: nothing is denied twice, the places of a rising bound rise."""
        if any(isinstance(node, t.Not) and isinstance(node.of, t.Not) for one in made for node in t.walk(one)):
            return False
        try:
            return bool(self.parsed(map(print_statement, made)))
        except CutbenchError:
            return False

    def relation(self, one: Statements, other: Statements) -> Relation:
        """Return what statements are, compared with others."""
        return relate(one, other, self.language.names, self.language.equal)

    def conflicts(self, made: Statements, cut: CuratedCut) -> bool:
        """Whether a part is in conflict with one of the curated cut."""
        parts, wanted = (self.language.parts(texts) for texts in (map(print_statement, made), cut.statements))
        return any(self.language.match(one, other) is Match.CONFLICT for one in parts for other in wanted)

    def _is_true(self, made: Statements) -> bool:
        """Whether the curated list says this somewhere, or accepts it."""
        named = self._quantities(made)
        return any(self.relation(made, form) == "same" for names, form in self._truths if names & named)

    @cached_property
    def _truths(self) -> list[tuple[frozenset[str], Statements]]:
        """What the curated list says and accepts, each with the names of its quantities."""
        cuts = (*self.benchmark.cuts, *self.benchmark.true_but_not_scored)
        forms = [self.parsed(form) for cut in cuts for form in cut.forms]
        return [(self._quantities(form), form) for form in forms]

    def _quantities(self, statements: Statements) -> frozenset[str]:
        return frozenset(name for one in statements for name in self.language.quantities(one))
