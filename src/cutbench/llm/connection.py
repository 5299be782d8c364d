"""The way to a model's server: started when it is first needed, and again if it has died."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from cutbench.errors import CutbenchError
from cutbench.llm.answers import said_in, usage_in
from cutbench.llm.engines import run_server
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import assess
from cutbench.llm.progress import Progress
from cutbench.llm.refusals import RequestFailedError, ServerGoneError, TryAgainError
from cutbench.llm.wire import request_body
from cutbench.schema.chat import Message

if TYPE_CHECKING:
    from cutbench.llm.transport import Transport

MAX_STARTS = 4
RESTARTS = 1  # for one question: a second death is likely to be its fault
FIRST_TRIES = 3  # of a server that never answered: its address is likely to be wrong
PROBE_TOKENS = 64
BACKOFF = wait_exponential_jitter(multiplier=0.5, max=60)


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
        self._given_up = self._heard = self._probed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def complete(self, body: dict[str, Any], purpose: str) -> dict[str, Any]:
        """Return `raw` or `problem`, the `seconds` of the last attempt, and the number of `attempts`."""
        with self._slots:
            usage, attempts = usage_in(None), 0
            if self._progress:
                self._progress.call_started(purpose)
            try:
                for attempt in self._patience():
                    attempts, start = attempt.retry_state.attempt_number, time.monotonic()
                    with attempt:
                        # llama.cpp names a model by the path of its file, which is nobody's business in a record.
                        raw = self._once(body) | {"model": self.entry.id}
                usage, self._given_up, self._heard = usage_in(raw), False, True
                return {"raw": raw, "problem": None, "seconds": time.monotonic() - start, "attempts": attempts}
            except RequestFailedError as error:
                self._given_up = self._given_up or isinstance(error, TryAgainError)
                seconds, times = time.monotonic() - start, f" (asked {attempts} times)" if attempts > 1 else ""
                return {"raw": None, "problem": f"{error}{times}", "seconds": seconds, "attempts": attempts}
            finally:
                if self._progress:
                    price = self.entry.price
                    cost = (price.of(**usage), price.currency) if price else ()
                    self._progress.call_finished(purpose, usage["completion_tokens"], *cost)

    def count_tokens(self, texts: Sequence[str]) -> list[int] | None:
        """Return the tokens of each text as the server counts them, None if it does not.

        Raises:
            RequestFailedError: there is no server that answers.
        """
        with self._slots:
            server = self._patience()(lambda: self._ready().server)
            return server.count_tokens(self.entry.served_name, texts)

    def _patience(self) -> Retrying:
        """Return how often and how long a question is asked; once, as soon as waiting for another one was in vain."""
        bounds = stop_after_attempt(self.entry.attempts) | stop_before_delay(self.entry.patience_seconds)
        stop = stop_after_attempt(1) if self._given_up else lambda state: bounds(state) or self._is_not_there(state)
        again = retry_if_exception_type(TryAgainError)
        return Retrying(retry=again, stop=stop, wait=self._wait, before_sleep=self._say_why, reraise=True)

    def _is_not_there(self, state: RetryCallState) -> bool:
        """Whether a server is gone that was never heard, or that was started anew for this question already."""
        gone = isinstance(state.outcome and state.outcome.exception(), ServerGoneError)
        if self.entry.engine != "endpoint":
            return gone and state.attempt_number > RESTARTS
        return gone and not self._heard and state.attempt_number >= FIRST_TRIES

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome and state.outcome.exception()
        if isinstance(error, ServerGoneError) and self.entry.engine != "endpoint":
            return 0.0  # It is started anew, which takes its time.
        asked = error.wait_seconds if isinstance(error, TryAgainError) else None
        return max(asked or 0.0, BACKOFF(state))

    def _say_why(self, state: RetryCallState) -> None:
        if self._progress:
            error = state.outcome and state.outcome.exception()
            self._progress.say(f"{self.entry.id}: {error}; asks again in {state.upcoming_sleep:.0f} s")

    def _once(self, body: dict[str, Any]) -> dict[str, Any]:
        transport = self._ready()
        try:
            return transport.complete(body)
        except ServerGoneError:
            self._give_up(transport)
            raise

    def _give_up(self, transport: "Transport") -> None:
        """Have the next call start a new server, unless another call has already done so or this one has recovered."""
        with self._lock:
            own = transport.server.process is not None
            if own and self._transport is transport and not transport.server.well():
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
        self._starts += self.entry.engine != "endpoint"
        if self._starts > MAX_STARTS:
            raise CutbenchError(f"model {self.entry.id}: its server died {MAX_STARTS} times; see {self._log}")
        if self._progress:
            self._progress.note("starting the server")
        log = self._log if self._starts <= 1 else self._log.with_suffix(f".{self._starts}.log")
        transport = Transport(self.entry, self._stack.enter_context(run_server(self.entry, log)))
        self._stack.callback(transport.close)
        if self._progress:
            self._progress.clear("starting the server")
        if self.entry.engine != "llama_cpp" and not self._probed:
            _probe(transport, self.entry)
            self._probed = True
        self._transport = transport


def _probe(transport: "Transport", entry: ModelEntry) -> None:
    """Refuse a server that does not hold its answers to a schema, before a campaign is spent on it.

    Raises:
        CutbenchError: it does not.
        RequestFailedError: it gives no answer.
    """
    options = {"type": "string", "enum": ["pt", "eta"]}
    schema = {"type": "object", "properties": {"a": options}, "required": ["a"], "additionalProperties": False}
    question: Message = {"role": "user", "content": "Which of them is a momentum, pt or eta? Answer in a sentence."}
    said = said_in(transport.complete(request_body(entry, [question], 0, PROBE_TOKENS, schema)))
    verdict = assess(said.text, said.finish, schema, said.thinking)
    if verdict.outcome != "ok":
        raise CutbenchError(
            f"model {entry.id}: its server does not enforce JSON schemas ({verdict.problem}); check its flags"
        )
