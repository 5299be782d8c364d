"""Reading one paper: three modes of asking a model for its cuts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cutbench.extraction.chunks import Chunk, ChunkSize, blocks_of, blocks_on_selection, chunks
from cutbench.extraction.quoting import cut_of_statement, cuts_of_quote
from cutbench.extraction.sorter import sort_sentences
from cutbench.llm import ChatModel, Reply
from cutbench.prompts import render
from cutbench.reading import GROUPS
from cutbench.reading import Reader as TextReader
from cutbench.schema.cuts import Cut
from cutbench.schema.documents import Document
from cutbench.schema.runs import CallSummary

Mode = Literal["full_text", "chunked", "grounded"]

CUTS_PROMPT = "extraction/reader_cuts.v1"
MAX_ITEMS = 60
# Room for the question in the context, beside paper and answer; a small part is left for what joins blocks.
QUESTION_TOKENS = 500


@dataclass
class Reading:
    """What was found in a paper, with the calls that it took and what went wrong."""

    cuts: list[Cut] = field(default_factory=list)
    calls: list[CallSummary] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Reads papers with one model, in one mode, under one seed.

    `analysis` is the title of the main paper, `texts` reads what the model says, `max_tokens` is the longest answer
    that lists cuts.
    """

    model: ChatModel
    mode: Mode
    analysis: str
    texts: TextReader
    chunk_size: ChunkSize
    max_tokens: int
    seed: int

    def read(self, document: Document) -> Reading:
        """Return the cuts of a paper."""
        reading = Reading()
        for chunk in self._chunks(document, reading):
            if self.mode == "grounded":
                self._read_quotes(document, chunk, reading)
            else:
                self._read_statements(document, chunk, reading)
        return reading

    def _chunks(self, document: Document, reading: Reading) -> list[Chunk]:
        if self.mode != "full_text":
            # Sorting asks about each sentence, so it is spared those that cannot matter; a list is asked for anyway.
            entries = blocks_on_selection(document) if self.mode == "grounded" else blocks_of(document)
            return chunks(list(entries), self.chunk_size, self.model.count_tokens)
        entry = self.model.entry
        room = ChunkSize(entry.context - entry.thinking_tokens - self.max_tokens - QUESTION_TOKENS)
        whole = chunks(list(blocks_of(document)), room, self.model.count_tokens)
        for left_out in whole[1:]:
            reading.notes.append(f"'{left_out.heading}' and what follows: not read, the context is full")
        return whole[:1]

    def _read_statements(self, document: Document, chunk: Chunk, reading: Reading) -> None:
        items = self._ask(CUTS_PROMPT, chunk, _statements(tuple(GROUPS)), "cuts", reading)
        for item in items:
            content = item.get("content") if isinstance(item, dict) else None
            spoken = item.get("object") if isinstance(item, dict) else None
            if isinstance(content, str) and content.strip() and isinstance(spoken, str) and spoken in GROUPS:
                reading.cuts.append(cut_of_statement(document, content, spoken, self.texts))

    def _read_quotes(self, document: Document, chunk: Chunk, reading: Reading) -> None:
        """Find the sentences that state cuts, and read them."""
        quotes, reply = sort_sentences(self.model, document.paper, chunk, analysis=self.analysis, seed=self.seed)
        reading.calls += [reply.summary] if reply else []
        if reply and reply.data is None:
            reading.notes.append(f"'{chunk.heading}': sentences were not sorted ({reply.outcome})")
        reading.cuts += [cut for quote in quotes for cut in cuts_of_quote(document, quote, self.texts)]

    def _ask(self, prompt: str, chunk: Chunk, schema: dict[str, Any], key: str, reading: Reading) -> Sequence[Any]:
        """Return the items of an answer; an empty list gets a second look, since small models give up early."""
        for repeat in range(2):
            reply = self.model.ask(
                render(prompt, text=chunk.text).messages,
                purpose=f"extraction/{key}",
                seed=self.seed,
                repeat=repeat,
                schema=schema,
                max_tokens=self.max_tokens,
            )
            reading.calls.append(reply.summary)
            items = _items(reply, key)
            if items:
                return items
        reading.notes.append(f"'{chunk.heading}': no {key} in two answers ({reply.outcome})")
        return []


def _items(reply: Reply, key: str) -> list[Any]:
    items = reply.data.get(key) if isinstance(reply.data, dict) else None
    return items if isinstance(items, list) else []


def _statements(groups: Sequence[str]) -> dict[str, Any]:
    """Return the schema of an answer that lists cuts in words."""
    item = {
        "type": "object",
        "properties": {"object": {"enum": list(groups)}, "content": {"type": "string", "maxLength": 300}},
        "required": ["object", "content"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"cuts": {"type": "array", "maxItems": MAX_ITEMS, "items": item}},
        "required": ["cuts"],
        "additionalProperties": False,
    }
