"""The self-test passes only where every agent is what it has to be, and a mutant's cut is named."""

from cutbench.reporting.selftest import tabulate_selftest
from cutbench.schema.events import Comparison, WrongEvent


def _compared(outcome, **more):
    return Comparison(outcome=outcome, n_reference=10, **more)


def test_who_passes():
    wrong = (WrongEvent(run=1, event=1, selected=True, cut="2.3"),)
    frame = tabulate_selftest(
        [
            ("oracle", _compared("exactly_matched")),
            ("cheater", _compared("execution_failed")),
            ("copier", _compared("not_matched", n_gained=10, n_unknown=10, n_lost=10)),
            ("mutant-2.3", _compared("not_matched", n_gained=1, first_diverging_cut="2.3", wrong_events=wrong)),
        ]
    )
    assert frame["passed"].all()
    assert frame["blamed"].tolist() == ["", "", "", "2.3"]
    assert frame["n_wrong_events"].tolist() == [0, 0, 20, 1]


def test_who_fails():
    frame = tabulate_selftest(
        [
            ("oracle", _compared("not_matched")),
            ("nop", _compared("exactly_matched")),
            ("cheater", _compared("exactly_matched")),
            ("copier", _compared("exactly_matched")),
            ("mutant-2.3", _compared("not_matched", first_diverging_cut="2.4")),
            ("mutant-2.4", _compared("exactly_matched", first_diverging_cut="2.4")),
        ]
    )
    assert not frame["passed"].any()
