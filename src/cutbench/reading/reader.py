"""Text to statements by rules, then by a model, else not at all; the answer says which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from cutbench.language import Language
from cutbench.reading.rules import Read, read_by_rules

ReaderName = Literal["rules", "model", ""]


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
    """Reads texts in a fixed order: rules, then a model. Each text once."""

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
        found = Reading(problem="there is no reader")
        if self.rules:
            found = _reading(read_by_rules(text, self.language, kind), "rules")
        if self.model and not found.statements:
            by_model = _reading(self.model.read(text, kind), "model")
            found = by_model if by_model.statements else replace(by_model, left_over=found.left_over)
        return found


def _reading(read: Read, reader: ReaderName) -> Reading:
    return Reading(read.statements, reader if read.statements else "", read.problem, read.left_over)
