"""Reads cuts by rules: text to statements of the cut language. What is not sure is not read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Language, print_statement, relate
from cutbench.reading.asides import needed_by_remarks, without_asides
from cutbench.reading.blocks import statements_of
from cutbench.reading.coreference import with_names
from cutbench.reading.demands import said_as_demanded
from cutbench.reading.doubts import (
    doubt_beside,
    doubt_of,
    doubt_of_definition,
    doubt_of_one_and_all,
    doubt_of_place,
    doubt_of_scope,
    doubt_of_the_kept,
    doubt_of_what_is_asked,
    doubt_of_which_two,
    doubt_of_words,
    is_of_events_that,
    is_of_no_need,
)
from cutbench.reading.lexicon import unit_of
from cutbench.reading.normal import Token
from cutbench.reading.parsing import parsed
from cutbench.reading.scope import doubt_of_reach
from cutbench.reading.subjects import doubt_of_numbers, doubt_of_subject
from cutbench.reading.unknown import written

SEVERAL = "it may mean several things"
TIE = 0.015  # two readings whose costs are nearer are equally likely
LONGEST_TEXT = 600  # characters; a cut is shorter


@dataclass(frozen=True)
class Read:
    """What rules make of a text: statements, or why there are none, with the words that were left over."""

    statements: tuple[str, ...] = ()
    problem: str = ""
    left_over: tuple[str, ...] = ()


def read_by_rules(text: str, language: Language, kind: str = "event") -> Read:
    """Read one text.

    Args:
        text: as it was written.
        language: the names that statements may use.
        kind: the object that the text is about where it does not say so; `event` for none.
    """
    return Read(problem="longer than a cut") if len(text) > LONGEST_TEXT else _Cut(text, language, kind).read()


class _Cut:
    """A text that may state a cut: its words as written, with the names of what they stand for, and without asides."""

    def __init__(self, text: str, language: Language, kind: str) -> None:
        self.language = language
        self.kind = kind
        self.written = written(text, language)
        self.named = with_names(self.written)
        self.main = without_asides(_without_comment(self.named))
        self.needed = needed_by_remarks(self.named)

    def read(self) -> Read:
        """Return what the text states, if it surely states that."""
        if is_of_no_need(self.main):
            return Read(problem="it may say what is not needed")
        candidates, left_over = parsed(self.main)
        if left_over:
            return Read(problem="words are left over", left_over=left_over)
        found, problem = self._likeliest(candidates)
        if not found:
            return Read(problem=problem)
        asides = [one for one in self.named if one not in set(self.main)]
        doubt = doubt_of_scope(self.main, found[0]) or doubt_beside(asides, found[0], self.kind, self.language)
        doubt = doubt or doubt_of_reach(self.named, found[0]) or doubt_of_subject(self.named, found[0])
        doubt = doubt or doubt_of_numbers(self.main, found[0])
        if doubt:
            return Read(problem=doubt)
        return Read(found[0]) if self._mean_the_same(found) else Read(problem=SEVERAL)

    def _likeliest(self, candidates: Sequence[tuple[float, Any]]) -> tuple[list[tuple[str, ...]], str]:
        """Return the statements of the candidates that are equally likely, and why one has none."""
        found: list[tuple[str, ...]] = []
        problem = "it does not say of what" if candidates else "the words do not fit together"
        least = math.inf
        for cost, sentences in candidates:
            if cost > least + TIE:
                break
            said, doubt = self._stated(sentences)
            problem = doubt or problem
            if said:
                found.append(said)
                least = min(least, cost)
        return found, problem

    def _stated(self, sentences: Sequence[Any]) -> tuple[tuple[str, ...], str]:
        """Return the statements that sentences of the grammar make, or a doubt about them."""
        try:
            made = [statements_of(said_as_demanded(each, self.named), self.language, self.kind) for each in sentences]
        except CutbenchError as error:
            return (), str(error)
        said = tuple(dict.fromkeys(one for some in made for one in some))
        if doubt := self._doubt(sentences, said):
            return (), doubt
        meant = all(_speaks_of(need, some[0], self.language) for need in self.needed for some in made if some)
        return (said if all(made) and meant else ()), ""

    def _doubt(self, sentences: Sequence[Any], said: Sequence[str]) -> str:
        return (
            doubt_of(sentences, said, self.kind, is_of_events_that(self.main))
            or doubt_of_which_two(said, self.written)
            or doubt_of_words(self.named, said)
            or doubt_of_place(self.main)
            or doubt_of_one_and_all(said, self.main)
            or doubt_of_the_kept(said, self.main, self.language)
            or doubt_of_definition(self.named, said, self.language)
            or doubt_of_what_is_asked(said, self.language)
            or ("" if self.language.can_hold(said) else "it contradicts itself")
        )

    def _mean_the_same(self, found: Sequence[Sequence[str]]) -> bool:
        first, *others = [[self.language.parse(one) for one in some] for some in found]
        return all(relate(first, other, self.language.names, self.language.equal) == "same" for other in others)


def _without_comment(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Put a unit behind '#' or '//', as in code, to the only number; of several each might have another."""
    for place in range(1, len(tokens)):
        behind = place + (2 if [one.text for one in tokens[place : place + 2]] == ["/", "/"] else 1)
        is_comment = tokens[place].text == "#" or behind == place + 2
        behind += is_comment and [one.text for one in tokens[behind : behind + 1]] == ["in"]
        if is_comment and unit_of(tokens[behind:]):
            return _with_unit(tokens[:place], tokens[behind:])
    return tuple(tokens)


def _with_unit(tokens: Sequence[Token], unit: Sequence[Token]) -> tuple[Token, ...]:
    numbers = [at for at, one in enumerate(tokens) if one.kind == "number"]
    if unit_of(unit) == "GeV":  # the usual one
        return tuple(tokens)
    only = numbers[0] + 1 if len(numbers) == 1 else 0
    return (*tokens[:only], *unit, *tokens[only:]) if only else (*tokens, *unit)


def _speaks_of(need: str, statement: str, language: Language) -> bool:
    """Whether a statement is about what a remark is about: as it stands, or with the definitions of the analysis."""
    return need in statement or need in print_statement(
        language.equal.rewritten(language.parse(statement), language.names)
    )
