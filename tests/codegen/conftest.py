"""Cuts, a scripted model's run, and a sandbox that runs nothing."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cutbench.benchmarks import Benchmark, load_benchmark
from cutbench.codegen import (
    Generated,
    Means,
    agent_program,
    drawn_to_try,
    generate_code,
    interchangeable,
    typing_of,
)
from cutbench.events import FileSource, load_format
from cutbench.language import Words
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import skeleton_of_benchmark

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"


class FakeSandbox:
    """Ends well, unless the program holds the word 'wrong'; leaves a result if it holds 'output'."""

    def __init__(self) -> None:
        self.programs: list[str] = []

    def __call__(self, program: str) -> Execution:
        self.programs.append(program)
        if "wrong" in program:
            stderr = "Traceback\n  File /secret/folder/selection.py\nNameError: \x1b[31mwrong"
            return Execution(
                backend="fake", exit_code=1, seconds=0, stderr=stderr, failure="error", problem="NameError: wrong"
            )
        if "output" not in program:
            return Execution(
                backend="fake", exit_code=0, seconds=0, failure="bad_output", problem="it wrote no result file"
            )
        return Execution(backend="fake", exit_code=0, seconds=0, events=SelectedEvents(selected=((1, 2),)))


@pytest.fixture
def sandbox() -> FakeSandbox:
    return FakeSandbox()


@pytest.fixture(scope="session")
def benchmark_folder() -> Benchmark:
    return load_benchmark(FOLDER)


@pytest.fixture(scope="session")
def cuts(benchmark_folder: Benchmark) -> tuple[CuratedCut, ...]:
    return benchmark_folder.cuts


@pytest.fixture(scope="session")
def means(benchmark_folder: Benchmark) -> Means:
    """What statements on the generated events are written with; no rules give a second opinion."""
    event_format = load_format(benchmark_folder.event_format, benchmark_folder.data.means)
    skeleton, events = (
        skeleton_of_benchmark(benchmark_folder),
        FileSource(benchmark_folder.events, event_format.model_dump()),
    )
    typing = typing_of(skeleton, events, list(event_format.triggers.groups), benchmark_folder.examples)
    write = partial(skeleton.program, event_format=event_format.model_dump(exclude_defaults=True))
    drawn = drawn_to_try(events, benchmark_folder.language.names, list(event_format.triggers.groups))
    return Means(typing, skeleton, drawn, write)


@pytest.fixture(scope="session")
def words(benchmark_folder: Benchmark) -> Words:
    """What mutants swap."""
    event_format = load_format(benchmark_folder.event_format, benchmark_folder.data.means)
    return interchangeable(FileSource(benchmark_folder.events, event_format.model_dump()))


@pytest.fixture(scope="session")
def agent(benchmark_folder: Benchmark, means: Means, words: Words) -> Any:
    """Makes the program of a self-test agent."""
    known = {"write": means.write, "language": benchmark_folder.language, "words": words}
    return partial(agent_program, **known)


@pytest.fixture
def generate(tmp_path, sandbox):
    def run(model: Any, arm: Any, cuts: Any, **options: Any) -> Generated:
        given = {
            "benchmark": "b",
            "task": "Do it.",
            "variables": "x",
            "execute": sandbox,
            "seed": 0,
            "max_repairs": 2,
        } | {"max_subtasks": 3, "max_tokens": 400}
        given |= {"checkpoints": tmp_path / "state" / "seed0.sqlite", "protocol": 1} | options
        return generate_code(model, arm, cuts=cuts, **given)

    return run
