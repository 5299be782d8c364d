"""A campaign stops when it has spent what it may, and goes on where it was when it may spend more."""

import json
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.llm import Budget, ModelEntry, Reply, Spending, environment, open_model
from cutbench.llm.models import Price

from .conftest import Upstream, completion

LINE = {
    "key": "k",
    "identity": {},
    "outcome": "ok",
    "seconds": 1800.0,
    "raw": {
        "model": "gemini",
        "usage": {
            "prompt_tokens": 1_000_000,
            "completion_tokens": 200_000,
            "prompt_tokens_details": {"cached_tokens": 500_000},
        },
    },
}
PRICES = {"gemini": Price(currency="USD", prompt=0.30, completion=2.50, cached=0.10), "local": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "extraction").mkdir()
    failed = {**LINE, "raw": None, "outcome": "server_error", "seconds": 0.0}
    (tmp_path / "extraction/calls.jsonl").write_text(f"{json.dumps(LINE)}\n{json.dumps(failed)}\n")
    return tmp_path


def test_prices() -> None:
    usage = {"prompt_tokens": 1_000_000, "cached_tokens": 500_000, "completion_tokens": 200_000}
    assert PRICES["gemini"].of(**usage) == pytest.approx(0.15 + 0.05 + 0.5)
    assert Price(currency="USD", prompt=1, completion=0).of(**usage) == pytest.approx(1)


@pytest.mark.parametrize(
    ("budget", "refused"),
    [
        (Budget(), None),
        (Budget(tokens=1_200_001, cost=0.71, hours=0.6), None),
        (Budget(tokens=1_200_000), r"budget\.tokens: 1.2e\+06 of 1.2e\+06 are spent"),
        (Budget(cost=0.7), "budget.cost: 0.7 of 0.7 are spent"),
        (Budget(hours=0.5), "budget.hours: 0.5 of 0.5 are spent; raise it and run again"),
        (Budget(tokens=0), "budget.tokens"),
    ],
)
def test_limits(folder: Path, budget: Budget, refused: str | None) -> None:
    spending = Spending(budget, folder, PRICES)
    if refused is None:
        spending.check()
    else:
        with pytest.raises(CutbenchError, match=refused):
            spending.check()


def test_new_calls_count(tmp_path: Path) -> None:
    spending = Spending(Budget(tokens=2_000_000), tmp_path, PRICES)
    spending.check()
    spending.add(LINE)
    spending.check()
    spending.add(LINE)
    with pytest.raises(CutbenchError, match=r"budget\.tokens"):
        spending.check()


def test_a_stopped_run_goes_on_where_it_was(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion("one"), completion("two")]

    def ask(limit: int, seed: int) -> Reply:
        spending = Spending(Budget(tokens=limit), calls.parent, {})
        with open_model(entry, calls=calls, spending=spending) as model:
            return model.ask([{"role": "user", "content": "Which cuts?"}], purpose="read", seed=seed)

    assert ask(5, seed=1).text == "one"
    with pytest.raises(CutbenchError, match=r"budget\.tokens: 10 of 5 are spent"):
        ask(5, seed=2)
    assert (ask(20, seed=1).replayed, ask(20, seed=2).text) == (True, "two")
    assert len(upstream.bodies) == 2


def test_environment_names_no_place(project: Path) -> None:
    found = environment()
    assert set(found) == {"cutbench", "commit", "python", "packages", "machine"}
    assert str(project) not in str(found)
