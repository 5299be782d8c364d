"""The table of step 2: outcomes per model and arm, measured and published."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

from cutbench.codegen import ARMS
from cutbench.errors import CutbenchError
from cutbench.reporting.frames import grouped
from cutbench.schema.events import Comparison
from cutbench.schema.runs import RunRecord
from cutbench.schema.yaml_text import read_yaml
from cutbench.statistics import letters, one_per_answer, outcome_p_value, pass_at_k, pass_hat_k, proportion_interval

UNSCORED = "unscored"
OUTCOMES = ("exactly_matched", "not_matched", "execution_failed")
IMPORTED = "imported"
MOST = 0.5
Draws = tuple[int, int]  # distinct programs that match exactly, and all of them
TRIES = 3  # of pass@k and pass^k: few enough for most campaigns, many enough to differ from one try

STEPS = {"steps": "asked", "steps_tested": "tested", "steps_failed": "failed", "steps_repaired": "repaired"}

COLUMNS = (
    *("model", "arm", "level", "documents", "cuts_from", "source", "n_runs", "n_distinct", "n_unscored", *OUTCOMES),
    *("exact_low", "exact_high", f"pass_at_{TRIES}", f"pass_hat_{TRIES}", *STEPS, "replayed", "prompt_tokens"),
    *("completion_tokens", "seconds", "gpu_seconds", "cost", "currency"),
)


@dataclass(frozen=True)
class ComparedRun:
    """One code-generation run and how its events compare with the reference; `answer` tells its program from others."""

    model: str
    arm: str
    comparison: Comparison
    record: RunRecord
    answer: str


def tabulate_outcomes(runs: Iterable[ComparedRun], published: list[dict[str, Any]], cuts_from: str) -> pd.DataFrame:
    """Return one row per model and arm, then the published rows; runs that a server broke off are `n_unscored` only.

    `exact_low` and `exact_high` bound the probability of an exact match: the 95% Wilson interval. `pass_at_3` and
    `pass_hat_3` are the probabilities that one, or each, of three runs matches; missing for fewer than three. Rows
    with a letter of `alike` in common cannot be told apart by exact matches; self-test agents are left out, as their
    outcome is known. `n_distinct` counts different programs: to intervals, tests and tries, runs with the same one are
    one draw; of published runs it is not known, and all are taken for draws. `steps` and what follows are medians per
    run that wrote functions one by one; missing where programs are not written so.
    """
    groups = grouped(runs, "model", "arm")
    rows = [_measured(model, arm, cuts_from, group) for (model, arm), group in groups.items()]
    rows += [_row("published", row, replayed=False) for row in published]
    draws = [row.pop("draws") for row in rows]
    frame = pd.DataFrame(rows, columns=None if rows else list(COLUMNS)).astype(
        {"n_distinct": "Int64", "n_unscored": "Int64"}
    )
    return frame.assign(alike=_alike(frame, draws))


def _draws(group: list[ComparedRun]) -> Draws:
    """Return how many distinct programs match exactly, mostly if they ran several times, and how many there are."""
    matched = [float(run.comparison.outcome == "exactly_matched") for run in group]
    shares = one_per_answer(matched, [run.answer for run in group])
    return sum(share > MOST for share in shares), len(shares)


def _alike(frame: pd.DataFrame, draws: list[Draws]) -> "pd.Series[str]":
    tested = frame[frame["source"] != "selftest"]
    counts = [draws[place] for place in tested.index]
    pairs = {(i, j): outcome_p_value(counts[i], counts[j]) for i, j in combinations(range(len(counts)), 2)}
    return pd.Series(letters(pairs, len(counts)), index=tested.index, dtype=str).reindex(frame.index, fill_value="")


def read_published(paths: Iterable[Path], benchmark: str) -> list[dict[str, Any]]:
    """Return the published rows for `benchmark` from files like those of resources/published.

    Raises:
        CutbenchError: a file lacks a key; names both.
    """
    rows: list[dict[str, Any]] = []
    for path in paths:
        content = read_yaml(path)
        try:
            rows += content["codegen"] if content["benchmark"] == benchmark else []
        except (KeyError, TypeError) as error:
            raise CutbenchError(f"{path}: missing key {error}") from error
    return rows


def _measured(model: str, arm: str, cuts_from: str, group: list[ComparedRun]) -> dict[str, Any]:
    scored = [run for run in group if run.comparison.outcome != UNSCORED]
    counts: Counter[str] = Counter(str(run.comparison.outcome) for run in scored)
    row: dict[str, Any] = {"model": model, **_told(arm), "cuts_from": "unknown" if arm == IMPORTED else cuts_from}
    row |= {name: counts[name] for name in OUTCOMES}
    source = arm if arm in {"selftest", IMPORTED} else "measured"
    found = _row(source, row, _draws(scored), replayed=any(run.record.replayed for run in group))
    records = [run.record for run in scored]
    found |= {"n_distinct": found["draws"][1], "n_unscored": len(group) - len(scored)}
    found |= _steps(records) | _costs(records)
    return {name: found.get(name) for name in (*COLUMNS, "draws")}


def _told(arm: str) -> dict[str, str]:
    """Return the arm of a name in paths, and what a model is told in it; '' for what would make no difference."""
    kind, documents, level = ARMS.get(arm, ("compiled", "none", "full"))
    if kind == "compiled":
        return {"arm": arm, "level": "", "documents": ""}
    return {"arm": kind, "level": level, "documents": documents if kind == "freeform" else ""}


def _steps(records: list[RunRecord]) -> dict[str, float | None]:
    counted = [record.steps for record in records if record.steps]
    return {name: median(getattr(one, field) for one in counted) if counted else None for name, field in STEPS.items()}


def _costs(records: list[RunRecord]) -> dict[str, Any]:
    """Return medians per run."""
    names = ("prompt_tokens", "completion_tokens", "seconds", "gpu_seconds")
    costs = [record.cost for record in records if record.cost is not None]
    return {
        **{name: round(median(getattr(record, name) for record in records), 1) for name in names if records},
        "cost": median(costs) if costs else None,
        "currency": next((record.currency for record in records if record.currency), None),
    }


def _row(source: str, row: dict[str, Any], draws: Draws | None = None, *, replayed: bool) -> dict[str, Any]:
    """Return a row of the table; where it is not known how many programs differ, all are taken to."""
    row = {"level": "", "documents": ""} | row
    n_runs = sum(row[name] for name in OUTCOMES)
    draws = draws or (row["exactly_matched"], n_runs)
    low, high = proportion_interval(*draws)
    share = row["exactly_matched"] / n_runs if n_runs else low
    return {
        **{name: row[name] for name in ("model", "arm", "level", "documents", "cuts_from")},
        "source": source,
        "n_runs": n_runs,
        **dict.fromkeys(("n_distinct", "n_unscored")),
        **{name: row[name] for name in OUTCOMES},
        "exact_low": round(min(low, share), 4),
        "exact_high": round(max(high, share), 4),
        f"pass_at_{TRIES}": round(pass_at_k(*draws, TRIES), 4),
        f"pass_hat_{TRIES}": round(pass_hat_k(*draws, TRIES), 4),
        "replayed": replayed,
        "draws": draws,
    }
