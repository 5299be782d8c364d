"""Runs programs in the sandbox, on events whose numbers nobody can know beforehand."""

from collections.abc import Callable
from pathlib import Path

from cutbench.config import SandboxConfig
from cutbench.events.renumber import renumbered
from cutbench.locks import folder_of_run
from cutbench.sandbox import Limits, run_program, try_out
from cutbench.schema.events import Execution
from cutbench.steps.setting import Setting


def executor(setting: Setting, events: Path) -> Callable[[str], Execution]:
    """Return a function that runs a program on the events, each time under new run and event numbers.

    Raises:
        CutbenchError: the sandbox does not work here. Raised at once, before a model is asked.
    """
    sandbox = setting.config.sandbox
    limits = limits_of(sandbox)
    try_out(sandbox.backend, limits)

    def execute(program: str) -> Execution:
        with renumbered(events) as copy:
            return copy.restore(run_program(program, copy.path, limits=limits, backend=sandbox.backend))

    return execute


def attempter(setting: Setting) -> Callable[[str], Execution]:
    """Return a function that runs a program with events of its own; its events file is empty."""
    sandbox = setting.config.sandbox
    limits = limits_of(sandbox)

    def attempt(program: str) -> Execution:
        with folder_of_run() as folder:
            events = folder / "events.root"
            events.touch(0o644)
            return run_program(program, events, limits=limits, backend=sandbox.backend)

    return attempt


def limits_of(sandbox: SandboxConfig) -> Limits:
    """Return the limits of a run in the sandbox."""
    return Limits(wall_seconds=sandbox.wall_seconds, memory_mb=sandbox.memory_mb)


def numbered_notes(execution: Execution) -> tuple[str, ...]:
    """Return a note for the record of a run if the program could see the published event numbers."""
    problem = execution.renumbering.problem if execution.renumbering else None
    return (problem,) if problem else ()
