"""The hand-written selection of a benchmark, run in bounded time; it is our own and needs no sandbox."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cutbench.checking import driver
from cutbench.errors import CutbenchError
from cutbench.files import read_bytes
from cutbench.sandbox.result import read_result
from cutbench.sandbox.text import plain
from cutbench.schema.events import SelectedEvents

SECONDS = 120.0  # for one run
MOST_STOPS = 2  # runs that had to be stopped, after which there are no more
LARGEST_RESULT = 100_000_000  # bytes
LOOK_EVERY = 0.05  # seconds

Skipped = tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """What one run selected, or why it did not; `given_up` ones were not even tried."""

    events: SelectedEvents | None = None
    problem: str = ""
    given_up: bool = False


@dataclass
class Reference:
    """Runs the program on the events, without some of its cuts if asked; what was run is not run again."""

    program: Path
    events: Path
    seconds: float = SECONDS
    _done: dict[Skipped, Run] = field(default_factory=dict)
    _stops: int = 0

    def without(self, *skipped: str) -> Run:
        """Return what the program selects if some cuts are left out."""
        return self.each([skipped])[0]

    def each(self, wanted: Sequence[Skipped]) -> list[Run]:
        """Return what the program selects, once for each of several sets of cuts to leave out."""
        todo = [one for one in dict.fromkeys(wanted) if one not in self._done]
        while todo and self._stops < MOST_STOPS:
            self._start(todo)
            todo = [one for one in todo if one not in self._done]
        given_up = Run(problem=f"{MOST_STOPS} runs before had to be stopped", given_up=True)
        return [self._done.get(one, given_up) for one in wanted]

    def _start(self, todo: list[Skipped]) -> None:
        """Run until all is done, or one run ends the process or takes too long."""
        with tempfile.TemporaryDirectory() as folder:
            stopped = _run(self._command(todo, folder), Path(folder), len(todo), self.seconds)
            for number, skipped in enumerate(todo):
                note = Path(folder, f"{number}.note")
                if not note.exists():
                    self._done[skipped] = Run(problem=stopped)
                    self._stops += 1
                    return
                self._done[skipped] = _result(note)

    def _command(self, todo: list[Skipped], folder: str) -> list[str]:
        jobs = json.dumps(list(enumerate(todo)))
        paths = [str(path.absolute()) for path in (self.program, self.events)]
        return [sys.executable, driver.__file__, *paths, folder, jobs]


def _run(command: list[str], folder: Path, n_jobs: int, seconds: float) -> str:
    """Run the driver, and return why it left something undone."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    done, deadline = 0, time.monotonic() + seconds
    try:
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY)
            if (now := len(list(folder.glob("*.note")))) > done:
                done, deadline = now, time.monotonic() + seconds
        ended = process.poll()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if ended is None and done < n_jobs:
        return f"was stopped after {seconds:g} s"
    return f"ended the process with exit code {ended} in the midst of it"


def _result(note: Path) -> Run:
    problem, output = plain(note.read_text(encoding="utf-8")), note.with_suffix(".json")
    if problem:
        return Run(problem=problem)
    if not output.exists():
        return Run(problem="writes no output")
    try:
        return Run(read_result(read_bytes(output, LARGEST_RESULT), LARGEST_RESULT))
    except (CutbenchError, ValueError) as error:
        return Run(problem=str(error).replace("its result", "its output").replace(str(output), "its output"))
