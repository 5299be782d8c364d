"""What typed predicates bound, which of two says more, and where two differ."""

from cutbench.cuts import Vocabulary
from cutbench.schema.cuts import Cut, Predicate


def says_more(one: Cut, other: Cut, vocabulary: Vocabulary) -> bool:
    """Whether `one` states all that `other` states of the same object, and more: a number, a side, a case.

    What has no predicates is never less than something: nobody knows what it states.
    """
    if one.object != other.object or not other.predicates or one.predicates == other.predicates:
        return False
    return all(
        any(_includes(ours, theirs, vocabulary, cases=len(one.predicates) > 1) for ours in one.predicates)
        for theirs in other.predicates
    )


def differ(one: Predicate, other: Predicate, vocabulary: Vocabulary) -> bool:
    """Whether two predicates bound the same side of the same thing with different numbers."""
    ours, theirs = _bounds(one), _bounds(other)
    same = _about(one, vocabulary) == _about(other, vocabulary) and one.when == other.when
    return same and any(ours[side] != theirs[side] for side in ours.keys() & theirs)


def _includes(ours: Predicate, theirs: Predicate, vocabulary: Vocabulary, *, cases: bool) -> bool:
    if ours.when != theirs.when and not (cases and not theirs.when):
        return False
    if theirs.op == "flag":
        return ours.op != "flag" and ours.variable.name in vocabulary.words.vague.get(theirs.variable.name, ())
    return _about(ours, vocabulary) == _about(theirs, vocabulary) and _bounds(theirs).items() <= _bounds(ours).items()


def _bounds(predicate: Predicate) -> dict[str, object]:
    """Return what a predicate bounds from below and above: 5 < x < 9 differs from x < 8, not from x > 5.

    An exact number bounds both: x == 7 differs from x > 5.
    """
    if predicate.op in {"between", "piecewise"}:
        bounds = {">": predicate.lower, "<": predicate.upper}
        return {side: (bound, predicate.unit) for side, bound in bounds.items() if bound is not None}
    if predicate.op in {"<", "<=", ">", ">="}:
        return {predicate.op[0]: (predicate.value, predicate.unit)}
    if predicate.op == "==" and isinstance(predicate.value, float):
        return dict.fromkeys("<>", (predicate.value, predicate.unit))
    return {predicate.op: (predicate.value, predicate.lower, predicate.upper, predicate.unit)}


def _about(predicate: Predicate, vocabulary: Vocabulary) -> object:
    variable = predicate.variable
    over = vocabulary.canonical(variable.over) if variable.over else None
    return vocabulary.canonical(variable.name), over
