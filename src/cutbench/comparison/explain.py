"""Which cut is to blame: for each wrong event, and for a whole program that says nothing of its cuts."""

from collections.abc import Sequence

import awkward as ak
import numpy as np

from cutbench.schema.events import Comparison, LeftOut, SelectedEvents, WrongEvent
from cutbench.selection import Requirement, Trace, select, trace_events

MOST_EVENTS = 300  # a program that is wrong on more is not understood event by event

Identity = tuple[int, int]


def explain(
    comparison: Comparison,
    selected: SelectedEvents,
    events: ak.Array,
    *,
    curated: Sequence[Requirement],
    left_out: LeftOut,
    typed: Sequence[Requirement] = (),
) -> Comparison:
    """Return a comparison that is not matched with the cuts that decided differently.

    Args:
        comparison: what is to be explained; others than `not_matched` are returned as they are.
        selected: what the program selected.
        events: what it selected from.
        curated: the requirements of the reference.
        left_out: what these select without each of their cuts.
        typed: those of the program, if it was written from typed cuts.
    """
    if comparison.outcome != "not_matched":
        return comparison
    wrong = _traced(comparison.wrong_events[:MOST_EVENTS], events, curated, typed)
    wrong += comparison.wrong_events[MOST_EVENTS:]
    guess = infer_cut(selected, left_out)
    return comparison.model_copy(update={"wrong_events": wrong, "inferred_cut": guess})


def leave_out_cuts(events: ak.Array, curated: Sequence[Requirement]) -> LeftOut:
    """Return what the curated list selects without each of its cuts."""
    identities = _identities(events)
    without = {
        cut: _selected(events, identities, [requirement for requirement in curated if requirement.cut != cut])
        for cut in dict.fromkeys(requirement.cut for requirement in curated)
    }
    return LeftOut(selected=_selected(events, identities, curated), without=without)


def infer_cut(selected: SelectedEvents, left_out: LeftOut) -> str | None:
    """Return the cut without which the curated list selects events most like `selected`; None if none is better."""
    events = set(selected.selected)
    best, likeness = None, _jaccard(events, set(left_out.selected))
    for cut, others in left_out.without.items():
        alike = _jaccard(events, set(others))
        if alike > likeness:
            best, likeness = cut, alike
    return best


def _traced(
    wrong: Sequence[WrongEvent], events: ak.Array, curated: Sequence[Requirement], typed: Sequence[Requirement]
) -> tuple[WrongEvent, ...]:
    """Ask the list that rejects an event: the curated one if the program selects it, else the program's own."""
    rows = {identity: row for row, identity in enumerate(_identities(events))}
    fates: dict[WrongEvent, Trace] = {}
    for selected in (True, False):
        asked = [one for one in wrong if one.selected is selected and one.in_file and (one.run, one.event) in rows]
        some = events[[rows[one.run, one.event] for one in asked]]
        traces = trace_events(some, curated if selected or not typed else typed) if asked else []
        fates |= dict(zip(asked, traces, strict=True))
    return tuple(one.model_copy(update=vars(fates[one])) if one in fates else one for one in wrong)


def _identities(events: ak.Array) -> list[Identity]:
    return list(zip(events.event.run.to_list(), events.event.event.to_list(), strict=True))


def _selected(
    events: ak.Array, identities: list[Identity], requirements: Sequence[Requirement]
) -> tuple[Identity, ...]:
    return tuple(identities[row] for row in np.flatnonzero(select(events, requirements).selected))


def _jaccard(one: set[Identity], other: set[Identity]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
