"""Quantities: a property of an object, a distance of two, and what is calculated from them.

`the pT of the leading muon`, `ΔR(j1, j2)`, `m_ll`, `E_T^miss / √H_T`, `the number of jets`, `|η|`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.making import TWO, count_with, pick, two_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_call, is_whole, restates, same_owner, wholes_in
from cutbench.reading.items import OPPOSITE, Obj, of_one, of_two, size_of

FUNCTIONS = {"dR", "dphi", "deta", "abs deta", "dy", "abs dy"}


@rule("qty", "prop", cost=0.2)
def _open(name: str) -> Any:
    return t.Call(name, (THIS,))


@rule("qty", "prop of|with|any obj", "prop ( obj )", "obj prop")
@rule("qty", "prop obj", cost=0.1)
def _of(*parts: Any) -> Any:
    name, obj = pick(parts, str), pick(parts, Obj)
    return None if obj.where else of_one(name, [obj])


@rule("qty", "prop|fn of|between num obj")
def _of_two(name: str, number: t.Number, obj: Obj) -> Any:
    """The mass of the two taus, the distance between the two b-jets."""
    if number != TWO or obj.ranked or obj.where:
        return None
    if name == "m":
        return of_one(name, [Obj("pair") if obj == Obj("lepton") else replace(obj, stop=2)])
    return of_two(name, two_of(obj.kind)) if name in FUNCTIONS | {"mT2"} else None


@rule("qty", "prop of objs", "prop ( objs )")
@rule("qty", "objs with|has? prop", cost=0.1)
def _of_both(*parts: Any) -> Any:
    """Of more than masses it is not clear whether each is meant."""
    both = pick(parts, tuple)
    apart = not {obj.kind for obj in both} & composites()
    return of_one("m", both) if "m" in parts and apart else None


@rule("qty", "fn between|of? obj and|,|to nearest obj")
def _from_nearest(name: str, obj: Obj, other: Obj) -> Any:
    """The distance ΔR between the lepton and the nearest jet."""
    plain = not other.ranked and not obj.where and not other.where and name in FUNCTIONS
    distance = of_two(name, [obj, other]) if plain else None
    return distance and t.Call("min", (distance,))


@rule("qty", "fn ( obj|objs )", "fn between|of obj|objs", "fn with objs")
@rule("qty", "obj|objs fn", "fn objs", cost=0.1)
def _distance(*parts: Any) -> Any:
    what = pick(parts, Obj, tuple)
    return of_two(pick(parts, str), what if isinstance(what, tuple) else [what])


@rule("qty", "fn", cost=0.4)
def _transverse_mass(name: str) -> Any:
    return of_two(name, [Obj("lepton", 0, 1)]) if name == "mT" else None


@rule("qty", "bar qty bar", "abs qty")
def absolute(of: Any) -> Any:
    """Return the magnitude; of what has no sign that is the same."""
    return of if isinstance(of, t.Call) and of.function in {"abs", "dR", "dphi"} else t.Call("abs", (of,))


@rule("qty", "bar fn bar of|between objs")
def _absolute_distance(name: str, both: Any) -> Any:
    return absolute(of_two(name, both))


@rule("qty", "qty / qty", "ratio qty to|and|of qty")
def ratio_of(one: Any, other: Any) -> Any:
    """MET / HT, the ratio of MET to HT."""
    return t.Arithmetic("/", same_owner(other, one), same_owner(one, other))


@rule("qty", "qty + qty", "sum qty and qty", cost=0.05)
def _sum(one: Any, other: Any) -> Any:
    return t.Arithmetic("+", one, other)


@rule("qty", "qty * qty", cost=0.05)
@rule("qty", "qty qty", cost=0.3)
def _product(one: Any, other: Any) -> Any:
    """q1 q2, η_j1 · η_j2: of two that have the same sign or not."""
    alike = isinstance(one, t.Call) and one.function in {"charge", "eta", "y"} and is_call(other, str(one.function))
    return t.Arithmetic("*", one, other) if alike and one != other else None


@rule("num", "- num", cost=0.1)
def _negative(number: t.Number) -> Any:
    return replace(number, value=-number.value)


@rule("qty", "qty - num|qty")
def _minus(one: Any, other: Any) -> Any:
    return t.Arithmetic("-", one, other)


@rule("qty", "difference qty and|to num|qty")
def _difference(one: Any, other: Any) -> Any:
    return t.Call("abs", (_minus(one, other),))


@rule("qty", "sqrt qty")
def _root(of: Any) -> Any:
    return t.Call("sqrt", (of,))


@rule("qty", "!min|max qty", "!min|max [ qty ]")
def _extreme(word: str, of: Any) -> Any:
    return t.Call(word, (of,)) if wholes_in(of) else None


def named_and_written(name: str, of: Any) -> Any:
    """The mass m(ll), the azimuthal separation Δφ_jj."""
    written = of.arguments[0] if is_call(of, "abs") else of
    return of if is_call(written, name.removeprefix("abs ")) else None


@rule("qty", "qty ( qty )", "qty qty")
@rule("both", "both ( both )")
def _said_twice(one: Any, other: Any) -> Any:
    """Dijet mass m_jj; same-flavour (ee, μμ) events; longitudinal impact parameter z0 sin θ."""
    names = [getattr(each, "function", "") for each in (one, other)]
    if names == ["z0", "z0sintheta"] and one.arguments == other.arguments:
        return other
    return one if one == other else None


@rule("prop", "prop ( prop )", "prop prop")
@rule("fn", "fn ( fn )", "fn fn", "fn bar fn bar")
def _named_twice(one: str, other: str) -> Any:
    """The transverse mass mT; pT (ET) of leptons: what is ET for electrons."""
    if {one, other} == {"pT", "ET"}:
        return "pT"
    return one if one.removeprefix("abs ") == other.removeprefix("abs ") else None


@rule("qty", "count of? obj", "count ( obj )")
@rule("qty", "obj count", cost=0.1)
def _count(*parts: Any) -> Any:
    return size_of(pick(parts, Obj))


@rule("qty", "qty *? sintheta")
def _longitudinal(of: Any) -> Any:
    return t.Call("z0sintheta", of.arguments) if is_call(of, "z0") else None


@rule("qty", "qty [ num ]")
def _of_rank(of: Any, number: t.Number) -> Any:
    """jet_eta[0]."""
    collection = isinstance(of, t.Call) and len(of.arguments) == 1 and isinstance(of.arguments[0], t.Name)
    whole = collection and is_whole(number, 0)
    return t.Call(of.function, (t.Item(of.arguments[0], int(number.value)),)) if whole else None


@rule("qty", "qty ( cond|obj|objs )", "qty over obj", cost=0.05)
def _specified(of: Any, what: Any) -> Any:
    """n_jets(pt > 25), m_jj (two leading jets)."""
    if isinstance(what, Obj | tuple):
        return of if restates(what, of) else None
    return count_with(of, what)


@rule("num", "mz", "mz of|,? num", "mz ( num )", "num ( mz )", "mz op num")
def mass_of_z(*parts: Any) -> Any:
    """The Z mass: the number that the text has for it, else the known one."""
    return None if parts and parts[0] in {*OPPOSITE} - {"="} else pick(parts, t.Number) or t.Number(91.1876, "GeV")
