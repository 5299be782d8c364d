"""Which cut is to blame: for each wrong event, and for a whole program that says nothing of its cuts."""

from collections.abc import Sequence

import numpy as np

from cutbench.events import EventSource
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Comparison, LeftOut, SelectedEvents, WrongEvent
from cutbench.selection import Plan, Skeleton, Trace, run, trace

MOST_EVENTS = 300  # a program that is wrong on more is not understood event by event

Identity = tuple[int, int]


def explain(
    comparison: Comparison,
    selected: SelectedEvents,
    events: EventSource,
    *,
    curated: Plan,
    left_out: LeftOut,
    typed: Plan | None = None,
) -> Comparison:
    """Return a comparison that is not matched with the cuts that decided differently.

    Args:
        comparison: what is to be explained; others than `not_matched` are returned as they are.
        selected: what the program selected.
        events: what it selected from.
        curated: the curated cuts, ready to run.
        left_out: what these select without each of them.
        typed: the cuts of the program, if it was written from statements.
    """
    if comparison.outcome != "not_matched":
        return comparison
    wrong = _traced(comparison.wrong_events[:MOST_EVENTS], events, curated, typed)
    wrong += comparison.wrong_events[MOST_EVENTS:]
    guess = infer_cut(selected, left_out)
    return comparison.model_copy(update={"wrong_events": wrong, "inferred_cut": guess})


def leave_out_cuts(events: EventSource, skeleton: Skeleton, curated: Sequence[Cut]) -> LeftOut:
    """Return what the curated list selects without each of its cuts."""
    coded = [cut.id for cut in curated if cut.id not in skeleton.not_coded]
    without = {cut: _selected(events, skeleton.plan(curated, without=[cut])) for cut in coded}
    return LeftOut(selected=_selected(events, skeleton.plan(curated)), without=without)


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
    wrong: Sequence[WrongEvent], events: EventSource, curated: Plan, typed: Plan | None
) -> tuple[WrongEvent, ...]:
    """Ask the list that rejects an event: the curated one if the program selects it, else the program's own."""
    rows = {identity: row for row, identity in enumerate(_identities(events))}
    fates: dict[WrongEvent, Trace] = {}
    for selected in (True, False):
        asked = [one for one in wrong if one.selected is selected and one.in_file and (one.run, one.event) in rows]
        places = [rows[one.run, one.event] for one in asked]
        fates |= dict(zip(asked, trace(curated if selected or not typed else typed, events, places), strict=True))
    return tuple(one.model_copy(update=vars(fates[one])) if one in fates else one for one in wrong)


def _identities(events: EventSource) -> list[Identity]:
    runs, numbers = events.numbers()
    return list(zip(runs.tolist(), numbers.tolist(), strict=True))


def _selected(events: EventSource, plan: Plan) -> tuple[Identity, ...]:
    identities = _identities(events)
    return tuple(identities[row] for row in np.flatnonzero(run(plan, events).selected))


def _jaccard(one: set[Identity], other: set[Identity]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
