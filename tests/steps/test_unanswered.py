"""What was not answered is counted, so that the workflow asks again."""

from concurrent.futures import Future
from pathlib import Path

import pytest

from cutbench.llm import UnansweredError
from cutbench.steps.unanswered import answered, note_unanswered, times_unanswered


def future(result: object) -> "Future[object]":
    run: Future[object] = Future()
    run.set_exception(result) if isinstance(result, Exception) else run.set_result(result)
    return run


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


def test_a_run_without_an_answer_does_not_cost_the_others() -> None:
    found, errors = answered({0: future("a"), 1: future(UnansweredError("HTTP 403")), 2: future("b")})
    assert (found, errors) == ({0: "a", 2: "b"}, {1: "HTTP 403"})


def test_any_other_fault_ends_the_job() -> None:
    with pytest.raises(ZeroDivisionError):
        answered({0: future(ZeroDivisionError())})
