"""The selection: requirements applied in the order objects, quadruplets, choice, candidates, with a cutflow."""

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class Step:
    """A requirement at work: on which events, particles or quadruplets, which of them pass, which events are left."""

    requirement: Requirement | None
    things: Any
    passed: Any
    left: Any


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


def walk(events: ak.Array, requirements: Sequence[Requirement]) -> Iterator[Step]:
    """Apply requirements stage by stage; the last step is none of them but what has come through.

    Before quadruplets are built, an event is left while it has four leptons that pass so far.
    """
    stages = [[some for some in requirements if some.on in stage] for stage in STAGES]
    good = np.ones(len(events), dtype=bool)
    for requirement in stages[0]:
        passed = np.asarray(passes(events, requirement))
        good = good & passed
        yield Step(requirement, events, passed, good)

    particles = {"electrons": events.electrons, "muons": events.muons}
    for requirement in stages[1] + stages[2]:
        some = particles[requirement.on]
        passed = passes(some, requirement)
        particles[requirement.on] = some[passed]
        four = ak.num(particles["electrons"]) + ak.num(particles["muons"]) >= 4
        yield Step(requirement, some, passed, good & np.asarray(four))

    table = build_quadruplets(events, particles["electrons"], particles["muons"])
    for stage in stages[3:]:
        if stage is stages[4]:
            table = choose_candidates(table, events)
        for requirement in stage:
            passed, some = passes(table, requirement), table
            table = take_rows(table, passed)
            yield Step(requirement, some, passed, good & np.isin(np.arange(len(events)), table["row"]))
    yield Step(None, table, True, good & np.isin(np.arange(len(events)), table["row"]))


def select(events: ak.Array, requirements: Sequence[Requirement]) -> Selection:
    """Apply requirements to events, with a row of the cutflow for each cut."""
    after: dict[str, Any] = {}
    for step in walk(events, requirements):
        if step.requirement:
            record(after, step.requirement, step.left)
    return Selection(step.left, after)


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
