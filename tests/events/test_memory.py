import awkward as ak
import numpy as np
import pytest

from cutbench.errors import CutbenchError
from cutbench.events import MemorySource

COLUMNS = {"jet": {"pT": [[50, 40], [], [30]], "eta": [[0.1, -0.2], [], [2]]}, "muon": {"d0": [[None], [1], []]}}


@pytest.fixture
def three() -> MemorySource:
    return MemorySource(
        COLUMNS,
        quantities={"MET": [1, 2, 3]},
        flags={"goodrun": [True, True, False], "trigger": {"a": [True, False, False], "b": [False, False, True]}},
        codes={"muon": {"type": {"combined": 0}}},
        points={"jet": {"btag": {"77": [[True, False], [], [True]]}}},
        numbers=([1, 1, 2], [7, 8, 9]),
        fits=[(0, (1, 2, 3, 4), 0.5), (1, (1, 2, 3, 4), 1.5), (1, (1, 2), 9.0)],
    )


def test_columns_are_flat(three):
    assert three.n_events == 3
    assert three.counts("jet").tolist() == [2, 0, 1]
    assert three.values("jet", "pT").tolist() == [50, 40, 30]
    assert three.values("jet", "pT").dtype == np.float64
    assert np.array_equal(three.values("muon", "d0"), [np.nan, 1], equal_nan=True)
    assert three.passes("jet", "btag", "77").tolist() == [True, False, True]
    assert three.passes("jet", "btag", "77").dtype == bool
    assert three.quantity("MET").tolist() == [1, 2, 3]
    assert [column.tolist() for column in three.numbers()] == [[1, 1, 2], [7, 8, 9]]


def test_flags_by_argument(three):
    assert three.flag("goodrun").tolist() == [True, True, False]
    assert three.flag("trigger", "a").tolist() == [True, False, False]
    assert three.flag("trigger", "a", "b").tolist() == [True, False, True]


def test_names(three):
    assert three.collections() == ("jet", "muon")
    assert three.properties("jet") == ("pT", "eta", "btag")
    assert three.points("jet", "btag") == ("77",)
    assert three.points("jet", "pT") == ()
    assert three.codes("muon", "type") == {"combined": 0}
    assert three.codes("jet", "pT") == {}


def test_fits_need_all_tracks_and_no_more(three):
    rows = np.array([0, 1, 1, 2, 0])
    candidates = np.array([[4, 3, 2, 1], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 4], [1, 2, 3, np.nan]])
    assert np.array_equal(three.fit_chi2ndf(rows, candidates), [0.5, 1.5, np.nan, np.nan, np.nan], equal_nan=True)
    assert three.fit_chi2ndf(np.array([1]), np.array([[2.0, 1.0]])).tolist() == [9]
    assert np.isnan(three.fit_chi2ndf(np.array([1]), np.array([[2.0, 1.0, 3.0]]))).all()


def test_awkward_arrays_and_empty_events():
    source = MemorySource({"jet": {"pT": ak.Array([[1.0], []])}, "muon": {"pT": [[], []]}})
    assert source.counts("jet").tolist() == [1, 0]
    assert source.counts("muon").tolist() == [0, 0]
    assert source.values("muon", "pT").shape == (0,)
    assert source.numbers()[1].tolist() == [1, 2]


def test_columns_that_do_not_agree():
    with pytest.raises(CutbenchError, match="jet eta: not as many objects in each event as before"):
        MemorySource({"jet": {"pT": [[1], []], "eta": [[], [1]]}})
    with pytest.raises(CutbenchError, match="numbers of events differ: jet 1, MET 2"):
        MemorySource({"jet": {"pT": [[1]]}}, quantities={"MET": [1, 2]})


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: s.values("jets", "pT"), "there is no jets; there are jet, muon"),
        (lambda s: s.properties("x"), "there is no x; there are jet, muon"),
        (lambda s: s.values("jet", "PT"), "there is no PT; there are pT, eta"),
        (lambda s: s.passes("jet", "btag", "70"), "there is no 70; there are 77"),
        (lambda s: s.quantity("HT"), "there is no HT; there are MET"),
        (lambda s: s.flag("trigger", "c"), "there is no c; there are a, b"),
        (lambda s: s.counts("tau"), "there is no tau; there are jet, muon"),
    ],
)
def test_what_is_not_there_is_said(three, ask, said):
    with pytest.raises(CutbenchError, match=said):
        ask(three)
