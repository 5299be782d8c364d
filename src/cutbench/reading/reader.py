"""Text to statements: as the cut language itself, by rules, then by a model, else not at all; the answer says which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from cutbench.errors import CutbenchError
from cutbench.language import Language, Names, parse_statement, print_statement
from cutbench.language import tree as t
from cutbench.reading.rules import Read, read_by_rules

ReaderName = Literal["language", "rules", "model", ""]


class OneReader(Protocol):
    """Reads one text about a kind of object."""

    def read(self, text: str, kind: str = "event") -> Read:
        """Return statements, or why there are none."""


@dataclass(frozen=True)
class Reading:
    """What became of a text: its statements, who read them ('' for nobody), or why it is unread."""

    statements: tuple[str, ...] = ()
    reader: ReaderName = ""
    problem: str = ""
    left_over: tuple[str, ...] = ()


@dataclass
class Reader:
    """Reads texts in a fixed order: the cut language itself, rules, then a model. Each text once."""

    language: Language
    rules: bool = True
    model: OneReader | None = None
    _read: dict[tuple[str, str], Reading] = field(default_factory=dict, repr=False)

    def read(self, text: str, kind: str = "event") -> Reading:
        """Return what a text says; `kind` is the object that it is about where it does not say so."""
        if (text, kind) not in self._read:
            self._read[text, kind] = self._by_someone(text, kind)
        return self._read[text, kind]

    def _by_someone(self, text: str, kind: str) -> Reading:
        found = _reading(Read(as_statements(text, self.language, kind), "there is no reader"), "language")
        if self.rules and not found.statements:
            found = _reading(read_by_rules(text, self.language, kind), "rules")
        if self.model and not found.statements:
            by_model = _reading(self.model.read(text, kind), "model")
            found = by_model if by_model.statements else replace(by_model, left_over=found.left_over)
        return found


def as_statements(text: str, language: Language, kind: str) -> tuple[str, ...]:
    """Return a text that is written in the cut language itself, with or without its block; no name may be unknown."""
    closed = replace(language.names, open=False)
    objects = (f"object {kind}: ", f"composite {kind}: ") if closed.is_object(kind) else ("event: ",)
    for form in (text, *(f"{head}select {text}" for head in objects)):
        try:
            statement = parse_statement(form, closed)
        except CutbenchError:
            continue
        if not any(_is_odd(node, closed) for node in t.walk(statement.line)):
            return (print_statement(statement),)
    return ()


def _is_odd(node: object, names: Names) -> bool:
    """An unknown name, or a collection compared like a number, as n_jets would be, a jet of class n."""
    match node:
        case t.Symbol():
            return True
        case t.Requirement(t.Name(name)):
            return names.is_object(name)
    return False


def _reading(read: Read, reader: ReaderName) -> Reading:
    return Reading(read.statements, reader if read.statements else "", read.problem, read.left_over)
