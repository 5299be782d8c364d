"""What a selection asks of events, from wherever they come: flat columns in GeV, mm, rad and 1."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


class EventSource(Protocol):
    """Events for a selection.

    Columns of objects are flat: all objects of the first event, then those of the second, and so on; `counts` says
    how many each event has. What is not there raises CutbenchError when it is asked for.
    """

    @property
    def n_events(self) -> int:
        """How many events there are."""

    def numbers(self) -> tuple[Integers, npt.NDArray[np.uint64]]:
        """Return run and event number of each event."""

    def collections(self) -> tuple[str, ...]:
        """Return the names of the collections that can be asked for."""

    def properties(self, collection: str) -> tuple[str, ...]:
        """Return the names of the properties of a collection: numbers, codes and those with working points."""

    def counts(self, collection: str) -> Integers:
        """Return how many objects each event has."""

    def values(self, collection: str, name: str) -> Floats:
        """Return a property of all objects; NaN where an object has none (a lepton without a track)."""

    def codes(self, collection: str, name: str) -> dict[str, float]:
        """Return the names of the values of a coded property (flavour, type); empty for a number."""

    def points(self, collection: str, name: str) -> tuple[str, ...]:
        """Return the names of the working points of a property; empty if it has none."""

    def passes(self, collection: str, name: str, point: str) -> Flags:
        """Return for all objects whether they pass a working point, e.g. ("electron", "id", "loose")."""

    def quantity(self, name: str) -> Floats:
        """Return a quantity of the event (MET, MET_phi), one number per event."""

    def flag(self, name: str, *arguments: str) -> Flags:
        """Return for each event whether a flag is set: goodrun, or trigger with groups of which one must have fired."""

    def fit_chi2ndf(self, row: Integers, tracks: Column) -> Floats:
        """Return chi2/ndof of the vertex fit of exactly the tracks `tracks[i]` of event `row[i]`, NaN without one.

        Args:
            row: (candidates,) events.
            tracks: (candidates, k) values of the property `track_id`, in any order.
        """
