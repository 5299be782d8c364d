"""Masses of selected events."""

from pathlib import Path
from typing import Any

import numpy as np

from cutbench.reporting import masses
from cutbench.reporting.answers import answer_of_program
from cutbench.reporting.table_files import write_table
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.schema.runs import RunRecord
from cutbench.selection import monitored
from cutbench.steps.setting import Setting


def tabulate_masses(
    *,
    setting: Setting,
    runs: list[dict[str, Any]],
    programs: list[str],
    executions: list[str],
    records: list[str],
    reference: str,
    events: str,
    table: str,
) -> None:
    """Write the distributions of monitored quantities of selected events.

    `programs`, `executions` and `records` are one file per run.
    """
    selections = [
        _program(run, *map(Path, files)) for run, *files in zip(runs, programs, executions, records, strict=True)
    ]
    wanted = SelectedEvents.read(Path(reference)).selected
    titles = setting.benchmark.monitored
    frame = masses.tabulate_masses(selections, wanted, _masses_by_event(setting, events), titles)
    write_table(frame, table)


def _program(run: dict[str, Any], program: Path, execution: Path, record: Path) -> masses.Program:
    events = Execution.read(execution).events
    selected = events.selected if events else None
    answer = answer_of_program(program.read_text(encoding="utf-8", errors="replace"))
    return masses.Program(run["model"], run["arm"], selected, answer, RunRecord.read(record).replayed)


def _masses_by_event(setting: Setting, events: str) -> dict[masses.EventId, dict[str, float]]:
    """Return the masses of each event's candidate that passes all cuts, or of its first candidate if none does."""
    source, benchmark, names = setting.open_events(events), setting.benchmark, list(setting.benchmark.monitored)
    passing = monitored(setting.skeleton.plan(benchmark.cuts), source, names)
    any_cut = [cut.id for cut in benchmark.cuts]
    there = monitored(setting.skeleton.plan(benchmark.cuts, without=any_cut), source, names)
    columns = {name: np.where(np.isfinite(passing[name]), passing[name], there[name]) for name in names}
    ids = zip(*(numbers.tolist() for numbers in source.numbers()), strict=True)
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {key: dict(zip(columns, row, strict=True)) for key, row in zip(ids, values, strict=True)}
