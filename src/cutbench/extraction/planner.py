"""Choosing the next paper among the references that were really parsed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.llm import ChatModel
from cutbench.papers import sentences_citing
from cutbench.prompts import render
from cutbench.schema.documents import Document
from cutbench.schema.runs import CallSummary

PROMPT = "extraction/planner.v2"
STOP = "stop"
MAX_CANDIDATES = 40
RAW_CHARACTERS, SENTENCE_CHARACTERS = 100, 150
MAX_TOKENS = 120


@dataclass(frozen=True)
class Candidate:
    """A cited paper as the planner sees it: id, bibliography entry, a sentence that cites it, and the cuts that do."""

    arxiv: str
    raw: str
    sentence: str
    n_cuts: int = 0


@dataclass(frozen=True)
class Choice:
    """The paper to read next, or None to stop, and the model's reason."""

    paper: str | None
    reason: str
    calls: tuple[CallSummary, ...] = ()


def candidates(documents: Sequence[Document], named: Mapping[str, int] | None = None) -> list[Candidate]:
    """Return the references of the papers read so far, each id once, with bounded texts.

    `named` says beside how many cuts an id is named; those named most come first, the others in order.
    """
    named = named or {}
    found: dict[str, Candidate] = {}
    for document in documents:
        for reference in document.references:
            if reference.arxiv and reference.arxiv not in found:
                sentences = sentences_citing(document, reference.label)
                found[reference.arxiv] = Candidate(
                    reference.arxiv,
                    reference.raw[:RAW_CHARACTERS],
                    sentences[0][-SENTENCE_CHARACTERS:] if sentences else "",
                    named.get(reference.arxiv, 0),
                )
    return sorted(found.values(), key=lambda one: -one.n_cuts)


def choose(
    model: ChatModel,
    documents: Sequence[Document],
    library: Collection[str],
    visited: Sequence[str],
    *,
    seed: int,
    named: Mapping[str, int] | None = None,
) -> Choice:
    """Let the model choose; the schema allows nothing but ids from the bibliographies, and to stop.

    References that the library does not hold are not offered: which papers have a stand-in says nothing
    about a model. `named` is as in `candidates`.
    """
    known = [candidate for candidate in candidates(documents, named) if candidate.arxiv in library]
    left = [candidate.arxiv for candidate in known[:MAX_CANDIDATES] if candidate.arxiv not in visited]
    if not left:
        return Choice(None, "no cited paper is left")
    prompt = render(PROMPT, candidates=known[:MAX_CANDIDATES], visited=visited)
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"paper": {"enum": [*left, STOP]}, "reason": {"type": "string", "maxLength": 120}},
        "required": ["paper", "reason"],
        "additionalProperties": False,
    }
    reply = model.ask(prompt.messages, purpose="extraction/plan", seed=seed, schema=schema, max_tokens=MAX_TOKENS)
    data = reply.data if isinstance(reply.data, dict) else {}
    paper = data.get("paper")
    if paper not in left:
        reason = str(data.get("reason", "")) if paper == STOP else f"no usable choice: {reply.outcome}"
        return Choice(None, reason, (reply.summary,))
    return Choice(paper, str(data.get("reason", "")), (reply.summary,))
