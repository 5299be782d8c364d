"""The selection: requirements applied in the order objects, quadruplets, choice, candidates, with a cutflow."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import awkward as ak
import numpy as np

from cutbench.selection.quadruplets import build_quadruplets, choose_candidates, take_rows
from cutbench.selection.requirement import Piecewise, Requirement, between, compare, interpolate, outside
from cutbench.selection.variables import CONDITIONS, VARIABLES

STAGES = (("events",), ("electrons",), ("muons",), ("combinations",), ("quadruplets", "pairs"))


@dataclass(frozen=True)
class Selection:
    """What a list of requirements does: `after` says for each cut which events are left after it and all before.

    `selected` has one boolean per event.
    """

    selected: Any
    after: dict[str, Any]


def quantity_of(things: Any, requirement: Requirement) -> Any:
    """Return the variable, ratio or absolute value that is compared."""
    register = VARIABLES[requirement.on]
    value = register[requirement.variable].value(things)
    value = abs(value) if requirement.absolute else value
    return value / register[requirement.over].value(things) if requirement.over else value


def bound(things: Any, requirement: Requirement, threshold: float | Piecewise | None) -> Any:
    """Return a threshold as a number, or as one number for each thing."""
    if isinstance(threshold, Piecewise):
        return interpolate(VARIABLES[requirement.on][threshold.of].value(things), threshold.knots)
    return threshold


def holds(things: Any, requirement: Requirement) -> Any:
    """Whether the comparison is true."""
    quantity = quantity_of(things, requirement)
    if isinstance(quantity, dict):
        return quantity[str(requirement.value)]
    if requirement.value is not None:
        return compare(quantity, requirement.op, requirement.value)
    lower, upper = (bound(things, requirement, edge) for edge in (requirement.lower, requirement.upper))
    return outside(quantity, lower, upper) if requirement.op == "!=" else between(quantity, lower, upper)


def concerned(things: Any, requirement: Requirement) -> Any:
    """Whether the requirement concerns a thing at all: those of which one of each condition's values is true."""
    applies = VARIABLES[requirement.on][requirement.variable].concerns(things)
    for condition, values in requirement.when.items():
        known = CONDITIONS[requirement.on][condition]
        applies = applies & reduce(or_, [known[value](things) for value in values])
    return applies


def passes(things: Any, requirement: Requirement) -> Any:
    """Whether things fulfil a requirement, or are none of its business; of pairs all six have to."""
    applies = concerned(things, requirement)
    passed = holds(things, requirement)
    passed = passed if applies is True else passed | ~applies
    return passed.all(axis=1) if requirement.on == "pairs" else passed


def select(events: ak.Array, requirements: Sequence[Requirement]) -> Selection:
    """Apply requirements to events.

    Before quadruplets are built, an event is left in the cutflow while it has four leptons that pass so far.
    """
    stages = [[some for some in requirements if some.on in stage] for stage in STAGES]
    after: dict[str, Any] = {}
    good = np.ones(len(events), dtype=bool)
    for requirement in stages[0]:
        good = good & np.asarray(passes(events, requirement))
        record(after, requirement, good)

    particles = {"electrons": events.electrons, "muons": events.muons}
    for requirement in stages[1] + stages[2]:
        some = particles[requirement.on]
        particles[requirement.on] = some[passes(some, requirement)]
        four = ak.num(particles["electrons"]) + ak.num(particles["muons"]) >= 4
        record(after, requirement, good & np.asarray(four))

    table = build_quadruplets(events, particles["electrons"], particles["muons"])
    for requirement in stages[3]:
        table = take_rows(table, passes(table, requirement))
        record(after, requirement, good & np.isin(np.arange(len(events)), table["row"]))
    table = choose_candidates(table, events)
    for requirement in stages[4]:
        table = take_rows(table, passes(table, requirement))
        record(after, requirement, good & np.isin(np.arange(len(events)), table["row"]))
    return Selection(good & np.isin(np.arange(len(events)), table["row"]), after)


def record(after: dict[str, Any], requirement: Requirement, left: Any) -> None:
    """Write a cut's row of the cutflow, which stands where the last of the cut's requirements is applied."""
    after.pop(requirement.cut, None)
    after[requirement.cut] = left


def as_json(events: ak.Array, selection: Selection) -> dict[str, Any]:
    """Return what a selection program writes: the selected [run, event] and the cutflow."""
    chosen = events.event[selection.selected]
    pairs = sorted([int(run), int(event)] for run, event in zip(chosen.run, chosen.event, strict=True))
    rows = [{"cut": cut, "n_events": int(np.sum(left))} for cut, left in selection.after.items()]
    return {"selected": pairs, "cutflow": rows}
