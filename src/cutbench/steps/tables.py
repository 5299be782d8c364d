"""Tables from runs, judged lists and calibrations."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from cutbench.errors import CutbenchError
from cutbench.extraction import memory_rate
from cutbench.llm import Progress
from cutbench.reporting import agreement, codegen, extraction, selftest
from cutbench.reporting import judges as judges_table
from cutbench.reporting.answers import answer_of_program
from cutbench.reporting.chunking import tabulate_chunking
from cutbench.reporting.cutflow import Counted
from cutbench.reporting.cutflow import tabulate_cutflow as count_events
from cutbench.reporting.cuts import tabulate_cuts as count_verdicts
from cutbench.reporting.judges import mark_qualified
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.reading import tabulate_reading as tabulate_styles
from cutbench.reporting.table_files import read_table, write_table
from cutbench.reporting.variance import tabulate_variance
from cutbench.reporting.wrong_events import tabulate_wrong_events
from cutbench.schema.calibration import Calibration
from cutbench.schema.cuts import CutList
from cutbench.schema.events import Comparison, CutflowStep, Execution
from cutbench.schema.review import LabelledList
from cutbench.schema.runs import RunRecord
from cutbench.steps.scored_runs import scored_runs
from cutbench.steps.setting import Setting


def tabulate_extraction(
    *,
    setting: Setting,
    runs: list[dict[str, Any]],
    cuts: list[str],
    records: list[str],
    judged: list[str],
    judges: str,
    runs_table: str,
    table: str,
    variance: str,
    chunking: str,
) -> None:
    """Write the tables of runs, of models, of what makes scores vary, and of what reading in chunks changes.

    For the files see `scored_runs`; `judges` is the table of the judges' calibration.
    """
    scored = [
        replace(run, memory_rate=_memory_rate(setting, run.cuts)) if run.mode != SELF_TEST else run
        for run in scored_runs(runs, cuts, records, judged)
    ]
    calibrated = read_table(judges)
    frame = mark_qualified(extraction.tabulate_runs(scored), calibrated)
    write_table(mark_qualified(tabulate_variance(scored), calibrated), variance)
    write_table(frame, runs_table)
    write_table(extraction.tabulate_models(frame), table)
    write_table(tabulate_chunking(frame), chunking)


def tabulate_cuts(
    *,
    setting: Setting,
    runs: list[dict[str, Any]],
    cuts: list[str],
    records: list[str],
    judged: list[str],
    judges: str,
    table: str,
) -> None:
    """Write the table of curated cuts: how many runs of each model find them."""
    counts = count_verdicts(scored_runs(runs, cuts, records, judged), setting.benchmark.cuts)
    write_table(mark_qualified(counts, read_table(judges)), table)


def tabulate_agreement(
    *,
    runs: list[dict[str, Any]],
    cuts: list[str],
    records: list[str],
    judged: list[str],
    labels: list[str],
    judges: str,
    table: str,
    queue: str,
) -> None:
    """Write how far people and judges agree, and the queue of their disagreements; `labels` are verdicts by people."""
    scored, calibrated = scored_runs(runs, cuts, records, judged), read_table(judges)
    labelled = [LabelledList.read(Path(path)) for path in labels]
    write_table(agreement.qualified_first(agreement.tabulate_agreement(scored, labelled), calibrated), table)
    write_table(agreement.qualified_first(agreement.tabulate_disagreements(scored, labelled), calibrated), queue)


def tabulate_judges(*, calibrations: list[str], threshold: float, judged_models: list[str], table: str) -> None:
    """Write the table of judges; `calibrations` is one file per judge."""
    found = [Calibration.read(Path(path)) for path in calibrations]
    write_table(judges_table.tabulate_judges(found, threshold=threshold, judged_models=judged_models), table)


def tabulate_reading(*, setting: Setting, table: str) -> None:
    """Write how the curated list is read in each style of writing: by rules alone, and by rules and a model."""
    with (
        Progress("read the curated list in eight styles") as progress,
        setting.open_reader("judging", "styles", progress=progress) as reader,
    ):
        readers = {one.name: one for one in (setting.texts, reader)}
        replayed = reader is not setting.texts and setting.config.calls == "replay"
        frame = tabulate_styles(readers.values(), setting.benchmark)
        write_table(frame.assign(replayed=replayed & (frame["reader"] == reader.name)), table)


def tabulate_codegen(
    *,
    runs: list[dict[str, Any]],
    cuts_from: str,
    benchmark: str,
    programs: list[str],
    comparisons: list[str],
    records: list[str],
    published: list[str],
    table: str,
) -> None:
    """Write the table of outcomes; `programs`, `comparisons` and `records` are one file per run."""
    compared = _compared(runs, programs, comparisons, records)
    beside = codegen.read_published([Path(path) for path in published], benchmark)
    write_table(codegen.tabulate_outcomes(compared, beside, cuts_from), table)


def tabulate_cutflow(
    *,
    setting: Setting,
    runs: list[dict[str, Any]],
    programs: list[str],
    executions: list[str],
    comparisons: list[str],
    records: list[str],
    reference: str,
    table: str,
    wrong_events: str,
) -> None:
    """Write the number of events after each cut, and the events that each cut wrongly rejects or accepts.

    `programs`, `executions`, `comparisons` and `records` are one file per run, `reference` is the reference's cutflow.
    """
    compared = _compared(runs, programs, comparisons, records)
    counted = [_counted(run, Execution.read(Path(path))) for run, path in zip(compared, executions, strict=True)]
    steps = [CutflowStep(**step) for step in json.loads(Path(reference).read_text(encoding="utf-8"))]
    write_table(count_events(counted, steps, setting.benchmark.cuts), table)
    write_table(tabulate_wrong_events(compared, setting.benchmark.cuts), wrong_events)


def _counted(run: codegen.ComparedRun, execution: Execution) -> Counted:
    """Return the cutflow of a program, without steps if it cannot be true."""
    steps = execution.events.cutflow if execution.events and not run.comparison.cutflow_problem else ()
    return Counted(run.model, run.arm, steps, run.answer, run.record.replayed)


def join_tables(*, benchmarks: Sequence[str], tables: Sequence[str], table: str) -> None:
    """Put the tables of several benchmarks, one of each, below each other, with a column that names the benchmark."""
    frames = [read_table(path).assign(benchmark=name) for name, path in zip(benchmarks, tables, strict=True)]
    joined = pd.concat([frame.dropna(axis="columns", how="all") for frame in frames], ignore_index=True)
    columns = ["benchmark", *dict.fromkeys(name for frame in frames for name in frame if name != "benchmark")]
    write_table(joined.reindex(columns=columns), table)


def tabulate_selftest(*, agents: list[str], comparisons: list[str], table: str) -> None:
    """Write the table of the self-test, and fail if an agent has another outcome than it must."""
    compared = [Comparison.read(Path(path)) for path in comparisons]
    frame = selftest.tabulate_selftest(zip(agents, compared, strict=True))
    write_table(frame, table)
    failed = frame[~frame["passed"]]
    if len(failed):
        which = ", ".join(f"{row.agent} ({row.outcome}, names '{row.named}')" for row in failed.itertuples())
        raise CutbenchError(f"self-test: {len(failed)} of {len(frame)} agents are not as they have to be: {which}")


def _compared(
    runs: list[dict[str, Any]], programs: list[str], comparisons: list[str], records: list[str]
) -> list[codegen.ComparedRun]:
    return [
        codegen.ComparedRun(
            run["model"],
            run["arm"],
            Comparison.read(Path(comparison)),
            RunRecord.read(Path(record)),
            answer_of_program(Path(program).read_text(encoding="utf-8", errors="replace")),
        )
        for run, program, comparison, record in zip(runs, programs, comparisons, records, strict=True)
    ]


def _memory_rate(setting: Setting, found: CutList) -> float | None:
    """Return the share of cuts with the published value instead of the papers' changed one; None if none is changed."""
    published, changed = setting.published.cuts, setting.benchmark.cuts
    if published == changed:
        return None
    return memory_rate(found, published, changed, setting.benchmark.language).rate
