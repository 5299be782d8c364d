"""Tables of step 1: a row per run, and a row per model, mode, gate, judge and reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from cutbench.judging import headline
from cutbench.reading import gate
from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.frames import frame_of
from cutbench.reporting.modes import SELF_TEST
from cutbench.schema.cuts import CutList
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import JudgedList
from cutbench.statistics import letters, median_interval, one_per_answer, score_p_value

GROUP = ["model", "mode", "gate", "judge", "reader"]  # in the order of runs, in which qualified judges lead
GATES = ("off", "on")
NUMBERS = (
    *("correct", "partial", "hallucinations", "unsupported"),
    *("extra_true", "not_cuts", "unread", "correct_if_read", "curated", "contradicted"),
    *("values", "regional", "region_correct", "regions", "regions_found", "contradictions"),
)
RUNS = (
    *(*GROUP, "seed", "answer", *NUMBERS, "cuts", "ungrounded", "calls_failed", "prompt_tokens", "completion_tokens"),
    *("seconds", "gpu_seconds", "cost", "currency", "memory_rate", "replayed", "other_papers", "unscored"),
)
MODELS = (
    *(*GROUP, "n_runs", "n_distinct", "median_correct", "correct_low", "correct_high"),
    *("median_hallucinations", "hallucinations_low", "hallucinations_high", "median_not_cuts", "median_unread"),
    *("median_correct_if_read", "median_ungrounded", "prompt_tokens", "completion_tokens", "seconds", "gpu_seconds"),
    *("cost", "currency", "median_unsupported", "median_partial", "memory_rate", "n_unscored", "qualified"),
    *("replayed", "median_values", "median_regional", "region_correct", "regions"),
    *("median_regions_found", "median_contradictions", "alike"),
)
# Medians over the runs, of the columns of the same name.
MEDIANS = (
    *(f"median_{name}" for name in ("correct", "partial", "hallucinations", "unsupported", "not_cuts", "unread")),
    *(f"median_{name}" for name in ("correct_if_read", "ungrounded", "values", "regional", "regions_found")),
    *("median_contradictions", "region_correct", "regions", "memory_rate"),
    *("prompt_tokens", "completion_tokens", "seconds", "gpu_seconds", "cost"),
)
RULES_ALONE = "rules alone"  # what figures and pages call the mode and the model `pattern`


@dataclass(frozen=True)
class ScoredRun:
    """One extraction run with what all judges said of it.

    `memory_rate` is the share of cuts with a published value against the text, where the papers have changed values.
    """

    model: str
    mode: str
    seed: int
    cuts: CutList
    record: RunRecord
    judged: tuple[JudgedList, ...]
    memory_rate: float | None = None


def tabulate_runs(runs: Iterable[ScoredRun]) -> pd.DataFrame:
    """Return one row per run, gate and judge, with the reader of words that the judge relies on, if it does.

    The scores are the medians over the judge's repeats, as in the talk; they are missing where the judge
    left every repeat unscored, or where a server broke the run off: `unscored` says why. The gate drops cuts whose
    quote is not in the paper or lacks their number; self-test agents quote nothing, so they have no gated row. Runs
    with the same `answer` found the same cuts.
    """
    return frame_of((row for run in runs for row in _rows_of_run(run)), RUNS)


def tabulate_models(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per model, mode, gate, judge and reader: medians over runs with 95% intervals of the median.

    Tokens and seconds are medians per run. `n_unscored` counts runs without a score; they are in
    `n_runs` but in no median. `n_distinct` counts different answers: to intervals and tests, runs with the same one
    are one draw, and one draw has no interval. Rows of one gate, judge and reader with a letter of `alike` in common
    cannot be told apart by their correct cuts, or could not be if all unread lines of one were right.
    """
    alike = _alike(runs[runs["mode"] != SELF_TEST])
    groups = runs.groupby(GROUP, sort=False)
    rows = (
        dict(zip(GROUP, key, strict=True)) | _summary(group) | {"alike": alike.get(key, "")} for key, group in groups
    )
    return frame_of(rows, MODELS)


def _alike(runs: pd.DataFrame) -> dict[object, str]:
    """Compare models and modes under the same gate, judge and reader."""
    found: dict[object, str] = {}
    for _, same in runs.groupby(["gate", "judge", "reader"], sort=False):
        keys, groups = zip(*same.groupby(GROUP, sort=False), strict=True)
        scores = [one_per_answer(one["correct"].astype(float).tolist(), one["answer"].tolist()) for one in groups]
        pairs = {
            (i, j): 1.0 if _overlap(groups[i], groups[j]) else score_p_value(scores[i], scores[j])
            for i, j in combinations(range(len(groups)), 2)
        }
        found |= dict(zip(keys, letters(pairs, len(groups)), strict=True))
    return found


def _overlap(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether unread lines may hide the difference: what is worse as read may be as good if all of it could be read."""
    worse, better = sorted((one, other), key=lambda group: float(group["correct"].median()))
    gap = float(better["correct"].median()) - float(worse["correct"].median())
    return 0 < gap <= float(worse["correct_if_read"].median()) - float(worse["correct"].median())


def _rows_of_run(run: ScoredRun) -> Iterable[dict[str, object]]:
    answer = None if run.record.unscored else answer_of_cuts(run.cuts)
    for state in GATES if run.mode != SELF_TEST else GATES[:1]:
        kept = {cut.id for cut in run.cuts.cuts} if state == "off" else gate(run.cuts)
        for judged in run.judged:
            row = (run.model, run.mode, state, judged.judge, judged.reader, run.seed, answer)
            score = headline(judged, kept)
            numbers = {name: getattr(score, f"n_{name}") for name in NUMBERS if score}
            yield dict(zip((*GROUP, "seed", "answer"), row, strict=True)) | numbers | _costs(run, kept)


def _costs(run: ScoredRun, kept: set[str]) -> dict[str, object]:
    """Return what was found and spent; nothing is known of a run that a server broke off."""
    record = run.record
    always = {"replayed": record.replayed, "other_papers": ", ".join(record.other_papers)}
    if record.unscored:
        return always | {"unscored": record.unscored}
    cuts = [cut for cut in run.cuts.cuts if cut.id in kept]
    return always | {
        "cuts": len(cuts),
        "ungrounded": sum(not cut.grounded for cut in cuts),
        "calls_failed": sum(call.outcome != "ok" for call in record.calls),
        **{name: getattr(record, name) for name in ("prompt_tokens", "completion_tokens", "cost", "currency")},
        **{name: round(getattr(record, name), 1) for name in ("seconds", "gpu_seconds")},
        "memory_rate": run.memory_rate,
        "unscored": "",
    }


def _summary(group: pd.DataFrame) -> dict[str, object]:
    scored = group["answer"][group["correct"].notna()]
    medians = {name: pd.to_numeric(group[name.removeprefix("median_")]).median() for name in MEDIANS}
    intervals = [_interval(score, group) for score in ("correct", "hallucinations")]
    return {
        "n_runs": len(group),
        "n_distinct": scored.nunique(),
        "n_unscored": len(group) - len(scored),
        **medians,
        **intervals[0],
        **intervals[1],
        "currency": next(iter(group["currency"].dropna()), None),
        "qualified": bool(group["qualified"].all()),
        "replayed": bool(group["replayed"].any()),
    }


def _interval(score: str, group: pd.DataFrame) -> dict[str, float]:
    known = group[score].dropna().astype(float)
    low, high = median_interval(known.tolist(), answers=group["answer"][known.index].tolist())
    return {f"{score}_low": low, f"{score}_high": high}
