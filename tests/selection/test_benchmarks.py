"""Each benchmark with a part of coding: its curated list against the selection that is written by hand."""

import itertools
import json
import subprocess
import sys
from functools import partial

import pytest
import uproot

from cutbench.codegen import agent_program, interchangeable
from cutbench.codegen.mutants import mutated
from cutbench.comparison import compare
from cutbench.events.renumber import renumbered
from cutbench.schema.events import Execution, SelectedEvents

from .on_events import CODED, REAL, opened

CUTS = [(name, cut.id) for name, benchmark in CODED.items() for cut in benchmark.coded_cuts]
LEAST = 5  # events that each cut decides about alone

each_benchmark = pytest.mark.parametrize("name", CODED)
each_cut = pytest.mark.parametrize(("name", "cut"), CUTS)


def program_of(one, agent):
    """Return the program of a self-test agent; `compiled` is the curated list itself."""
    write = partial(one.skeleton.program, event_format=one.format.model_dump(exclude_defaults=True))
    if agent == "compiled":
        return write(one.benchmark.cuts)
    means = {"write": write, "language": one.benchmark.language, "words": interchangeable(one.events)}
    return agent_program(agent, one.benchmark.reference_program, one.benchmark.cuts, **means).text


@each_benchmark
def test_list_and_hand_agree_on_the_expected_events_and_cutflow(name):
    one = opened(name)
    assert one.by_hand() == one.by_list() == one.expected
    rows = json.loads((one.benchmark.folder / "expected/cutflow.json").read_text(encoding="utf-8"))
    assert [row.model_dump() for row in one.expected.cutflow] == rows


@each_benchmark
def test_the_cutflow_has_a_row_for_each_cut_never_rises_and_ends_at_what_is_selected(name):
    expected = opened(name).expected
    counts = [row.n_events for row in expected.cutflow]
    assert [row.cut for row in expected.cutflow] == [cut.id for cut in CODED[name].coded_cuts]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == len(expected.selected)


@each_cut
def test_each_cut_can_be_left_out(name, cut):
    assert opened(name).by_list(without=[cut]) == opened(name).by_hand(cut)


@each_cut
def test_each_cut_alone_decides_about_some_events(name, cut):
    """It rejects them, or it decides which candidate is chosen, and so what other cuts make of them."""
    one = opened(name)
    assert len(set(one.by_hand(cut).selected) ^ set(one.expected.selected)) >= LEAST


@each_cut
def test_each_mutant_selects_other_events_and_its_cutflow_names_the_cut(name, cut):
    one = opened(name)
    found = one.by_list(mutated(one.benchmark.cuts, cut, one.benchmark.language, interchangeable(one.events)))
    pairs = zip(found.cutflow, one.expected.cutflow, strict=True)
    assert next((ours.cut for ours, theirs in pairs if ours != theirs), None) == cut
    assert set(found.selected) != set(one.expected.selected)


@each_benchmark
def test_the_list_as_a_program_by_itself_selects_the_same(name, tmp_path):
    one = opened(name)
    text = program_of(one, "compiled")
    (tmp_path / "selection.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "selection.py", "--events", one.benchmark.events.resolve()]
    subprocess.run([*command, "--output", "out.json"], check=True, cwd=tmp_path)
    assert SelectedEvents.read(tmp_path / "out.json") == one.expected


@each_benchmark
def test_the_hand_written_program_writes_the_same(name, tmp_path):
    one = opened(name)
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
def test_list_and_hand_agree_on_events_that_the_experiment_simulated(name, shared_data):
    one = opened(name, shared_data / REAL)
    assert one.by_list() == one.by_hand()
    for cut in one.benchmark.coded_cuts:
        assert one.by_list(without=[cut.id]) == one.by_hand(cut.id), cut.id


@each_benchmark
def test_the_reference_and_the_curated_list_have_the_same_cuts(name):
    one = opened(name)
    assert [cut.id for cut in one.benchmark.coded_cuts] == list(one.reference.CUTS)


AGENTS = {"compiled": "exactly_matched", "oracle": "exactly_matched", "mutant": "not_matched", "copier": "not_matched"}


@pytest.mark.parametrize("agent", AGENTS)
@each_benchmark
def test_agents_do_what_they_promise_on_events_with_other_numbers(name, agent, tmp_path):
    one, program, output = opened(name), tmp_path / "selection.py", tmp_path / "out.json"
    program.write_text(program_of(one, agent), encoding="utf-8")
    with renumbered(one.benchmark.events, "01") as copy:
        assert not copy.about.problem
        subprocess.run([sys.executable, program, "--events", copy.path, "--output", output], check=True)
        answer = Execution(backend="none", exit_code=0, seconds=0, events=SelectedEvents.read(output))
        assert compare(copy.restore(answer), one.expected).outcome == AGENTS[agent]


@each_benchmark
def test_the_events_are_few_small_and_enriched_in_the_open(name):
    events = CODED[name].events
    with uproot.open(events) as file:
        numbers = file["CollectionTree"]["EventInfoAuxDyn.eventNumber"].array().to_list()
    corners = json.loads((events.parent / "enrichment.json").read_text(encoding="utf-8"))
    pushed = list(itertools.chain.from_iterable(corners.values()))
    assert len(set(numbers)) == len(numbers) == 1000
    assert len(set(pushed)) == len(pushed) <= 300
    assert set(pushed) <= set(numbers)
    assert events.stat().st_size < 1.5e6


@each_benchmark
def test_branches_have_the_types_of_real_events(name, shared_data):
    with uproot.open(CODED[name].events) as ours, uproot.open(shared_data / REAL) as real:
        types = [file["CollectionTree"].typenames(full_paths=False) for file in (ours, real)]
    assert {branch: types[1].get(branch) for branch in types[0]} == types[0]
