"""One line on stderr that says what is being waited for."""

import sys
import threading
import time
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text


class Progress:
    """A live line on a terminal, else a plain line at most every `interval` seconds.

    The model adds calls, tokens and cost by itself; what uses it says how far it is with `count`, from which the time
    that is left is estimated. Replayed calls are counted as calls but not in the speed.
    """

    def __init__(self, label: str, *, stream: TextIO | None = None, interval: float = 10.0) -> None:
        self.label = label
        self.calls = 0
        self._stream = stream or sys.stderr
        self._interval = interval
        self._notes: dict[str, None] = {}
        self._counts: dict[str, tuple[int, int, int]] = {}
        self._unit = ""
        self._cost, self._currency = 0.0, ""
        self._waiting: list[str] = []
        self._tokens = 0
        self._busy_since: float | None = None
        self._busy = 0.0
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._print_at_intervals, daemon=True)
        self._live: Live | None = None

    def __enter__(self) -> Self:
        self._start = time.monotonic()
        if self._stream.isatty():
            console = Console(file=self._stream)
            self._live = Live(
                get_renderable=lambda: Text(self.line()), console=console, refresh_per_second=2, transient=True
            )
            self._live.start()
        else:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._live:
            self._live.stop()
        else:
            self._thread.join()
        self._print()

    def note(self, what: str) -> None:
        """Say what is going on besides calls, for instance `note("starting the server")`."""
        with self._lock:
            self._notes[what] = None

    def clear(self, what: str) -> None:
        """Take a note back."""
        with self._lock:
            self._notes.pop(what, None)

    def say(self, what: str) -> None:
        """Say at once, on a line of its own, what a person would want to know now: that nothing goes on, and why."""
        if self._live:
            self._live.console.print(Text(f"{self.label}: {what}"))
        else:
            print(f"{self.label}: {what}", file=self._stream, flush=True)

    def count(self, unit: str, who: str, done: int, total: int) -> None:
        """Say what one of those that work side by side has done when it starts with the next unit.

        `count("papers", "seed 2", 1, 4)`: seed 2 has read one paper and starts with the second.
        """
        with self._lock:
            first = self._counts.get(who, (done, 0, 0))[0]  # A run that goes on did not do this in our time.
            self._unit, self._counts[who] = unit, (first, done, total)

    def finished(self, who: str) -> None:
        """Say that one of them has nothing left to do, even if less was done than expected."""
        with self._lock:
            if who in self._counts:
                first, done, _ = self._counts[who]
                self._counts[who] = (first, done + 1, done + 1)

    def call_started(self, purpose: str) -> None:
        """Count a call as under way."""
        with self._lock:
            self._waiting.append(purpose)
            if self._busy_since is None:
                self._busy_since = time.monotonic()

    def call_finished(self, purpose: str, tokens: int, cost: float = 0.0, currency: str = "") -> None:
        """Count a call as done, with the tokens that it generated and its price if it has one."""
        with self._lock:
            self.calls += 1
            self._tokens += tokens
            self._cost += cost
            self._currency = currency
            self._waiting.remove(purpose)
            if not self._waiting and self._busy_since is not None:
                self._busy += time.monotonic() - self._busy_since
                self._busy_since = None

    def call_replayed(self) -> None:
        """Count a call that came from the recording."""
        with self._lock:
            self.calls += 1

    def line(self) -> str:
        """Return the line as it stands now."""
        with self._lock:
            now = time.monotonic()
            busy = self._busy + (now - self._busy_since if self._busy_since else 0.0)
            elapsed = now - self._start
            speed = f", {self._tokens / busy:.1f} tokens/s" if self._tokens and busy else ""
            waiting = f", waiting for: {self._waiting[0]}" if self._waiting else ""
            cost = f", {self._cost:.2f} {self._currency} so far" if self._currency else ""
            notes = "".join(f", {what}" for what in self._notes)
            calls = f"{self.calls} calls done{speed}{cost}"
            return f"{self.label}{notes}{self._done()}, {calls}, {_clock(elapsed)}{self._left(elapsed)}{waiting}"

    def _done(self) -> str:
        done, total = (sum(count[i] for count in self._counts.values()) for i in (1, 2))
        return f", {done} of {total} {self._unit}" if self._counts else ""

    def _left(self, elapsed: float) -> str:
        first, done, total = (sum(count[i] for count in self._counts.values()) for i in range(3))
        return f", about {_clock(elapsed * (total - done) / (done - first))} left" if first < done < total else ""

    def _print_at_intervals(self) -> None:
        while not self._stop.wait(self._interval):
            self._print()

    def _print(self) -> None:
        print(self.line(), file=self._stream, flush=True)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
