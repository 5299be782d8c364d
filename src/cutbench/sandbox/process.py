"""Running a command that must not be trusted: its time, its memory and what is kept of its output are bounded."""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cutbench.sandbox.contract import MEGABYTE, Limits

LOOK_EVERY = 0.1  # seconds between looks at what a program uses
LAST_WORDS = 5.0  # seconds for what still stands in a pipe
WRITABLE = ("tmp", "out", "dev/shm")
KEPT = 1 << 16  # bytes of each stream
MORE = 1 << 13  # bytes that are handed out with a result


@dataclass(frozen=True)
class Start:
    """How to start a sandbox: its command up to the launcher's arguments, its environment, the descriptors it reads.

    `processes` are those that count against the limit although they are not the program's.
    """

    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    descriptors: tuple[int, ...] = ()
    processes: int = 0


@dataclass(frozen=True)
class Ended:
    """How it ended: `stopped` says whether and why by us."""

    exit_code: int
    seconds: float
    stopped: str | None
    stdout: str
    stderr: str
    handed_out: bytes


def run(start: Start, arguments: Callable[[int], list[str]], limits: Limits) -> Ended:
    """Run to the end or to a limit; `arguments` get the descriptor into which the result is written."""
    reader, writer = os.pipe()
    begin = time.monotonic()
    try:
        process = subprocess.Popen(
            [*start.command, *arguments(writer)],
            env=start.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[writer, *start.descriptors],
            start_new_session=True,
        )
    except OSError:
        os.close(reader)
        raise
    finally:
        for descriptor in (writer, *start.descriptors):
            os.close(descriptor)
    out, err = _Tail(process.stdout), _Tail(process.stderr)
    result = _Head(os.fdopen(reader, "rb"), limits.result_mb * MEGABYTE + MORE)
    try:
        stopped = _watch(process, begin + limits.wall_seconds, limits)
    finally:
        # All inside dies with it: its namespace of processes has it as parent.
        process.kill()
        process.wait()
    seconds = round(time.monotonic() - begin, 3)
    return Ended(process.returncode, seconds, stopped, out.text(), err.text(), result.content())


def _watch(process: subprocess.Popen[bytes], deadline: float, limits: Limits) -> str | None:
    """Wait until it ends or something is used up; return what."""
    # A thread, since waiting with a time limit is polling with growing pauses.
    waiter = threading.Thread(target=process.wait, daemon=True)
    waiter.start()
    while waiter.is_alive():
        left = deadline - time.monotonic()
        if left <= 0:
            return "time"
        waiter.join(min(LOOK_EVERY, left))
        if waiter.is_alive() and (used_up := _used_up(list(_family(process.pid)), limits)):
            return used_up
    return None


def _used_up(family: list[int], limits: Limits) -> str | None:
    if sum(map(_memory, family)) > limits.memory_mb * MEGABYTE:
        return "memory"
    written = [one for pid in family for one in _written(pid)]
    if any(n_files > limits.files for n_files, _ in written):
        return "files"
    # Where the folders have a size of their own, this is never reached.
    return "space" if any(size > limits.tmp_mb * MEGABYTE for _, size in written) else None


def _family(pid: int) -> Iterator[int]:
    """Yield a process and its descendants; none of those inside can leave it."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    """Return the bytes that a process keeps for itself, 0 if it is gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE") if len(pages) > 2 else 0


def _written(pid: int) -> list[tuple[int, int]]:
    """Return how many files and bytes there are in each folder in which a process may write.

    Nothing if it is not inside or gone. Each file takes kernel memory, which the size of a folder does not count.
    """
    root = Path(f"/proc/{pid}/root")
    try:
        if not (root / "in/launcher.py").exists():
            return []
        states = [os.statvfs(root / folder) for folder in WRITABLE]
    except OSError:
        return []
    return [(state.f_files - state.f_ffree, (state.f_blocks - state.f_bfree) * state.f_frsize) for state in states]


class _Tail:
    """Reads a stream to its end in a thread and keeps the last bytes, so that a flood fills nothing."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        assert stream is not None  # noqa: S101  (it is a pipe)
        self._stream, self._kept = stream, b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            while piece := os.read(self._stream.fileno(), KEPT):
                self._kept = (self._kept + piece)[-KEPT:]

    def text(self) -> str:
        self._thread.join(LAST_WORDS)
        return self._kept.decode("utf-8", "replace")


class _Head:
    """Reads a stream in a thread, but not more than a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit, self._content = stream, limit, b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            self._content = self._stream.read(self._limit)

    def content(self) -> bytes:
        self._thread.join(LAST_WORDS)
        return self._content
