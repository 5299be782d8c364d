"""Running programs of a benchmark: in the sandbox, on events under numbers that nobody can know beforehand."""

from collections.abc import Callable
from pathlib import Path

from cutbench.config import SandboxConfig
from cutbench.events.renumber import renumbered
from cutbench.locks import folder_of_run
from cutbench.sandbox import Limits, run_program, try_out
from cutbench.schema.events import Execution
from cutbench.steps.setting import Setting


def executor(setting: Setting, events: Path) -> Callable[[str], Execution]:
    """Return what runs a program on the events; each run sees other run and event numbers.

    Raises:
        CutbenchError: the sandbox does not work here, which is said before a model is asked.
    """
    sandbox = setting.config.sandbox
    limits = limits_of(sandbox)
    try_out(sandbox.backend, limits)

    def execute(program: str) -> Execution:
        with renumbered(events) as copy:
            return copy.restore(run_program(program, copy.path, limits=limits, backend=sandbox.backend))

    return execute


def attempter(setting: Setting) -> Callable[[str], Execution]:
    """Return what runs a program that brings its own events: it sees an empty file in their place."""
    sandbox = setting.config.sandbox
    limits = limits_of(sandbox)

    def attempt(program: str) -> Execution:
        with folder_of_run() as folder:
            events = folder / "events.root"
            events.touch(0o644)
            return run_program(program, events, limits=limits, backend=sandbox.backend)

    return attempt


def limits_of(sandbox: SandboxConfig) -> Limits:
    """Return the bounds of a run in the sandbox that a configuration sets."""
    return Limits(wall_seconds=sandbox.wall_seconds, memory_mb=sandbox.memory_mb)


def numbered_notes(execution: Execution) -> tuple[str, ...]:
    """Return a note for the record of a run in which the published numbers were in sight."""
    problem = execution.renumbering.problem if execution.renumbering else None
    return (problem,) if problem else ()
