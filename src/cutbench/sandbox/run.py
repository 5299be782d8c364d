"""Running one program and saying how it went."""

import json
import os
import re
import secrets
import subprocess
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO, Protocol

from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.sandbox import launcher
from cutbench.sandbox.bubblewrap import Bubblewrap
from cutbench.schema.base import Record, first_fault
from cutbench.schema.events import Execution, FailureClass, SelectedEvents

MEGABYTE = 1 << 20
CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Limits(Record):
    """Bounds on a program; memory is that of each process, the others are of all together."""

    wall_seconds: int = 120
    memory_mb: int = 4096
    processes: int = 64
    open_files: int = 256
    tmp_mb: int = 64
    result_mb: int = 8
    kept_characters: int = 8000


class Sandbox(Protocol):
    """What builds the command that runs the launcher with nothing else in sight."""

    name: str

    def command(self, program: Path, launcher: Path, events: Path, tmp_bytes: int) -> list[str]:
        """Return the command, to which the launcher's arguments are added."""
        ...


def run_program(program: str, events: Path, *, limits: Limits | None = None, backend: str = "auto") -> Execution:
    """Run an untrusted selection program on an events file.

    Args:
        program: its Python source.
        events: the file that it gets as --events.
        limits: bounds.
        backend: 'bubblewrap', or 'auto' for what there is.

    Returns:
        How it ended, the last lines that it wrote, and its events if they are valid.

    Raises:
        CutbenchError: there is no sandbox, or no events file; a program is never run without one.
    """
    limits = limits or Limits()
    if not events.is_file():
        raise CutbenchError(f"{events}: there is no such events file")
    sandbox = _sandbox(backend)
    if not program.strip():
        return Execution(backend=sandbox.name, exit_code=None, seconds=0.0, failure="no_program", problem="it is empty")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "selection.py")
        script.write_bytes(program.encode("utf-8", "replace"))
        script.chmod(0o644)
        return _run(sandbox, script, events, limits)


def _sandbox(backend: str) -> Sandbox:
    if backend in {"auto", "bubblewrap"}:
        return Bubblewrap()
    raise CutbenchError(f"sandbox: unknown backend '{backend}'; known are auto, bubblewrap")


def _run(sandbox: Sandbox, script: Path, events: Path, limits: Limits) -> Execution:
    reader, writer = os.pipe()
    command = sandbox.command(script, Path(launcher.__file__), events, limits.tmp_mb * MEGABYTE)
    command += [json.dumps(_bounds(limits)), str(writer)]
    start = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[writer], text=False
    )
    os.close(writer)
    out, err = _Tail(process.stdout, limits.kept_characters), _Tail(process.stderr, limits.kept_characters)
    result = _Head(os.fdopen(reader, "rb"), limits.result_mb * MEGABYTE + 1)
    timed_out = False
    try:
        process.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        timed_out = True
    finally:
        # Ends everything inside as well: the namespace of processes dies with its first one.
        process.kill()
        process.wait()
    seconds = time.monotonic() - start
    ended = Execution(
        backend=sandbox.name,
        exit_code=None if timed_out else process.returncode,
        seconds=round(seconds, 3),
        stdout=out.text(),
        stderr=err.text(),
    )
    return _judged(ended, result.content(), limits, timed_out=timed_out)


def _bounds(limits: Limits) -> dict[str, int]:
    return {
        "cpu_seconds": limits.wall_seconds,
        "memory_bytes": limits.memory_mb * MEGABYTE,
        "processes": limits.processes,
        "open_files": limits.open_files,
        "file_bytes": limits.tmp_mb * MEGABYTE,
        "result_bytes": limits.result_mb * MEGABYTE,
        # A user that nobody else is: limits on processes are counted per user.
        "uid": 100_000 + secrets.randbelow(900_000),
    }


def _judged(ended: Execution, content: bytes, limits: Limits, *, timed_out: bool) -> Execution:
    """Add why a program failed, or its events."""
    if timed_out:
        return _failed(ended, "timeout", f"it ran longer than {limits.wall_seconds} s")
    if ended.exit_code != 0:
        failure, problem = classify(ended.exit_code or 0, ended.stderr)
        return _failed(ended, failure, problem)
    if not content:
        return _failed(ended, "empty", "it wrote no result file")
    if len(content) > limits.result_mb * MEGABYTE:
        return _failed(ended, "bad_output", f"its result is larger than {limits.result_mb} MiB")
    try:
        events = SelectedEvents.model_validate_json(content)
    except ValidationError as error:
        return _failed(ended, "bad_output", f"its result is not in the agreed form: {first_fault(error)[:300]}")
    return ended.model_copy(update={"events": events})


def _failed(ended: Execution, failure: FailureClass, problem: str) -> Execution:
    return ended.model_copy(update={"failure": failure, "problem": problem})


def classify(exit_code: int, stderr: str) -> tuple[FailureClass, str]:
    """Return the class of a failure and its last line, from what a program wrote before it ended."""
    last = next((line.strip() for line in reversed(stderr.splitlines()) if line.strip()), "")
    if exit_code == 128 + 24:
        return "timeout", "it used up its CPU time"
    if exit_code == 128 + 9 and not last:
        return "memory", "it was killed"
    patterns: list[tuple[FailureClass, str]] = [
        ("syntax", r"^(?:SyntaxError|IndentationError|TabError)"),
        ("import", r"^(?:ModuleNotFoundError|ImportError)"),
        ("memory", r"MemoryError|Unable to allocate|Cannot allocate memory"),
        ("missing_branch", r"KeyInFileError|FieldNotFoundError|no field named|^KeyError|not found \(with any cycle"),
        ("shape", r"broadcast|AxisError|^IndexError|shape|inhomogeneous|nested list depth"),
    ]
    for failure, pattern in patterns:
        if re.search(pattern, last) or (
            failure == "missing_branch" and re.search(r"KeyInFileError|FieldNotFoundError", stderr)
        ):
            return failure, last[:500]
    return "error", last[:500] or f"it ended with exit code {exit_code}"


class _Tail:
    """Reads a stream to its end in a thread and keeps the last characters, so that a flood fills nothing."""

    def __init__(self, stream: IO[bytes] | None, limit: int) -> None:
        assert stream is not None  # noqa: S101  (it is a pipe)
        self._stream, self._pieces, self._limit = stream, deque[bytes](), limit
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream:
            while piece := self._stream.read1(65536):  # type: ignore[attr-defined]
                self._pieces.append(piece)
                while sum(map(len, self._pieces)) - len(self._pieces[0]) > self._limit:
                    self._pieces.popleft()

    def text(self) -> str:
        """Return what was kept, without control characters."""
        self._thread.join(5)
        text = b"".join(self._pieces).decode("utf-8", "replace")
        return CONTROL.sub("", text)[-self._limit :]


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
        """Return what came."""
        self._thread.join(5)
        return self._content
