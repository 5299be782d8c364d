"""The table of the cutflow: events left after each cut of the reference, beside what generated programs say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cutbench.reporting.frames import frame_of, grouped
from cutbench.schema.cuts import Cut
from cutbench.schema.events import CutflowStep

COLUMNS = (
    *("model", "arm", "cut", "object", "text", "n_runs", "n_distinct", "n_reference", "n_events", "n_low", "n_high"),
    *("efficiency_reference", "efficiency", "efficiency_low", "efficiency_high", "replayed"),
)
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Counted:
    """The cutflow of one program; empty if it wrote none, or one that cannot be true. `answer` tells it from others."""

    model: str
    arm: str
    cutflow: Sequence[CutflowStep]
    answer: str
    replayed: bool = False


def tabulate_cutflow(
    programs: Iterable[Counted], reference: Sequence[CutflowStep], cuts: Iterable[Cut]
) -> pd.DataFrame:
    """Return one row per cut of the reference for each model and arm with a program that counts any under its id.

    `n_events` is the median over the `n_runs` that count it, between the smallest `n_low` and the largest `n_high`. An
    efficiency is the share of the events after the cut before that pass: missing for the first cut, and where a
    program does not count the one before.
    """
    by_id = {cut.id: cut for cut in cuts}
    groups = grouped(programs, "model", "arm").values()
    return frame_of((row for group in groups for row in _rows(group, reference, by_id)), COLUMNS)


def _rows(
    group: Sequence[Counted], reference: Sequence[CutflowStep], cuts: Mapping[str, Cut]
) -> Iterator[dict[str, Any]]:
    wanted = _counts(reference)
    counts = [_counts(program.cutflow) for program in group]
    if not any(step.cut in one for step in reference for one in counts):
        return
    before = {step.cut: last.cut for last, step in pairwise(reference)}
    for step in reference:
        counting = [place for place, one in enumerate(counts) if step.cut in one]
        passed = [_efficiency(counts[place], step.cut, before.get(step.cut)) for place in counting]
        yield {
            "model": group[0].model,
            "arm": group[0].arm,
            "cut": step.cut,
            "object": cuts[step.cut].object if step.cut in cuts else "",
            "text": cuts[step.cut].text if step.cut in cuts else "",
            "n_runs": len(counting),
            "n_distinct": len({group[place].answer for place in counting}),
            "n_reference": step.n_events,
            **_spread("n_events", "n", [counts[place][step.cut] for place in counting]),
            "efficiency_reference": round(_efficiency(wanted, step.cut, before.get(step.cut)), 4),
            **_spread("efficiency", "efficiency", passed),
            "replayed": any(group[place].replayed for place in counting),
        }


def _counts(cutflow: Sequence[CutflowStep]) -> dict[str, int]:
    return {step.cut: step.n_events for step in cutflow}


def _efficiency(counts: Counts, cut: str, before: str | None) -> float:
    """Return the share of events that pass, nan where nothing is known of those before, or there are none."""
    n_before = counts.get(before, 0) if before else 0
    return counts[cut] / n_before if n_before else np.nan


def _spread(name: str, prefix: str, values: Sequence[float]) -> dict[str, float]:
    known = [value for value in values if not np.isnan(value)] or [np.nan]
    low, middle, high = (round(float(value), 4) for value in (min(known), np.median(known), max(known)))
    return {name: middle, f"{prefix}_low": low, f"{prefix}_high": high}
