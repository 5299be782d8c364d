"""Runs a scored cut list as a program, and compares what it selects with the reference."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cutbench.benchmarks import Benchmark, load_benchmark
from cutbench.checking.reference import Reference
from cutbench.comparison import compare
from cutbench.events import load_format
from cutbench.files import write_text
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import Skeleton, skeleton_of_benchmark


def apply_lines(lines: Sequence[Mapping[str, Any]], folder: Path, program: Path) -> dict[str, Any]:
    """Write the lines of a scored list as a program, run it on the events of a benchmark, and compare.

    Args:
        lines: the `lines` of `score_list`, with the statements that they were read as.
        folder: the benchmark.
        program: where the program goes.

    Returns:
        The outcome; `not_applied` says which lines are not in the program, and why.

    Raises:
        CutbenchError: the benchmark has no events, or the program cannot be written.
    """
    benchmark = load_benchmark(folder)
    skeleton = skeleton_of_benchmark(benchmark)
    cuts, not_applied = _runnable(lines, benchmark, skeleton)
    events = load_format(benchmark.event_format, benchmark.data.means).model_dump(exclude_defaults=True)
    write_text(program, skeleton.program(cuts, events))
    ran = Reference(program, benchmark.events).without()
    execution = Execution(backend="process", exit_code=None, seconds=0, events=ran.events, problem=ran.problem or None)
    compared = compare(execution, SelectedEvents.read(folder / "expected/events.json"))
    shown = compared.model_dump(include={"outcome", "problem", "n_reference", "n_selected", "n_gained", "n_lost"})
    return {"program": str(program), "not_applied": not_applied, **shown}


def _runnable(
    lines: Sequence[Mapping[str, Any]], benchmark: Benchmark, skeleton: Skeleton
) -> tuple[list[Cut], dict[str, str]]:
    cuts, not_applied = [], {}
    for line in lines:
        cut = Cut(id=line["id"], object=line["object"], text=line["text"], statements=tuple(line["statements"]))
        coded = line["against"] not in benchmark.not_coded
        problem = skeleton.runs(cut) if coded else f"cut {line['against']} is not applied to events"
        if problem:
            not_applied[cut.id] = problem
        else:
            cuts.append(cut)
    return cuts, not_applied
