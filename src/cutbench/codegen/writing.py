"""A model writes cuts as statements under the grammar, and code refuses what it can see to be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Head, Names, Statement, as_gbnf, parse_statement, print_statement
from cutbench.language.printer import print_head
from cutbench.llm import ChatModel, Grammar, Reply
from cutbench.prompts import render
from cutbench.reading import kind_of, left_out, no_cut_in, unsaid

MOST_TOKENS, MOST_STATEMENTS = 200, 4


@dataclass(frozen=True)
class Answer:
    """What a model wrote: statements, or why they are `refused`; and what of the text is `left_out` of them."""

    reply: Reply
    statements: tuple[Statement, ...] = ()
    refused: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class Typing:
    """What a model needs to write statements.

    `names` is what a statement can speak of, `heads` the blocks that it may stand in, `glossary` the names that the
    model is told of, with the `words` that some have as values. `examples` are texts with their statements.
    """

    prompt: str
    names: Names
    heads: tuple[Head, ...]
    glossary: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    examples: tuple[Mapping[str, Any], ...] = ()

    def heads_for(self, group: str) -> tuple[Head, ...]:
        """Return the blocks that a cut of a group may stand in: one on muons is not asked of photons or of jets."""
        kind, composites = kind_of(group), [head for head in self.heads if head.kind == "composite"]
        events = [head for head in self.heads if head.kind not in {"object", "composite"}]
        if {group.lower(), kind} & {head.name for head in composites}:
            return (*composites, *events)
        meaning = self.names.known.get(kind)
        parts = meaning.made_of if meaning else ()
        own = [head for head in self.heads if head.kind == "object" and head.name in {kind, *parts}]
        return (*own, *(composites if parts else ()), *events) if own else self.heads

    def grammar(self, group: str) -> Grammar:
        """Return the grammar that an answer on a cut of a group is written under."""
        return Grammar(as_gbnf(self.names, self.heads_for(group), words=self.words, most=MOST_STATEMENTS))

    @cached_property
    def described(self) -> list[str]:
        """A line for each name of the glossary: its unit or its values, and what it means."""
        return [self._line(name) for name in self.glossary]

    def ask(
        self,
        model: ChatModel,
        text: str,
        of: str,
        *,
        purpose: str,
        seed: int = 0,
        comments: str = "",
        error: str = "",
        reading: str = "",
    ) -> Answer:
        """Let a model write a text as statements.

        Args:
            model: who writes.
            text: what is to be written.
            of: the object that it is about.
            purpose: what the call is for, for the record.
            seed: label of an independent draw.
            comments: what else is known; statements may say it and need not.
            error: why a first answer was refused.
            reading: what rules read in the text.
        """
        shown = f"{text} ({comments})" if comments else text
        told: dict[str, Any] = {"object": of, "text": shown, "error": error, "reading": reading}
        told |= {"blocks": [print_head(head) for head in self.heads_for(of)], "examples": self.examples}
        messages = render(self.prompt, glossary=self.described, **told).messages
        reply = model.ask(messages, purpose=purpose, seed=seed, grammar=self.grammar(of), max_tokens=MOST_TOKENS)
        try:
            statements = self._parsed(reply, self.heads_for(of))
        except CutbenchError as fault:
            return Answer(reply, refused=str(fault))
        refused = no_cut_in(text, statements) or unsaid(statements, shown, kind_of(of))
        if refused:
            return Answer(reply, refused=_about(statements, refused))
        lost = left_out(statements, text, kind_of(of))
        return Answer(reply, statements, left_out=_about(statements, lost) if lost else "")

    def _parsed(self, reply: Reply, heads: Sequence[Head]) -> tuple[Statement, ...]:
        if reply.outcome != "ok":
            raise CutbenchError(f"{reply.outcome}: {reply.summary.problem}")
        lines = (line for line in reply.text.splitlines() if line.strip())
        statements = tuple(dict.fromkeys(parse_statement(line, self.names) for line in lines))
        for statement in statements:
            if statement.head not in heads:
                raise CutbenchError(f"'{print_statement(statement)}' stands in another block")
        return statements

    def _line(self, name: str) -> str:
        known = self.names.known[name]
        values = ", ".join(self.words.get(name, ())) or known.unit or known.kind
        return f"{name} [{values}] {known.glossary}"


def _about(statements: tuple[Statement, ...], problem: str) -> str:
    return f"'{'; '.join(map(print_statement, statements))}': {problem}"
