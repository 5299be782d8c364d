"""The table of cuts: how often each model finds each curated cut."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.verdicts import has_unread, on_curated
from cutbench.schema.cuts import Cut

COLUMNS = (
    *("model", "mode", "judge", "cut", "n_runs", "n_distinct", "found", "partial", "contradicted", "missing"),
    *("replayed", "object", "text", "unread"),
)
UNREAD = "unread"
VERDICTS = ("found", "partial", "contradicted", "missing")


def tabulate_cuts(runs: Iterable[ScoredRun], cuts: Iterable[Cut]) -> pd.DataFrame:
    """Return one row per model, mode, judge and curated cut with the number of runs of each verdict.

    A run's verdict is the one that most repeats of the judge give. Runs that a judge left unscored are in no
    count, so that `n_runs` may be smaller than in the other tables; `n_distinct` of them gave different answers. Of
    the runs in which a cut is `missing`, `unread` have a line that nobody could read: it may state the cut.
    """
    runs, curated = list(runs), list(cuts)
    groups: dict[tuple[str, str, str, str], Counter[str]] = {}
    replayed: dict[tuple[str, str, str, str], bool] = {}
    answers: dict[tuple[str, str, str, str], set[str]] = {}
    for run in runs:
        answer, unread = answer_of_cuts(run.cuts), has_unread(run)
        for cut in curated:
            for opinion in on_curated(run, cut.id):
                key = (run.model, run.mode, opinion.judge, cut.id)
                counts = groups.setdefault(key, Counter())
                counts[opinion.verdict] += 1
                counts[UNREAD] += opinion.verdict == "missing" and unread[opinion.judge]
                if opinion.verdict != "unscored":
                    answers.setdefault(key, set()).add(answer)
                replayed[key] = replayed.get(key, False) or run.record.replayed
    by_id = {cut.id: cut for cut in curated}
    rows = [
        _row(key, counts, len(answers.get(key, ())), by_id[key[-1]], replayed=replayed[key])
        for key, counts in groups.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    key: tuple[str, str, str, str], counts: Counter[str], n_distinct: int, cut: Cut, *, replayed: bool
) -> tuple[object, ...]:
    verdicts = [counts[verdict] for verdict in VERDICTS]
    return (*key, sum(verdicts), n_distinct, *verdicts, replayed, cut.object, cut.text, counts[UNREAD])
