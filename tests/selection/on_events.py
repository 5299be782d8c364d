"""Benchmarks with a part of coding, opened on their events: the curated list, and the selection written by hand."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from cutbench.benchmarks import Benchmark, list_benchmarks, load_benchmark
from cutbench.events import FileSource, Format, load_format
from cutbench.schema.events import CutflowStep, SelectedEvents
from cutbench.selection import Skeleton, run, skeleton_of_benchmark

ROOT = Path(__file__).parents[2] / "resources/groundtruth"
CODED = {name: found for name in list_benchmarks(ROOT) if (found := load_benchmark(ROOT / name)).codes}
REAL = "physlite/zee_mc20_100events.root"


class Coded(NamedTuple):
    """A benchmark, its cuts ready to be put together, its events, and the hand-written selection on them."""

    benchmark: Benchmark
    skeleton: Skeleton
    format: Format
    events: FileSource
    reference: ModuleType
    data: Any

    @property
    def expected(self) -> SelectedEvents:
        return SelectedEvents.read(self.benchmark.folder / "expected/events.json")

    def by_list(self, cuts=None, without=()) -> SelectedEvents:
        result = run(self.skeleton.plan(cuts or self.benchmark.cuts, without=without), self.events)
        chosen = sorted(zip(*(column[result.selected].tolist() for column in self.events.numbers()), strict=True))
        rows = [CutflowStep(cut=row.cut, n_events=row.n_events) for row in result.of_selected]
        return SelectedEvents(selected=tuple(chosen), cutflow=tuple(rows))

    def by_hand(self, *skip: str) -> SelectedEvents:
        selected, cutflow = self.reference.select(self.data, skip)
        return SelectedEvents.model_validate({"selected": selected, "cutflow": cutflow})


@cache
def opened(name: str, events: Path | None = None) -> Coded:
    """Open a benchmark on its events or on others; each once, as reading takes a second."""
    benchmark, path = CODED[name], events or CODED[name].events
    spec = importlib.util.spec_from_file_location(f"reference_of_{name}", benchmark.reference_program)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    event_format = load_format(benchmark.event_format, benchmark.data.means)
    source = FileSource(path, event_format.model_dump())
    return Coded(benchmark, skeleton_of_benchmark(benchmark), event_format, source, reference, reference.read(path))
