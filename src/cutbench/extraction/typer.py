"""Typing quotes that the parser is not sure of: the model fills a form, and the quote has the last word."""

from collections.abc import Sequence
from typing import Any, get_args

from cutbench.cuts import STANDARD, UNITS, Vocabulary, numbers_are_quoted, operators_are_quoted
from cutbench.cuts.clauses import TypedCut
from cutbench.cuts.predicate import Operator, Predicate, Variable
from cutbench.cuts.statements import statements_of
from cutbench.llm import ChatModel
from cutbench.prompts import render
from cutbench.schema.cuts import Cut, Quote
from cutbench.schema.documents import Document
from cutbench.schema.runs import CallSummary

PROMPT = "extraction/typer.v1"
TOKENS_PER_QUOTE = 60
QUOTES_PER_CALL = 6
SIMPLE: tuple[Operator, ...] = tuple(op for op in get_args(Operator) if op in {"<", "<=", ">", ">=", "=="})


def type_quotes(
    model: ChatModel, document: Document, quotes: Sequence[Quote], vocabulary: Vocabulary, seed: int
) -> tuple[list[Cut], list[CallSummary]]:
    """Let the model type quotes, a few at a time; a cut whose number or operator is not in its quote is refused."""
    cuts, calls = list[Cut](), list[CallSummary]()
    for start in range(0, len(quotes), QUOTES_PER_CALL):
        named = {f"q{place}": quote for place, quote in enumerate(quotes[start : start + QUOTES_PER_CALL], start=1)}
        reply = model.ask(
            render(PROMPT, quotes=[{"id": name, "text": quote.text} for name, quote in named.items()]).messages,
            purpose="extraction/type",
            seed=seed,
            schema=_schema(list(named), vocabulary),
            max_tokens=TOKENS_PER_QUOTE * len(named) + 20,
        )
        calls.append(reply.summary)
        data = reply.data if isinstance(reply.data, dict) else {}
        typed = [_cut(data.get(name), quote, vocabulary) for name, quote in named.items()]
        cuts += [cut for cut in typed if cut and numbers_are_quoted(cut) and operators_are_quoted(cut)]
    return cuts, calls


def _schema(names: list[str], vocabulary: Vocabulary) -> dict[str, Any]:
    form = {
        "type": "object",
        "properties": {
            "object": {"enum": list(vocabulary.words.statements.groups)},
            "variable": {"enum": [*vocabulary.words.variables, *vocabulary.words.counts, "none"]},
            "operator": {"enum": list(SIMPLE)},
            "number": {"type": "number"},
            "unit": {"enum": ["GeV", "MeV", "mm", "%", "1"]},
        },
        "required": ["object", "variable", "operator", "number", "unit"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": dict.fromkeys(names, form),
        "required": names,
        "additionalProperties": False,
    }


def _cut(form: Any, quote: Quote, vocabulary: Vocabulary) -> Cut | None:
    if not isinstance(form, dict) or form.get("variable", "none") == "none" or "number" not in form:
        return None
    known = form["variable"] in vocabulary.words.variables
    variable = vocabulary.variable(form["variable"]) if known else Variable(name=form["variable"])
    kind = vocabulary.kind(variable)
    unit = form["unit"] if form["unit"] != "1" else STANDARD[kind]
    if UNITS[unit.lower()][0] != kind:
        return None
    predicate = Predicate(variable=variable, op=form["operator"], value=float(form["number"]), unit=unit)
    read = statements_of(TypedCut(form["object"], (predicate,), sure=False), vocabulary)
    if not read.statements:
        return None
    said = {"statements": read.statements, "comments": "typed by the model"}
    return Cut(id="new", object=form["object"], text=read.text, quotes=(quote,), **said)
