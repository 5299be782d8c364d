"""Selected events, cutflows and their comparison with the reference."""

from typing import Literal, Self

from pydantic import Field

from cutbench.schema.base import Record

Outcome = Literal["exactly_matched", "not_matched", "execution_failed", "unscored"]
FailureClass = Literal[
    "syntax", "import", "missing_branch", "shape", "timeout", "memory", "bad_output", "empty", "no_program", "error"
]
MemoryBound = Literal["cgroup", "count"]


class CutflowStep(Record):
    """Events left after the cut `cut` and all before it."""

    cut: str
    n_events: int = Field(ge=0)


class SelectedEvents(Record):
    """What a selection program writes: pairs (runNumber, eventNumber) and, if it can, a cutflow.

    `unknown` are pairs that it wrote although no event of its file has them: never right, whatever their numbers.
    """

    selected: tuple[tuple[int, int], ...]
    cutflow: tuple[CutflowStep, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()


class LeftOut(Record):
    """What the curated list selects, and what it would select `without` each of its cuts: pairs (run, event).

    `problem` says why this is not known: the list cannot be applied.
    """

    selected: tuple[tuple[int, int], ...]
    without: dict[str, tuple[tuple[int, int], ...]]
    problem: str | None = None


class Renumbering(Record):
    """Under which numbers a program saw the events.

    With the events, `seed` gives them again; `problem` says why they were left as they are.
    """

    seed: str | None = None
    problem: str | None = None


class Execution(Record):
    """How a program ran in the sandbox; `events` only if it ended well and left a valid result.

    Where it saw the events under other numbers, `events` has those of the reference, and its output the others.
    `memory_bound` says what bounded the memory of all its processes together: a control group of the kernel, or
    counting from outside several times a second; None where nothing was run. `unscored` says why there is no program to
    run, if a server gave no answer.
    """

    backend: str
    exit_code: int | None
    seconds: float
    stdout: str = ""
    stderr: str = ""
    failure: FailureClass | None = None
    problem: str | None = None
    events: SelectedEvents | None = None
    renumbering: Renumbering | None = None
    memory_bound: MemoryBound | None = None
    unscored: str | None = None

    @classmethod
    def without_program(cls, reason: str) -> Self:
        """Return what stands for the run of a program that was never written."""
        return cls(backend="none", exit_code=None, seconds=0.0, unscored=reason)


class WrongEvent(Record):
    """An event that program and reference decide differently.

    `cut` is the cut that rejects it, if known: in the curated list where the program selects it, in the program's own
    typed list where the reference does. `values` are what that cut compared, in GeV, mm or 1. One that is not `in_file`
    is no event: the program made its numbers up, or knew them from elsewhere.
    """

    run: int
    event: int
    selected: bool
    cut: str | None = None
    values: tuple[float, ...] = ()
    in_file: bool = True


class Comparison(Record):
    """A program's events beside the reference's.

    `n_gained` events only the program selects, `n_lost` only the reference. `first_diverging_cut` is the first cut of
    the two cutflows with different counts, None where the program has no comparable cutflow, or one that cannot be
    true: then `cutflow_problem` says why. `inferred_cut` is the cut without which the reference comes closest to what
    the program selects: a guess, made for every program. `n_unknown` of the gained events are not in the file.
    """

    outcome: Outcome
    failure: FailureClass | None = None
    problem: str | None = None
    n_reference: int
    n_selected: int | None = None
    n_gained: int = 0
    n_lost: int = 0
    n_unknown: int = 0
    jaccard: float | None = None
    first_diverging_cut: str | None = None
    cutflow_problem: str | None = None
    inferred_cut: str | None = None
    wrong_events: tuple[WrongEvent, ...] = ()
    no_explanation: str | None = None
