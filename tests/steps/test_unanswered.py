"""What was not answered is counted, so that the workflow asks again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cutbench.llm import UnansweredError
from cutbench.steps.unanswered import note_unanswered, run_seeds, times_unanswered


def test_a_job_is_counted_only_when_it_ends_unanswered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "extraction" / "m"
    assert times_unanswered(state) == 0
    note_unanswered(state, [])
    assert times_unanswered(state) == 0
    note_unanswered(state, ["HTTP 429", "HTTP 429"])
    assert times_unanswered(state) == 1
    note_unanswered(state, ())
    assert times_unanswered(state) == 1
    note_unanswered(state, ["HTTP 503"])
    assert times_unanswered(state) == 2
    assert capsys.readouterr().err.count("asked again by the next run") == 2


def give(*results: object) -> Callable[[int], object]:
    def run(seed: int) -> object:
        if isinstance(results[seed], Exception):
            raise results[seed]
        return results[seed]

    return run


def test_a_run_without_an_answer_does_not_cost_the_others() -> None:
    found, errors = run_seeds(give("a", UnansweredError("HTTP 403"), "b"), range(3))
    assert (found, errors) == ({0: "a", 2: "b"}, {1: "HTTP 403"})
    assert run_seeds(give(), []) == ({}, {})


def test_any_other_fault_ends_the_job() -> None:
    with pytest.raises(ZeroDivisionError):
        run_seeds(give(ZeroDivisionError()), [0])
