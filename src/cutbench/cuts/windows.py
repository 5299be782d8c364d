"""Windows that are stated as two bounds: 'the mass must be above 50 GeV and is required to be below 106 GeV'."""

from collections.abc import Iterable

from cutbench.cuts.clauses import TypedCut
from cutbench.cuts.predicate import Predicate


def with_windows(cuts: Iterable[TypedCut]) -> list[TypedCut]:
    """Return cuts with an upper and a lower bound on the same thing as one window, in the place of the first."""
    joined: list[TypedCut] = []
    for cut in cuts:
        for place, other in enumerate(joined):
            window = _window(other, cut)
            if window:
                joined[place] = TypedCut(cut.object, (window,), sure=cut.sure and other.sure)
                break
        else:
            joined.append(cut)
    return joined


def _window(one: TypedCut, other: TypedCut) -> Predicate | None:
    if one.object != other.object or len(one.predicates) + len(other.predicates) != 2:
        return None
    (low, high) = sorted((one.predicates[0], other.predicates[0]), key=lambda predicate: predicate.op, reverse=True)
    about = [(predicate.variable, predicate.when, predicate.unit) for predicate in (low, high)]
    if about[0] != about[1] or (low.op, high.op) != (">", "<") or not _is_below(low.value, high.value):
        return None
    return low.model_copy(update={"op": "between", "value": None, "lower": low.value, "upper": high.value})


def _is_below(low: object, high: object) -> bool:
    return isinstance(low, int | float) and isinstance(high, int | float) and low < high
