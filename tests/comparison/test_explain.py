"""Wrong events are put down to the cut that decided differently."""

from pathlib import Path

import numpy as np
import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.comparison import compare, explain, infer_cut, leave_out_cuts
from cutbench.events import FileSource, load_format
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import run, skeleton_of_benchmark

BENCHMARK = load_benchmark(Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l")
SKELETON = skeleton_of_benchmark(BENCHMARK)


@pytest.fixture(scope="module")
def events():
    return FileSource(BENCHMARK.events, load_format(BENCHMARK.event_format, BENCHMARK.data.means).model_dump())


@pytest.fixture(scope="module")
def left_out(events):
    return leave_out_cuts(events, SKELETON, BENCHMARK.cuts)


def _selected(events, cuts):
    runs, numbers = events.numbers()
    rows = np.flatnonzero(run(SKELETON.plan(cuts), events).selected)
    return SelectedEvents(selected=tuple((int(runs[row]), int(numbers[row])) for row in rows))


@pytest.fixture
def explained(events, left_out):
    return lambda cuts, *, known=True: _explained(events, left_out, cuts, known=known)


def _explained(events, left_out, cuts, *, known):
    selected = _selected(events, cuts)
    execution = Execution(backend="scripted", exit_code=0, seconds=0.0, events=selected)
    compared = compare(execution, _selected(events, BENCHMARK.cuts))
    plans = {"curated": SKELETON.plan(BENCHMARK.cuts), "typed": SKELETON.plan(cuts) if known else None}
    return explain(compared, selected, events, left_out=left_out, **plans)


def _tighter():
    tight = ("composite quadruplet: select m(z1) > 80 GeV and m(z1) < 106 GeV",)
    return [cut.model_copy(update={"statements": tight}) if cut.id == "4.4" else cut for cut in BENCHMARK.cuts]


@pytest.mark.parametrize("cut", ["2.3", "3.9", "4.4"])
def test_a_cut_that_is_left_out_is_found(explained, cut):
    found = explained([one for one in BENCHMARK.cuts if one.id != cut], known=False)
    assert found.inferred_cut == cut
    assert found.n_gained >= 5
    assert {event.cut for event in found.wrong_events} == {cut}
    assert all(event.values for event in found.wrong_events)


def test_events_that_a_tighter_cut_loses_name_it_in_the_programs_own_list(explained):
    found = explained(_tighter())
    assert found.n_lost > 0
    assert {event.cut for event in found.wrong_events} == {"4.4"}
    assert all(value < 80 or value > 106 for event in found.wrong_events for value in event.values)


def test_without_statements_a_lost_event_has_no_cut(explained):
    assert {event.cut for event in explained(_tighter(), known=False).wrong_events} == {None}


def test_nothing_is_guessed_where_no_cut_explains_it(events, left_out):
    assert infer_cut(_selected(events, BENCHMARK.cuts), left_out) is None
