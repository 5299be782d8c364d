"""A sandbox that runs nothing, for tests of what uses one."""

from collections.abc import Callable
from pathlib import Path

from cutbench.sandbox.contract import Limits
from cutbench.schema.events import Execution, SelectedEvents


class ScriptedSandbox:
    """Answers with what it was given: executions one after another, or what a function of the program returns."""

    name = "scripted"

    def __init__(self, *executions: Execution, answer: Callable[[str], Execution] | None = None) -> None:
        self._left = list(executions)
        self._answer = answer
        self.programs: list[str] = []

    def run(self, program: str, events: Path, limits: Limits) -> Execution:
        """Note the program and return the next execution."""
        self.programs.append(program)
        return self._answer(program) if self._answer else self._left.pop(0)


def selecting(*events: tuple[int, int]) -> Execution:
    """Return the execution of a program that selected these events."""
    return Execution(backend="scripted", exit_code=0, seconds=0.0, events=SelectedEvents(selected=events))
