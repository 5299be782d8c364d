"""Tables of step 1: a row per run, and a row per model, mode, gate, judge and reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from cutbench.judging import Score, headline
from cutbench.reading import gate
from cutbench.reporting.answers import answer_of_cuts
from cutbench.reporting.frames import frame_of
from cutbench.schema.cuts import CutList
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import JudgedList
from cutbench.statistics import letters, median_interval, one_per_answer, score_p_value

GROUP = [
    "model",
    "mode",
    "gate",
    "judge",
    "reader",
]  # in the order of the table of runs, in which qualified judges lead
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
SELF_TEST = "selftest"


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
    return frame_of([row for run in runs for row in _rows_of_run(run)], RUNS)


def tabulate_models(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per model, mode, gate, judge and reader: medians over runs with 95% intervals of the median.

    Tokens and seconds are medians per run. `n_unscored` counts runs without a score; they are in
    `n_runs` but in no median. `n_distinct` counts different answers: to intervals and tests, runs with the same one
    are one draw, and one draw has no interval. Rows of one gate, judge and reader with a letter of `alike` in common
    cannot be told apart by their correct cuts, or could not be if all unread lines of one were right.
    """
    alike = _alike(runs[runs["mode"] != SELF_TEST])
    return frame_of(
        [
            dict(zip(GROUP, key, strict=True)) | _summary(group) | {"alike": alike.get(key, "")}
            for key, group in runs.groupby(GROUP, sort=False)
        ],
        MODELS,
    )


def _alike(runs: pd.DataFrame) -> dict[object, str]:
    """Compare models and modes under the same gate, judge and reader."""
    found: dict[object, str] = {}
    for _, same in runs.groupby(["gate", "judge", "reader"], sort=False):
        groups = [group for _, group in same.groupby(GROUP, sort=False)]
        scores = {
            key: one_per_answer(group["correct"].astype(float).tolist(), group["answer"].tolist())
            for key, group in same.groupby(GROUP, sort=False)
        }
        lists = list(scores.values())
        pairs = {
            (i, j): 1.0 if _overlap(groups[i], groups[j]) else score_p_value(lists[i], lists[j])
            for i, j in combinations(range(len(lists)), 2)
        }
        found |= dict(zip(scores, letters(pairs, len(lists)), strict=True))
    return found


def _overlap(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether unread lines may hide the difference: what is worse as read may be as good if all of it could be read."""
    worse, better = sorted((one, other), key=lambda group: float(group["correct"].median()))
    gap = float(better["correct"].median()) - float(worse["correct"].median())
    return 0 < gap <= float(worse["correct_if_read"].median()) - float(worse["correct"].median())


def _rows_of_run(run: ScoredRun) -> Iterable[dict[str, object]]:
    for state in GATES if run.mode != SELF_TEST else GATES[:1]:
        kept = {cut.id for cut in run.cuts.cuts} if state == "off" else gate(run.cuts)
        for judged in run.judged:
            yield _identity(run, state, judged) | _numbers(headline(judged, kept)) | _costs(run, kept)


def _identity(run: ScoredRun, state: str, judged: JudgedList) -> dict[str, object]:
    return {
        "model": run.model,
        "mode": run.mode,
        "gate": state,
        "judge": judged.judge,
        "reader": judged.reader,
        "seed": run.seed,
        "answer": None if run.record.unscored else answer_of_cuts(run.cuts),
    }


def _numbers(score: Score | None) -> dict[str, object]:
    return {name: getattr(score, f"n_{name}") if score else None for name in NUMBERS}


def _costs(run: ScoredRun, kept: set[str]) -> dict[str, object]:
    """Return what was found and spent; nothing is known of a run that a server broke off."""
    if run.record.unscored:
        names = ("cuts", "ungrounded", "calls_failed", "prompt_tokens", "completion_tokens", "seconds", "gpu_seconds")
        spent = dict.fromkeys((*names, "cost", "currency", "memory_rate"))
        others = ", ".join(run.record.other_papers)
        return {**spent, "replayed": run.record.replayed, "other_papers": others, "unscored": run.record.unscored}
    cuts = [cut for cut in run.cuts.cuts if cut.id in kept]
    return {
        "cuts": len(cuts),
        "ungrounded": sum(not cut.grounded for cut in cuts),
        "calls_failed": sum(call.outcome != "ok" for call in run.record.calls),
        "prompt_tokens": run.record.prompt_tokens,
        "completion_tokens": run.record.completion_tokens,
        "seconds": round(run.record.seconds, 1),
        "gpu_seconds": round(run.record.gpu_seconds, 1),
        "cost": run.record.cost,
        "currency": run.record.currency,
        "memory_rate": run.memory_rate,
        "replayed": run.record.replayed,
        "other_papers": ", ".join(run.record.other_papers),
        "unscored": "",
    }


def _summary(group: pd.DataFrame) -> dict[str, object]:
    correct, hallucinations = group["correct"].dropna(), group["hallucinations"].dropna()
    correct_low, correct_high = _interval(correct, group["answer"])
    hallucinations_low, hallucinations_high = _interval(hallucinations, group["answer"])
    return {
        "n_runs": len(group),
        "n_distinct": group["answer"][correct.index].nunique(),
        "median_correct": correct.median(),
        "correct_low": correct_low,
        "correct_high": correct_high,
        "median_hallucinations": hallucinations.median(),
        "hallucinations_low": hallucinations_low,
        "hallucinations_high": hallucinations_high,
        "median_not_cuts": group["not_cuts"].median(),
        "median_unread": group["unread"].median(),
        "median_correct_if_read": group["correct_if_read"].median(),
        "median_ungrounded": group["ungrounded"].median(),
        "prompt_tokens": group["prompt_tokens"].median(),
        "completion_tokens": group["completion_tokens"].median(),
        "seconds": group["seconds"].median(),
        "gpu_seconds": group["gpu_seconds"].median(),
        "cost": pd.to_numeric(group["cost"]).median(),
        "currency": next(iter(group["currency"].dropna()), None),
        "median_unsupported": group["unsupported"].median(),
        "median_partial": group["partial"].median(),
        "memory_rate": pd.to_numeric(group["memory_rate"]).median(),
        "n_unscored": int(group["correct"].isna().sum()),
        "qualified": bool(group["qualified"].all()),
        "replayed": bool(group["replayed"].any()),
        "median_values": group["values"].median(),
        "median_regional": group["regional"].median(),
        "region_correct": group["region_correct"].median(),
        "regions": group["regions"].median(),
        "median_regions_found": group["regions_found"].median(),
        "median_contradictions": group["contradictions"].median(),
    }


def _interval(scores: "pd.Series[float]", answers: "pd.Series[str]") -> tuple[float, float]:
    return median_interval(scores.astype(float).tolist(), answers=answers[scores.index].tolist())
