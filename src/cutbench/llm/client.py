"""A model behind a server: every call is recorded, and a faulty answer is returned for repair once."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from cutbench.llm.answers import answer_in, usage_in
from cutbench.llm.budget import Budget, Spending
from cutbench.llm.chat import ChatModel, Grammar, Reply, Schema, UnansweredError, estimate_tokens
from cutbench.llm.connection import Connection
from cutbench.llm.engines import identity_of
from cutbench.llm.failures import RequestFailedError
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import Assessment, assess
from cutbench.llm.progress import Progress
from cutbench.llm.recorder import CallMode, Recorder
from cutbench.llm.wire import LINES, request_body
from cutbench.schema.chat import Message
from cutbench.schema.runs import CallSummary

REPAIRABLE = ("empty", "bad_json", "schema_error")
QUOTED_CHARACTERS = 4000
TOKENIZE = "count tokens"


@contextmanager
def open_model(
    entry: ModelEntry,
    *,
    calls: Path,
    mode: CallMode = "auto",
    progress: Progress | None = None,
    spending: Spending | None = None,
) -> Iterator[ChatModel]:
    """Give a model whose calls are recorded in `calls`, with the log of its server beside it.

    The server starts with the first call that is not in the record, so a replay needs neither engine nor model file.

    Raises:
        CutbenchError: the record cannot be used; see `Recorder.open`. Later, asking raises it when `spending` has
            reached a limit.
    """
    progress = progress or Progress(entry.id)
    with (
        Recorder.open(calls, mode, identity_of(entry)) as recorder,
        closing(Connection(entry, calls.with_name("server.log"), progress)) as connection,
    ):
        yield RecordedModel(entry, recorder, connection, progress, spending or Spending(Budget(), calls.parent, {}))


class RecordedModel:
    """A model that answers from a record, and asks its server for what is not in there."""

    def __init__(
        self, entry: ModelEntry, recorder: Recorder, connection: Connection, progress: Progress, spending: Spending
    ) -> None:
        self.entry = entry
        self.identity = recorder.identity
        self.replayed = recorder.mode == "replay"
        self._recorder = recorder
        self._connection = connection
        self._progress = progress
        self._spending = spending

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
        """See `ChatModel.ask`; an unusable answer is returned to the model once, with what is wrong with it."""
        if grammar and self.entry.engine == "endpoint":
            return _as_lines(
                self.ask(messages, purpose=purpose, seed=seed, repeat=repeat, schema=LINES, max_tokens=max_tokens)
            )
        body = partial(request_body, self.entry, seed=seed, max_tokens=max_tokens, schema=schema, grammar=grammar)
        first = self._exchange(body(messages), purpose, repeat, schema)
        if first.outcome not in REPAIRABLE:
            return first
        again = body([*messages, *_complaint(first)])
        return _joined(first, self._exchange(again, f"{purpose} (repair)", repeat, schema), purpose)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `ChatModel.count_tokens`; counts are recorded like calls, because a replay has no tokenizer."""
        body = {"tokenize": list(texts)}
        line = self._recorder.find(body, 0, TOKENIZE)
        if line is None:
            try:
                counts = {"counts": self._connection.count_tokens(texts)}
            except RequestFailedError as error:
                raise UnansweredError(f"model {self.entry.id}: tokens cannot be counted: {error}") from error
            result = {"raw": counts, "problem": None, "seconds": 0.0, "outcome": "ok"}
            line = self._recorder.add(body, 0, TOKENIZE, result)
        return line["raw"]["counts"] or [estimate_tokens(text) for text in texts]

    def _exchange(self, body: dict[str, Any], purpose: str, repeat: int, schema: Schema | None) -> Reply:
        line = self._recorder.find(body, repeat, purpose)
        if line is not None:
            self._progress.call_replayed()
            return self._reply(line, _assessed(line, schema), replayed=True)
        self._spending.check()
        result = self._connection.complete(body, purpose)
        assessment = _assessed(result, schema)
        problem = result["problem"] or assessment.problem
        line = self._recorder.add(body, repeat, purpose, {**result, "outcome": assessment.outcome, "problem": problem})
        self._spending.add(line)
        return self._reply(line, assessment, replayed=False)

    def _reply(self, line: dict[str, Any], assessment: Assessment, *, replayed: bool) -> Reply:
        if line["raw"] is None:
            raise UnansweredError(f"model {self.entry.id}: no answer to '{line['purpose']}': {line['problem']}")
        summary = CallSummary(
            purpose=line["purpose"],
            key=line["key"],
            outcome=assessment.outcome,
            problem=assessment.problem,
            seconds=line["seconds"],
            restored_backslashes=assessment.restored,
            retries=line.get("attempts", 1) - 1,
            **usage_in(line["raw"]),
        )
        return Reply(assessment.outcome, answer_in(line["raw"]).text, assessment.data, summary, replayed)


def _as_lines(reply: Reply) -> Reply:
    """Return a list of lines as the text that it would be under a grammar."""
    return replace(reply, text="\n".join(reply.data["statements"]), data=None) if reply.data else reply


def _complaint(first: Reply) -> list[Message]:
    fault = f"This cannot be used: {first.summary.problem}. Answer the question again, in the form asked for."
    said = first.text[:QUOTED_CHARACTERS] or "(nothing)"
    return [{"role": "assistant", "content": said}, {"role": "user", "content": fault}]


def _assessed(line: dict[str, Any], schema: Schema | None) -> Assessment:
    if line["raw"] is None:
        return Assessment("server_error", line["problem"])
    answer = answer_in(line["raw"])
    return assess(answer.text, answer.finish, schema, answer.thinking)


def _joined(first: Reply, second: Reply, purpose: str) -> Reply:
    """Return the second reply with the cost of both, and the first one's data if only that has some."""
    names = ("prompt_tokens", "cached_tokens", "completion_tokens", "seconds", "retries")
    costs = {name: getattr(first.summary, name) + getattr(second.summary, name) for name in names}
    problem = second.summary.problem or f"first answer: {first.summary.problem}"
    update = {**costs, "purpose": purpose, "repairs": 1, "problem": problem}
    summary = second.summary.model_copy(update=update)
    data = first.data if second.data is None else second.data
    return Reply(second.outcome, second.text, data, summary, first.replayed and second.replayed)
