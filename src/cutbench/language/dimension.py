"""What an expression is measured in, as far as that is known: of `MET / sqrt(HT)` the root of GeV."""

from collections.abc import Mapping

from cutbench.language import tree as t
from cutbench.language.names import Names

Powers = Mapping[str, float]
PURE: Powers = {}
OF_ARGUMENT = {"min", "max", "sum", "abs"}


def dimension(node: object, names: Names) -> Powers | None:  # noqa: PLR0911 (one case for each kind of node)
    """Return the powers of GeV and mm of an expression, {} for a pure number or an angle, None if unknown."""
    match node:
        case t.Number(_, unit):
            return powers_of(unit)
        case t.Name(name):
            meaning = names.meaning(name)
            return powers_of(meaning.unit) if meaning and meaning.unit and meaning.kind == "quantity" else None
        case t.Negative(of) | t.Item(of) | t.Slice(of) | t.Binding(of):
            return dimension(of, names)
        case t.Rising(_, knots):
            return dimension(knots[0][1], names)
        case t.Choice(_, then, _):
            return dimension(then, names)
        case t.Arithmetic(op, left, right):
            return _arithmetic(op, dimension(left, names), dimension(right, names), right)
        case t.Call():
            return _call(node, names)
    return None


def powers_of(unit: str) -> Powers:
    """Return 'GeV^0.5' as powers; angles have none."""
    base, _, power = unit.partition("^")
    return PURE if base in {"1", "rad"} else {base: float(power or 1)}


def unit_of(powers: Powers) -> str:
    """Return powers as 'GeV^0.5', the reverse of `powers_of`."""
    return "*".join(base if power == 1 else f"{base}^{power:g}" for base, power in powers.items()) or "1"


def _call(node: t.Call, names: Names) -> Powers | None:
    function, arguments = node.function, node.arguments
    if isinstance(function, t.Symbol) or not arguments:
        return None
    if function in OF_ARGUMENT:
        return dimension(arguments[0], names)
    if function == "sqrt":
        inside = dimension(arguments[0], names)
        return None if inside is None else {unit: power / 2 for unit, power in inside.items()}
    meaning = names.meaning(function)
    return powers_of(meaning.unit) if meaning and meaning.unit else PURE if function in {"size", "cos", "sin"} else None


def _arithmetic(op: str, left: Powers | None, right: Powers | None, exponent: object) -> Powers | None:
    if op in "+-":
        return left if right is None else right if left is None else left if left else right
    if left is None:
        return None
    if op == "^":
        by = exponent.value if isinstance(exponent, t.Number) else 0
        return {unit: power * by for unit, power in left.items()}
    if right is None:
        return None
    sign = 1 if op == "*" else -1
    combined = {unit: left.get(unit, 0) + sign * right.get(unit, 0) for unit in (*left, *right)}
    return {unit: power for unit, power in combined.items() if power}
