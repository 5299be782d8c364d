"""A requirement: one comparison of one variable, as plain data, and whether things pass it."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Piecewise:
    """A threshold that depends on the variable `of`: linear between the knots (value of `of`, threshold)."""

    of: str
    knots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Requirement:
    """A comparison that belongs to cut `cut`; all numbers in GeV, mm or 1.

    `on` says what is tested: events, electrons, muons, combinations (all quadruplets), quadruplets (those chosen)
    or pairs (all six of each chosen quadruplet). `over` makes it a ratio. Where `when` does not hold, as in
    {"muon_type": ("calo_tagged",)}, the requirement is fulfilled. All comparisons are strict unless `op` has "=".
    """

    cut: str
    on: str
    variable: str
    op: str
    value: float | str | None = None
    lower: float | Piecewise | None = None
    upper: float | Piecewise | None = None
    over: str | None = None
    absolute: bool = False
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)


def compare(quantity: Any, op: str, value: Any) -> Any:
    """Compare element by element; NaN fails whatever the operator."""
    return {
        "<": lambda: quantity < value,
        "<=": lambda: quantity <= value,
        ">": lambda: quantity > value,
        ">=": lambda: quantity >= value,
        "==": lambda: quantity == value,
        "!=": lambda: (quantity < value) | (quantity > value),
    }[op]()


def between(quantity: Any, lower: Any, upper: Any) -> Any:
    """Whether lower < quantity < upper; a bound of None is none."""
    inside = quantity == quantity  # noqa: PLR0124 (false for NaN)
    if lower is not None:
        inside = inside & (quantity > lower)
    return inside if upper is None else inside & (quantity < upper)


def outside(quantity: Any, lower: Any, upper: Any) -> Any:
    """Whether quantity <= lower or quantity >= upper: a veto on a window."""
    return (quantity <= lower) | (quantity >= upper)


def interpolate(x: Any, knots: tuple[tuple[float, float], ...]) -> Any:
    """Return the threshold at `x`: linear between the knots, constant beyond them."""
    threshold = knots[0][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        threshold = threshold + (y1 - y0) / (x1 - x0) * np.minimum(np.maximum(x - x0, 0), x1 - x0)
    return threshold
