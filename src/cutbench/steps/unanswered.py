"""Runs with a question that got no answer: they have no score, and the workflow is told to run their job again."""

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from cutbench.errors import CutbenchError
from cutbench.llm import UnansweredError
from cutbench.schema.base import Record

FILE = "unanswered.json"
T = TypeVar("T")


class Unanswered(Record):
    """How often a job ended with unanswered questions, and the reasons of the last time."""

    times: int
    reasons: tuple[str, ...] = ()


def times_unanswered(state: Path) -> int:
    """Return how often the job with this state folder ended unanswered.

    It is a parameter of the job's rule: when the number has changed since its last run, Snakemake runs the job again.
    Once all is answered, the number stays.
    """
    try:
        return Unanswered.read(state / FILE).times
    except CutbenchError:
        return 0


def note_unanswered(state: Path, reasons: Iterable[str]) -> None:
    """Count and report a job that ended with unanswered questions; without reasons it did not."""
    reasons = tuple(dict.fromkeys(reasons))
    if not reasons:
        return
    Unanswered(times=times_unanswered(state) + 1, reasons=reasons).write(state / FILE)
    for reason in reasons:
        print(f"unscored, and asked again by the next run: {reason}", file=sys.stderr)


def run_seeds(run: Callable[[int], T], seeds: Iterable[int]) -> tuple[dict[int, T], dict[int, str]]:
    """Run all seeds at once; return the results by seed, and why the other seeds got no answer."""
    seeds = list(seeds)
    found, unanswered = {}, {}
    with ThreadPoolExecutor(max(1, len(seeds))) as pool:
        for seed, result in [(seed, pool.submit(run, seed)) for seed in seeds]:
            try:
                found[seed] = result.result()
            except UnansweredError as error:
                unanswered[seed] = str(error)
    return found, unanswered
