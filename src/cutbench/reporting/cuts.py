"""The table of cuts: how often each model finds each curated cut."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.verdicts import on_curated

COLUMNS = (
    "model",
    "mode",
    "judge",
    "cut",
    "n_runs",
    "n_distinct",
    "found",
    "partial",
    "contradicted",
    "missing",
    "replayed",
)


def tabulate_cuts(runs: Iterable[ScoredRun], cuts: Iterable[str]) -> pd.DataFrame:
    """Return one row per model, mode, judge and curated cut with the number of runs of each verdict.

    A run's verdict is the one that most repeats of the judge give. Runs that a judge left unscored are in no
    count, so that `n_runs` may be smaller than in the other tables; `n_distinct` of them gave different answers.
    """
    runs, names = list(runs), list(cuts)
    groups: dict[tuple[str, str, str, str], Counter[str]] = {}
    replayed: dict[tuple[str, str, str, str], bool] = {}
    answers: dict[tuple[str, str, str, str], set[str]] = {}
    for run in runs:
        answer = answer_of_cuts(run.cuts)
        for name in names:
            for opinion in on_curated(run, name):
                key = (run.model, run.mode, opinion.judge, name)
                groups.setdefault(key, Counter())[opinion.verdict] += 1
                if opinion.verdict != "unscored":
                    answers.setdefault(key, set()).add(answer)
                replayed[key] = replayed.get(key, False) or run.record.replayed
    rows = [_row(key, counts, len(answers.get(key, ())), replayed[key]) for key, counts in groups.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(key: tuple[str, str, str, str], counts: Counter[str], n_distinct: int, replayed: bool) -> tuple[object, ...]:
    scored = counts.total() - counts["unscored"]
    verdicts = (counts[verdict] for verdict in ("found", "partial", "contradicted", "missing"))
    return (*key, scored, n_distinct, *verdicts, replayed)
