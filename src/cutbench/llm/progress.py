"""One line on stderr that says what a job is waiting for."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text


class _Count(NamedTuple):
    """How far one worker is; `first` units were done when it started, by a run that was interrupted."""

    first: int = 0
    done: int = 0
    total: int = 0


class Progress:
    """A live line on a terminal, or in a log a line at most every `interval` seconds.

    The model reports its calls; the code that uses it reports with `count` how far it is, from which the remaining
    time is estimated. Replayed calls count as calls but not for the speed.
    """

    def __init__(self, label: str, *, stream: TextIO | None = None, interval: float = 10.0) -> None:
        self.label = label
        self._stream = stream or sys.stderr
        self._interval = interval
        self._activity = ""
        self._unit = ""
        self._counts: dict[str, _Count] = {}
        self._calls = self._tokens = 0
        self._cost, self._currency = 0.0, ""
        self._waiting: list[str] = []
        self._busy, self._busy_since = 0.0, 0.0  # seconds with a call under way, and since when there is one
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._print_at_intervals, daemon=True)
        self._live: Live | None = None

    def __enter__(self) -> Self:
        self._start = time.monotonic()
        if self._stream.isatty():
            self._live = Live(
                get_renderable=lambda: Text(self.line()),
                console=Console(file=self._stream),
                refresh_per_second=2,
                transient=True,
            )
            self._live.start()
        else:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        if self._live:
            self._live.stop()
        else:
            self._thread.join()
        self._print(self.line())

    @contextmanager
    def during(self, activity: str) -> Iterator[None]:
        """Show what goes on besides calls: `with progress.during("starting the server")`."""
        self._activity = f", {activity}"
        try:
            yield
        finally:
            self._activity = ""

    def say(self, what: str) -> None:
        """Print at once, on a line of its own, what a person wants to know now, such as why nothing goes on."""
        if self._live:
            self._live.console.print(Text(f"{self.label}: {what}"))
        else:
            self._print(f"{self.label}: {what}")

    def count(self, unit: str, worker: str, done: int, total: int) -> None:
        """Report how many units a worker has done when it starts with the next one.

        `count("papers", "seed 2", 1, 4)`: seed 2 has read one paper and starts with the second.
        """
        with self._lock:
            first = self._counts.get(worker, _Count(done)).first
            self._unit, self._counts[worker] = unit, _Count(first, done, total)

    def finished(self, worker: str) -> None:
        """Report that a worker has nothing left to do, even if it did less than expected."""
        with self._lock:
            if worker in self._counts:
                first, done, _ = self._counts[worker]
                self._counts[worker] = _Count(first, done + 1, done + 1)

    def call_started(self, purpose: str) -> None:
        """Count a call as under way."""
        with self._lock:
            if not self._waiting:
                self._busy_since = time.monotonic()
            self._waiting.append(purpose)

    def call_finished(self, purpose: str, tokens: int, cost: float = 0.0, currency: str = "") -> None:
        """Count a call as done, with the tokens that it generated and its price if it has one."""
        with self._lock:
            self._calls += 1
            self._tokens += tokens
            self._cost, self._currency = self._cost + cost, currency
            self._waiting.remove(purpose)
            if not self._waiting:
                self._busy += time.monotonic() - self._busy_since

    def call_replayed(self) -> None:
        """Count a call that came from the recording."""
        with self._lock:
            self._calls += 1

    def line(self) -> str:
        """Return the line as it stands now."""
        with self._lock:
            now = time.monotonic()
            busy = self._busy + (now - self._busy_since if self._waiting else 0.0)
            speed = f", {self._tokens / busy:.1f} tokens/s" if self._tokens and busy else ""
            cost = f", {self._cost:.2f} {self._currency} so far" if self._currency else ""
            waiting = f", waiting for: {self._waiting[0]}" if self._waiting else ""
            units, left = self._units(now - self._start)
            calls = f", {self._calls} calls done{speed}{cost}, {_clock(now - self._start)}"
            return f"{self.label}{self._activity}{units}{calls}{left}{waiting}"

    def _units(self, elapsed: float) -> tuple[str, str]:
        """Return the units done and the time left, summed over the workers; '' where nothing is known."""
        if not self._counts:
            return "", ""
        first, done, total = (sum(numbers) for numbers in zip(*self._counts.values(), strict=True))
        left = f", about {_clock(elapsed * (total - done) / (done - first))} left" if first < done < total else ""
        return f", {done} of {total} {self._unit}", left

    def _print_at_intervals(self) -> None:
        while not self._stop.wait(self._interval):
            self._print(self.line())

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
