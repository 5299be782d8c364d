"""A few events of objects that are drawn from real ones, empty ones among them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from cutbench.errors import CutbenchError
from cutbench.events import EventSource, FlatSource
from cutbench.language import Names
from cutbench.selection.kinematics import MOMENTUM

N_DRAWN, MOST_OBJECTS = 48, 4  # events, and objects of each collection in one
MOST_FIT = 12.0  # chi2/ndof of vertex fits is below it
TRACK = "track_id"  # what fits of tracks are found by


def drawn_to_try(events: EventSource, names: Names, triggers: Sequence[str]) -> FlatSource:
    """Return a few events to try functions on, with all quantities and flags that they may ask for.

    `triggers` are the groups that can be asked for by name.
    """
    flags = {name: [""] for name, meaning in names.known.items() if meaning.flag}
    return drawn(events, names.of_kind("quantity"), flags | {"trigger": list(triggers)})


def drawn(
    events: EventSource, quantities: Sequence[str], flags: Mapping[str, Sequence[str]], seed: int = 0
) -> FlatSource:
    """Return a few events of objects that are drawn from some events; what these lack is left out.

    Args:
        events: where objects, quantities and flags are taken from.
        quantities: names of what may be known of an event.
        flags: names likewise, each with its arguments, '' for none.
        seed: other seeds draw others.
    """
    random = np.random.default_rng(seed)
    chosen = random.integers(0, events.n_events, N_DRAWN)
    made = FlatSource({}, {}, {}, {}, fits=random.uniform(0, MOST_FIT, N_DRAWN))
    for collection in events.collections():
        if _tried(events.counts, collection) is not None:
            _draw(made, events, collection, random)
    for name in quantities:
        column = _tried(events.quantity, name)
        made.quantities |= {} if column is None else {name: column[chosen]}
    for name, arguments in flags.items():
        found = {one: _tried(events.flag, name, *filter(None, [one])) for one in arguments}
        if any(column is not None for column in found.values()):  # a trigger that the events do not have never fires
            never = np.zeros(N_DRAWN, dtype=bool)
            made.flags[name] = {one: never.copy() if c is None else c[chosen] for one, c in found.items()}
    return made


def _draw(made: FlatSource, events: EventSource, collection: str, random: np.random.Generator) -> None:
    """Draw the objects of a collection: none in the first event."""
    n_pool, names = int(events.counts(collection).sum()), events.properties(collection)
    number = random.integers(0, MOST_OBJECTS + 1, N_DRAWN) * (n_pool > 0)
    number[0] = 0
    rows = random.integers(0, max(n_pool, 1), int(number.sum()))
    # Momenta follow from the others, also when these are changed.
    columns = _read(events.values, collection, [name for name in names if name not in MOMENTUM])
    points = {name: _read(events.passes, collection, [name], events.points(collection, name)) for name in names}
    columns = {name: np.asarray(column, np.float64)[rows] for name, column in columns.items()}
    if TRACK in columns:  # objects of different events may have had the same
        ids = np.arange(len(rows)) + 1e6 * len(made.number_of)
        columns[TRACK] = np.where(np.isnan(columns[TRACK]), np.nan, ids)
    made.number_of[collection], made.columns[collection] = number, columns
    made.passed[collection] = {n: {p: c[rows] for p, c in of.items()} for n, of in points.items() if of}
    made.words[collection] = {name: codes for name in names if (codes := events.codes(collection, name))}


def _read(
    read: Callable[..., Any], collection: str, names: Sequence[str], points: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return by name, or by working point of one name, what can be read of a collection."""
    asked = {name: (name,) for name in names} if points is None else {point: (names[0], point) for point in points}
    found = {key: _tried(read, collection, *words) for key, words in asked.items()}
    return {key: column for key, column in found.items() if column is not None}


def _tried(read: Callable[..., Any], *names: str) -> Any:
    """Return what events have, None where they have it not."""
    try:
        return read(*names)
    except CutbenchError:
        return None
