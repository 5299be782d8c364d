"""A wrong version of a requirement, for self-tests: `pT > 6 GeV` becomes `pT > 2 GeV`, `id == loose` another word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cutbench.language import tree as t

WIDER = 3.0  # factor on upper bounds; lower bounds are divided by it
Words = Mapping[str, Sequence[str]]


def loosened(line: t.Line, words: Words) -> t.Line:
    """Return a line that lets more pass; what compares with a word gets another word of `words`, by property.

    Looser, since for every cut there should be events that fail it alone: these are then selected.
    """
    match line:
        case t.Select(condition, cut):
            return t.Select(_looser(condition, words), cut)
        case t.Reject(condition, cut):
            return t.Select(_looser(t.kept(condition), words), cut)
    return line


def _looser(condition: t.Condition, words: Words) -> t.Condition:  # noqa: PLR0911 (one case for each kind of condition)
    match condition:
        case t.And(parts):
            return t.every(*(_looser(part, words) for part in parts))
        case t.Or(parts):
            return t.either(*(_looser(part, words) for part in parts))
        case t.When(asked, then, otherwise):
            return t.When(asked, _looser(then, words), otherwise and _looser(otherwise, words))
        case t.Requirement(t.Call("all", (over, inner)), t.Flag()) if isinstance(inner, t.Condition):
            return t.Requirement(t.Call("all", (over, _looser(inner, words))), t.Flag())
        case t.Requirement(quantity, t.Interval() as interval):
            return t.Requirement(quantity, _wider(interval, counts=_counts(quantity)))
        case t.Requirement(t.Call(str() as name, _) as quantity, t.OneOf((word,))) if word in words.get(name, ()):
            known = list(words[name])
            place = known.index(word)
            return t.Requirement(quantity, t.OneOf((known[place + 1 if place + 1 < len(known) else place - 1],)))
    return t.ALWAYS


def _counts(quantity: t.Expression) -> bool:
    return isinstance(quantity, t.Call) and quantity.function == "size"


def _wider(interval: t.Interval, *, counts: bool) -> t.Interval:
    """Widen an interval; of a count by one."""
    low, high = _moved(interval.low, up=False, counts=counts), _moved(interval.high, up=True, counts=counts)
    return replace(interval, low=low, high=high)


def _moved(bound: t.Expression | None, *, up: bool, counts: bool) -> t.Expression | None:
    match bound:
        case t.Number(value, unit):
            step = 1.0 if up else -1.0
            factor = WIDER if up == (value > 0) else 1 / WIDER
            return t.Number(value + step if counts or value == 0 else float(f"{value * factor:.6g}"), unit)
        case t.Rising(of, knots):
            moved = [(place, _moved(edge, up=up, counts=counts)) for place, edge in knots]
            return t.Rising(of, tuple((place, edge) for place, edge in moved if isinstance(edge, t.Number)))
    return bound
