"""The masses of each event's candidate: what pictures of a selection show."""

from collections.abc import Sequence
from typing import Any

import awkward as ak
import numpy as np

from cutbench.selection.flow import walk
from cutbench.selection.requirement import Requirement
from cutbench.selection.variables import VARIABLES

MASSES = ("m4l", "m12", "m34")


def candidate_masses(events: ak.Array, requirements: Sequence[Requirement]) -> dict[str, Any]:
    """Return m4l, m12 and m34 in GeV with one value per event; NaN without four leptons that make two pairs.

    Of an event that the requirements select they are those of its candidate, of any other one those of the best
    candidate among all its leptons.
    """
    masses = {name: np.full(len(events), np.nan) for name in MASSES}
    for wanted in ((), requirements):
        *_, last = walk(events, wanted)
        # The table is in the order of events and, in an event, of channels, of which the first one wins.
        rows, first = np.unique(last.things["row"], return_index=True)
        first, rows = first[last.left[rows]], rows[last.left[rows]]
        for name in MASSES:
            masses[name][rows] = VARIABLES["quadruplets"][name].value(last.things)[first]
    return masses
