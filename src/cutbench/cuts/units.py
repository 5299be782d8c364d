"""Units of numbers in papers, and their exact conversion to GeV and mm."""

from cutbench.cuts.vocabulary import Kind

# unit: (kind of quantity, factor to GeV, mm or 1)
UNITS: dict[str, tuple[Kind, float]] = {
    "mev": ("energy", 1e-3),
    "gev": ("energy", 1.0),
    "tev": ("energy", 1e3),
    "um": ("length", 1e-3),
    "mum": ("length", 1e-3),
    "mm": ("length", 1.0),
    "cm": ("length", 10.0),
    "m": ("length", 1e3),
    "rad": ("number", 1.0),
    "mrad": ("number", 1e-3),
    "%": ("number", 1e-2),
    "percent": ("number", 1e-2),
    "per cent": ("number", 1e-2),
    "1": ("number", 1.0),
}
STANDARD: dict[Kind, str] = {"energy": "GeV", "length": "mm", "number": "1"}


def to_standard(value: float, unit: str) -> tuple[float, Kind] | None:
    """Return the value in GeV, mm or as a pure number with its kind, or None for a unit nobody knows.

    Rounded to 12 digits, so that 7000 MeV and 7 GeV are equal.
    """
    known = UNITS.get(unit.lower())
    return (round(value * known[1], 12), known[0]) if known else None
