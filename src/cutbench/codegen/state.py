"""What the nodes of all graphs share."""

from collections.abc import Callable
from typing import Any, Literal, TypedDict

from cutbench.llm import Reply
from cutbench.schema.events import Execution

Arm = Literal["freeform", "stepwise", "compiled"]
Execute = Callable[[str], Execution]


class State(TypedDict):
    """The state of a run: JSON values only, since it is checkpointed.

    `subtasks` are worked on in turn, `position` is the one under way, `pieces` what has been made for each: code
    in the arm freeform, a function in the arm stepwise, a typed cut in the arm compiled. `error` is what was wrong with
    the last attempt.
    """

    subtasks: list[str]
    position: int
    pieces: list[Any]
    program: str
    execution: dict[str, Any] | None
    error: str
    repairs: int
    done: bool
    trajectory: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    notes: list[str]


def first_state() -> State:
    """Return the state in which a run begins."""
    return State(
        subtasks=[],
        position=0,
        pieces=[],
        program="",
        execution=None,
        error="",
        repairs=0,
        done=False,
        trajectory=[],
        calls=[],
        notes=[],
    )


def heard(state: State, reply: Reply, **step: Any) -> dict[str, Any]:
    """Return the update that keeps a reply: its line for the record, and itself in the trajectory."""
    entry = {"key": reply.summary.key, "outcome": reply.outcome, "answer": reply.text, **step}
    calls = [*state["calls"], reply.summary.model_dump(mode="json")]
    return {"calls": calls, "trajectory": [*state["trajectory"], entry]}


def run(execute: Execute, program: str) -> Execution:
    """Run a program; none at all is a failure of its own."""
    if program.strip():
        return execute(program)
    return Execution(
        backend="none", exit_code=None, seconds=0.0, failure="no_program", problem="the model wrote no program"
    )
