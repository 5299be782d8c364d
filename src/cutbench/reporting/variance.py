"""The table of variance: what makes the scores of a model differ, and how many seeds would be enough."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cutbench.judging import score
from cutbench.reporting.extraction import SELF_TEST, ScoredRun
from cutbench.statistics import judge_variance, variance_components

HALF_WIDTH_CUTS = 1.0
Repeats = list[dict[str, float]]  # the scores of one run by one judge
SCORES = {"correct": "n_correct", "hallucinations": "n_hallucinations"}


def tabulate_variance(runs: Iterable[ScoredRun]) -> pd.DataFrame:
    """Return one row per model, mode, judge and score, without gate.

    `sd_seeds` and `sd_repeats` are standard deviations in cuts: of the seeds' true scores, and of the judge's repeats
    on one list; `sd_judges` is that of all judges around each other, the same in the rows of all of them.
    `half_width` is that of the 95% interval of the mean of the runs that there are, `seeds_for_1_cut` how many seeds
    would bring it to one cut with as many repeats, `repeats_enough` how many repeats would leave the judge a tenth of
    the variance of a run.
    """
    groups: dict[tuple[str, str, str], list[Repeats]] = {}
    for run in (run for run in runs if run.mode != SELF_TEST):
        for judged in run.judged:
            scored = [score(judgement) for judgement in judged.judgements if judgement.unscored is None]
            values = [{name: getattr(one, field) for name, field in SCORES.items()} for one in scored]
            groups.setdefault((run.model, run.mode, judged.judge), []).append(values)
    rows = [_row(key, name, lists) | _between(key, name, groups) for key, lists in groups.items() for name in SCORES]
    return pd.DataFrame(rows)


def _between(
    key: tuple[str, str, str], name: str, groups: dict[tuple[str, str, str], list[Repeats]]
) -> dict[str, object]:
    """Compare the judges on the runs that all of them could score."""
    columns = [lists for (model, mode, _), lists in groups.items() if (model, mode) == key[:2]]
    runs = [run for run in zip(*columns, strict=False) if all(run)]
    means = [[np.mean([values[name] for values in repeats]) for repeats in run] for run in runs]
    found = judge_variance(np.array(means, dtype=float).reshape(len(runs), len(columns)))
    return {"sd_judges": round(float(np.sqrt(found)), 3)}


def _row(key: tuple[str, str, str], name: str, lists: list[Repeats]) -> dict[str, object]:
    # Repeats that were left unscored make gaps: the layout is cut to what all seeds have.
    full = [one for one in lists if one]
    repeats = min((len(one) for one in full), default=0)
    row: dict[str, object] = dict(zip(("model", "mode", "judge"), key, strict=True))
    row |= {"score": name, "n_seeds": len(full), "n_repeats": repeats}
    if not repeats:
        return row
    scores = np.array([[values[name] for values in one[:repeats]] for one in full], dtype=float)
    found = variance_components(scores)
    return row | {
        "mean": round(float(scores.mean()), 2),
        "sd_seeds": round(float(np.sqrt(found.between_seeds)), 3),
        "sd_repeats": round(float(np.sqrt(found.between_repeats)), 3),
        "half_width": round(found.half_width(len(full), repeats), 2),
        "seeds_for_1_cut": found.seeds_needed(HALF_WIDTH_CUTS, repeats),
        "repeats_enough": found.repeats_needed(),
    }
