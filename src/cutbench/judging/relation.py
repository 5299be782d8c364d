"""How one predicate stands to another: the same, part of it, in conflict with it, or about something else."""

from dataclasses import dataclass
from enum import IntEnum
from math import inf, isclose

from cutbench.cuts import Vocabulary, to_standard
from cutbench.schema.cuts import CutObject, Predicate, Threshold

PARTICLES = ("Electron", "Muon", "Photon", "Jet")


class Relation(IntEnum):
    """From nothing in common to the same; the order decides which of several counts."""

    NONE = 0
    PARTIAL = 1
    CONFLICT = 2
    SAME = 3


@dataclass(frozen=True)
class Stated:
    """A predicate with the object that it is stated for."""

    object: CutObject
    predicate: Predicate


def relate(extracted: Stated, curated: Stated, vocabulary: Vocabulary) -> Relation:
    """Return how an extracted predicate stands to a curated one."""
    one, other = extracted.predicate, curated.predicate
    if one.op == "flag" and other.variable.name in vocabulary.words.vague.get(one.variable.name, ()):
        vague = Relation.SAME if other.op == "flag" else Relation.PARTIAL
        return vague if objects_agree(extracted, curated, vocabulary) else Relation.NONE
    if one.op == other.op == "flag":
        return Relation.SAME if one.variable.name == other.variable.name else Relation.NONE
    if name_of(one, vocabulary) != name_of(other, vocabulary) or not objects_agree(extracted, curated, vocabulary):
        return Relation.NONE
    values = _relate_values(one, other)
    if one.when == other.when or _channels(one) == _channels(other) != set():
        same_object = extracted.object == curated.object or curated.object not in PARTICLES
        return values if values is not Relation.CONFLICT or same_object else Relation.NONE
    if _channels(one) and _channels(one) < _channels(other):
        # A value for some of the channels of which another one is demanded.
        return Relation.PARTIAL if values is Relation.SAME else values
    only_one_is_conditional = not one.when or not other.when
    return Relation.PARTIAL if values is Relation.SAME and only_one_is_conditional else Relation.NONE


def objects_agree(extracted: Stated, curated: Stated, vocabulary: Vocabulary) -> bool:
    """Whether both may speak of the same thing: electrons are no muons, but 'leptons' are both.

    Variables of combinations of leptons say themselves what they belong to.
    """
    if not vocabulary.is_particle(curated.predicate.variable.name) and curated.object not in PARTICLES:
        return extracted.object not in ("Jet", "Photon")
    return extracted.object == curated.object or extracted.object not in PARTICLES


def name_of(predicate: Predicate, vocabulary: Vocabulary) -> tuple[str, bool]:
    """Return the name that two related predicates share, and whether it is a significance.

    Isolation is compared without what it is relative to.
    """
    return vocabulary.canonical(predicate.variable.name), predicate.variable.over == "sigma_d0"


def _channels(predicate: Predicate) -> set[str]:
    return {part.strip() for part in predicate.when.get("channel", "").split(",")} - {""}


def _relate_values(one: Predicate, other: Predicate) -> Relation:
    if one.op in ("flag", "in") or other.op in ("flag", "in"):
        return _relate_names(one, other)
    if isinstance(one.value, str) or isinstance(other.value, str):
        return _relate_texts(str(one.value), str(other.value))
    if isinstance(other.lower, Threshold) or isinstance(one.lower, Threshold):
        return _relate_piecewise(one, other)
    if (one.op == "!=") != (other.op == "!="):
        return Relation.NONE
    return _relate_bounds(_bounds(one), _bounds(other))


def _relate_names(one: Predicate, other: Predicate) -> Relation:
    names, wanted = _set(one.value), _set(other.value)
    if not names or not wanted or names >= wanted:
        return Relation.SAME
    return Relation.PARTIAL if names & wanted else Relation.CONFLICT


def _set(value: object) -> set[str]:
    return {str(part) for part in value} if isinstance(value, tuple) else set()


def _relate_texts(one: str, other: str) -> Relation:
    """Names of working points: 'loose' and 'loose_lh' are the same."""
    one, other = one.lower(), other.lower()
    return Relation.SAME if one.split("_")[0] == other.split("_")[0] else Relation.CONFLICT


def _relate_piecewise(one: Predicate, other: Predicate) -> Relation:
    if isinstance(one.lower, Threshold) and isinstance(other.lower, Threshold):
        equal = one.lower.knots == other.lower.knots and _equal(_number(one.upper, one), _number(other.upper, other))
        return Relation.SAME if equal else Relation.CONFLICT
    flat, rising = (other, one) if isinstance(one.lower, Threshold) else (one, other)
    assert isinstance(rising.lower, Threshold)  # noqa: S101  (one of the two is, see above)
    low, high = _bounds(flat)
    fits = low == -inf or any(_equal(low, threshold) for _, threshold in rising.lower.knots)
    fits = fits and (high == inf or _equal(high, _number(rising.upper, rising)))
    return Relation.PARTIAL if fits else Relation.CONFLICT


def _relate_bounds(one: tuple[float, float], other: tuple[float, float]) -> Relation:
    """Compare [low, high] with [low, high]; what bounds other sides is about something else."""
    shared = [(a, b) for a, b in zip(one, other, strict=True) if abs(a) != inf and abs(b) != inf]
    if not shared:
        return Relation.NONE
    if not all(_equal(a, b) for a, b in shared):
        return Relation.CONFLICT
    n_wanted = sum(abs(b) != inf for b in other)
    return Relation.SAME if len(shared) == n_wanted else Relation.PARTIAL


def _bounds(predicate: Predicate) -> tuple[float, float]:
    """Return the allowed interval; whole numbers are closed, so that > 0 and >= 1 are the same."""
    step = 1.0 if predicate.variable.name.startswith("n_") else 0.0
    value = _number(predicate.value, predicate)
    return {
        ">": (value + step, inf),
        ">=": (value, inf),
        "<": (-inf, value - step),
        "<=": (-inf, value),
        "==": (value, value),
    }.get(predicate.op) or (_number(predicate.lower, predicate, -inf), _number(predicate.upper, predicate, inf))


def _number(value: object, predicate: Predicate, default: float = inf) -> float:
    if not isinstance(value, int | float):
        return default
    standard = to_standard(float(value), predicate.unit)
    return standard[0] if standard else float(value)


def _equal(one: float, other: float) -> bool:
    return one == other or isclose(one, other, rel_tol=1e-6)
