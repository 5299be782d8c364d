"""Limits on what a campaign spends, and what its calls have spent so far."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from cutbench.errors import CutbenchError
from cutbench.llm.answers import usage_in
from cutbench.llm.models import Price
from cutbench.llm.recorder import read_calls
from cutbench.schema.base import Record

SECONDS_PER_HOUR = 3600


class Budget(Record):
    """Upper limits of a campaign; None for no limit."""

    tokens: int | None = Field(default=None, ge=0, description="Tokens, prompts and answers together.")
    cost: float | None = Field(default=None, ge=0, description="Money, in the currency of the models' prices.")
    hours: float | None = Field(default=None, ge=0, description="Time of all calls, added up.")


class Spending:
    """Counts what the calls of a campaign take, and refuses the next one when a limit is reached.

    Calls of other jobs are read once, at the start: jobs that run at the same time may together exceed a limit.

    Args:
        budget: the limits.
        folder: where the records of all calls of the campaign are.
        prices: those of the models, by id.
    """

    def __init__(self, budget: Budget, folder: Path, prices: Mapping[str, Price | None]) -> None:
        self._budget, self._prices = budget, prices
        self._lock = threading.Lock()
        self._spent = {"tokens": 0.0, "cost": 0.0, "hours": 0.0}
        for path in sorted(folder.glob("**/calls.jsonl")) if any(budget.model_dump().values()) else ():
            for line in read_calls(path):
                self.add(line)

    def add(self, line: dict[str, Any]) -> None:
        """Count a call, a line of a record."""
        usage = usage_in(line["raw"])
        price = self._prices.get((line["raw"] or {}).get("model", ""))
        with self._lock:
            self._spent["tokens"] += usage["prompt_tokens"] + usage["completion_tokens"]
            self._spent["cost"] += price.of(**usage) if price else 0
            self._spent["hours"] += line["seconds"] / SECONDS_PER_HOUR

    def check(self) -> None:
        """Refuse another call if a limit is reached.

        Raises:
            CutbenchError: which limit, and how to go on.
        """
        for name, limit in self._budget.model_dump().items():
            if limit is not None and self._spent[name] >= limit:
                spent = f"{self._spent[name]:.6g} of {limit:.6g} are spent"
                raise CutbenchError(f"budget.{name}: {spent}; raise it and run again, finished calls are kept")
