"""Units of the cut language: every number becomes GeV, mm, rad or 1 as soon as it is read."""

from functools import cache
from typing import Any

import pint

from cutbench.errors import CutbenchError


@cache
def _registry() -> Any:
    registry: Any = pint.UnitRegistry(cache_folder=None)
    registry.define("percent = 0.01 = %")
    return registry


@cache
def factor(unit: str) -> tuple[float, str]:
    """Return what a number in `unit` is multiplied with, and the base unit that it is in then.

    Raises:
        CutbenchError: no such unit, or one of no dimension that cuts have.
    """
    if not unit or unit == "1":
        return 1.0, "1"
    try:
        quantity = _registry().Quantity(1, unit.replace("%", "percent").replace("^", "**"))
    except Exception as error:  # pint raises what its tokenizer happens to
        raise CutbenchError(f"'{unit}' is no unit; give GeV, MeV, TeV, mm, um, cm, rad or %") from error
    for base in ("GeV", "mm", "rad"):
        scaled = _in_powers_of(quantity, base)
        if scaled:
            return scaled
    if quantity.dimensionless:
        return float(quantity.to("").magnitude), "1"
    raise CutbenchError(f"'{unit}' is no energy, length, angle or ratio")


def _in_powers_of(quantity: Any, base: str) -> tuple[float, str] | None:
    if base == "rad":
        angular = {"radian", "degree"} & {str(unit) for unit in quantity._units}
        return (float(quantity.to("rad").magnitude), "rad") if angular else None
    unit = _registry().Quantity(1, base)
    (name, of_one), *_ = unit.dimensionality.items()
    power = quantity.dimensionality.get(name, 0) / of_one
    if not power or quantity.dimensionality != unit.dimensionality**power:
        return None
    magnitude = float(quantity.to(unit.units**power).magnitude)
    return magnitude, base if power == 1 else f"{base}^{power:g}"
