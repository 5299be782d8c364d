"""Masses of selected events."""

from pathlib import Path
from typing import Any

import numpy as np

from cutbench.events import read_events
from cutbench.reporting import masses
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.schema.runs import RunRecord
from cutbench.selection import candidate_masses, compile_cuts
from cutbench.steps.job import Job
from cutbench.steps.setting import Setting


def tabulate_masses(
    *,
    job: Job,
    config: dict[str, Any],
    runs: list[dict[str, Any]],
    executions: list[str],
    records: list[str],
    reference: str,
    events: str,
    table: str,
) -> None:
    """Write how m4l, m12 and m34 of selected events are distributed; `executions` and `records` are one file a run."""
    with job.running():
        curated = compile_cuts(Setting(config).benchmark.cuts)
        programs = [
            _program(run, Path(execution), Path(record))
            for run, execution, record in zip(runs, executions, records, strict=True)
        ]
        wanted = SelectedEvents.read(Path(reference)).selected
        frame = masses.tabulate_masses(programs, wanted, _masses_by_event(Path(events), curated))
        frame.to_csv(table, index=False)


def _program(run: dict[str, Any], execution: Path, record: Path) -> masses.Program:
    events = Execution.read(execution).events
    selected = events.selected if events else None
    return masses.Program(run["model"], run["arm"], selected, RunRecord.read(record).replayed)


def _masses_by_event(path: Path, requirements: Any) -> dict[masses.EventId, dict[str, float]]:
    events = read_events(path)
    columns = candidate_masses(events, requirements)
    ids = zip(np.asarray(events.event.run).tolist(), np.asarray(events.event.event).tolist(), strict=True)
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {key: dict(zip(columns, row, strict=True)) for key, row in zip(ids, values, strict=True)}
