"""Runs that a model did not answer: they have no score, and the workflow is told to ask again."""

import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from cutbench.errors import CutbenchError
from cutbench.llm import UnansweredError
from cutbench.schema.base import Record

FILE = "unanswered.json"
T = TypeVar("T")


class Unanswered(Record):
    """How often a job ended with questions that got no answer, and what they were the last time."""

    times: int
    reasons: tuple[str, ...] = ()


def times_unanswered(state: Path) -> int:
    """Return how often the job with this folder ended unanswered.

    It is a parameter of the job's rule: another number than that of its last run makes Snakemake run it again, and
    as soon as all is answered, the number stays.
    """
    try:
        return Unanswered.read(state / FILE).times
    except CutbenchError:
        return 0


def note_unanswered(state: Path, reasons: Iterable[str]) -> None:
    """Count a job that had no answer to some questions, if there are reasons, and say so."""
    reasons = tuple(dict.fromkeys(reasons))
    if not reasons:
        return
    Unanswered(times=times_unanswered(state) + 1, reasons=reasons).write(state / FILE)
    for reason in reasons:
        print(f"unscored, and asked again by the next run: {reason}", file=sys.stderr)


def answered(runs: Mapping[int, Future[T]]) -> tuple[dict[int, T], dict[int, str]]:
    """Wait for runs that go on side by side; return the results, and of those without an answer the reasons."""
    found, errors = {}, {}
    for seed, run in runs.items():
        try:
            found[seed] = run.result()
        except UnansweredError as error:
            errors[seed] = str(error)
    return found, errors
