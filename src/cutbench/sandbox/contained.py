"""What bubblewrap and apptainer have in common: the launcher runs the program inside, its end is judged outside."""

import os
import secrets
from abc import ABC, abstractmethod
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.locks import folder_of_run
from cutbench.sandbox import bootstrap, launcher, process
from cutbench.sandbox.advice import what_to_do
from cutbench.sandbox.contract import MEGABYTE, Limits
from cutbench.sandbox.failures import Raised, classify
from cutbench.sandbox.result import read_result
from cutbench.sandbox.text import plain
from cutbench.schema.events import Execution, FailureClass

# What the sandbox brings of ours, and where it lies inside.
INPUTS = {Path(launcher.__file__): "/in/launcher.py", Path(bootstrap.__file__): "/in/bootstrap.py"}
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108  (the sandbox's own)
    "LANG": "C.UTF-8",
    "MPLCONFIGDIR": "/tmp",  # noqa: S108
    "NUMBA_CACHE_DIR": "/tmp",  # noqa: S108
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class Contained(ABC):
    """A sandbox that starts the launcher with /in, /out and /tmp and little else."""

    name: str
    guarded: bool  # nothing inside can end the launcher

    @abstractmethod
    def start(self, script: Path, events: Path, limits: Limits) -> process.Start:
        """Return how to start the launcher."""

    def run(self, program: str, events: Path, limits: Limits) -> Execution:
        """Run Python source on an events file.

        Raises:
            CutbenchError: the sandbox did not start the program, or was ended by somebody else.
        """
        with folder_of_run() as folder:
            script = folder / "selection.py"
            script.write_bytes(program.encode("utf-8", "replace"))
            script.chmod(0o644)
            start = self.start(script, events.resolve(), limits)
            ended = process.run(start, lambda fd: [str(fd), *_bounds(limits, start.processes)], limits)
        self._check_worked(ended, start.command[0])
        return self._judged(ended, limits)

    def _check_worked(self, ended: process.Ended, program: str) -> None:
        if not ended.handed_out.startswith(launcher.STARTED):
            why = _why(ended)
            raise CutbenchError(f"sandbox: {self.name} does not work here: {why}; {what_to_do(why, program)}")
        unfinished = len(ended.handed_out) < len(launcher.STARTED) + launcher.LENGTH
        if self.guarded and not ended.stopped and (unfinished or ended.exit_code < 0):
            raise CutbenchError(
                f"sandbox: {self.name} was ended from outside (exit code {ended.exit_code}), the program is not judged;"
                " run it again, in a job with more memory or time if that was used up"
            )

    def _judged(self, ended: process.Ended, limits: Limits) -> Execution:
        """Say how it ended, with why it failed or with its events."""
        execution = Execution(
            backend=self.name,
            exit_code=None if ended.stopped else ended.exit_code,
            seconds=ended.seconds,
            stdout=_kept(ended.stdout, limits),
            stderr=_kept(ended.stderr, limits),
            memory_bound=ended.memory_bound,
        )
        raised, content = handed_out(ended.handed_out)
        failure = failure_of(ended, limits, raised)
        if failure is None and not content:
            failure = "empty", "it wrote no result file"
        if failure:
            return execution.model_copy(update={"failure": failure[0], "problem": failure[1]})
        try:
            events = read_result(content, limits.result_mb * MEGABYTE)
        except ValueError as error:
            return execution.model_copy(update={"failure": "bad_output", "problem": str(error)})
        return execution.model_copy(update={"events": events})


def handed_out(content: bytes) -> tuple[Raised | None, bytes]:
    """Return the exception that ended the program, if one did, and the bytes of its result."""
    start = len(launcher.STARTED) + launcher.LENGTH
    end = start + int.from_bytes(content[len(launcher.STARTED) : start], "big")
    kind, _, line = plain(content[start:end].decode("utf-8", "replace")).partition("\n")
    return (Raised(kind, line) if kind else None), content[end:]


def failure_of(ended: process.Ended, limits: Limits, raised: Raised | None) -> tuple[FailureClass, str] | None:
    """Return why a program did not end well, None if it did."""
    if ended.stopped == "time":
        return "timeout", f"it ran longer than {limits.wall_seconds:g} s"
    if ended.stopped == "memory":
        return "memory", f"its processes used more than {limits.memory_mb} MiB"
    if ended.stopped == "files":
        return "error", f"it wrote more than {limits.files} files"
    if ended.stopped == "space":
        return "error", f"it wrote more than {limits.tmp_mb} MiB: No space left"
    if ended.exit_code != 0:
        return classify(ended.exit_code, raised, plain(ended.stderr))
    return None


def _bounds(limits: Limits, other_processes: int) -> list[str]:
    values = {
        "cpu_seconds": max(1, round(limits.wall_seconds)),
        "memory_bytes": limits.memory_mb * MEGABYTE,
        "processes": limits.processes + other_processes,
        "open_files": limits.open_files,
        "file_bytes": limits.tmp_mb * MEGABYTE,
        "result_bytes": limits.result_mb * MEGABYTE,
        "uid": _unused_user() if os.getuid() == 0 else 0,
    }
    return [f"{name}={value}" for name, value in values.items()]


def _unused_user() -> int:
    """Return a user that nobody else is, since limits on processes are counted per user; few exist in a container."""
    known = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    return 100_000 + secrets.randbelow(900_000) if known > 1_000_000 else 1_000 + secrets.randbelow(60_000)


def _why(ended: process.Ended) -> str:
    lines = [line for line in plain(ended.stderr).splitlines() if line.strip()]
    if ended.stopped:
        return f"it started nothing within {ended.seconds:g} s"
    return lines[-1].strip()[:300] if lines else f"it ended with exit code {ended.exit_code} and said nothing"


def _kept(text: str, limits: Limits) -> str:
    return plain(text)[-limits.kept_characters :] if limits.kept_characters else ""
