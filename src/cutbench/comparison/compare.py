"""The three outcomes of the talk, and what differs where they differ."""

from itertools import pairwise

from cutbench.schema.events import Comparison, CutflowStep, Execution, SelectedEvents, WrongEvent

LONGEST_NAME = 80  # of a cut, which a program calls as it likes


def compare(execution: Execution, reference: SelectedEvents) -> Comparison:
    """Compare what a program selected with the reference.

    `exactly_matched` if both select the same set of events, `not_matched` if the program ended with a valid
    result that differs (also if it selects none), `execution_failed` if it left no valid result, `unscored` if no
    program was written because a server gave no answer. The order of events and repeated ones do not count. Pairs that
    no event has count as events that only the program selects, also where the reference has the same numbers. The
    Jaccard index is 1 for two empty sets.
    """
    wanted = set(reference.selected)
    if execution.unscored:
        return Comparison(outcome="unscored", problem=execution.unscored, n_reference=len(wanted))
    if execution.events is None:
        return Comparison(
            outcome="execution_failed",
            failure=execution.failure or "error",
            problem=execution.problem,
            n_reference=len(wanted),
        )
    selected, unknown = set(execution.events.selected), sorted(set(execution.events.unknown))
    gained, lost = sorted(selected - wanted), sorted(wanted - selected)
    n_union = len(selected | wanted) + len(unknown)
    problem = cutflow_problem(execution.events.cutflow, len(selected) + len(unknown))
    cutflow = () if problem else execution.events.cutflow
    wrong = [
        WrongEvent(run=run, event=event, selected=(run, event) in selected) for run, event in sorted(gained + lost)
    ]
    wrong += [WrongEvent(run=run, event=event, selected=True, in_file=False) for run, event in unknown]
    return Comparison(
        outcome="not_matched" if wrong else "exactly_matched",
        n_reference=len(wanted),
        n_selected=len(selected) + len(unknown),
        n_gained=len(gained) + len(unknown),
        n_lost=len(lost),
        n_unknown=len(unknown),
        jaccard=round(len(selected & wanted) / n_union, 6) if n_union else 1.0,
        first_diverging_cut=first_diverging_cut(cutflow, reference.cutflow),
        cutflow_problem=problem,
        wrong_events=tuple(wrong),
    )


def cutflow_problem(cutflow: tuple[CutflowStep, ...], n_selected: int) -> str | None:
    """Return why a cutflow cannot be true, None if it can: no cut adds events, and the last leaves those selected."""
    for before, step in pairwise(cutflow):
        if step.n_events > before.n_events:
            return f"rises at {step.cut[:LONGEST_NAME]} from {before.n_events} to {step.n_events}"
    if cutflow and cutflow[-1].n_events != n_selected:
        return f"ends at {cutflow[-1].n_events}, but {n_selected} events are selected"
    return None


def first_diverging_cut(cutflow: tuple[CutflowStep, ...], reference: tuple[CutflowStep, ...]) -> str | None:
    """Return the first cut of the reference after which the two cutflows count different events.

    None if they agree, or share no cut: a program need not write a cutflow, and may name its steps as it likes.
    """
    counted = {step.cut: step.n_events for step in cutflow}
    shared = [step for step in reference if step.cut in counted]
    return next((step.cut for step in shared if counted[step.cut] != step.n_events), None)
