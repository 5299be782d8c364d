"""A model that is really asked: recorded, repaired once, its server started when first needed."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.llm.chat import ChatModel, Identity, Reply, Schema
from cutbench.llm.engines import engine_version, run_server
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import Verdict, assess, json_schema
from cutbench.llm.progress import Progress
from cutbench.llm.recorder import CallMode, Recorder
from cutbench.llm.transport import RequestFailedError, ServerGoneError, Transport
from cutbench.schema.chat import Message
from cutbench.schema.runs import CallSummary

REPAIRABLE = ("empty", "bad_json", "schema_error")
MAX_STARTS = 4
QUOTED_CHARACTERS = 4000


@contextmanager
def open_model(
    entry: ModelEntry, *, calls: Path, mode: CallMode = "auto", progress: Progress | None = None
) -> Iterator[ChatModel]:
    """Give a model whose calls are recorded in `calls`, with the log of its server beside it.

    The server starts with the first call that is not in the record, so a replay needs neither engine nor model file.

    Raises:
        CutbenchError: the record cannot be used; see `Recorder.open`.
    """
    identity = Identity(engine=entry.engine, engine_version=engine_version(entry), digest=entry.digest)
    with (
        Recorder.open(calls, mode, identity) as recorder,
        Connection(entry, calls.with_name("server.log"), progress) as connection,
    ):
        yield RecordedModel(entry, recorder, connection, progress)


class Connection:
    """The way to a model's server; starts it when it is first needed and again if it has died."""

    def __init__(self, entry: ModelEntry, log: Path, progress: Progress | None) -> None:
        self.entry = entry
        self._log = log
        self._progress = progress
        self._starts = 0
        self._transport: Transport | None = None
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(entry.parallel)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def complete(self, body: dict[str, Any], purpose: str) -> dict[str, Any]:
        """Return `raw` or `problem`, and `seconds`; a server that dies is started anew once, and asked again."""
        with self._slots:
            transport = self._ready()
            tokens, start = 0, time.monotonic()
            if self._progress:
                self._progress.call_started(purpose)
            try:
                raw = self._twice(transport, body)
                tokens = _usage(raw)["completion_tokens"]
                return {"raw": raw, "problem": None, "seconds": time.monotonic() - start}
            except RequestFailedError as error:
                return {"raw": None, "problem": str(error), "seconds": time.monotonic() - start}
            finally:
                if self._progress:
                    self._progress.call_finished(purpose, tokens)

    def _twice(self, transport: Transport, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return transport.complete(body)
        except ServerGoneError:
            if transport.server.process is None:
                raise
            time.sleep(0.5)  # A dying process closes its connections before it has ended.
            return self._ready().complete(body)

    def _ready(self) -> Transport:
        with self._lock:
            if self._transport is None or not self._transport.server.alive():
                self._start()
            assert self._transport  # noqa: S101 (for the type checker)
            return self._transport

    def _start(self) -> None:
        self._stack.close()
        self._starts += 1
        if self._starts > MAX_STARTS:
            raise CutbenchError(f"model {self.entry.id}: its server died {MAX_STARTS} times; see {self._log}")
        if self._progress:
            self._progress.note("starting the server")
        log = self._log if self._starts == 1 else self._log.with_suffix(f".{self._starts}.log")
        transport = Transport(self.entry, self._stack.enter_context(run_server(self.entry, log)))
        self._stack.callback(transport.close)
        if self.entry.engine != "llama_cpp" and self._starts == 1:
            _probe(transport, self.entry)
        self._transport = transport
        if self._progress:
            self._progress.clear("starting the server")


class RecordedModel:
    """A model behind a server, with a record between them."""

    def __init__(
        self, entry: ModelEntry, recorder: Recorder, connection: Connection, progress: Progress | None
    ) -> None:
        self.entry = entry
        self.identity = recorder.identity
        self.replayed = recorder.mode == "replay"
        self._recorder = recorder
        self._connection = connection
        self._progress = progress

    def ask(
        self,
        messages: Sequence[Message],
        *,
        purpose: str,
        seed: int,
        repeat: int = 0,
        schema: Schema | None = None,
        max_tokens: int = 2048,
    ) -> Reply:
        """See `ChatModel.ask`; an answer that cannot be used is given back once, with what is wrong with it."""
        body = request_body(self.entry, messages, seed, max_tokens, schema)
        first = self._exchange(body, purpose, repeat, schema)
        if first.outcome not in REPAIRABLE:
            return first
        again = request_body(self.entry, [*messages, *_complaint(first)], seed, max_tokens, schema)
        return _joined(first, self._exchange(again, f"{purpose} (repair)", repeat, schema), purpose)

    def _exchange(self, body: dict[str, Any], purpose: str, repeat: int, schema: Schema | None) -> Reply:
        line = self._recorder.find(body, repeat, purpose)
        if line is not None:
            if self._progress:
                self._progress.call_replayed()
            return _reply(line, _verdict(line, schema), replayed=True)
        result = self._connection.complete(body, purpose)
        verdict = _verdict(result, schema)
        problem = result["problem"] or verdict.problem
        line = self._recorder.add(body, repeat, purpose, {**result, "outcome": verdict.outcome, "problem": problem})
        return _reply(line, verdict, replayed=False)


def request_body(
    entry: ModelEntry, messages: Sequence[Message], seed: int, max_tokens: int, schema: Schema | None
) -> dict[str, Any]:
    """Return the whole request: nothing in it depends on the machine, as its hash finds the recorded answer."""
    body: dict[str, Any] = {
        "model": entry.served_name,
        "messages": list(messages),
        "seed": seed,
        "max_tokens": max_tokens + entry.thinking_tokens,
        **entry.sampling,
        **entry.reasoning,
    }
    if schema is not None:
        answer = {"name": "answer", "schema": json_schema(schema), "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": answer}
    return body


def _probe(transport: Transport, entry: ModelEntry) -> None:
    """Refuse a server that does not hold its answers to a schema, before a campaign is spent on it."""
    options = {"type": "string", "enum": ["pt", "eta"]}
    schema = {"type": "object", "properties": {"a": options}, "required": ["a"], "additionalProperties": False}
    question: Message = {"role": "user", "content": "Which of them is a momentum, pt or eta? Answer in a sentence."}
    try:
        raw = transport.complete(request_body(entry, [question], 0, 64, schema))
    except RequestFailedError as error:
        raise CutbenchError(f"model {entry.id}: its server fails a first question: {error}") from error
    verdict = assess(*_text(raw), schema)
    if verdict.outcome != "ok":
        raise CutbenchError(
            f"model {entry.id}: its server does not enforce JSON schemas ({verdict.problem}); check its flags"
        )


def _complaint(first: Reply) -> list[Message]:
    fault = f"This cannot be used: {first.summary.problem}. Answer the question again, in the form asked for."
    said = first.text[:QUOTED_CHARACTERS] or "(nothing)"
    return [{"role": "assistant", "content": said}, {"role": "user", "content": fault}]


def _text(raw: dict[str, Any]) -> tuple[str, str | None]:
    choice = raw["choices"][0]
    return (choice.get("message") or {}).get("content") or "", choice.get("finish_reason")


def _usage(raw: dict[str, Any] | None) -> dict[str, int]:
    usage = (raw or {}).get("usage") or {}
    return {
        "prompt_tokens": usage.get("prompt_tokens") or 0,
        "cached_tokens": (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
        "completion_tokens": usage.get("completion_tokens") or 0,
    }


def _verdict(line: dict[str, Any], schema: Schema | None) -> Verdict:
    if line["raw"] is None:
        return Verdict("server_error", line["problem"])
    return assess(*_text(line["raw"]), schema)


def _reply(line: dict[str, Any], verdict: Verdict, *, replayed: bool) -> Reply:
    summary = CallSummary(
        purpose=line["purpose"],
        key=line["key"],
        outcome=verdict.outcome,
        problem=verdict.problem,
        seconds=line["seconds"],
        restored_backslashes=verdict.restored,
        **_usage(line["raw"]),
    )
    text = _text(line["raw"])[0] if line["raw"] else ""
    return Reply(verdict.outcome, text, verdict.data, summary, replayed)


def _joined(first: Reply, second: Reply, purpose: str) -> Reply:
    """Return the second reply with the cost of both."""
    names = ("prompt_tokens", "cached_tokens", "completion_tokens", "seconds")
    costs = {name: getattr(first.summary, name) + getattr(second.summary, name) for name in names}
    problem = second.summary.problem or f"first answer: {first.summary.problem}"
    update = {**costs, "purpose": purpose, "repairs": 1, "problem": problem}
    summary = second.summary.model_copy(update=update)
    return Reply(second.outcome, second.text, second.data, summary, first.replayed and second.replayed)
