"""Running a command that must not be trusted: its time, its memory and what is kept of its output are bounded."""

import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cutbench.errors import CutbenchError
from cutbench.sandbox import usage
from cutbench.sandbox.cgroup import Group, group
from cutbench.sandbox.contract import MEGABYTE, Limits
from cutbench.sandbox.streams import Head, Tail
from cutbench.schema.events import MemoryBound

LOOK_EVERY = 0.05  # seconds between looks at what a program uses
LOOK_SOON = 0.02  # seconds, where it uses more than half of the memory that it may
STARTING = 60.0  # seconds that a sandbox may take until the program runs; a disk may be slow
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
    """How it ended: `stopped` says whether and why by us, a negative `exit_code` which signal ended the sandbox."""

    exit_code: int
    seconds: float
    stopped: str | None
    memory_bound: MemoryBound
    stdout: str
    stderr: str
    handed_out: bytes


def run(start: Start, arguments: Callable[[int], list[str]], limits: Limits) -> Ended:
    """Run to the end or to a limit; `arguments` get the descriptor into which the result is written.

    Raises:
        CutbenchError: the command is no program that this machine can run.
    """
    with group(limits.memory_mb * MEGABYTE) as own:
        reader, writer = os.pipe()
        begin = time.monotonic()
        try:
            process = _started(start, arguments(writer), own, writer)
        except OSError as error:
            os.close(reader)
            raise CutbenchError(
                f"sandbox: {start.command[0]} cannot be run: {error.strerror}; install another"
            ) from error
        finally:
            for descriptor in (writer, *start.descriptors):
                os.close(descriptor)
        out, err = Tail(process.stdout), Tail(process.stderr)
        result = Head(os.fdopen(reader, "rb"), limits.result_mb * MEGABYTE + MORE)
        try:
            stopped = _watch(process, result, limits, counting=own is None)
        finally:
            # All inside dies with it: its namespace of processes has it as parent.
            process.kill()
            process.wait()
        if own and own.is_used_up():
            stopped = "memory"
        seconds = round(time.monotonic() - begin, 3)
        by: MemoryBound = "cgroup" if own else "count"
        return Ended(process.returncode, seconds, stopped, by, out.text(), err.text(), result.content())


def _started(start: Start, arguments: list[str], own: Group | None, writer: int) -> subprocess.Popen[bytes]:
    command = [*start.command, *arguments]
    return subprocess.Popen(
        own.entering(command) if own else command,
        env=start.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[writer, *start.descriptors],
        start_new_session=True,
    )


def _watch(process: subprocess.Popen[bytes], result: Head, limits: Limits, *, counting: bool) -> str | None:
    """Wait until it ends or something is used up; return what."""
    # A thread, since waiting with a time limit is polling with growing pauses.
    waiter = threading.Thread(target=process.wait, daemon=True)
    waiter.start()
    begin, pause = time.monotonic(), LOOK_EVERY
    while waiter.is_alive():
        deadline = result.began + limits.wall_seconds if result.began else begin + STARTING
        left = deadline - time.monotonic()
        if left <= 0:
            return "time"
        waiter.join(min(pause, left))
        # Before it runs, there may be only one half of a sandbox, in which the folders are those of the host.
        if waiter.is_alive() and result.began:
            used_up, pause = _look(process.pid, limits, counting=counting)
            if used_up:
                return used_up
    return None


def _look(pid: int, limits: Limits, *, counting: bool) -> tuple[str | None, float]:
    """Return what is used up, if anything, and the seconds until the next look."""
    pids = list(usage.family(pid))
    within = usage.inside(pids)
    if within is None:
        return None, LOOK_EVERY
    folders = usage.written(within)
    if any(one.files > limits.files for one in folders):
        return "files", 0
    # Where the folders have a size of their own, this is never reached.
    if any(one.size > limits.tmp_mb * MEGABYTE for one in folders):
        return "space", 0
    if not counting:
        return None, LOOK_EVERY
    bound = limits.memory_mb * MEGABYTE - sum(one.size for one in folders)
    begin = time.monotonic()
    used = usage.memory(pids, within, enough=bound)
    # An exact look at much memory takes its time, of which the program should not be robbed.
    soon = max(LOOK_SOON, 2 * (time.monotonic() - begin))
    return "memory" if used > bound else None, soon if used > bound // 2 else LOOK_EVERY
