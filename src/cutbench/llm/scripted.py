"""A model that answers from a script: for tests, and wherever no model is needed."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Grammar, Identity, Reply, Schema, estimate_tokens
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import assess
from cutbench.schema.chat import Message
from cutbench.schema.runs import CallSummary

Script = Iterable[Any] | Callable[[Sequence[Message], str], Any]

SCRIPTED = ModelEntry(
    id="scripted", title="Scripted answers", engine="scripted", licence="none", context=1_000_000, digest="scripted"
)


class ScriptedModel:
    """Gives the answers of a list in order, or what a function of (messages, purpose) returns.

    An answer may be a text, JSON data, an exception to raise, or a function of the schema. It passes the same checks
    as a real model's, but is not repaired. `asked` keeps the questions as (purpose, messages).
    """

    def __init__(self, script: Script, entry: ModelEntry = SCRIPTED) -> None:
        self.entry = entry
        self.replayed = False
        self.identity = Identity(engine="scripted", engine_version="1", digest=entry.digest)
        self.asked: list[tuple[str, list[Message]]] = []
        self._function = script if callable(script) else None
        self._answers = iter(()) if callable(script) else iter(script)
        self._lock = threading.Lock()

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
        """Answer from the script; see `ChatModel.ask`."""
        with self._lock:
            self.asked.append((purpose, list(messages)))
            answer = self._function(messages, purpose) if self._function else next(self._answers, None)
        answer = answer(schema) if callable(answer) else answer
        if answer is None:
            raise CutbenchError(f"scripted model: no answer left for '{purpose}'")
        if isinstance(answer, Exception):
            raise answer
        text = answer if isinstance(answer, str) else json.dumps(answer)
        found = assess(text, "stop", schema)
        summary = CallSummary(
            purpose=purpose,
            key=hashlib.sha256(json.dumps([list(messages), seed, repeat, max_tokens]).encode()).hexdigest(),
            outcome=found.outcome,
            problem=found.problem,
            restored_backslashes=found.restored,
        )
        return Reply(found.outcome, text, found.data, summary)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Guess; see `ChatModel.count_tokens`."""
        return [estimate_tokens(text) for text in texts]
