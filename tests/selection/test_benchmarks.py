"""Each benchmark with a part of coding: its curated list against the selection that is written by hand."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from cutbench.benchmarks import Benchmark, list_benchmarks, load_benchmark
from cutbench.codegen import interchangeable
from cutbench.codegen.mutants import mutated
from cutbench.events import FileSource, load_format
from cutbench.schema.events import CutflowStep, SelectedEvents
from cutbench.selection import Skeleton, run, skeleton_of_benchmark

ROOT = Path(__file__).parents[2] / "resources/groundtruth"
CODED = {name: found for name in list_benchmarks(ROOT) if (found := load_benchmark(ROOT / name)).codes}
CUTS = [(name, cut.id) for name, benchmark in CODED.items() for cut in benchmark.coded_cuts]
LEAST = 5  # events that each cut decides about alone

each_benchmark = pytest.mark.parametrize("name", CODED)
each_cut = pytest.mark.parametrize(("name", "cut"), CUTS)


class Coded(NamedTuple):
    """A benchmark, its cuts ready to be put together, its events, and the hand-written selection on them."""

    benchmark: Benchmark
    skeleton: Skeleton
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


def opened(benchmark: Benchmark, events: Path) -> Coded:
    spec = importlib.util.spec_from_file_location(f"reference_of_{benchmark.name}", benchmark.reference_program)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    event_format = load_format(benchmark.event_format, benchmark.data.means).model_dump()
    source = FileSource(events, event_format)
    return Coded(benchmark, skeleton_of_benchmark(benchmark), source, reference, reference.read(events))


@pytest.fixture(scope="module")
def coded():
    """Open a benchmark on its events or on others, once."""
    made: dict[tuple[str, Path], Coded] = {}

    def of(name: str, events: Path | None = None) -> Coded:
        key = name, events or CODED[name].events
        if key not in made:
            made[key] = opened(CODED[name], key[1])
        return made[key]

    yield of
    for one in made.values():
        one.events.close()


@pytest.fixture(scope="module")
def words(coded):
    """The values of named properties that mutants swap, by benchmark."""

    def of(name: str) -> Any:
        return interchangeable(coded(name).events)

    return of


@each_benchmark
def test_list_and_hand_agree_on_the_expected_events_and_cutflow(name, coded):
    one = coded(name)
    assert one.by_hand() == one.by_list() == one.expected
    rows = json.loads((one.benchmark.folder / "expected/cutflow.json").read_text(encoding="utf-8"))
    assert [row.model_dump() for row in one.expected.cutflow] == rows


@each_benchmark
def test_the_cutflow_has_a_row_for_each_cut_never_rises_and_ends_at_what_is_selected(name, coded):
    expected = coded(name).expected
    counts = [row.n_events for row in expected.cutflow]
    assert [row.cut for row in expected.cutflow] == [cut.id for cut in CODED[name].coded_cuts]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == len(expected.selected)


@each_cut
def test_each_cut_can_be_left_out(name, cut, coded):
    assert coded(name).by_list(without=[cut]) == coded(name).by_hand(cut)


@each_cut
def test_each_cut_alone_decides_about_some_events(name, cut, coded):
    """It rejects them, or it decides which candidate is chosen, and so what other cuts make of them."""
    one = coded(name)
    assert len(set(one.by_hand(cut).selected) ^ set(one.expected.selected)) >= LEAST


@each_cut
def test_each_mutant_selects_other_events_and_its_cutflow_names_the_cut(name, cut, coded, words):
    one = coded(name)
    found = one.by_list(mutated(one.benchmark.cuts, cut, one.benchmark.language, words(name)))
    pairs = zip(found.cutflow, one.expected.cutflow, strict=True)
    assert next((ours.cut for ours, theirs in pairs if ours != theirs), None) == cut
    assert set(found.selected) != set(one.expected.selected)


@each_benchmark
def test_the_list_as_a_program_by_itself_selects_the_same(name, coded, tmp_path):
    one = coded(name)
    event_format = load_format(one.benchmark.event_format, one.benchmark.data.means)
    text = one.skeleton.program(one.benchmark.cuts, event_format.model_dump(exclude_defaults=True))
    (tmp_path / "selection.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "selection.py", "--events", one.benchmark.events.resolve()]
    subprocess.run([*command, "--output", "out.json"], check=True, cwd=tmp_path)
    assert SelectedEvents.read(tmp_path / "out.json") == one.expected


@each_benchmark
def test_the_hand_written_program_writes_the_same(name, coded, tmp_path):
    one = coded(name)
    command = [sys.executable, one.benchmark.reference_program, "--events", one.benchmark.events]
    subprocess.run([*command, "--output", tmp_path / "out.json"], check=True, capture_output=True)
    assert SelectedEvents.read(tmp_path / "out.json") == one.expected


@each_benchmark
def test_examples_are_statements_that_the_analysis_does_not_make(name):
    benchmark = CODED[name]
    curated = {benchmark.language.parse(text) for cut in benchmark.cuts for text in cut.statements}
    shown = {benchmark.language.parse(text) for one in benchmark.examples for text in one["statements"]}
    assert shown
    assert not shown & curated


@each_benchmark
def test_list_and_hand_agree_on_events_that_the_experiment_simulated(name, coded, shared_data):
    one = coded(name, shared_data / "physlite/zee_mc20_100events.root")
    assert one.by_list() == one.by_hand()
    for cut in one.benchmark.coded_cuts:
        assert one.by_list(without=[cut.id]) == one.by_hand(cut.id), cut.id
