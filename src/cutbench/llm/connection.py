"""Questions to a model's server: asked again as often as the entry allows, of a server started when it is needed."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential_jitter,
)

from cutbench.errors import CutbenchError
from cutbench.llm.answers import answer_in, usage_in
from cutbench.llm.failures import RequestFailedError, ServerGoneError, TryAgainError
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import assess
from cutbench.llm.progress import Progress
from cutbench.llm.wire import request_body
from cutbench.schema.chat import Message

if TYPE_CHECKING:
    from cutbench.llm.server import Server

MAX_STARTS = 4
RESTARTS = 1  # per question: one that kills the server twice is likely to be the cause
FIRST_TRIES = 3  # of an endpoint that never answered: its address is likely to be wrong
PROBE_TOKENS = 64
BACKOFF = wait_exponential_jitter(multiplier=0.5, max=60)


class Connection:
    """The server of `entry`, its log in `log`; it is asked by at most as many threads at once as the entry allows."""

    def __init__(self, entry: ModelEntry, log: Path, progress: Progress) -> None:
        self.entry = entry
        self._log = log
        self._progress = progress
        self._server: Server | None = None
        self._stack = ExitStack()
        self._starts = 0
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(entry.parallel)
        self._given_up = self._heard = self._probed = False

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()

    def complete(self, body: dict[str, Any], purpose: str) -> dict[str, Any]:
        """Return `raw` or `problem`, the `seconds` of the last attempt, and the number of `attempts`."""
        with self._slots:
            raw: dict[str, Any] | None = None
            problem, attempts, start = None, 0, time.monotonic()
            self._progress.call_started(purpose)
            try:
                for attempt in self._retrying():
                    attempts, start = attempt.retry_state.attempt_number, time.monotonic()
                    with attempt:
                        # llama.cpp names a model by the path of its file, which does not belong in a record.
                        raw = self._ask(body) | {"model": self.entry.id}
                self._given_up, self._heard = False, True
            except RequestFailedError as error:
                self._given_up = self._given_up or isinstance(error, TryAgainError)
                problem = f"{error} (asked {attempts} times)" if attempts > 1 else str(error)
            finally:
                seconds, usage, price = time.monotonic() - start, usage_in(raw), self.entry.price
                cost = (price.of(**usage), price.currency) if price else ()
                self._progress.call_finished(purpose, usage["completion_tokens"], *cost)
            return {"raw": raw, "problem": problem, "seconds": seconds, "attempts": attempts}

    def count_tokens(self, texts: Sequence[str]) -> list[int] | None:
        """Return the tokens of each text as the server counts them, None if it does not.

        Raises:
            RequestFailedError: there is no server that answers.
        """
        with self._slots:
            return self._retrying()(self._ready).count_tokens(texts)

    def _retrying(self) -> Retrying:
        """Return how often and how long a question is asked; only once after another question waited in vain."""
        bounds = stop_after_attempt(self.entry.attempts) | stop_before_delay(self.entry.patience_seconds)
        stop = stop_after_attempt(1) if self._given_up else lambda state: bounds(state) or self._is_hopeless(state)
        again = retry_if_exception_type(TryAgainError)
        return Retrying(retry=again, stop=stop, wait=self._wait, before_sleep=self._report, reraise=True)

    def _is_hopeless(self, state: RetryCallState) -> bool:
        """Whether a server is gone that never answered, or that was already restarted for this question."""
        if not isinstance(_error(state), ServerGoneError):
            return False
        if self.entry.engine != "endpoint":
            return state.attempt_number > RESTARTS
        return not self._heard and state.attempt_number >= FIRST_TRIES

    def _wait(self, state: RetryCallState) -> float:
        error = _error(state)
        if isinstance(error, ServerGoneError) and self.entry.engine != "endpoint":
            return 0.0  # Starting it anew takes long enough.
        asked = error.wait_seconds if isinstance(error, TryAgainError) else None
        return max(asked or 0.0, BACKOFF(state))

    def _report(self, state: RetryCallState) -> None:
        self._progress.say(f"{self.entry.id}: {_error(state)}; asks again in {state.upcoming_sleep:.0f} s")

    def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        server = self._ready()
        try:
            return server.complete(body)
        except ServerGoneError:
            with self._lock:
                # The next question starts a new server, unless another thread has, or this one has recovered.
                if server.process and self._server is server and not server.well():
                    self._server = None
            raise

    def _ready(self) -> "Server":
        with self._lock:
            if self._server is None or not self._server.alive():
                self._server = self._start()
            return self._server

    def _start(self) -> "Server":
        # The SDK takes half a second to load, which a job without live calls need not spend.
        from cutbench.llm.server import run_server  # noqa: PLC0415

        self.close()
        self._starts += self.entry.engine != "endpoint"
        if self._starts > MAX_STARTS:
            raise CutbenchError(f"model {self.entry.id}: its server died {MAX_STARTS} times; see {self._log}")
        log = self._log if self._starts <= 1 else self._log.with_suffix(f".{self._starts}.log")
        with self._progress.during("starting the server"):
            server = self._stack.enter_context(run_server(self.entry, log))
        if self.entry.engine != "llama_cpp" and not self._probed:
            _probe(server, self.entry)
            self._probed = True
        return server


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _probe(server: "Server", entry: ModelEntry) -> None:
    """Refuse a server that ignores JSON schemas, before a campaign is spent on it.

    Raises:
        CutbenchError: it does.
        RequestFailedError: it gives no answer.
    """
    options = {"type": "string", "enum": ["pt", "eta"]}
    schema = {"type": "object", "properties": {"a": options}, "required": ["a"], "additionalProperties": False}
    question: Message = {"role": "user", "content": "Which of them is a momentum, pt or eta? Answer in a sentence."}
    answer = answer_in(server.complete(request_body(entry, [question], 0, PROBE_TOKENS, schema)))
    found = assess(answer.text, answer.finish, schema, answer.thinking)
    if found.outcome != "ok":
        raise CutbenchError(
            f"model {entry.id}: its server does not enforce JSON schemas ({found.problem}); check its flags"
        )
