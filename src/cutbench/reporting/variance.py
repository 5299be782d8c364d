"""The table of variance: what makes the scores of a model differ, and how many seeds would be enough."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cutbench.judging import score
from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.modes import SELF_TEST
from cutbench.schema.verdicts import JudgedList
from cutbench.statistics import judge_variance, variance_components

HALF_WIDTH_CUTS = 1.0
Repeats = list[dict[str, float]]  # the scores of one run by one judge
Key = tuple[str, str, str]  # model, mode, judge
Answers = dict[str, Repeats]  # by answer: runs with the same one are one draw
SCORES = {"correct": "n_correct", "hallucinations": "n_hallucinations"}
COLUMNS = (
    *("model", "mode", "judge", "score", "n_seeds", "n_distinct", "n_repeats", "mean", "sd_seeds", "sd_repeats"),
    *("half_width", "seeds_for_1_cut", "repeats_enough", "sd_judges"),
)


def tabulate_variance(runs: Iterable[ScoredRun]) -> pd.DataFrame:
    """Return one row per model, mode, judge and score, without gate.

    `sd_seeds` and `sd_repeats` are standard deviations in cuts: of the seeds' true scores, and of the judge's repeats
    on one list; `sd_judges` is that of all judges around each other, the same in the rows of all of them.
    `half_width` is that of the 95% interval of the mean of the runs that there are, `seeds_for_1_cut` how many seeds
    would bring it to one cut with as many repeats, `repeats_enough` how many repeats would leave the judge a tenth of
    the variance of a run. Of `n_seeds` scored runs only `n_distinct` different answers count: from one answer nothing
    is known of how seeds differ.
    """
    seeds: Counter[Key] = Counter()
    groups: dict[Key, Answers] = {}
    for run in (run for run in runs if run.mode != SELF_TEST):
        answer = answer_of_cuts(run.cuts)
        for judged in run.judged:
            key, values = (run.model, run.mode, judged.judge), _scores(judged)
            groups.setdefault(key, {})
            if values:
                groups[key].setdefault(answer, values)
                seeds[key] += 1
    rows = [
        _row(key, name, seeds[key], answers) | _between(key, name, groups)
        for key, answers in groups.items()
        for name in SCORES
    ]
    return pd.DataFrame(rows, columns=None if rows else list(COLUMNS))


def _scores(judged: JudgedList) -> Repeats:
    scored = [score(judgement) for judgement in judged.judgements if judgement.unscored is None]
    return [{name: getattr(one, field) for name, field in SCORES.items()} for one in scored]


def _between(key: Key, name: str, groups: dict[Key, Answers]) -> dict[str, object]:
    """Compare the judges on the answers that all of them could score."""
    columns = [answers for (model, mode, _), answers in groups.items() if (model, mode) == key[:2]]
    common = [answer for answer in columns[0] if all(answer in answers for answers in columns)]
    means = [[np.mean([values[name] for values in answers[one]]) for answers in columns] for one in common]
    found = judge_variance(np.array(means, dtype=float).reshape(len(common), len(columns)))
    return {"sd_judges": round(float(np.sqrt(found)), 3)}


def _row(key: Key, name: str, seeds: int, answers: Answers) -> dict[str, object]:
    # Repeats that were left unscored make gaps: the layout is cut to what all seeds have.
    full = list(answers.values())
    repeats = min((len(one) for one in full), default=0)
    row: dict[str, object] = dict(zip(("model", "mode", "judge"), key, strict=True))
    row |= {"score": name, "n_seeds": seeds, "n_distinct": len(full), "n_repeats": repeats}
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
