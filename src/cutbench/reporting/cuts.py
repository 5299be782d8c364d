"""The table of cuts: how often each model finds each curated cut."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.frames import frame_of
from cutbench.reporting.verdicts import has_unread, on_curated
from cutbench.schema.cuts import Cut

VERDICTS = ("found", "partial", "contradicted", "missing")
KEY = ("model", "mode", "judge", "cut")
COLUMNS = (*KEY, "n_runs", "n_distinct", *VERDICTS, "replayed", "object", "text", "unread")


class Vote(NamedTuple):
    """What a judge says of a curated cut in one run; `unread` if a line that nobody could read may state it."""

    verdict: str
    answer: str
    unread: bool
    replayed: bool


def tabulate_cuts(runs: Iterable[ScoredRun], cuts: Iterable[Cut]) -> pd.DataFrame:
    """Return one row per model, mode, judge and curated cut with the number of runs of each verdict.

    A run's verdict is the one that most repeats of the judge give. Runs that a judge left unscored are in no
    count, so that `n_runs` may be smaller than in the other tables; `n_distinct` of them gave different answers. Of
    the runs in which a cut is `missing`, `unread` have a line that nobody could read: it may state the cut.
    """
    by_id = {cut.id: cut for cut in cuts}
    votes: dict[tuple[str, ...], list[Vote]] = {}
    for run in runs:
        answer, unread = answer_of_cuts(run.cuts), has_unread(run)
        for cut in by_id:
            for said in on_curated(run, cut):
                vote = Vote(said.verdict, answer, said.verdict == "missing" and unread[said.judge], run.record.replayed)
                votes.setdefault((run.model, run.mode, said.judge, cut), []).append(vote)
    return frame_of((_row(key, group, by_id[key[-1]]) for key, group in votes.items()), COLUMNS)


def _row(key: tuple[str, ...], votes: Sequence[Vote], cut: Cut) -> dict[str, object]:
    counts = Counter(vote.verdict for vote in votes)
    return dict(zip(KEY, key, strict=True)) | {
        "n_runs": sum(counts[verdict] for verdict in VERDICTS),
        "n_distinct": len({vote.answer for vote in votes if vote.verdict != "unscored"}),
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "replayed": any(vote.replayed for vote in votes),
        "object": cut.object,
        "text": cut.text,
        "unread": sum(vote.unread for vote in votes),
    }
