import pytest

from cutbench.comparison import compare
from cutbench.schema.events import Execution, SelectedEvents

REFERENCE = SelectedEvents.model_validate(
    {"selected": [[1, 1], [1, 2], [1, 3]], "cutflow": [{"cut": "2.2", "n_events": 9}, {"cut": "4.2", "n_events": 3}]}
)


def ended(**events):
    return Execution(backend="scripted", exit_code=0, seconds=1, events=SelectedEvents.model_validate(events))


def test_order_and_repetition_do_not_count():
    comparison = compare(ended(selected=[[1, 3], [1, 1], [1, 2], [1, 2]]), REFERENCE)
    assert comparison.outcome == "exactly_matched"
    assert comparison.jaccard == 1
    assert comparison.first_diverging_cut is None


def test_gained_and_lost_events_are_named():
    comparison = compare(ended(selected=[[1, 1], [1, 2], [1, 7]]), REFERENCE)
    assert comparison.outcome == "not_matched"
    assert (comparison.n_gained, comparison.n_lost) == (1, 1)
    assert comparison.jaccard == pytest.approx(0.5)
    assert [(wrong.event, wrong.selected) for wrong in comparison.wrong_events] == [(3, False), (7, True)]


def test_the_same_event_number_of_another_run_is_another_event():
    comparison = compare(ended(selected=[[1, 1], [1, 2], [2, 3]]), REFERENCE)
    assert (comparison.n_gained, comparison.n_lost) == (1, 1)


def test_two_empty_selections_match():
    comparison = compare(ended(selected=[]), SelectedEvents(selected=()))
    assert (comparison.outcome, comparison.jaccard) == ("exactly_matched", 1)


def test_the_references_order_decides_which_cut_diverges_first():
    flow = [{"cut": "own", "n_events": 1}, {"cut": "4.2", "n_events": 1}, {"cut": "2.2", "n_events": 8}]
    assert compare(ended(selected=[], cutflow=flow), REFERENCE).first_diverging_cut == "2.2"


def test_no_events_are_a_valid_but_wrong_result():
    assert compare(ended(selected=[]), REFERENCE).outcome == "not_matched"


def test_the_first_cut_with_another_count_is_named():
    flow = [{"cut": "2.2", "n_events": 9}, {"cut": "4.2", "n_events": 4}]
    assert compare(ended(selected=[], cutflow=flow), REFERENCE).first_diverging_cut == "4.2"


def test_a_failed_execution_keeps_its_class():
    failed = Execution(backend="scripted", exit_code=1, seconds=1, failure="import", problem="no module named ROOT")
    comparison = compare(failed, REFERENCE)
    assert comparison.outcome == "execution_failed"
    assert (comparison.failure, comparison.n_selected, comparison.jaccard) == ("import", None, None)
