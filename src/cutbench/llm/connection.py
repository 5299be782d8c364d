"""The way to a model's server: started when it is first needed, and again if it has died."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cutbench.errors import CutbenchError
from cutbench.llm.engines import run_server
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import assess
from cutbench.llm.progress import Progress
from cutbench.llm.wire import RequestFailedError, ServerGoneError, answer_text, answer_usage, request_body
from cutbench.schema.chat import Message

if TYPE_CHECKING:
    from cutbench.llm.transport import Transport

MAX_STARTS = 4


class Connection:
    """A server of `entry`, its log kept in `log`; as many threads as the entry allows ask it at once."""

    def __init__(self, entry: ModelEntry, log: Path, progress: Progress | None) -> None:
        self.entry = entry
        self._log = log
        self._progress = progress
        self._starts = 0
        self._transport: Transport | None = None
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(entry.parallel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def complete(self, body: dict[str, Any], purpose: str) -> dict[str, Any]:
        """Return `raw` or `problem`, and `seconds`; a server that dies is started anew once, and asked again."""
        with self._slots:
            transport = self._ready()
            usage, start = answer_usage(None), time.monotonic()
            if self._progress:
                self._progress.call_started(purpose)
            try:
                # llama.cpp names a model by the path of its file, which is nobody's business in a record.
                raw = self._twice(transport, body) | {"model": self.entry.id}
                usage = answer_usage(raw)
                return {"raw": raw, "problem": None, "seconds": time.monotonic() - start}
            except RequestFailedError as error:
                return {"raw": None, "problem": str(error), "seconds": time.monotonic() - start}
            finally:
                if self._progress:
                    price = self.entry.price
                    cost = (price.of(**usage), price.currency) if price else ()
                    self._progress.call_finished(purpose, usage["completion_tokens"], *cost)

    def count_tokens(self, texts: Sequence[str]) -> list[int] | None:
        """Return the tokens of each text as the server counts them, None if it does not."""
        with self._slots:
            return self._ready().server.count_tokens(self.entry.served_name, texts)

    def _twice(self, transport: "Transport", body: dict[str, Any]) -> dict[str, Any]:
        try:
            return transport.complete(body)
        except ServerGoneError:
            if transport.server.process is None:
                raise
            self._give_up(transport)
            return self._ready().complete(body)

    def _give_up(self, transport: "Transport") -> None:
        """Have the next call start a new server, unless another call has already done so or this one has recovered."""
        with self._lock:
            if self._transport is transport and not transport.server.well():
                self._transport = None

    def _ready(self) -> "Transport":
        with self._lock:
            if self._transport is None or not self._transport.server.alive():
                self._start()
            assert self._transport  # noqa: S101 (for the type checker)
            return self._transport

    def _start(self) -> None:
        # The SDK takes half a second to load, which a replay or a job of rules alone need not pay.
        from cutbench.llm.transport import Transport  # noqa: PLC0415

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


def _probe(transport: "Transport", entry: ModelEntry) -> None:
    """Refuse a server that does not hold its answers to a schema, before a campaign is spent on it."""
    options = {"type": "string", "enum": ["pt", "eta"]}
    schema = {"type": "object", "properties": {"a": options}, "required": ["a"], "additionalProperties": False}
    question: Message = {"role": "user", "content": "Which of them is a momentum, pt or eta? Answer in a sentence."}
    try:
        raw = transport.complete(request_body(entry, [question], 0, 64, schema))
    except RequestFailedError as error:
        raise CutbenchError(f"model {entry.id}: its server fails a first question: {error}") from error
    verdict = assess(*answer_text(raw), schema)
    if verdict.outcome != "ok":
        raise CutbenchError(
            f"model {entry.id}: its server does not enforce JSON schemas ({verdict.problem}); check its flags"
        )
