"""Numbers of a condition: their units, and signs that are not written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Language
from cutbench.language import tree as t
from cutbench.language.dimension import dimension, powers_of
from cutbench.language.tree import transformed
from cutbench.language.units import factor

LEAST_BARE = 3.0  # a smaller number without a unit is none of energies in GeV
SIGNED = {"d0", "d0sig", "z0", "z0sintheta", "sip3d", "eta", "deta", "y"}


def of_magnitude(condition: Any, veto: bool) -> Any:
    """An upper bound on something with a sign means its magnitude, as does a lower bound that leads to a veto."""
    lower = {node.quantity for node in t.walk(condition) if isinstance(node, t.Requirement) and _side(node) == "low"}

    def change(node: Any) -> Any:
        if isinstance(node, t.Requirement) and getattr(node.quantity, "function", "") in SIGNED:
            turned = veto and node is condition and _side(node) == "low"
            if turned or (_side(node) == "high" and node.quantity not in lower):
                return replace(node, quantity=t.Call("abs", (node.quantity,)))
        return None

    return transformed(condition, change)


def _side(node: t.Requirement) -> str:
    """Return on which side a bound is, if it is on one only and above zero."""
    low, high = getattr(node.test, "low", None), getattr(node.test, "high", None)
    edge = low or high
    one_sided = (low is None) != (high is None) and isinstance(edge, t.Number) and edge.value > 0
    return ("low" if low else "high") if one_sided else ""


def with_units(condition: t.Condition, language: Language) -> Any:
    """Give numbers their units: one without takes that of the others, or the usual one of what is compared.

    A symbol has the unit of another bound on itself: not α_T that of HT in 'α_T < 0.55 or HT < 1 TeV'.
    """
    written = _units_in(condition)
    asked: list[Any] = [node for node in t.walk(condition) if isinstance(node, t.Requirement)]

    def change(node: Any) -> Any:
        match node:
            case t.Requirement(quantity, t.Interval(low, high) as interval):
                alike = [unit for one in asked if one.quantity == node.quantity for unit in _units_in(one)]
                is_symbol = any(isinstance(one, t.Symbol) for one in t.walk(quantity))
                own = _units_in(node) or (alike if is_symbol else written)
                quantity = transformed(quantity, lambda one: change(one) or _scaled(one, quantity, own, language))
                low, high = (_scaled(one, quantity, own, language) or _pure(one) for one in (low, high))
                return t.Requirement(quantity, replace(interval, low=low, high=high))
        return None

    return transformed(condition, change)


def _units_in(node: Any) -> list[str]:
    return [one.unit for one in t.walk(node) if isinstance(one, t.Number) and one.unit]


def _pure(edge: Any) -> Any:
    """Return an edge that is calculated, in which numbers without a unit are pure numbers."""
    if edge is None:
        return None
    return transformed(edge, lambda one: replace(one, unit="1") if isinstance(one, t.Number) and not one.unit else None)


def _scaled(number: Any, quantity: Any, written: Sequence[str], language: Language) -> t.Number | None:
    """Return a number in the unit of what it is compared with, None for what is no number."""
    if not isinstance(number, t.Number):
        return None
    wanted = dimension(
        transformed(quantity, lambda one: t.Number(1.0) if isinstance(one, t.Number) else None), language.names
    )
    if wanted is None:
        wanted = next(
            (
                dimension(one, language.names)
                for one in t.walk(quantity)
                if isinstance(one, t.Call) and one.function in {"m", "pT"}
            ),
            None,
        )
    unknown = any(isinstance(one, t.Symbol) for one in t.walk(quantity))
    fitting = [unit for unit in written if unknown or (wanted is not None and powers_of(factor(unit)[1]) == wanted)]
    if not number.unit and not fitting and wanted == powers_of("GeV") and number.value < LEAST_BARE:
        raise CutbenchError(f"{number.value:g} has no unit, and is too small for an energy in GeV")
    usual = next((one for one in ("GeV", "GeV^0.5") if wanted == powers_of(one)), "1")
    unit = number.unit or (fitting[0] if fitting else usual)
    if isinstance(quantity, t.Call) and quantity.function == "size":
        unit = number.unit or "1"
    scale, base = factor(unit)
    if wanted is not None and powers_of(base) != wanted and not (base == "rad" or wanted == powers_of("rad")):
        raise CutbenchError(f"{number.value:g} {unit} is compared with another dimension")
    if base == "GeV^0.5":  # written as a pure number, all in GeV
        base = "1"
    return t.Number(float(f"{number.value * scale:.12g}"), base)
