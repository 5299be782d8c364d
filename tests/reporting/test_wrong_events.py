import pytest

from cutbench.reporting import style
from cutbench.reporting.codegen import ComparedRun
from cutbench.reporting.figures.wrong_events import draw_wrong_events
from cutbench.reporting.wrong_events import tabulate_wrong_events
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Comparison, WrongEvent
from cutbench.schema.runs import RunRecord

RECORD = RunRecord.without_model("b", "m", "codegen", 1)
CUTS = [Cut(id=id_, object="Muon", text=f"cut {id_}") for id_ in ("4.9", "4.10")]


def run(*wrong, arm="freeform", n_selected=3):
    """A run with these wrong events: pairs of a cut and whether the program selects the event."""
    events = tuple(WrongEvent(run=1, event=n, selected=selected, cut=cut) for n, (cut, selected) in enumerate(wrong))
    comparison = Comparison(
        outcome="not_matched" if wrong else "exactly_matched", n_reference=3, n_selected=n_selected, wrong_events=events
    )
    return ComparedRun("m", arm, comparison, RECORD, str(wrong))


def rows_of(*runs):
    return tabulate_wrong_events(runs, CUTS).set_index("cut")[["n_runs", "lost", "gained"]].T.to_dict("list")


def test_events_are_counted_by_cut_and_side_per_program():
    found = rows_of(run(("4.10", True), ("4.10", True), ("4.9", False)), run(("4.10", False), (None, False)))
    assert found == {"4.9": [2, 0.5, 0], "4.10": [2, 0.5, 1], "": [2, 0.5, 0]}


def test_right_programs_count_and_failed_ones_do_not():
    assert rows_of(run(("4.9", True)), run(), run(n_selected=None)) == {"4.9": [2, 0, 0.5], "": [2, 0, 0]}
    assert rows_of(run()) == {"": [1, 0, 0]}
    assert tabulate_wrong_events([run(n_selected=None)], CUTS).empty


def test_a_cut_of_the_programs_own_list_has_no_words_of_ours():
    table = tabulate_wrong_events([run(("c001", False))], CUTS).set_index("cut")
    assert table.loc["c001", ["object", "text", "lost"]].tolist() == ["", "", 1]


@pytest.mark.parametrize("wrong", [[], [("4.10", True), ("4.9", False), ("c001", False), (None, True)]])
def test_the_figure_sorts_cuts_as_people_do(wrong):
    style.use_style()
    figure = draw_wrong_events(tabulate_wrong_events([run(*wrong), run(arm="selftest")], CUTS))
    names = [one.get_text() for one in figure.axes[0].get_yticklabels()]
    assert names[-1] == "? cause not known"
    assert names[:-1] == (["4.9 cut 4.9", "4.10 cut 4.10", "c001"] if wrong else [])
