"""The three outcomes of the talk, and what differs where they differ."""

from cutbench.schema.events import Comparison, CutflowStep, Execution, SelectedEvents, WrongEvent


def compare(execution: Execution, reference: SelectedEvents) -> Comparison:
    """Compare what a program selected with the reference.

    `exactly_matched` if both select the same set of events, `not_matched` if the program ended with a valid
    result that differs (also if it selects none), `execution_failed` if it left no valid result. The order of
    events and repeated ones do not count. The Jaccard index is 1 for two empty sets.
    """
    wanted = set(reference.selected)
    if execution.events is None:
        return Comparison(
            outcome="execution_failed",
            failure=execution.failure or "error",
            problem=execution.problem,
            n_reference=len(wanted),
        )
    selected = set(execution.events.selected)
    gained, lost = sorted(selected - wanted), sorted(wanted - selected)
    union = selected | wanted
    return Comparison(
        outcome="not_matched" if gained or lost else "exactly_matched",
        n_reference=len(wanted),
        n_selected=len(selected),
        n_gained=len(gained),
        n_lost=len(lost),
        jaccard=round(len(selected & wanted) / len(union), 6) if union else 1.0,
        first_diverging_cut=first_diverging_cut(execution.events.cutflow, reference.cutflow),
        wrong_events=tuple(
            WrongEvent(run=run, event=event, selected=(run, event) in selected) for run, event in sorted(gained + lost)
        ),
    )


def first_diverging_cut(cutflow: tuple[CutflowStep, ...], reference: tuple[CutflowStep, ...]) -> str | None:
    """Return the first cut of the reference after which the two cutflows count different events.

    None if they agree, or share no cut: a program need not write a cutflow, and may name its steps as it likes.
    """
    counted = {step.cut: step.n_events for step in cutflow}
    shared = [step for step in reference if step.cut in counted]
    return next((step.cut for step in shared if counted[step.cut] != step.n_events), None)
