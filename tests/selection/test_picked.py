"""Some events of a source, as chunks and traces take them."""

import numpy as np
import pytest

from cutbench.events import MemorySource
from cutbench.selection.picked import Picked


@pytest.fixture
def three() -> MemorySource:
    return MemorySource(
        {"jet": {"pT": [[50, 40], [], [30]]}},
        quantities={"MET": [1, 2, 3]},
        flags={"goodrun": [True, True, False]},
        points={"jet": {"btag": {"77": [[True, False], [], [True]]}}},
        numbers=([1, 1, 2], [7, 8, 9]),
        fits=[(0, (1, 2, 3, 4), 0.5)],
    )


@pytest.mark.parametrize(
    "rows", [np.array([2, 0, 1]), np.array([2, 0]), slice(1, 3), np.array([0, 1, 2, 0]), slice(0, 0)]
)
def test_columns_are_those_of_the_events(three, rows):
    some = Picked(three, rows)
    counts, starts = three.counts("jet"), [0, 2, 2]
    chosen = np.arange(3)[rows]
    jets = [starts[event] + place for event in chosen for place in range(counts[event])]
    assert some.n_events == len(chosen)
    assert some.counts("jet").tolist() == counts[chosen].tolist()
    assert some.values("jet", "pT").tolist() == three.values("jet", "pT")[jets].tolist()
    assert some.passes("jet", "btag", "77").tolist() == three.passes("jet", "btag", "77")[jets].tolist()
    assert some.quantity("MET").tolist() == three.quantity("MET")[chosen].tolist()
    assert some.flag("goodrun").tolist() == three.flag("goodrun")[chosen].tolist()
    assert some.numbers()[1].tolist() == three.numbers()[1][chosen].tolist()


def test_names_and_fits(three):
    some = Picked(three, np.array([2, 0]))
    assert some.properties("jet") == three.properties("jet")
    assert some.fit_chi2ndf(np.array([1]), np.array([[1, 2, 3, 4]])).tolist() == [0.5]
