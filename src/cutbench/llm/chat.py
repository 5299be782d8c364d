"""What the rest of cutbench knows of a language model: it can be asked, and it replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from cutbench.errors import CutbenchError
from cutbench.llm.models import ModelEntry
from cutbench.schema.base import Record
from cutbench.schema.chat import Message
from cutbench.schema.runs import CallOutcome, CallSummary

Schema = type[BaseModel] | dict[str, Any]
# Papers have about 3.7 in the vocabularies of Qwen and GPT; formulas and tables have fewer.
CHARACTERS_PER_TOKEN = 3


@dataclass(frozen=True)
class Grammar:
    """The grammar of an answer's lines, as llama.cpp and xgrammar in vLLM read it (GBNF)."""

    gbnf: str


class UnansweredError(CutbenchError):
    """A question got no answer, not even a bad one: no result of the model, and asked again by the next run."""


class Identity(Record):
    """Which server answers; together with the request it makes the key of a recorded call.

    `digest` is that of the weights, or the revision of `repo`; `base_url` is an endpoint's address without user names
    and keys; `server_flags` are those that the server is started with.
    """

    engine: str
    engine_version: str
    digest: str
    repo: str | None = None
    base_url: str | None = None
    server_flags: tuple[str, ...] = ()

    def known(self) -> dict[str, Any]:
        """Return the fields that apply, as JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class Reply:
    """The answer to one question.

    Attributes:
        outcome: `ok`, or what is wrong with the answer.
        text: what the model said, whatever the outcome, without its thinking.
        data: the parsed JSON if a schema was given and the answer fits it. Of an answer that broke off, the list items
            that were complete; None if nothing could be saved.
        summary: the line for run.json; its tokens and seconds include a repair.
        replayed: whether the answer came from the recording.
    """

    outcome: CallOutcome
    text: str
    data: Any
    summary: CallSummary
    replayed: bool = False


class ChatModel(Protocol):
    """A model that answers; safe to use from several threads.

    Attributes:
        entry: the model's entry in models.yaml.
        identity: engine, version and digest of what answers.
        replayed: whether all answers come from a recording.
    """

    entry: ModelEntry
    identity: Identity
    replayed: bool

    def ask(
        self,
        messages: Sequence[Message],
        *,
        purpose: str,
        seed: int,
        repeat: int = 0,
        schema: Schema | None = None,
        grammar: Grammar | None = None,
        max_tokens: int = 2048,
    ) -> Reply:
        """Ask once. A faulty answer is a recorded outcome, no answer is an exception.

        Args:
            messages: the conversation so far.
            purpose: what the call is for, in a few words ("read main paper, chunk 3").
            seed: label of an independent draw; servers do not promise bitwise repeats.
            repeat: index of a deliberate repetition of the same question.
            schema: what the JSON answer must look like; None for free text.
            grammar: instead of a schema, what the lines of a text must look like. Endpoints have no grammars: they
                have to answer with a list of lines, whatever these say.
            max_tokens: bound on the generated tokens.

        Raises:
            UnansweredError: the server refuses the question, or gives no answer within the bounds of the entry.
            CutbenchError: the server cannot be started, or a replay has no such call.
        """

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the tokens of each text by the server's own tokenizer, or by `estimate_tokens` if it has none to ask.

        Raises:
            UnansweredError: the server is not there, or refuses us.
            CutbenchError: the server cannot be started, or a replay has no such count.
        """


def estimate_tokens(text: str) -> int:
    """Guess the number of tokens without a tokenizer, rather too high than too low."""
    return len(text) // CHARACTERS_PER_TOKEN + 1
