"""Reading one paper: three modes of asking a model for its cuts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from cutbench.extraction.chunks import Chunk, ChunkSize, blocks_of, blocks_on_selection, chunks
from cutbench.extraction.citations import cited, resolved, unknown
from cutbench.extraction.quoting import cut_of_statement, cuts_of_quote
from cutbench.extraction.regions import Regions, regions_of, with_ancestors
from cutbench.extraction.sorter import sort_sentences
from cutbench.llm import ChatModel, Reply
from cutbench.prompts import render
from cutbench.reading import GROUPS
from cutbench.reading import Reader as TextReader
from cutbench.schema.cuts import Cut, Region
from cutbench.schema.documents import Document
from cutbench.schema.runs import CallSummary

Mode = Literal["full_text", "chunked", "grounded"]

CUTS_PROMPT = "extraction/reader_cuts.v2"
MAX_ITEMS = 20  # of one object
# Characters of an answer's texts, and how many labels or regions stand beside one cut: small models run on and on.
CONTENT, COMMENTS, LABEL, REGION = 300, 120, 12, 30
MAX_NAMES = 8
# Room for the question in the context, beside paper and answer; a small part is left for what joins blocks.
QUESTION_TOKENS = 500


@dataclass
class Reading:
    """What was found in a paper, with the calls that it took and what went wrong.

    `cited` has the papers that the model's answers point to, once for each cut or sentence. It does not depend on how
    well cutbench reads those, so what the planner is shown changes with the model only.
    """

    cuts: list[Cut] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    calls: list[CallSummary] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    regions: tuple[Region, ...] = ()


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
        reading, regions = Reading(), regions_of(document)
        for chunk in self._chunks(document, reading):
            if self.mode == "grounded":
                self._read_quotes(document, chunk, regions, reading)
            else:
                self._read_statements(document, chunk, regions, reading)
        reading.regions = with_ancestors(regions.known, (name for cut in reading.cuts for name in cut.regions))
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

    def _read_statements(self, document: Document, chunk: Chunk, regions: Regions, reading: Reading) -> None:
        for group, item in self._ask(chunk, reading):
            cut = cut_of_statement(document, item["content"], group, self.texts)
            references = resolved(document, item["references"])
            named = {name: regions.known_as(name) for name in item.get("regions", ())}
            strange = [f"{one} is not in the bibliography" for one in unknown(document, references)]
            strange += [f"the paper has no region '{name}'" for name, ids in named.items() if not ids]
            reading.notes += [f"'{cut.text[:40]}': {what}" for what in strange]
            ids = tuple(dict.fromkeys([*cut.regions, *(one for some in named.values() for one in some)]))
            beside = {"comments": item.get("comments", ""), "references": references, "regions": ids}
            reading.cuts.append(cut.model_copy(update=beside))
            reading.cited += references

    def _read_quotes(self, document: Document, chunk: Chunk, regions: Regions, reading: Reading) -> None:
        """Find the sentences that state cuts, and read them."""
        quotes, reply = sort_sentences(self.model, document.paper, chunk, analysis=self.analysis, seed=self.seed)
        reading.calls += [reply.summary] if reply else []
        if reply and reply.data is None:
            reading.notes.append(f"'{chunk.heading}': sentences were not sorted ({reply.outcome})")
        for quote in quotes:
            reading.cuts += cuts_of_quote(document, quote, self.texts, regions)
            reading.cited += cited(document, quote.text)

    def _ask(self, chunk: Chunk, reading: Reading) -> list[tuple[str, dict[str, Any]]]:
        """Return the cuts of an answer with their groups; an empty list gets a second look, as small models give up."""
        for repeat in range(2):
            reply = self.model.ask(
                render(CUTS_PROMPT, text=chunk.text).messages,
                purpose="extraction/cuts",
                seed=self.seed,
                repeat=repeat,
                schema=answer_schema(tuple(GROUPS)),
                max_tokens=self.max_tokens,
            )
            reading.calls.append(reply.summary)
            if found := _items(reply):
                return found
        reading.notes.append(f"'{chunk.heading}': no cuts in two answers ({reply.outcome})")
        return []


def _items(reply: Reply) -> list[tuple[str, dict[str, Any]]]:
    groups = reply.data["selection"] if reply.data else {}
    return [(group, item) for group, items in groups.items() for item in items if item["content"].strip()]


def answer_schema(groups: Sequence[str]) -> dict[str, Any]:
    """Return what an answer must look like: the talk's shape, with the regions of a cut where a paper has any."""
    cut = {
        "type": "object",
        "properties": {
            "content": {"type": "string", "maxLength": CONTENT},
            "comments": {"type": "string", "maxLength": COMMENTS},
            "references": _names(LABEL),
            "regions": _names(REGION),
        },
        "required": ["content", "references"],
        "additionalProperties": False,
    }
    selection = {
        "type": "object",
        "properties": {group: {"$ref": "#/$defs/cuts"} for group in groups},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"selection": selection},
        "required": ["selection"],
        "additionalProperties": False,
        "$defs": {"cuts": {"type": "array", "maxItems": MAX_ITEMS, "items": cut}},
    }


def _names(length: int) -> dict[str, Any]:
    return {"type": "array", "maxItems": MAX_NAMES, "items": {"type": "string", "maxLength": length}}
