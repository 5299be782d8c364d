"""Typed predicates in words, as a person would jot them down."""

from cutbench.cuts.predicate import Predicate, Threshold


def in_words(predicate: Predicate) -> str:
    """Return a predicate as text: 'pt > 5 GeV', '66 < m_ll < 116 GeV', 'abs(d0 / sigma_d0) < 3 for muons'."""
    name, unit = _name(predicate), "" if predicate.unit == "1" else f" {predicate.unit}"
    when = f" (for {', '.join(f'{key} {value}' for key, value in predicate.when.items())})" if predicate.when else ""
    if predicate.op == "flag":
        return f"{name} required{when}"
    if predicate.op in {"between", "piecewise"} or (predicate.op == "!=" and predicate.upper is not None):
        bounds = [_bound(predicate.lower), _bound(predicate.upper)]
        outside = "not " if predicate.op == "!=" else ""
        return outside + " < ".join(part for part in (bounds[0], name, bounds[1]) if part) + unit + when
    return f"{name} {predicate.op} {_value(predicate.value)}{unit}{when}"


def _name(predicate: Predicate) -> str:
    variable = predicate.variable
    name = f"{variable.name} / {variable.over}" if variable.over else variable.name
    return f"abs({name})" if variable.abs else name


def _bound(bound: float | Threshold | None) -> str:
    if isinstance(bound, Threshold):
        knots = ", ".join(f"{threshold:g} at {of:g}" for of, threshold in bound.knots)
        return f"[{knots} {bound.unit} of {bound.of}]"
    return "" if bound is None else f"{bound:g}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return " or ".join(map(str, value))
    return f"{value:g}" if isinstance(value, int | float) else str(value or "")
