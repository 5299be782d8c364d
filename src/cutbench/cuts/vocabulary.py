"""The words of the field: objects, variables, counts, flags, working points and conditions with their aliases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError

from cutbench.cuts.predicate import Variable
from cutbench.errors import CutbenchError
from cutbench.language import Language, load_language
from cutbench.schema.base import Record, first_fault
from cutbench.schema.yaml_text import parse_yaml

Kind = Literal["energy", "length", "number"]


class VariableWords(Record):
    """A variable with its aliases.

    `particle` marks properties of one electron, muon or jet; `means` what the name stands for, if it is a
    ratio; `same_as` a variable that cuts are compared with as if it were the same; `of` whose property it is, where
    there is but one possibility.
    """

    kind: Kind
    aliases: tuple[str, ...]
    particle: bool = False
    isolation: Literal["track", "calorimeter"] | None = None
    means: Variable | None = None
    same_as: str | None = None
    of: str | None = None


class WorkingPoint(Record):
    """An identification whose values are names; `near` are words of which one has to stand close by."""

    object: str | None
    values: dict[str, tuple[str, ...]]
    near: tuple[str, ...]


class Pairs(Record):
    """What a statement on all pairs goes over, and which of them it concerns."""

    over: str
    concerns: str = ""


class Rows(Record):
    """How what the parser finds is written in the cut language, and which group it takes for what.

    `ranked` is the group of thresholds in order of pt, `rises_with` what a threshold depends on where several could be
    meant; `composites` are made of others; `groups` are all that a cut may be listed in.
    """

    heads: dict[str, str] = Field(default_factory=dict)
    quantities: dict[str, str] = Field(default_factory=dict)
    pairs: dict[str, Pairs] = Field(default_factory=dict)
    owners: dict[str, str] = Field(default_factory=dict)
    conditions: dict[str, dict[str, str]] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    groups: tuple[str, ...] = ()
    ranked: str = "Lepton"
    rises_with: str = ""
    composites: tuple[str, ...] = ()
    counted_in: dict[str, str] = Field(default_factory=dict)


class Words(Record):
    """The content of a vocabulary file."""

    objects: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    variables: dict[str, VariableWords] = Field(default_factory=dict)
    counts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    flags: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    working_points: dict[str, WorkingPoint] = Field(default_factory=dict)
    triggers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    conditions: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    statements: Rows = Field(default_factory=Rows)


@dataclass(frozen=True)
class Found:
    """A word found in plain text at [start, end)."""

    name: str
    start: int
    end: int


class Vocabulary:
    """Finds the words of one or several files in plain text; `language` is what they are written in."""

    def __init__(self, words: Words, language: Language) -> None:
        self.words, self.language = words, language

    def kind(self, variable: Variable) -> Kind:
        """Return the dimension of a variable; ratios and unknown names are numbers."""
        known = self.words.variables.get(variable.name)
        return known.kind if known and variable.over is None else "number"

    def variable(self, name: str) -> Variable:
        """Return what an alias group stands for."""
        return self.words.variables[name].means or Variable(name=name)

    def canonical(self, name: str) -> str:
        """Return the name under which a variable is compared."""
        known = self.words.variables.get(name)
        return known.same_as if known and known.same_as else name

    def owner(self, name: str) -> str | None:
        """Return the object that alone has the variable, None if several may have it."""
        known = self.words.variables.get(name)
        return known.of if known else None

    def is_particle(self, name: str) -> bool:
        """Whether the variable belongs to one electron, muon or jet."""
        known = self.words.variables.get(name)
        return name in self.words.working_points or bool(known and known.particle)

    def find(self, group: str, text: str) -> list[Found]:
        """Return the words of a group such as 'variables' in `text`, none inside another, in order of place."""
        return _without_nested(
            [Found(n, m.start(), m.end()) for n, p in self._patterns[group] for m in p.finditer(text)]
        )

    def find_conditions(self, text: str) -> list[tuple[str, Found]]:
        """Return (condition, value with its place), none inside another, in order of place."""
        hits = [
            (condition, Found(value, match.start(), match.end()))
            for condition, value, pattern in self._conditions
            for match in pattern.finditer(text)
        ]
        longest = _without_nested([word for _, word in hits])
        return sorted((hit for hit in hits if hit[1] in longest), key=lambda hit: hit[1].start)

    @cached_property
    def _patterns(self) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
        words = self.words
        groups: dict[str, dict[str, tuple[str, ...]]] = {
            "objects": {str(name): aliases for name, aliases in words.objects.items()},
            "variables": {name: entry.aliases for name, entry in words.variables.items()},
            "counts": words.counts,
            "flags": words.flags,
            "triggers": words.triggers,
        }
        return {
            group: [(name, _pattern(aliases)) for name, aliases in entries.items()] for group, entries in groups.items()
        }

    @cached_property
    def _conditions(self) -> list[tuple[str, str, re.Pattern[str]]]:
        return [
            (condition, value, _pattern(aliases))
            for condition, values in self.words.conditions.items()
            for value, aliases in values.items()
        ]

    @cached_property
    def working_points(self) -> list[tuple[str, str, str | None, re.Pattern[str], re.Pattern[str] | None]]:
        """Return (name, value, object, pattern of the value, pattern of words near it) of every working point."""
        return [
            (name, value, entry.object, _pattern(aliases), _pattern(entry.near) if entry.near else None)
            for name, entry in self.words.working_points.items()
            for value, aliases in entry.values.items()
        ]


def load_vocabulary(*paths: Path, language: Language | None = None) -> Vocabulary:
    """Read vocabulary files; what a later one says is added to, or replaces, what an earlier one says.

    Raises:
        CutbenchError: a file cannot be read or does not fit; names file and key.
    """
    merged: dict[str, dict[str, Any]] = {}
    for path in paths:
        try:
            content = parse_yaml(path.read_text(encoding="utf-8")) or {}
            Words.model_validate(content)
        except ValidationError as error:
            raise CutbenchError(f"{path}: {first_fault(error)}") from error
        except (OSError, yaml.YAMLError) as error:
            raise CutbenchError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
        for group, entries in content.items():
            merged.setdefault(group, {}).update(entries)
    return Vocabulary(Words.model_validate(merged), language or load_language(open_names=True))


def _pattern(aliases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<![a-z0-9])(?:{alias})(?![a-z0-9])" for alias in aliases))


def _without_nested(found: list[Found]) -> list[Found]:
    """Keep the longest of overlapping words; of equally long ones the first in the vocabulary."""

    def places() -> Iterator[Found]:
        taken: list[Found] = []
        for word in sorted(found, key=lambda word: word.start - word.end):
            if all(word.end <= other.start or word.start >= other.end for other in taken):
                taken.append(word)
                yield word

    return sorted(places(), key=lambda word: word.start)
