"""Sorting the sentences of a paper: the model says of each what it states, and so cannot invent one."""

import re
from collections.abc import Iterable
from typing import Any

from cutbench.extraction.chunks import Chunk
from cutbench.extraction.sentences import sentences_of
from cutbench.llm import ChatModel, Reply
from cutbench.prompts import render
from cutbench.reading import may_require
from cutbench.schema.cuts import Quote

PROMPT = "extraction/sorter.v1"
CUT = "cut"
KINDS = (CUT, "elsewhere", "simulation", "detector", "result", "other")
NAME_CHARACTERS = 36
TOKENS_PER_SENTENCE = 30


def sort_sentences(
    model: ChatModel, paper: str, chunk: Chunk, *, analysis: str, seed: int
) -> tuple[list[Quote], Reply | None]:
    """Return the sentences of a chunk that state cuts, and the answer that said so.

    Only sentences with a number or a word that may require something are asked about; without any there is no question.
    The form has one key per sentence, its first words: with mere numbers, small models lose their place and go on
    with the answer that they gave last.
    """
    sentences = sentences_of(paper, (block for _, block in chunk.blocks))
    named = _named(sentence for sentence in sentences if may_require(sentence.text))
    if not named:
        return [], None
    reply = model.ask(
        render(PROMPT, analysis=analysis, text=chunk.text).messages,
        purpose="extraction/sort",
        seed=seed,
        schema=_schema(list(named)),
        max_tokens=TOKENS_PER_SENTENCE * len(named) + 20,
    )
    kinds = reply.data if isinstance(reply.data, dict) else {}
    return [quote for name, quote in named.items() if kinds.get(name) == CUT], reply


def _named(quotes: Iterable[Quote]) -> dict[str, Quote]:
    """Name quotes by their first words; a number tells apart those that begin alike."""
    named: dict[str, Quote] = {}
    for quote in quotes:
        words = re.sub(r'[\s"\\]+', " ", quote.text).strip()
        name = words if len(words) <= NAME_CHARACTERS else words[:NAME_CHARACTERS].rsplit(" ", 1)[0]
        named[name if name not in named else f"{name} ({len(named)})"] = quote
    return named


def _schema(names: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"enum": list(KINDS)} for name in names},
        "required": names,
        "additionalProperties": False,
    }
