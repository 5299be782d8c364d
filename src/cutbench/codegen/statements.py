"""A cut in words to statements: a model writes them, and code refuses what it can see to be wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cutbench.cuts import plain, to_standard
from cutbench.cuts.plain import Z_MASS_GEV
from cutbench.cuts.tokens import NUMBER_WORDS, find_numbers
from cutbench.errors import CutbenchError
from cutbench.events import EventSource
from cutbench.language import Head, Names, Statement, as_ebnf, as_gbnf, parse_statement
from cutbench.language import tree as t
from cutbench.language.printer import print_head, print_statement
from cutbench.llm import ChatModel, Grammar, Reply
from cutbench.prompts import render
from cutbench.schema.cuts import Cut
from cutbench.selection import Skeleton

TYPER = "codegen/typer.v3"
PROMPTS = (TYPER,)
TYPER_TOKENS = 200
MOST_STATEMENTS = 4
COUNTED = re.compile(rf"\b({'|'.join(NUMBER_WORDS)})\b")
Measured = tuple[float, str]


@dataclass(frozen=True)
class Entry:
    """A line of the glossary: a name, what it means in words, and the values that it can have if they are named."""

    name: str
    meaning: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typing:
    """What a model needs to write statements.

    `names` is what a statement can speak of, `heads` the blocks that it may stand in, `glossary` what the model is told
    of the names. `examples` are the `text` and `statements` of other cuts; a text begins with its object in brackets.
    """

    names: Names
    heads: tuple[Head, ...]
    glossary: tuple[Entry, ...]
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """The values of properties and quantities that are named."""
        return {entry.name: entry.words for entry in self.glossary if entry.words}

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar that an answer is written under."""
        forms = (make(self.names, self.heads, words=self.words, most=MOST_STATEMENTS) for make in (as_gbnf, as_ebnf))
        return Grammar(*forms)

    def ask(
        self, model: ChatModel, cut: Cut, *, purpose: str, seed: int, error: str = "", reading: str = ""
    ) -> tuple[Reply, tuple[Statement, ...], str]:
        """Let a model write a cut as statements.

        Args:
            model: who writes.
            cut: its object, text and comments are shown.
            purpose: what the call is for, for the record.
            seed: label of an independent draw.
            error: why a first answer was refused.
            reading: what rules read in the text.

        Returns:
            The answer; its statements, none if it is refused; and in one line why, or what it left out.
        """
        text = f"{cut.text} ({cut.comments})" if cut.comments else cut.text
        told: dict[str, Any] = {
            "blocks": [print_head(head) for head in self.heads],
            "glossary": [_line(entry, self.names) for entry in self.glossary],
            "examples": self.examples,
        }
        told |= {"object": cut.object, "text": text, "error": error, "reading": reading}
        messages = render(TYPER, **told).messages
        reply = model.ask(messages, purpose=purpose, seed=seed, grammar=self.grammar, max_tokens=TYPER_TOKENS)
        try:
            statements = _read(reply, text, self.names, self.heads)
            return reply, statements, left_over(statements, text, self.names)
        except CutbenchError as refusal:
            return reply, (), str(refusal)


def typing_of(
    skeleton: Skeleton, events: EventSource, triggers: Sequence[str], examples: Sequence[Mapping[str, Any]] = ()
) -> Typing:
    """Return what a model needs to write cuts of an analysis on events: what these have, and what the analysis makes.

    `triggers` are the groups that can be asked for; `examples` see `Typing`.
    """
    blocks = [block for block in skeleton.analysis.blocks if block.head.kind in {"object", "composite"}]
    collections = [name for name in events.collections() if skeleton.language.names.is_object(name)]
    words = {"trigger": tuple(triggers)}
    for name in collections:
        for of in events.properties(name):
            values = (*words.get(of, ()), *events.points(name, of), *events.codes(name, of))
            words[of] = tuple(dict.fromkeys(values))
    there = {name for collection in collections for name in events.properties(collection)}
    bound = {
        node.name for block in blocks for line in block.lines for node in t.walk(line) if isinstance(node, t.Binding)
    }
    made = {block.head.name for block in blocks} | bound | {"MET", "goodrun", "trigger", "m", "pT", "chi2ndf", "HT"}
    names = skeleton.language.names
    glossary = tuple(
        Entry(name, meaning.glossary, words.get(name, ()))
        for name, meaning in names.known.items()
        if meaning.glossary and (name in there | made | set(collections) or meaning.kind == "function")
    )
    new = [Head("object", name) for name in collections if name not in made]
    heads = (Head("event"), *dict.fromkeys([*(block.head for block in blocks), *new]))
    return Typing(names, heads, glossary, tuple(examples))


