"""From typed cuts to requirements; what cannot be applied is refused with a reason."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from cutbench.cuts import STANDARD, to_standard
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, CutObject, Predicate, Threshold
from cutbench.selection.requirement import Piecewise, Requirement
from cutbench.selection.variables import CONDITIONS, VARIABLES, Quantity

PARTICLES: dict[CutObject, tuple[str, ...]] = {
    "Electron": ("electrons",),
    "Muon": ("muons",),
    "Lepton": ("electrons", "muons"),
}
COMPOSITE = ("events", "combinations", "quadruplets", "pairs")
NOT_ON_SIMULATION = {"good_run_list", "trigger"}
NUMERIC = {"<", "<=", ">", ">=", "==", "!="}


def compile_cuts(cuts: Iterable[Cut]) -> tuple[Requirement, ...]:
    """Turn cuts into requirements, in their order.

    Raises:
        CutbenchError: a cut cannot be applied; names cut and variable.
    """
    return tuple(requirement for cut in cuts for requirement in compile_cut(cut))


def compile_cut(cut: Cut) -> tuple[Requirement, ...]:
    """Turn one cut into requirements; none for a cut that does not apply to simulation.

    Raises:
        CutbenchError: the cut has no predicates, or one that cannot be applied.
    """
    if not cut.predicates:
        raise CutbenchError(f"cut {cut.id}: it has no typed predicate")
    return tuple(requirement for predicate in cut.predicates for requirement in _requirements(cut, predicate))


def not_applied(cut: Cut) -> bool:
    """Whether the cut is known but not applied on simulation."""
    return bool(cut.predicates) and all(p.variable.name in NOT_ON_SIMULATION for p in cut.predicates)


def levels_of(of: CutObject, name: str) -> tuple[str, ...]:
    """Return what a variable is tested on if a cut on the object `of` names it; nothing if it is not known there."""
    composite = tuple(level for level in COMPOSITE if name in VARIABLES[level])
    return composite or tuple(level for level in PARTICLES.get(of, ()) if name in VARIABLES[level])


def _requirements(cut: Cut, predicate: Predicate) -> Iterator[Requirement]:
    name = predicate.variable.name
    if name in NOT_ON_SIMULATION:
        return
    levels = levels_of(cut.object, name)
    if not levels:
        raise _refusal(cut, predicate, f"is not known for {cut.object}")
    # A condition on muons leaves the electrons of a cut on leptons alone.
    fitting = [level for level in levels if set(predicate.when) <= set(CONDITIONS.get(level, {}))]
    if not fitting:
        raise _refusal(cut, predicate, f"cannot depend on {', '.join(predicate.when)}")
    for level in fitting:
        yield _requirement(cut, predicate, level)


def _requirement(cut: Cut, predicate: Predicate, level: str) -> Requirement:
    variable = predicate.variable
    quantity = VARIABLES[level][variable.name]
    if variable.over is not None and variable.over not in VARIABLES[level]:
        raise _refusal(cut, predicate, f"cannot be divided by {variable.over}, which is not known")
    bounds = _name(cut, predicate, quantity) if quantity.kind == "name" else _numbers(cut, predicate, level)
    return Requirement(
        cut=cut.id,
        on=level,
        variable=variable.name,
        op=predicate.op,
        over=variable.over,
        absolute=variable.abs,
        when=_conditions(cut, predicate, level),
        **bounds,
    )


def _name(cut: Cut, predicate: Predicate, quantity: Quantity) -> dict[str, str]:
    """Check a working point."""
    known = quantity.names
    if predicate.op != "==" or predicate.value not in known or predicate.variable.over or predicate.variable.abs:
        raise _refusal(cut, predicate, f"must be == one of {', '.join(known)}")
    return {"value": str(predicate.value)}


def _numbers(cut: Cut, predicate: Predicate, level: str) -> dict[str, float | Piecewise]:
    """Check operator and numbers, and convert them to GeV, mm or 1."""
    window = predicate.lower is not None and predicate.upper is not None
    one_sided = predicate.lower is not None or predicate.upper is not None
    single = isinstance(predicate.value, int | float) and not one_sided and predicate.op in NUMERIC
    double = predicate.value is None and (
        (predicate.op in {"between", "!="} and window) or (predicate.op == "piecewise" and one_sided)
    )
    if not single and not double:
        raise _refusal(cut, predicate, f"with operator {predicate.op} lacks a number or has one too many")
    edges = {"value": predicate.value, "lower": predicate.lower, "upper": predicate.upper}
    return {name: _edge(cut, predicate, edge, level) for name, edge in edges.items() if edge is not None}


def _edge(cut: Cut, predicate: Predicate, edge: object, level: str) -> float | Piecewise:
    variable = predicate.variable
    kind = "number" if variable.over else VARIABLES[level][variable.name].kind
    if not isinstance(edge, Threshold):
        return _convert(cut, predicate, float(str(edge)), predicate.unit, kind)
    if edge.of not in VARIABLES[level] or VARIABLES[level][edge.of].kind == "name":
        raise _refusal(cut, predicate, f"depends on {edge.of}, which is not known there")
    arguments = [_convert(cut, predicate, x, edge.unit, VARIABLES[level][edge.of].kind) for x, _ in edge.knots]
    if any(low >= high for low, high in pairwise(arguments)):
        raise _refusal(cut, predicate, f"has knots whose {edge.of} does not rise")
    thresholds = [_convert(cut, predicate, y, edge.unit, kind) for _, y in edge.knots]
    return Piecewise(edge.of, tuple(zip(arguments, thresholds, strict=True)))


def _convert(cut: Cut, predicate: Predicate, number: float, unit: str, kind: str) -> float:
    standard = to_standard(number, unit)
    if standard is None or standard[1] != kind:
        wanted = {"energy": "an energy", "length": "a length", "number": "a pure number"}[kind]
        raise _refusal(cut, predicate, f"is {wanted} ({STANDARD[kind]}), not something in '{unit}'")  # type: ignore[index]
    return standard[0]


def _conditions(cut: Cut, predicate: Predicate, level: str) -> dict[str, tuple[str, ...]]:
    conditions = {}
    for condition, values in predicate.when.items():
        names = tuple(value.strip() for value in values.split(","))
        known = CONDITIONS[level][condition]
        if not set(names) <= set(known):
            raise _refusal(cut, predicate, f"has the condition {condition} = {values}; known are {', '.join(known)}")
        conditions[condition] = names
    return conditions


def _refusal(cut: Cut, predicate: Predicate, reason: str) -> CutbenchError:
    return CutbenchError(f"cut {cut.id}: variable {predicate.variable.name} {reason}")
