"""A model says in plain lines what a text requires, rules read these, and code refuses what it sees to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from cutbench.language import Language
from cutbench.llm import ChatModel
from cutbench.prompts import render
from cutbench.reading.asides import end_of_reason
from cutbench.reading.context import in_region
from cutbench.reading.normal import normal
from cutbench.reading.reader import Reader
from cutbench.reading.refusal import refusal_of
from cutbench.reading.regions import regions_in, speaks_of_region
from cutbench.reading.rules import Read
from cutbench.reading.said import said_in
from cutbench.schema.chat import Message
from cutbench.schema.yaml_text import parse_yaml

PROMPT = "reading/plain.v1"
MOST_TOKENS = 120
NOTHING = "nothing"


@dataclass(frozen=True)
class ModelReader:
    """A model that says in plain lines, at temperature 0, what it reads; what a rule cannot read of them is unread."""

    model: ChatModel
    language: Language

    def read(self, text: str, kind: str = "event") -> Read:
        """Read one text; what code can see to be wrong, or to be left out, counts as unread."""
        tokens = normal(text)
        regions = [one for one in regions_in(tokens) if one.kind != "preselection"]  # it asks on top of that
        named = speaks_of_region(tokens)
        if named and len(set(regions)) != 1:
            return Read(problem="it is about several regions, or one without a name")
        told = conversation(without_reason(text), kind)
        reply = self.model.ask(told, purpose="read a cut", seed=0, max_tokens=MOST_TOKENS)
        if reply.outcome != "ok":
            return Read(problem=f"{reply.outcome}: {reply.summary.problem}")
        lines = [line.strip() for line in reply.text.splitlines() if line.strip()]
        found = self._of_lines(lines, text, kind)
        return Read(in_region(found.statements, next(iter(regions), None), self.language), found.problem)

    def _of_lines(self, lines: list[str], text: str, kind: str) -> Read:
        if lines in ([], [NOTHING]):
            return Read(problem="the model reads no requirement")
        read = [self._of_line(line, text, kind) for line in lines]
        unread = next((line for line, one in zip(lines, read, strict=True) if not one), "")
        if unread:
            return Read(problem=f"'{unread}', as the model says, is not read")
        statements = tuple(dict.fromkeys(one for some in read for one in some))
        refused = refusal_of([self.language.parse(one) for one in statements], text, kind)
        return Read(problem=f"'{'; '.join(statements)}': {refused}") if refused else Read(statements)

    def _of_line(self, line: str, text: str, kind: str) -> tuple[str, ...]:
        """A line that does not say of what is about the only kind of objects that the text names."""
        found = self._rules.read(line, kind).statements
        named = said_in(text).objects - {"MET"}
        if found or len(named) != 1:
            return found
        of_objects = self._rules.read(line, *named).statements
        return of_objects if all(one.startswith("object ") for one in of_objects) else ()

    @cached_property
    def _rules(self) -> Reader:
        return Reader(self.language)


def without_reason(text: str) -> str:
    """Return what is asked: a reason before it only distracts."""
    tokens = normal(text)
    behind = end_of_reason(tokens)
    return text[tokens[behind].start :] if behind else text


def conversation(text: str, kind: str) -> list[Message]:
    """Return what a model is told: examples as turns, so that it answers in their form, and then the text."""
    return [*_told_first(), _question(text, kind)]


@cache  # the same for every text
def _told_first() -> tuple[Message, ...]:
    turns = [turn for one in examples() for turn in (_question(**one), _answer(one["lines"]))]
    return (render(PROMPT, text="", object="").messages[0], *turns)


def _question(text: str, object: str, **_: Any) -> Message:  # noqa: A002 (as in examples.yaml)
    return render(PROMPT, text=text, object=object).messages[-1]


def _answer(lines: list[str]) -> Message:
    return {"role": "assistant", "content": "\n".join(lines or [NOTHING])}


@cache
def examples() -> tuple[Mapping[str, Any], ...]:
    """Return examples.yaml."""
    return tuple(parse_yaml(resources.files("cutbench.reading").joinpath("examples.yaml").read_bytes()))
