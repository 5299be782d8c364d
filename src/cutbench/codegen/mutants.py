"""Mutants: cut lists with one cut wrong, which the comparison has to find and name."""

from collections.abc import Sequence

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, Predicate, Threshold
from cutbench.selection import VARIABLES

LOOSER = {"<": 3.0, "<=": 3.0, ">": 0.3, ">=": 0.3}


def mutated(cuts: Sequence[Cut], wrong: str) -> list[Cut]:
    """Return the cuts with all requirements of the cut `wrong` made looser, or changed where they are names.

    Looser, since for every cut there should be events that fail it alone: these are then selected.

    Raises:
        CutbenchError: no such cut, or one without typed predicates.
    """
    changed = [cut for cut in cuts if cut.id == wrong and cut.predicates]
    if not changed:
        raise CutbenchError(f"self-test agent 'mutant': there is no typed cut '{wrong}'")
    return [_mutated(cut) if cut is changed[0] else cut for cut in cuts]


def _mutated(cut: Cut) -> Cut:
    return cut.model_copy(update={"predicates": tuple(map(_looser, cut.predicates))})


def _looser(predicate: Predicate) -> Predicate:
    if isinstance(predicate.value, str):
        return predicate.model_copy(update={"value": _another(predicate.variable.name, predicate.value)})
    if predicate.variable.name.startswith("n_"):
        return _count(predicate)
    if isinstance(predicate.value, int | float):
        return predicate.model_copy(update={"value": predicate.value * LOOSER.get(predicate.op, 0.5)})
    return predicate.model_copy(update={"lower": _scaled(predicate.lower, 0.3), "upper": _scaled(predicate.upper, 3.0)})


def _count(predicate: Predicate) -> Predicate:
    """One less is enough where something has to be there, one more is allowed where it has not."""
    step = 1 if predicate.op in {"<", "<="} else -1
    op = ">=" if predicate.op == "==" else predicate.op
    return predicate.model_copy(update={"op": op, "value": float(str(predicate.value)) + step})


def _scaled(bound: float | Threshold | None, factor: float) -> float | Threshold | None:
    if isinstance(bound, Threshold):
        return bound.model_copy(update={"knots": tuple((of, factor * value) for of, value in bound.knots)})
    return None if bound is None else factor * bound


def _another(name: str, value: str) -> str:
    """Return the working point after this one, or the one before the last."""
    names = next(register[name].names for register in VARIABLES.values() if name in register)
    place = names.index(value)
    return names[place + 1] if place + 1 < len(names) else names[place - 1]
