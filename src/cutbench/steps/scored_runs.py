"""Runs of step 1 with what all judges said of them, read from the files of the workflow."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cutbench.reporting.extraction import ScoredRun
from cutbench.schema.cuts import CutList
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import JudgedList

Run = dict[str, Any]  # model, mode and seed


def scored_runs(
    runs: Sequence[Run], cuts: Sequence[str], records: Sequence[str], judged: Iterable[str]
) -> list[ScoredRun]:
    """Read runs of step 1: `cuts` and `records` are one file per run, `judged` those of all judges in any order."""
    verdicts: dict[tuple[str, str, int], list[JudgedList]] = {}
    for verdict in (JudgedList.read(Path(path)) for path in judged):
        verdicts.setdefault((verdict.model, verdict.mode, verdict.seed), []).append(verdict)
    return [
        ScoredRun(
            **run,
            cuts=CutList.read(Path(cuts_path)),
            record=RunRecord.read(Path(record_path)),
            judged=tuple(verdicts.get((run["model"], run["mode"], run["seed"]), ())),
        )
        for run, cuts_path, record_path in zip(runs, cuts, records, strict=True)
    ]
