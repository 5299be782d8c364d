"""Do people and judges say the same, and which of their disagreements matter for the scores?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import isnan

import pandas as pd

from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.verdicts import on_extracted
from cutbench.schema.cuts import digest_of
from cutbench.schema.review import LabelledList
from cutbench.statistics import Measure, agreement_interval, cohen_kappa, krippendorff_alpha, raw_agreement

MEASURES: dict[str, Measure] = {"raw": raw_agreement, "kappa": cohen_kappa, "alpha": krippendorff_alpha}
DRAWS = 500
EVERYBODY = "all"
TEXT_CHARACTERS = 140
AGREEMENT = ["one", "other", "n_cuts", "n_runs", *(f"{m}{bound}" for m in MEASURES for bound in ("", "_low", "_high"))]
MOVES = ["move", "move_correct", "move_hallucinations"]
DISAGREEMENTS = [
    *("model", "mode", "seed", "cut", "text", "judge", "says", "against", "other", "other_says", "other_against"),
    *MOVES,
]


@dataclass(frozen=True)
class Vote:
    """What somebody says of an extracted cut; for a judge, what most of its repeats say."""

    verdict: str | None
    against: str | None


Votes = dict[str, dict[str, Vote]]  # of one run: by judge or person, then by cut


def votes_of(run: ScoredRun, labelled: LabelledList | None) -> Votes:
    """Return who says what of the cuts of a run; people are marked, as one may be called like a judge.

    What people said of another list does not count, even if its cuts have the same ids.
    """
    votes: Votes = {}
    for cut in run.cuts.cuts:
        for opinion in on_extracted(run, cut.id):
            if opinion.verdict != "unscored":
                votes.setdefault(opinion.judge, {})[cut.id] = Vote(opinion.verdict, opinion.against)
    known = {cut.id for cut in run.cuts.cuts}
    for label in labelled.labels if labelled and labelled.digest == digest_of(run.cuts) else ():
        if label.cut in known:
            votes.setdefault(f"{label.by} (person)", {})[label.cut] = Vote(label.verdict, label.against)
    return votes


def tabulate_agreement(runs: Iterable[ScoredRun], labelled: Iterable[LabelledList]) -> pd.DataFrame:
    """Return one row per pair of judges and people, and one for all of them.

    `raw` is the share of extracted cuts with the same verdict, `kappa` Cohen's, `alpha` Krippendorff's; the 95%
    intervals draw whole answers, of one or more runs. Only cuts that both say something of count; the row of all has
    alpha alone.
    """
    voted = list(_voted(runs, labelled))
    every, answers = [votes for _, votes in voted], [answer_of_cuts(run.cuts) for run, _ in voted]
    sorters = list(dict.fromkeys(name for votes in every for name in votes))
    rows = [_pair(one, other, every, answers) for one, other in combinations(sorters, 2)]
    if len(sorters) > 2:
        rows.append(_everybody(sorters, every))
    return pd.DataFrame(rows, columns=AGREEMENT)


def tabulate_disagreements(runs: Iterable[ScoredRun], labelled: Iterable[LabelledList]) -> pd.DataFrame:
    """Return the queue for review: extracted cuts of which a judge and somebody else say different things.

    `move_correct` and `move_hallucinations` are what the judge's score of the run would change by if it said what the
    other one says; the queue begins with what moves most.
    """
    rows = [row for run, votes in _voted(runs, labelled) for row in _disputes(run, votes)]
    frame = pd.DataFrame(rows, columns=DISAGREEMENTS)
    return frame.sort_values("move", ascending=False, kind="stable")


def qualified_first(frame: pd.DataFrame, judges: pd.DataFrame) -> pd.DataFrame:
    """Add the column `qualified`, and put rows behind the others in which a judge that failed its calibration speaks.

    `judges` is the table of judges; people are not calibrated and always qualified.
    """
    failed = set(judges.loc[~judges["qualified"].astype(bool), "judge"])
    speakers = frame[[name for name in ("one", "judge", "other") if name in frame]]
    marked = frame.assign(qualified=~speakers.isin(failed).any(axis=1))
    return marked.sort_values("qualified", ascending=False, kind="stable")


def _voted(runs: Iterable[ScoredRun], labelled: Iterable[LabelledList]) -> Iterator[tuple[ScoredRun, Votes]]:
    labels = {(one.model, one.mode, one.seed): one for one in labelled}
    for run in runs:
        if run.mode != SELF_TEST:
            yield run, votes_of(run, labels.get((run.model, run.mode, run.seed)))


def _pair(one: str, other: str, every: Sequence[Votes], answers: Sequence[str]) -> dict[str, object]:
    common = [
        (place, votes[one][cut].verdict, votes[other][cut].verdict)
        for place, votes in enumerate(every)
        for cut in votes.get(one, {})
        if cut in votes.get(other, {})
    ]
    places, ours, theirs = map(list, zip(*common, strict=True)) if common else ([], [], [])
    clusters = [answers[place] for place in places]
    row: dict[str, object] = {"one": one, "other": other, "n_cuts": len(common), "n_runs": len(set(places))}
    for name, measure in MEASURES.items():
        if common:
            low, high = agreement_interval(measure, ours, theirs, clusters, draws=DRAWS)
            row |= {name: _rounded(measure(ours, theirs)), f"{name}_low": _rounded(low), f"{name}_high": _rounded(high)}
    return row


def _everybody(sorters: Sequence[str], every: Sequence[Votes]) -> dict[str, object]:
    items = [(votes, cut) for votes in every for cut in dict.fromkeys(cut for said in votes.values() for cut in said)]
    nobody = Vote(None, None)
    columns = [[votes.get(name, {}).get(cut, nobody).verdict for votes, cut in items] for name in sorters]
    alpha = _rounded(krippendorff_alpha(*columns))
    return {"one": EVERYBODY, "other": EVERYBODY, "n_cuts": len(items), "n_runs": len(every), "alpha": alpha}


def _rounded(value: float) -> float | None:
    return None if isnan(value) else round(value, 4)


def _disputes(run: ScoredRun, votes: Votes) -> Iterator[dict[str, object]]:
    """Yield each disagreement once: as seen by the judge whose score it moves more."""
    judges = {judged.judge for judged in run.judged}
    for cut in run.cuts.cuts:
        pairs: dict[frozenset[str], dict[str, object]] = {}
        for judge, other in permutations(votes, 2):
            if judge in judges and cut.id in votes[judge] and cut.id in votes[other]:
                row = _dispute(votes[judge], cut.id, votes[other][cut.id])
                best = pairs.get(frozenset((judge, other)))
                if row and (best is None or row["move"] > best["move"]):  # type: ignore[operator]
                    pairs[frozenset((judge, other))] = {"judge": judge, "other": other} | row
        text = " ".join(cut.text.split())[:TEXT_CHARACTERS]
        for row in pairs.values():
            yield {"model": run.model, "mode": run.mode, "seed": run.seed, "cut": cut.id, "text": text} | row


def _dispute(said: dict[str, Vote], cut: str, instead: Vote) -> dict[str, object]:
    if said[cut] == instead:
        return {}
    before, after = _score(said.values()), _score((said | {cut: instead}).values())
    correct, wrong = after[0] - before[0], after[1] - before[1]
    return {
        "says": said[cut].verdict,
        "against": said[cut].against,
        "other_says": instead.verdict,
        "other_against": instead.against,
        "move": abs(correct) + abs(wrong),
        "move_correct": correct,
        "move_hallucinations": wrong,
    }


def _score(votes: Iterable[Vote]) -> tuple[int, int]:
    """Return the curated cuts that are found, and the hallucinations."""
    listed = list(votes)
    found = {vote.against for vote in listed if vote.verdict == "correct"}
    return len(found), sum(vote.verdict == "contradictory" for vote in listed)