def refusal_of(statements: Sequence[Statement], text: str, names: Names) -> str:
    """Return what can be seen to be wrong with the statements of a cut, '' if nothing can.

    Every number of a statement has to stand in the text in a unit of the same kind, whatever its sign. None and one may
    be counted without a word in the text.
    """
    nodes = [node for statement in statements for node in t.walk(statement)]
    symbols = [node.text for node in nodes if isinstance(node, t.Symbol)]
    if symbols:
        return f"`{symbols[0]}` is no known name"
    wanted, spelled = _numbers_of(text, names)
    written = {_measured(node) for node in nodes if isinstance(node, t.Number)}
    free = {_measured(bound) for node in nodes for bound in _bounds_of_count(node)} & {(0.0, "number"), (1.0, "number")}
    bare = {value for value, kind in wanted if kind == "number"}  # the first number of a range has no unit of its own
    for value, kind in sorted(written - wanted - spelled - free):
        if value not in bare or kind not in {one for _, one in wanted}:
            return f"the text has no {value:g}{_unit(kind)}"
    return ""


def left_over(statements: Sequence[Statement], text: str, names: Names) -> str:
    """Return which number of a text is in no statement, '' if none is; it may belong to no requirement."""
    nodes = [node for statement in statements for node in t.walk(statement)]
    wanted, _ = _numbers_of(text, names)
    written = {_measured(node) for node in nodes if isinstance(node, t.Number)}
    written |= {(value, "number") for value, _ in written}
    ranks = {(float(rank), "number") for node in nodes for rank in _ranks(node)}
    for value, kind in sorted(wanted - written - ranks - _in_words(nodes)):
        return f"{value:g}{_unit(kind)} of the text is in no statement"
    return ""


def _line(entry: Entry, names: Names) -> str:
    known = names.meaning(entry.name)
    values = ", ".join(entry.words) or ((known.unit or known.kind) if known else "")
    return f"{entry.name} [{values}] {entry.meaning}"


def _read(reply: Reply, text: str, names: Names, heads: Sequence[Head]) -> tuple[Statement, ...]:
    if reply.outcome != "ok":
        raise CutbenchError(f"{reply.outcome}: {reply.summary.problem}")
    statements = tuple(parse_statement(line, names) for line in reply.text.splitlines() if line.strip())
    for statement in statements:
        if statement.head not in heads:
            raise CutbenchError(f"'{print_statement(statement)}' stands in another block")
    problem = refusal_of(statements, text, names)
    if problem:
        raise CutbenchError(f"'{'; '.join(map(print_statement, statements))}': {problem}")
    return tuple(dict.fromkeys(statements))


def _numbers_of(text: str, names: Names) -> tuple[set[Measured], set[Measured]]:
    """Return the numbers of a text in digits, and those in words, of which the mass of the Z boson is one."""
    with_digits = [name for name in (*names.known, *names.aliases) if re.search(r"\d", name)]
    for name in sorted(with_digits, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    cleaned = plain(text)
    found = {_standard(number.value, number.unit) for number in find_numbers(cleaned)}
    spelled = {(float(NUMBER_WORDS[word]), "number") for word in COUNTED.findall(cleaned)}
    energies = sorted(value for value, kind in found if kind == "energy")
    if len(energies) == 2 and abs(sum(energies) / 2 - Z_MASS_GEV) < 1e-3:
        # 'Within 15 GeV of the Z mass' was read as two edges; a statement writes the distance.
        found = {one for one in found if one[1] != "energy"} | {(round((energies[1] - energies[0]) / 2, 3), "energy")}
        spelled.add((Z_MASS_GEV, "energy"))
    return found, spelled


def _standard(value: float, unit: str) -> Measured:
    standard, kind = to_standard(abs(value), unit or "1") or (abs(value), "number")
    return standard, kind


def _measured(number: t.Number) -> Measured:
    kind = {"GeV": "energy", "mm": "length"}.get(number.unit, "number")
    return round(abs(number.value), 12), kind


def _unit(kind: str) -> str:
    return {"energy": " GeV", "length": " mm"}.get(kind, "")


def _bounds_of_count(node: object) -> Iterator[t.Number]:
    match node:
        case t.Requirement(t.Call("size"), t.Interval(low, high)):
            yield from (bound for bound in (low, high) if isinstance(bound, t.Number))


def _ranks(node: object) -> Iterable[int]:
    match node:
        case t.Item(_, rank):
            return (rank + 1,)
        case t.Slice(_, start, stop):
            return (start + 1, stop or 0)
    return ()


def _in_words(nodes: Iterable[object]) -> set[Measured]:
    """Numbers in named values, such as years and multiplicities in the names of channels."""
    words = " ".join(name for node in nodes if isinstance(node, t.OneOf) for name in node.names)
    return {(float(digits), "number") for digits in re.findall(r"\d+", words)}
