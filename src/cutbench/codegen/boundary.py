"""Events at the edges of what statements ask for, found by asking the engine.

What the statements depend on is turned in a few events, one thing at a time, through values about the numbers that they
name; wherever the engine changes its mind, the value at which it does is closed in on. Just below and just above it are
events of the test, and at it where it is one of the numbers themselves: a value that follows from several may differ
by rounding. Nothing here knows an analysis.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, zip_longest
from typing import Any

import numpy as np

from cutbench.codegen.drawing import MOST_FIT, MOST_OBJECTS
from cutbench.events import FlatSource, joined
from cutbench.language import tree as t
from cutbench.selection import Decisions

N_BASES, N_WAYS, N_ROUNDS = 10, 15, 12  # events that are changed; values that an interval is divided by, how often
N_EDGES, MOST_EDGES = 8, 50  # of each thing that is turned, and of all of them
OUTSIDE = 1e-4  # relative distance of the values on both sides of an edge
SAME = 1e-9
FITTED = "chi2ndf"
LAST = -1  # the softest of an event that has as many objects as there are
ANGLES = {"dR", "dphi", "deta", "m"}  # what depends on where two objects are to each other
FARTHEST = 4  # a larger number is no angle
FACTORS = (0.5, 0.9, 1.1, 2.0)
Decide = Callable[[FlatSource], Decisions]


@dataclass(frozen=True)
class Knob:
    """Something of an event that can be turned: `grid` are the values to begin with, between which it may be `smooth`.

    `turn` sets it in an event (by its number) of events that are changed in place, and `has` says whether an event has
    it. A `plain` one is a value that statements may compare as it stands.
    """

    grid: tuple[float, ...]
    turn: Callable[[FlatSource, int, float], None]
    has: Callable[[FlatSource, int], bool]
    smooth: bool = True
    plain: bool = True


def edges(decide: Decide, base: FlatSource, conditions: Sequence[object], collections: Sequence[str]) -> FlatSource:
    """Return the events of `base`, and those at which `decide` changes its mind when something in them is turned.

    Args:
        decide: what the conditions decide of events.
        base: some events.
        conditions: nodes of the language, what the names in them are defined as among them.
        collections: those that they may look at.

    Raises:
        CutbenchError: what `decide` raises.
    """
    nodes = [inner for one in conditions for inner in t.walk(one)]
    numbers = sorted({abs(one.value) for one in nodes if isinstance(one, t.Number)})
    knobs = _knobs(nodes, numbers, collections, base)
    smooth, rough = ([knob for knob in knobs if knob.smooth == which] for which in (True, False))
    signs = _signatures(decide, base)
    order = sorted(range(base.n_events), key=lambda event: (not any(signs[event]), not signs[event]))
    # What is asked of some kinds only has its edges in events where a word or a flag was turned before.
    found = _chosen([_changes(decide, base, knob, order) for knob in rough])
    more = [(knob, event, value) for knob, event, *both in found for value in both]
    base = joined([base, _built(base, more)]) if more else base
    order = [*order[:N_BASES], *range(len(order), base.n_events), *order[N_BASES:]]
    close = _closed_in(decide, base, _chosen([_changes(decide, base, knob, order) for knob in smooth]))
    points = [(one[0], one[1], value) for one in close for value in _around(*one, numbers)]
    points += _indifferent(smooth, base, order)
    return joined([base, _built(base, points)]) if points else base


def _knobs(
    nodes: Sequence[object], numbers: Sequence[float], collections: Sequence[str], base: FlatSource
) -> list[Knob]:
    """Return what can be turned of some events that conditions may depend on."""
    named = {one.function for one in nodes if isinstance(one, t.Call) and isinstance(one.function, str)}
    named |= {one.name for one in nodes if isinstance(one, t.Name)}
    there = [one for one in collections if base.number_of.get(one) is not None]
    own = {name for one in there for name in base.properties(one)}
    moved = {"pT", "eta", "phi"} if named & (ANGLES | {"mT", "ET", "y", "p", "E"}) else set()
    names = named | moved | ({"charge"} if "sfos" in named else set())
    found = [knob for one in there for name in sorted(names & own) for knob in _of_objects(base, one, name, numbers)]
    found += [knob for knob in _beside(base, there, numbers) if named & ANGLES]
    directions = {f"{name}_phi" for name in named} if named & ANGLES else set()
    found += [_quantity(base, name, numbers) for name in base.quantities if name in named | directions]
    found += [
        knob for name in sorted(directions & base.quantities.keys()) for knob in _along(there, base, name, numbers)
    ]
    flags = ((name, one) for name in sorted(named & set(base.flags)) for one in base.flags[name])
    found += [_flag(name, one) for name, one in flags if not one or one in named]
    return [*found, *([_fit(numbers)] if FITTED in named else [])]


# What can be turned


def _of_objects(base: FlatSource, collection: str, name: str, numbers: Sequence[float]) -> Iterator[Knob]:
    for rank in (0, 1, LAST, None):  # None: all objects of the event
        has = _has(collection, rank or 0)
        for point in base.points(collection, name):
            turn = _setter(partial(_point, collection, name, point), collection, rank)
            yield Knob((0, 1), turn, has, smooth=False)
        if name not in base.columns[collection]:
            continue
        column, codes = base.columns[collection][name], base.codes(collection, name)
        values = np.unique(column[np.isfinite(column)])
        if len(values) < 2:
            continue
        few = bool(codes) or len(values) <= 3
        grid = tuple(sorted(codes.values())) if codes else tuple(values) if few else _grid(column, numbers)
        yield Knob(grid, _together(base, collection, name, rank), has, smooth=not few)


def _point(collection: str, name: str, point: str, events: FlatSource) -> Any:
    return events.passed[collection][name][point]


def _column(collection: str, name: str, events: FlatSource) -> Any:
    return events.columns[collection][name]


def _together(
    base: FlatSource, collection: str, name: str, rank: int | None
) -> Callable[[FlatSource, int, float], None]:
    """Return what sets a property, and all that are the same: where ET is pT, a function may ask for either."""
    columns = base.columns[collection]
    same = [one for one in columns if np.array_equal(columns[one], columns[name], equal_nan=True)]
    setters = [_setter(partial(_column, collection, one), collection, rank) for one in same]

    def turn(events: FlatSource, event: int, value: float) -> None:
        for setter in setters:
            setter(events, event, value)

    return turn


def _beside(base: FlatSource, collections: Sequence[str], numbers: Sequence[float]) -> Iterator[Knob]:
    """Yield what brings an object near to another one: hardly any two are by chance."""
    with_angles = [one for one in collections if {"eta", "phi"} <= base.columns[one].keys()]
    steps = _distances(numbers, 0.0, 0.01)
    for one in with_angles:
        for other in with_angles:
            yield Knob(steps, _near(one, other), _has_both(one, other), plain=False)


def _along(collections: Sequence[str], base: FlatSource, name: str, numbers: Sequence[float]) -> Iterator[Knob]:
    """Yield what turns an object towards a direction of the event, such as that of the missing momentum."""
    steps = _distances(numbers, 0.0)
    for one in collections:
        for rank in (0, 1, LAST) if "phi" in base.columns[one] else ():
            yield Knob(steps, _towards(one, rank, name), _has(one, rank), plain=False)


def _distances(numbers: Sequence[float], *more: float) -> tuple[float, ...]:
    """Return angles about the numbers that may be some, and `more`."""
    return tuple(sorted({*more, *(n * factor for n in numbers if n < FARTHEST for factor in (*FACTORS, 1.0))}))


def _towards(collection: str, rank: int, name: str) -> Callable[[FlatSource, int, float], None]:
    def turn(events: FlatSource, event: int, angle: float) -> None:
        events.columns[collection]["phi"][_place(events, collection, event, rank)] = (
            events.quantities[name][event] + angle
        )

    return turn


def _near(one: str, other: str) -> Callable[[FlatSource, int, float], None]:
    def turn(events: FlatSource, event: int, distance: float) -> None:
        to, at = events.place(one, event, 0), events.place(other, event, int(one == other))
        events.columns[one]["phi"][to] = events.columns[other]["phi"][at]
        events.columns[one]["eta"][to] = events.columns[other]["eta"][at] + distance

    return turn


def _has_both(one: str, other: str) -> Callable[[FlatSource, int], bool]:
    return lambda events, event: _has(one, int(one == other))(events, event) and _has(other, 0)(events, event)


def _has(collection: str, rank: int) -> Callable[[FlatSource, int], bool]:
    least = MOST_OBJECTS if rank == LAST else rank + 1
    return lambda events, event: bool(events.number_of[collection][event] >= least)


def _place(events: FlatSource, collection: str, event: int, rank: int) -> int:
    """Return where the columns have an object; the last one is the softest."""
    first, number = events.place(collection, event, 0), int(events.number_of[collection][event])
    if rank != LAST:
        return first + rank
    pt = events.columns[collection].get("pT", np.zeros(0))[first : first + number]
    return first + (int(np.argmin(pt)) if len(pt) else number - 1)


def _setter(
    column: Callable[[FlatSource], Any], collection: str, rank: int | None
) -> Callable[[FlatSource, int, float], None]:
    def turn(events: FlatSource, event: int, value: float) -> None:
        first = _place(events, collection, event, rank or 0)
        number = int(events.number_of[collection][event]) if rank is None else 1
        column(events)[first : first + number] = value

    return turn


def _quantity(base: FlatSource, name: str, numbers: Sequence[float]) -> Knob:
    def turn(events: FlatSource, event: int, value: float) -> None:
        events.quantities[name][event] = value

    return Knob(_grid(base.quantities[name], numbers), turn, lambda *_: True)


def _flag(name: str, argument: str) -> Knob:
    def turn(events: FlatSource, event: int, value: float) -> None:
        events.flags[name][argument][event] = bool(value)

    return Knob((0, 1), turn, lambda *_: True, smooth=False)


def _fit(numbers: Sequence[float]) -> Knob:
    def turn(events: FlatSource, event: int, value: float) -> None:
        events.fits[event] = value

    return Knob(_grid(np.array([0.5, MOST_FIT]), numbers), turn, lambda *_: True)


def _grid(column: Any, numbers: Sequence[float]) -> tuple[float, ...]:
    """Return values to begin with: what the events have, and what is near the numbers; of a sign that there is."""
    there = column[np.isfinite(column)].astype(float)
    if not len(there):
        return ()
    low = float(there.min()) * (2.0 if there.min() < 0 else 0.5)
    found = {float(value) for value in np.quantile(there, (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1))}
    near = [sign * number * factor for number in numbers for factor in (*FACTORS, 1.0) for sign in (-1, 1)]
    found |= {value for value in near if value >= low or there.min() < 0}
    return tuple(sorted(found))


# Where the mind is changed

Point = tuple[Knob, int, float]  # turned in which event to which value
Bracket = tuple[Knob, int, float, float]


def _chosen(changes: Sequence[Sequence[Bracket]]) -> list[Bracket]:
    """Return first one edge of each knob, then a second one, as many as there may be."""
    return [one for some in zip_longest(*changes) for one in some if one][:MOST_EDGES]


def _changes(decide: Decide, base: FlatSource, knob: Knob, order: Sequence[int]) -> list[Bracket]:
    """Return neighbours of the grid between which something changes, in events of an order; a few in all."""
    able = [event for event in order if knob.has(base, event)][: 2 * N_BASES]
    points = [(knob, event, value) for event in able for value in knob.grid]
    if not points:
        return []
    signs, n = _signatures(decide, _built(base, points)), len(knob.grid)
    found = [
        (knob, event, knob.grid[i], knob.grid[i + 1])
        for i in range(n - 1)
        for k, event in enumerate(able)
        if signs[k * n + i] != signs[k * n + i + 1]
    ]
    return found[:: max(1, len(found) // N_EDGES)][:N_EDGES]


def _indifferent(knobs: Sequence[Knob], base: FlatSource, order: Sequence[int]) -> Iterator[Point]:
    """Yield the ends of each grid in one event that passes: what may make no difference."""
    for knob in knobs:
        able = (event for event in order if knob.has(base, event))
        for event in islice(able, 1):
            yield from ((knob, event, value) for value in knob.grid[:: max(1, len(knob.grid) - 1)])


def _closed_in(decide: Decide, base: FlatSource, brackets: list[Bracket]) -> list[Bracket]:
    """Return the brackets made narrower, all at once, until rounding is all that is left."""
    for _ in range(N_ROUNDS if brackets else 0):
        points = [(k, e, float(v)) for k, e, low, high in brackets for v in np.linspace(low, high, N_WAYS + 1)]
        signs = _signatures(decide, _built(base, points))
        narrower = []
        for place in range(0, len(points), N_WAYS + 1):
            here = range(place, place + N_WAYS)
            first = next((i for i in here if signs[i] != signs[i + 1]), place)
            narrower.append((*points[first], points[first + 1][2]))
        brackets = narrower
    return brackets


def _around(knob: Knob, event: int, low: float, high: float, numbers: Sequence[float]) -> list[float]:
    """Return values on both sides of an edge, and the edge if it is one of the numbers, which a plain one may be."""
    at = (low + high) / 2
    near = [number for number in numbers if knob.plain and abs(abs(at) - number) <= SAME * max(number, 1)]
    away = OUTSIDE * (abs(at) or 1)
    return [at - away, *(float(np.copysign(number, at)) for number in near[:1]), at + away]


def _built(base: FlatSource, points: Sequence[Point]) -> FlatSource:
    made = base.taken([event for _, event, _ in points])
    for place, (knob, _, value) in enumerate(points):
        knob.turn(made, place, value)
    return made


def _signatures(decide: Decide, events: FlatSource) -> list[tuple[bool, ...]]:
    """Return of each event what was decided of its instances."""
    found: list[list[bool]] = [[] for _ in range(events.n_events)]
    decided = decide(events)
    for event, passed in zip(decided.events.tolist(), decided.passed.tolist(), strict=True):
        found[event].append(passed)
    return [tuple(one) for one in found]
