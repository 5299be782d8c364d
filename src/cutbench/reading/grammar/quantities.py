"""Quantities: a property of an object, a distance of two, and what is calculated from them.

`the pT of the leading muon`, `ΔR(j1, j2)`, `m_ll`, `E_T^miss / √H_T`, `the number of jets`, `|η|`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites, system_of, words
from cutbench.reading.grammar.making import TWO, bound_of, condition_on, count_with, flat, one_of_rank, pick, two_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_call, is_whole, restates, wholes_in, with_owner
from cutbench.reading.items import LIGHT, OPPOSITE, Obj, of_one, of_two, size_of

HIGHEST_NUMBER = 4  # jet 4 is one of them, and 7 jets are so many
FUNCTIONS = {"dR", "dphi", "deta", "abs deta", "dy", "abs dy"}


@rule("qty", "prop", cost=0.2)
@rule("qty", "fn", cost=0.4)
def _open(name: str) -> Any:
    """The pT of what is not said; of two only mT, which is that of the lepton."""
    if name in words()["functions"]:
        return of_two(name, [Obj("lepton", 0, 1)]) if name == "mT" else None
    return t.Call(name, (THIS,))


@rule("qty", "prop of|with|any obj", "prop|fn|count ( obj )", "obj prop", "count of? obj", "fn between|of obj")
@rule("qty", "prop|fn of objs", "prop|fn ( objs )", "fn between|with objs")
@rule("qty", "prop obj", "objs with|has? prop", "obj count", "obj|objs fn", "fn objs", cost=0.1)
def _of(*parts: Any) -> Any:
    """The pT of the leading jet, ΔR(j1, j2), the number of jets; of two objects only a mass is clearly that of both."""
    name, objects = pick(parts, str), flat([pick(parts, Obj, tuple)])
    if name == "size":
        return size_of(*objects)
    if name in words()["functions"]:
        return of_two(name, objects)
    if len(objects) > 1:
        return of_one("m", objects) if name == "m" and not {obj.kind for obj in objects} & composites() else None
    return None if objects[0].where else of_one(name, objects)


@rule("qty", "obj num prop")
def _of_numbered(obj: Obj, number: t.Number, name: str) -> Any:
    """The p_T of jet 1, written as 'Jet 1 p_T'."""
    plain = obj == Obj(obj.kind) and is_whole(number) and number.value <= HIGHEST_NUMBER
    return t.Call(name, (one_of_rank(int(number.value) - 1, obj).node(),)) if plain else None


@rule("qty", "num !- obj prop")
def _of_so_many(number: t.Number, _hyphen: str, obj: Obj, name: str) -> Any:
    """The four-jet mass."""
    several = is_whole(number, 3) and not obj.ranked and not obj.where and name == "m"
    if not several or (obj.kind == "lepton" and system_of(int(number.value))):
        return None  # the system of four leptons has a name
    return of_one(name, [replace(obj, stop=int(number.value))])


@rule("qty", "obj has fn", "obj has bar fn bar")
def _of_both(obj: Obj, name: str) -> Any:
    """The two leading jets must have |Δη| < 1.3: of two by rank there is one distance."""
    two = name in FUNCTIONS and obj.ranked and obj.stop - obj.start == 2 and not obj.where
    return of_two({"deta": "abs deta"}.get(name, name), [replace(obj, together=False)]) if two else None


@rule("qty", "symbol of obj")
def _symbol_of(symbol: t.Symbol, obj: Obj) -> Any:
    """R_9 of the leading photon: of one, or of each of a kind."""
    whole = obj.where is None and not obj.several and obj.kind != "MET"
    return t.Call(symbol, (obj.node(),)) if whole else None


@rule("qty", "fn to obj")
def _distance_to(name: str, obj: Obj) -> Any:
    """Their distance to a jet."""
    return t.Call(name, (THIS, obj.node())) if name in FUNCTIONS and not obj.where and " " not in name else None


@rule("qty", "prop|fn of|between num obj")
def _of_two(name: str, number: t.Number, obj: Obj) -> Any:
    """The mass of the two taus, the distance between the two b-jets."""
    if number != TWO or obj.ranked or obj.where:
        return None
    if name == "m":
        return of_one(name, [Obj("pair") if obj == Obj("lepton") else replace(obj, stop=2)])
    return of_two(name, two_of(obj.kind)) if name in FUNCTIONS | {"mT2"} else None


@rule("qty", "fn between|of? obj and|,|to nearest obj")
def _from_nearest(name: str, obj: Obj, other: Obj) -> Any:
    """The distance ΔR between the lepton and the nearest jet."""
    plain = not other.ranked and not obj.where and not other.where and name in FUNCTIONS
    distance = of_two(name, [obj, other]) if plain else None
    return distance and t.Call("min", (distance,))


@rule("qty", "bar qty bar", "abs qty", "qty abs")
def absolute(of: Any) -> Any:
    """Return the magnitude; of what has no sign that is the same."""
    return of if isinstance(of, t.Call) and of.function in {"abs", "dR", "dphi"} else t.Call("abs", (of,))


@rule("qty", "bar prop bar of obj")
def _absolute_of(name: str, obj: Obj) -> Any:
    """|η| of the leading photon."""
    of = _of(name, obj)
    return of and absolute(of)


@rule("fn", "bar fn bar")
def _absolute_distance(name: str) -> Any:
    """|Δη| between two jets."""
    return {"deta": "abs deta", "dy": "abs dy"}.get(name, name) if name in FUNCTIONS else None


@rule("qty", "qty / qty", "ratio qty to|and|of qty")
def ratio_of(one: Any, other: Any) -> Any:
    """MET / HT, the ratio of MET to HT."""
    return t.Arithmetic("/", _same_owner(other, one), _same_owner(one, other))


@rule("qty", "ratio rank to|and|of rank obj prop", "ratio prop of rank to|and|of rank obj")
def _ratio_of_ranks(*parts: Any) -> Any:
    """The ratio of the second to the first jet pT."""
    name, obj = pick(parts, str), pick(parts, Obj)
    one, other = (replace(obj, start=rank, stop=rank + 1) for rank in parts if isinstance(rank, int))
    plain = obj == Obj(obj.kind) and one != other and name != "m"
    return ratio_of(of_one(name, [one]), of_one(name, [other])) if plain else None


@rule("qty", "ratio qty to of obj")
def _ratio_to_that(of: Any, obj: Obj) -> Any:
    """The ratio of the pT of the second jet to that of the first."""
    alike = isinstance(of, t.Call) and len(of.arguments) == 1 and obj.ranked and not obj.several
    return ratio_of(of, t.Call(of.function, (obj.node(),))) if alike and of.arguments[0] != obj.node() else None


@rule("qty", "sum prop of? num obj and qty", "sum prop of? obj and qty")
def _sum_of_several(name: str, *parts: Any) -> Any:
    """The sum of the pT of the two leptons and MET."""
    obj, number = pick(parts, Obj), pick(parts, t.Number)
    count = int(number.value) if number and is_whole(number) else obj.stop
    alone = not obj.where and obj.start == 0 and not (number and obj.ranked)
    if name not in {"pT", "ET"} or count < 2 or not alone:
        return None
    each = (t.Call(name, (t.Item(t.Name(obj.kind), rank),)) for rank in range(count))
    return reduce(lambda one, other: t.Arithmetic("+", one, other), (*each, parts[-1]))


@rule("qty", "qty !+ qty", cost=0.05)
@rule("qty", "qty !- num|qty")
def _calculated(one: Any, sign: Any, other: Any) -> Any:
    """HT + MET, m_jj - 91.2 GeV."""
    return t.Arithmetic(sign, one, other)


@rule("qty", "sum prop of obj", "sum of? obj prop", cost=0.05)
def _sum_of_each(*parts: Any) -> Any:
    """The sum of the charges of the leptons; that of the momenta of tracks is an isolation."""
    name, obj = pick(parts, str), pick(parts, Obj)
    plain = name in words()["properties"] and not obj.together and not obj.where and obj.kind not in {"track", "MET"}
    return t.Call("sum", (t.Call(name, (obj.node(),)),)) if plain else None


@rule("qty", "totalcharge of? obj")
def _total_charge(obj: Obj) -> Any:
    """The total charge of the leptons."""
    return _sum_of_each("charge", obj)


@rule("cond", "qty be|op? plusminus num")
def _of_either_sign(*parts: Any) -> Any:
    """The total charge is ±1."""
    op = pick(parts, str) or "="
    of_charges = is_call(parts[0], "sum") and is_call(parts[0].arguments[0], "charge")
    return condition_on(absolute(parts[0]), bound_of("=", parts[-1])) if of_charges and op == "=" else None


@rule("cond", "cond with|, totalcharge be|op? !plusminus? num")
def _counted_with_charge(counted: Any, *parts: Any) -> Any:
    """Three leptons with a total charge of ±1."""
    of: Any = getattr(counted, "quantity", None)
    if not is_call(of, "size") or len(of.arguments) != 1 or not isinstance(of.arguments[0], t.Name):
        return None
    total = t.Call("sum", (t.Call("charge", of.arguments),))
    quantity = absolute(total) if "plusminus" in parts else total
    plain = is_whole(parts[-1], 0) and (pick(parts, str) in {None, "=", "plusminus"})
    return t.every(counted, condition_on(quantity, bound_of("=", parts[-1]))) if plain else None


@rule("qty", "!sum qty and qty", cost=0.05)
@rule("qty", "!difference qty and|to num|qty")
def _sum_or_difference(word: str, one: Any, other: Any) -> Any:
    """The sum of two, the absolute difference between two."""
    return t.Arithmetic("+", one, other) if word == "sum" else t.Call("abs", (t.Arithmetic("-", one, other),))


@rule("qty", "product num|qty and qty")
def _product_of(one: Any, other: Any) -> Any:
    """The product of 0.05 and its transverse energy."""
    return t.Arithmetic("*", one, other)


@rule("qty", "sum num and qty", cost=0.05)
def _sum_with_number(number: t.Number, of: Any) -> Any:
    """The sum of 2.45 GeV and 0.022 ET."""
    return t.Arithmetic("+", number, of) if number.unit else None


@rule("qty", "qty * qty", cost=0.05)
@rule("qty", "qty qty", cost=0.3)
def _product(one: Any, other: Any) -> Any:
    """q1 q2, η_j1 · η_j2: of two that have the same sign or not."""
    alike = isinstance(one, t.Call) and one.function in {"charge", "eta", "y"} and is_call(other, str(one.function))
    return t.Arithmetic("*", one, other) if alike and one != other else None


@rule("qty", "product prop of obj")
def _product_of_two(name: str, obj: Obj) -> Any:
    """The product of the pseudorapidities of the two leading jets."""
    two = obj.ranked and obj.stop - obj.start == 2 and not obj.where
    return _product(*(t.Call(name, (one,)) for one in obj.each())) if two else None


@rule("num", "- num", cost=0.1)
def _negative(number: t.Number) -> Any:
    """-2.5."""
    return replace(number, value=-number.value)


@rule("qty", "!sqrt|min|max qty", "!min|max [ qty ]")
def _function(word: str, of: Any) -> Any:
    """√H_T; the smallest is one of several."""
    return t.Call(word, (of,)) if word == "sqrt" or wholes_in(of) else None


@rule("qty", "!min|max fn of|between? objs", "!min|max fn ( objs )", "!min|max [|( fn ( objs ) ]|)")
@rule("qty", "!min|max over obj of fn ( objs )")
def _extreme_of_two(word: str, *parts: Any) -> Any:
    """The smallest m_T(b, MET): of all b-jets, not of the leading one."""
    name, (one, *others) = pick(parts, str), pick(parts, tuple)
    over = pick(parts, Obj)
    plain = one == Obj(one.kind) and one.kind not in composites() and len(others) == 1 and over in {None, one}
    return t.Call(word, (t.Call(name, (one.node(), others[0].node())),)) if plain and one != others[0] else None


@rule("qty", "qty ( qty )", "qty , qty ,", "qty qty")
@rule("flag", "flag ( flag )")
@rule("prop", "prop ( prop )", "prop prop")
@rule("fn", "fn ( fn )", "fn fn")
@rule("both", "both ( both )")
def _said_twice(one: Any, other: Any) -> Any:
    """Dijet mass m_jj; same-flavour (ee, μμ) events; longitudinal impact parameter z0 sin θ; pT (ET for electrons)."""
    if {one, other} == {"pT", "ET"}:
        return "pT"
    if isinstance(one, str):
        return one if one.removeprefix("abs ") == other.removeprefix("abs ") else None
    names = [getattr(each, "function", "") for each in (one, other)]
    if names == ["z0", "z0sintheta"] and one.arguments == other.arguments:
        return other
    return one if one == other else None


@rule("qty", "qty *? sintheta")
def _longitudinal(of: Any) -> Any:
    """z0 sin θ."""
    return t.Call("z0sintheta", of.arguments) if is_call(of, "z0") else None


@rule("num", "num [ unit ]")
def _with_its_unit(number: t.Number, unit: str) -> Any:
    """110 [GeV]."""
    return replace(number, unit=unit) if not number.unit else None


@rule("qty", "qty [ unit ]", "qty ( unit )")
def _in_its_unit(of: Any, unit: str) -> Any:
    """mu_pt[GeV]: the unit that numbers without one are in anyway."""
    return of if unit == "GeV" else None


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


def _same_owner(one: Any, other: Any) -> Any:
    """The isolation divided by 'pT' is divided by that of the same object."""
    calls = [node for node in t.walk(one) if isinstance(node, t.Call) and node.function != "size"]
    owners = [node.arguments[0] for node in calls if len(node.arguments) == 1]
    named = owners and owners[0] != THIS and isinstance(owners[0], t.Name | t.Item)
    of_whole = is_call(other, "m") and owners and set(wholes_in(t.Call("m", (_collection(owners[0]),)))) & LIGHT
    return with_owner(other, owners[0]) if named and not of_whole else other


def _collection(owner: Any) -> Any:
    return owner.of if isinstance(owner, t.Item) else owner
