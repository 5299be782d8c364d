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
    flow = [{"cut": "own", "n_events": 9}, {"cut": "4.2", "n_events": 8}, {"cut": "2.2", "n_events": 1}]
    assert compare(ended(selected=[[1, 1]], cutflow=flow), REFERENCE).first_diverging_cut == "2.2"


def test_no_events_are_a_valid_but_wrong_result():
    assert compare(ended(selected=[]), REFERENCE).outcome == "not_matched"


def test_the_first_cut_with_another_count_is_named():
    flow = [{"cut": "2.2", "n_events": 9}, {"cut": "4.2", "n_events": 2}]
    comparison = compare(ended(selected=[[1, 1], [1, 2]], cutflow=flow), REFERENCE)
    assert (comparison.first_diverging_cut, comparison.cutflow_problem) == ("4.2", None)


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ((10, 12, 3), "rises at 4.2 from 10 to 12"),
        ((9, 9, 4), "ends at 4, but 3 events are selected"),
        ((9, 9, 2), "ends at 2, but 3 events are selected"),
    ],
)
def test_a_cutflow_that_cannot_be_true_is_said_and_not_believed(counts, problem):
    flow = [{"cut": cut, "n_events": count} for cut, count in zip(("2.2", "4.2", "own"), counts, strict=True)]
    comparison = compare(ended(selected=[[1, 1], [1, 2], [1, 3]], cutflow=flow), REFERENCE)
    assert (comparison.cutflow_problem, comparison.first_diverging_cut) == (problem, None)
    assert comparison.outcome == "exactly_matched", "the events are what counts"


def test_numbers_that_no_event_has_are_wrong_also_if_they_are_the_references():
    comparison = compare(ended(selected=[[1, 1]], unknown=[[1, 2], [1, 3]]), REFERENCE)
    assert (comparison.outcome, comparison.n_selected, comparison.n_unknown) == ("not_matched", 3, 2)
    assert (comparison.n_gained, comparison.n_lost) == (2, 2)
    assert comparison.jaccard == pytest.approx(1 / 5)
    assert [wrong.event for wrong in comparison.wrong_events if not wrong.in_file] == [2, 3]
    everything = compare(ended(selected=[[1, 1], [1, 2], [1, 3]], unknown=[[1, 3]]), REFERENCE)
    assert everything.outcome == "not_matched"


def test_a_failed_execution_keeps_its_class():
    failed = Execution(backend="scripted", exit_code=1, seconds=1, failure="import", problem="no module named ROOT")
    comparison = compare(failed, REFERENCE)
    assert comparison.outcome == "execution_failed"
    assert (comparison.failure, comparison.n_selected, comparison.jaccard) == ("import", None, None)
