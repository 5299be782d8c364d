"""Wrong events are put down to the cut that decided differently."""

from pathlib import Path

import pytest
import yaml

from cutbench.comparison import compare, explain, infer_cut, leave_out_cuts
from cutbench.events import read_events
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import as_json, compile_cuts, select

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"


@pytest.fixture(scope="module")
def events():
    return read_events(FOLDER / "events/standin_events.root")


@pytest.fixture(scope="module")
def curated():
    cuts = yaml.safe_load((FOLDER / "cuts.yaml").read_text())
    return compile_cuts(CuratedCut.model_validate(cut) for cut in cuts)


@pytest.fixture(scope="module")
def left_out(events, curated):
    return leave_out_cuts(events, curated)


def _selected(events, requirements):
    return SelectedEvents.model_validate(as_json(events, select(events, requirements)))


@pytest.fixture
def explained(events, curated, left_out):
    return lambda typed, *, known=True: _explained(events, curated, left_out, typed, known=known)


def _explained(events, curated, left_out, typed, *, known):
    selected = _selected(events, typed)
    execution = Execution(backend="scripted", exit_code=0, seconds=0.0, events=selected)
    compared = compare(execution, _selected(events, curated))
    return explain(compared, selected, events, curated=curated, left_out=left_out, typed=typed if known else ())


@pytest.mark.parametrize("cut", ["2.3", "3.9", "4.4"])
def test_a_cut_that_is_left_out_is_found(curated, explained, cut):
    found = explained([one for one in curated if one.cut != cut], known=False)
    assert found.inferred_cut == cut
    assert found.n_gained >= 5
    assert {event.cut for event in found.wrong_events} == {cut}
    assert all(event.values for event in found.wrong_events)


def test_events_that_a_tighter_cut_loses_name_it_in_the_programs_own_list(curated, explained):
    tighter = [one if one.cut != "4.4" else _with_lower(one, 80.0) for one in curated]
    found = explained(tighter)
    assert found.n_lost > 0
    assert {event.cut for event in found.wrong_events} == {"4.4"}
    assert all(value < 80 or value > 106 for event in found.wrong_events for value in event.values)


def test_without_typed_cuts_a_lost_event_has_no_cut(curated, explained):
    tighter = [one if one.cut != "4.4" else _with_lower(one, 80.0) for one in curated]
    assert {event.cut for event in explained(tighter, known=False).wrong_events} == {None}


def test_nothing_is_guessed_where_no_cut_explains_it(events, curated, left_out):
    assert infer_cut(_selected(events, curated), left_out) is None


def _with_lower(requirement, lower):
    return type(requirement)(**{**vars(requirement), "lower": lower})
