"""A model reads what the rules leave unread: it writes statements under the grammar, and code refuses what it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Language, as_ebnf, as_gbnf, print_statement
from cutbench.language import tree as t
from cutbench.llm import ChatModel, Grammar
from cutbench.prompts import render
from cutbench.reading.rules import Read
from cutbench.reading.said import refusal_of
from cutbench.schema.yaml_text import parse_yaml

PROMPT = "reading/statement.v1"
MOST_TOKENS, MOST_STATEMENTS = 120, 4
WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("loose", "medium", "tight"),
    "type": ("combined", "calo_tagged", "standalone", "segment_tagged"),
    "flavour": ("electron", "muon"),
    "trigger": (
        "single_lepton",
        "single_electron",
        "single_muon",
        "dilepton",
        "trilepton",
        "photon",
        "diphoton",
        "MET",
    ),
}


@dataclass(frozen=True)
class ModelReader:
    """A model that writes what it reads as statements, at temperature 0."""

    model: ChatModel
    language: Language

    @cached_property
    def grammar(self) -> Grammar:
        """What an answer is written under: all names that are known, in blocks of events and of each kind of object."""
        heads = (t.Head("event"), *(t.Head("object", name) for name in self.language.names.of_kind("object")))
        forms = (make(self.language.names, heads, words=WORDS, most=MOST_STATEMENTS) for make in (as_gbnf, as_ebnf))
        return Grammar(*forms)

    def read(self, text: str, kind: str = "event") -> Read:
        """Read one text; what code can see to be wrong counts as unread."""
        names = self.language.names
        glossary = [_line(name, names) for name, meaning in names.known.items() if meaning.glossary]
        told: dict[str, Any] = {"glossary": glossary, "examples": examples(), "object": kind, "text": text}
        reply = self.model.ask(
            render(PROMPT, **told).messages, purpose="read a cut", seed=0, grammar=self.grammar, max_tokens=MOST_TOKENS
        )
        if reply.outcome != "ok":
            return Read(problem=f"{reply.outcome}: {reply.summary.problem}")
        try:
            statements = [self.language.parse(line) for line in reply.text.splitlines() if line.strip()]
        except CutbenchError as error:
            return Read(problem=str(error))
        refusal = refusal_of(statements, text, kind)
        if refusal:
            return Read(problem=f"'{'; '.join(map(print_statement, statements))}': {refusal}")
        return Read(tuple(dict.fromkeys(map(print_statement, statements))))


@cache
def examples() -> tuple[Mapping[str, Any], ...]:
    """Return examples.yaml."""
    return tuple(parse_yaml(resources.files("cutbench.reading").joinpath("examples.yaml").read_bytes()))


def _line(name: str, names: Any) -> str:
    known = names.known[name]
    values = ", ".join(WORDS.get(name, ())) or known.unit or known.kind
    return f"{name} [{values}] {known.glossary}"
