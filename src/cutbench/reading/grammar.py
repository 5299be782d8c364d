"""What stands beside what in a cut, and what it means then: each rule makes one kind of item of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.chart import Rules
from cutbench.reading.data import composites, system_of, words
from cutbench.reading.items import MIRRORED, OPPOSITE, Bound, Obj, Region, of_one, of_two, size_of

rule = Rules(silent={*words()["words"], "event"})
THIS, ONE, TWO = t.This(), t.Number(1.0, ""), t.Number(2.0, "")
ISOLATION = {"ptcone20", "ptcone30", "topoetcone20", "topoetcone30", "topoetcone40"}
FUNCTIONS = {"dR", "dphi", "deta", "abs deta", "dy", "abs dy"}
IDENTIFIED = {"electron", "muon", "tau", "lepton", "photon"}
APART = "opposite hemisphere"
WORKING_POINTS = {"loose", "medium", "tight"}
HIGHEST_INDEX = 10


def _pick(parts: Sequence[Any], *kinds: Any) -> Any:
    """Return the first part of a kind, for rules in which the order does not matter."""
    return next((part for part in parts if isinstance(part, kinds)), None)


def _bound(op: str, number: Any) -> Bound:
    return Bound(((op, number),))


def _as_bound(asked: Bound | t.Number, op: str = "=") -> Bound:
    """Return what is asked of a quantity: a number alone is one edge, or the value itself."""
    return asked if isinstance(asked, Bound) else _bound(op, asked)


def _one(rank: int, obj: Obj) -> Obj:
    return replace(obj, start=rank, stop=rank + 1)


@rule("obj", "all num obj")
def _all_of_them(_number: t.Number, obj: Obj) -> Any:
    """All three leptons: they are there already."""
    return None if obj.ranked or obj.where else obj


@rule("obj", "any|all obj")
@rule("obj", "( obj )", cost=0.05)
@rule("qty", "( qty )")
@rule("qty", "symbol", cost=0.3)
@rule("cond", "( cond )", "any|all|has cond", "event? keep_if cond", "event veto|drop unless cond", cost=0.02)
@rule("cond", "flag", cost=0.4)
def _itself(one: Any) -> Any:
    return one


# Objects: a class or rank in front, a requirement behind.


@rule("obj", "class obj")
def _class(name: str, obj: Obj) -> Any:
    return replace(obj, kind=f"{name}_{obj.kind}") if obj == Obj(obj.kind) and "_" not in obj.kind else None


@rule("obj", "rank obj")
def _ranked(rank: int, obj: Obj) -> Any:
    return _one(rank, obj) if obj == Obj(obj.kind) else None


@rule("obj", "num rank obj", "rank num rank? obj")
def _several(*parts: Any) -> Any:
    number, rank, obj = _pick(parts, t.Number), _pick(parts, int), parts[-1]
    return replace(obj, stop=int(number.value)) if rank == 0 and _whole(number) and not obj.ranked else None


@rule("obj", "obj with|of rank", "num obj with|of rank")
def _highest(*parts: Any) -> Any:
    """The photon with the highest pT, the three jets of largest pT."""
    number, obj, rank = _pick(parts, t.Number) or ONE, _pick(parts, Obj), parts[-1]
    one = obj == Obj(obj.kind) and _whole(number) and rank == 0
    return replace(obj, stop=int(number.value)) if one else None


@rule("obj", "rank and rank obj")
def _both_ranks(one: int, other: int, obj: Obj) -> Any:
    return replace(obj, start=one, stop=other + 1) if other == one + 1 and not obj.ranked else None


@rule("obj", "obj [ num ]")
def _indexed(obj: Obj, number: t.Number) -> Any:
    # The photons [39] of a text are those of a reference.
    return _one(int(number.value), obj) if _whole(number, 0) and number.value < HIGHEST_INDEX else None


@rule("obj", "obj [ : num ]")
def _sliced(obj: Obj, number: t.Number) -> Any:
    return replace(obj, stop=int(number.value)) if _whole(number) else None


@rule("obj", "obj , obj", cost=0.2)
def _in_a_row(one: Obj, other: Obj) -> Any:
    follows = one.ranked and other.ranked and one.kind == other.kind and other.start == one.stop
    return replace(one, stop=other.stop) if follows else None


@rule("obj", "obj with cond", "obj ( cond )")
@rule("obj", "obj cond", cost=0.3)
def _filtered(obj: Obj, condition: Any) -> Any:
    asked = _owned(condition, obj.node())
    parts = asked.parts if isinstance(asked, t.And | t.Or) else (asked,)
    if _is_mixed(condition) or _counts_all(obj, asked):
        return None  # 'jets with A are kept, and jets with B must have C'; 'two b-jets (N_b ≥ 2)'
    if obj.ranked or (_is_filtered(obj) and not is_flag(asked)) or any(obj.kind not in _free(part) for part in parts):
        return None
    return replace(obj, where=t.every(*filter(None, [obj.where, asked])))


@rule("obj", "flag obj", "obj with|has? flag", cost=0.05)
def _with_flag(*parts: Any) -> Any:
    obj, flag = _pick(parts, Obj), _pick(parts, t.Condition)
    return _filtered(obj, flag) if _is_open(flag) or obj.kind == "pair" else None


@rule("obj", "obj with|has bound obj", "obj ( with? bound obj )")
def _vertex_of_tracks(vertex: Obj, bound: Bound, tracks: Obj) -> Any:
    """A vertex with at least two tracks."""
    its = t.Call("size", (t.Call("track", (THIS,)), *([tracks.where] if tracks.where else ())))
    clear = vertex == Obj("vertex") and replace(tracks, where=None) == Obj("track")
    clear = clear and all(_whole(number) for _, number in bound.tests)
    return replace(vertex, where=_owned(_condition(its, bound), vertex.node())) if clear else None


@rule("obj", "obj of obj")
def _of_candidate(obj: Obj, whole: Obj) -> Any:
    """The leptons of a candidate."""
    made = whole.kind in composites() and whole.where is None and not whole.ranked
    return obj if made and obj.kind in {"lepton", "electron", "muon"} else None


@rule("objs", "obj and|,|to obj")
@rule("objs", "obj obj", cost=0.1)
def _two(one: Obj, other: Obj) -> tuple[Obj, Obj]:
    return one, other


# Quantities


@rule("qty", "prop", cost=0.2)
def _open(name: str) -> Any:
    return t.Call(name, (THIS,))


@rule("qty", "prop of|with|any obj", "prop ( obj )", "obj prop")
@rule("qty", "prop obj", cost=0.1)
def _of(*parts: Any) -> Any:
    name, obj = _pick(parts, str), _pick(parts, Obj)
    return None if obj.where else of_one(name, [obj])


@rule("qty", "prop|fn of|between num obj")
def _of_two(name: str, number: t.Number, obj: Obj) -> Any:
    """The mass of the two taus, the distance between the two b-jets."""
    if number != TWO or obj.ranked or obj.where:
        return None
    if name == "m":
        return of_one(name, [Obj("pair") if obj == Obj("lepton") else replace(obj, stop=2)])
    return of_two(name, _two_of(obj.kind)) if name in FUNCTIONS | {"mT2"} else None


@rule("qty", "prop of objs", "prop ( objs )")
@rule("qty", "objs with|has? prop", cost=0.1)
def _of_both(*parts: Any) -> Any:
    """Of more than masses it is not clear whether each is meant."""
    both = _pick(parts, tuple)
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
    what = _pick(parts, Obj, tuple)
    return of_two(_pick(parts, str), what if isinstance(what, tuple) else [what])


@rule("qty", "fn", cost=0.4)
def _transverse_mass(name: str) -> Any:
    return of_two(name, [Obj("lepton", 0, 1)]) if name == "mT" else None


@rule("qty", "bar qty bar", "abs qty")
def _absolute(of: Any) -> Any:
    return of if isinstance(of, t.Call) and of.function in {"abs", "dR", "dphi"} else t.Call("abs", (of,))


@rule("qty", "bar fn bar of|between objs")
def _absolute_distance(name: str, both: Any) -> Any:
    return _absolute(of_two(name, both))


@rule("qty", "qty / qty", "ratio qty to|and|of qty")
def _ratio(one: Any, other: Any) -> Any:
    return t.Arithmetic("/", _same_owner(other, one), _same_owner(one, other))


@rule("qty", "qty + qty", "sum qty and qty", cost=0.05)
def _sum(one: Any, other: Any) -> Any:
    return t.Arithmetic("+", one, other)


@rule("qty", "qty * qty", cost=0.05)
@rule("qty", "qty qty", cost=0.3)
def _product(one: Any, other: Any) -> Any:
    """q1 q2, η_j1 · η_j2: of two that have the same sign or not."""
    alike = isinstance(one, t.Call) and one.function in {"charge", "eta", "y"} and _is_call(other, str(one.function))
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
    return t.Call(word, (of,)) if _free(of) else None


def _named_and_written(name: str, of: Any) -> Any:
    """The mass m(ll), the azimuthal separation Δφ_jj."""
    written = of.arguments[0] if _is_call(of, "abs") else of
    return of if _is_call(written, name.removeprefix("abs ")) else None


@rule("cond", "prop|fn between|of|has|with? cond", cost=0.05)
def _named_and_required(name: str, condition: Any) -> Any:
    """A mass in the range 110 < m < 210 GeV, the mass has to be 75 < m_ll < 105 GeV."""
    quantities = _required_in(condition)
    return condition if len(quantities) == 1 and _named_and_written(name, *quantities) else None


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
    return size_of(_pick(parts, Obj))


@rule("qty", "qty *? sintheta")
def _longitudinal(of: Any) -> Any:
    return t.Call("z0sintheta", of.arguments) if _is_call(of, "z0") else None


@rule("qty", "qty [ num ]")
def _of_rank(of: Any, number: t.Number) -> Any:
    """jet_eta[0]."""
    collection = isinstance(of, t.Call) and len(of.arguments) == 1 and isinstance(of.arguments[0], t.Name)
    whole = collection and _whole(number, 0)
    return t.Call(of.function, (t.Item(of.arguments[0], int(number.value)),)) if whole else None


@rule("qty", "qty ( cond|obj|objs )", "qty over obj", cost=0.05)
def _specified(of: Any, what: Any) -> Any:
    """n_jets(pt > 25), m_jj (two leading jets)."""
    if isinstance(what, Obj | tuple):
        return of if _restates(what, of) else None
    return _counted(of, what)


@rule("num", "mz", "mz of|,? num", "mz ( num )", "num ( mz )", "mz op num")
def _mass_of_z(*parts: Any) -> Any:
    """The Z mass: the number that the text has for it, else the known one."""
    return None if parts and parts[0] in {*OPPOSITE} - {"="} else _pick(parts, t.Number) or t.Number(91.1876, "GeV")


# Isolation in prose: of tracks or of energy, within a cone that must be said.


@rule("isol", "sum prop of? obj", "sum obj prop")
def _sum_in_cone(*parts: Any) -> Any:
    return "ptcone" if "pT" in parts and Obj("track") in parts else None


@rule("cone", "within? conew of? num", "within? conew? with? fn op? num")
def _cone(*parts: Any) -> Any:
    right = {*parts[:-1]} <= {"dR", "=", "<", "<="} and parts[-1].unit == ""
    return (parts[-1], THIS) if right else None


@rule("cone", "cone of|around obj")
def _cone_around(cone: Any, obj: Obj) -> Any:
    return (cone[0], obj.node()) if cone[1] == THIS and obj.where is None else None


@rule("qty", "isol with|within? cone")
def _isolation(kind: str, cone: Any) -> Any:
    name = f"{kind}{100 * cone[0].value:g}"
    return t.Call(name, (cone[1],)) if name in ISOLATION else None


@rule("qty", "isol qty", cost=0.1)
@rule("cond", "isol : cond")
def _named_isolation(kind: str, of: Any) -> Any:
    names = [one.function for one in t.walk(of) if isinstance(one, t.Call) and isinstance(one.function, str)]
    return of if any(kind in name if kind else "cone" in name or "iso" in name for name in names) else None


# Lists: as many numbers as there are objects, or cases, each for one of them.


@rule("bracketed", "num ( num ) unit?")
@rule("numbers", "num ,|and|/ num", "numbers ,|and|/ num", "numbers , and num")
def _numbers(one: Any, last: t.Number, unit: str = "") -> Any:
    """20, 15 and 10 GeV; 100 (50) GeV: a number without a unit has that of the last."""
    before = one if isinstance(one, tuple) else (one,)
    last = replace(last, unit=last.unit or unit)
    if {number.unit for number in before} - {"", last.unit}:
        return None
    return (*(replace(number, unit=last.unit) for number in before), last)


@rule("ranks", "rank ,|and|/ rank", "rank ( rank )", "ranks ,|and|/ rank", "ranks , and rank")
def _ranks(one: Any, rank: int) -> Any:
    return (*(one if isinstance(one, tuple) else (one,)), rank)


@rule("row", "ranks obj")
def _row_of_ranks(ranks: Any, obj: Obj) -> Any:
    return None if obj.ranked or obj.where else tuple(_one(rank, obj) for rank in ranks)


@rule("many", "obj", "num obj")
def _row_of_several(*parts: Any) -> Any:
    """The three leading leptons one by one; of a number of leptons the leading ones are meant."""
    obj, number = parts[-1], _pick(parts, t.Number)
    if obj.where or obj.together or (number and (obj.ranked or not _whole(number))):
        return None
    ranks = range(obj.start, int(number.value) if number else obj.stop)
    return tuple(_one(rank, obj) for rank in ranks) if len(ranks) > 1 else None


@rule("row", "obj and|,|to obj", "obj ( obj )", "row ,|and|/ obj", "row , and obj")
def _row(*parts: Any) -> Any:
    row = tuple(obj for part in parts for obj in (part if isinstance(part, tuple) else (part,)))
    clear = len(set(row)) == len(row) and len({each.ranked for each in row}) == 1
    return row if clear and not any(each.where or each.several for each in row) else None


@rule("conds", "qty op numbers", "op numbers qty")
@rule("alts", "qty op bracketed", "op bracketed qty")
def _conditions(*parts: Any) -> Any:
    op, numbers = _pick(parts, str), _pick(parts, tuple)
    quantity = next(part for part in parts if not isinstance(part, str | tuple))
    return tuple(_condition(quantity, _bound(op, number)) for number in numbers)


@rule("alts", "alts and|, alts")
def _several_alternatives(one: Any, other: Any) -> Any:
    """PT > 30 (25) GeV and |η| < 2.5 (2.4)."""
    return tuple(map(t.every, one, other)) if len(one) == len(other) else None


@rule("cond", "row with|has|:? conds|alts", "many with|has|:? conds")
def _one_for_each(row: Any, conditions: Any) -> Any:
    if len(row) != len(conditions) or not all(map(_is_open, conditions)):
        return None
    return t.every(*(_owned(one, obj.node()) for one, obj in zip(conditions, row, strict=True)))


@rule("cond", "the num obj has|with? both and has? conds")
def _alike_and_each(_the: str, number: t.Number, obj: Obj, how: str, conditions: Any) -> Any:
    """The two leptons must be of the same sign and have pT > 25 and 20 GeV, respectively."""
    row = _row_of_several(number, obj)
    both, each = _alike("the", number, obj, how), row and _one_for_each(row, conditions)
    return t.every(both, each) if both and each else None


@rule("cond", "conds|alts if|of|with? row", "conds if|of many")
def _one_for_each_behind(conditions: Any, row: Any) -> Any:
    return _one_for_each(row, conditions)


@rule("cond", "bound obj with conds")
def _number_and_each(bound: Bound, obj: Obj, conditions: Any) -> Any:
    """At least three leptons with pT > 25, 15 and 10 GeV."""
    number, row = _number_of(bound, obj), replace(obj, stop=len(conditions))
    enough = bound.tests in {((op, t.Number(float(row.stop), "")),) for op in ("=", ">=")}
    each = enough and number and not obj.where and _one_for_each(_row_of_several(row), conditions)
    return t.every(number, each) if each else None


@rule("cond", "cond if rank and|, cond if rank obj", "cond ( rank ) and|,? cond ( rank ) if obj")
@rule("cond", "cond ( rank ) and|,? cond ( rank ) obj")
def _by_rank(one: Any, first: int, other: Any, second: int, obj: Obj) -> Any:
    """With pT > 22 GeV for the leading and pT > 15 GeV for the subleading lepton."""
    if obj.ranked or obj.where:
        return None
    each = _of_rank_in(one, first, obj), _of_rank_in(other, second, obj)
    return t.every(*each) if all(each) else None


def _of_rank_in(condition: Any, rank: int, obj: Obj) -> Any:
    """Return a condition on all of a kind, or on what is not said, as one on the instance of a rank."""
    node = _one(rank, obj).node()
    if _is_open(condition):
        return _owned(condition, node)
    of_all = obj.kind in _free(condition) and not _counts(condition)
    return transformed(condition, _named_as(obj.kind, node)) if of_all else None


def _named_as(kind: str, node: Any) -> Any:
    return lambda one: one if isinstance(one, t.Item) else node if one == t.Name(kind) else None


@rule("cond", "cond if rank and|,? num|bound if rank obj")
def _by_rank_alike(one: Any, first: int, bound: Any, second: int, obj: Obj) -> Any:
    """Must exceed 0.35 for the leading and 0.25 for the subleading photon."""
    op = _op_of(one)
    other = _condition(one.quantity, _as_bound(bound, op)) if op and isinstance(one, t.Requirement) else None
    return other and _by_rank(one, first, other, second, obj)


@rule("cond", "rank obj has|with cond and|,? other has|with? cond")
def _and_the_other(rank: int, obj: Obj, one: Any, other: Any) -> Any:
    """The leading jet must have pT > 420 GeV and the subleading one pT > 150 GeV."""
    return _by_rank(one, rank, other, rank + 1, obj)


@rule("cond", "cond ,? each cond", cost=0.02)
def _each_of_them(counted: Any, asked: Any) -> Any:
    """Exactly two muons, each with pT > 4 GeV."""
    return _counting(counted, asked) if _is_open(asked) else None


@rule("cond", "row has|: cond", "cond if|of row", cost=0.1)
def _the_same_for_each(*parts: Any) -> Any:
    """Electrons and muons must have pT > 10 GeV."""
    row, condition = _pick(parts, tuple), _pick(parts, t.Condition)
    return t.every(*(_owned(condition, obj.node()) for obj in row)) if _is_open(condition) else None


@rule("qtys", "prop ( row )", "prop of? row", "row with? prop")
@rule("many_qtys", "prop of? many", "many has? prop")
def _of_each(*parts: Any) -> Any:
    name = _pick(parts, str)
    return None if name == "m" else tuple(t.Call(name, (obj.node(),)) for obj in _pick(parts, tuple))


@rule("qtys", "qty and qty", "qty , qtys")
def _quantities(one: Any, other: Any) -> Any:
    return (one, *(other if isinstance(other, tuple) else (other,)))


@rule("cond", "two qtys bound", "qtys two bound")
def _both_required(quantities: Any, bound: Bound) -> Any:
    return t.every(*(_condition(quantity, bound) for quantity in quantities))


@rule("cond", "qtys op numbers|bracketed", "many_qtys op numbers")
def _each_of_its_own(quantities: Any, op: str, numbers: Any) -> Any:
    if len(quantities) != len(numbers):
        return None
    return t.every(*(_condition(one, _bound(op, number)) for one, number in zip(quantities, numbers, strict=True)))


@rule("cases", "both and both", "both ( both )", "alike and alike prop", "alike ( alike ) prop")
def _cases(*parts: str) -> Any:
    hows = parts if len(parts) == 2 else [f"{word} {parts[-1]}" for word in parts[:2]]
    return tuple(map(_alike_leptons, hows)) if {one.split()[-1] for one in hows} <= {"flavour", "charge"} else None


@rule("cases", "qty op ( op ) num")
def _cases_of_a_bound(quantity: Any, op: str, other: str, number: t.Number) -> Any:
    return tuple(_condition(quantity, _bound(each, number)) for each in (op, other))


@rule("cond", "conds|alts if? cases")
def _one_for_each_case(conditions: Any, cases: Any) -> Any:
    return t.every(*map(t.When, cases, conditions)) if len(conditions) == len(cases) else None


# Bounds


@rule("bound", "op num")
def _compared(op: str, number: t.Number) -> Bound:
    return _bound(op, number)


@rule("bound", "num behind")
def _compared_behind(number: t.Number, op: str) -> Bound:
    return _bound(op, number)


@rule("bound", "num or|and op")
def _or_beyond(number: t.Number, op: str) -> Any:
    """130 GeV or above."""
    return _bound(f"{op}=", number) if op in {"<", ">"} else None


@rule("bound", "between num and|to num")
@rule("bound", "num to num", cost=0.1)
def _window(low: t.Number, high: t.Number) -> Any:
    return _range(low, high)


@rule("bound", "op num to num")
def _from(op: str, low: t.Number, high: t.Number) -> Any:
    return _range(low, high) if op == ">=" else None


@rule("bound", "![|in( num , num !]|) unit?")
def _interval(left: str, low: t.Number, high: t.Number, right: str, unit: str = "") -> Any:
    """In [50, 106] GeV, in (66, 116) GeV."""
    low, high = (replace(one, unit=one.unit or unit) for one in (low, high))
    tests = (">=" if left == "[" else ">", low), ("<=" if right == "]" else "<", high)
    return Bound(tests) if _range(low, high) else None


@rule("bound", "within zwindow? bound", "within zwindow ( bound )")
def _inside(bound: Bound) -> Any:
    return bound if len(bound.tests) == 2 and _is_plain(bound) else None


@rule("bound", "outside zwindow? bound", "outside zwindow ( bound )")
def _outside(bound: Bound) -> Any:
    return _inside(bound) and Bound((("<", bound.tests[0][1]), (">", bound.tests[1][1])), either=True)


@rule("bound", "within num of num")
def _around(half: t.Number, centre: t.Number) -> Bound:
    return Bound((("<=", half),), around=centre)


@rule("bound", "bound away num", "away num bound")
def _apart(*parts: Any) -> Any:
    bound, centre = _pick(parts, Bound), _pick(parts, t.Number)
    return None if bound.around is not None else replace(bound, around=centre)


@rule("bound", "bound and|,|to bound")
@rule("bound", "bound bound", cost=0.1)
def _both_bounds(one: Bound, other: Bound) -> Any:
    sides = sorted(op[0] for op, _ in one.tests + other.tests)
    return Bound(one.tests + other.tests) if _is_plain(one, other) and sides == ["<", ">"] else None


@rule("bound", "either? bound or bound")
def _either_bound(one: Bound, other: Bound) -> Any:
    return Bound(one.tests + other.tests, either=True) if len(one.tests) == len(other.tests) == 1 else None


def _is_plain(*bounds: Bound) -> bool:
    return not any(bound.either or bound.around is not None for bound in bounds)


# Conditions on quantities


@rule("cond", "qty bound", "qty ( bound )")
def _required(quantity: Any, bound: Bound) -> Any:
    return _condition(quantity, bound)


@rule("cond", "qty abs bound")
def _required_of_magnitude(quantity: Any, bound: Bound) -> Any:
    return _condition(_absolute(quantity), bound)


@rule("cond", "cond abs")
def _absolute_behind(condition: Any) -> Any:
    found = isinstance(condition, t.Requirement)
    return replace(condition, quantity=_absolute(condition.quantity)) if found else None


@rule("cond", "qty op qty", cost=0.1)
def _compared_with(quantity: Any, op: str, other: Any) -> Any:
    return _condition(quantity, _bound(op, other))


@rule("cond", "num op qty")
def _mirrored(number: t.Number, op: str, quantity: Any) -> Any:
    return _condition(quantity, _bound(MIRRORED[op], number))


@rule("cond", "num op qty bound")
def _chain(number: t.Number, op: str, quantity: Any, bound: Bound) -> Any:
    return _condition(quantity, Bound(((MIRRORED[op], number), *bound.tests))) if _is_plain(bound) else None


@rule("cond", "op qty of? num")
def _least(op: str, quantity: Any, number: t.Number) -> Any:
    return _condition(quantity, _bound(op, number))


@rule("cond", "bound qty", cost=0.2)
def _in(bound: Bound, quantity: Any) -> Any:
    """Above 25 GeV in pT."""
    return _condition(quantity, bound) if _is_open(quantity) else None


@rule("cond", "qty op num of|*? qty")
def _share(quantity: Any, op: str, number: t.Number, whole: Any) -> Any:
    """At least a quarter of the effective mass, below 5% of its pT."""
    share = number.unit == "%" or (number.unit == "" and number.value < 1)
    return _condition(_ratio(quantity, whole), _bound(op, number)) if share and op not in {"=", "!="} else None


@rule("cond", "qty op num and qty op num of qty")
def _two_shares(one: Any, op: str, number: t.Number, *rest: Any) -> Any:
    shares = _share(one, op, number, rest[-1]), _share(*rest)
    return t.every(*shares) if all(shares) else None


@rule("cond", "!within|outside zwindow bound", "!within|outside zwindow ( bound )")
def _in_window_of_z(word: str, bound: Bound) -> Any:
    found = _inside(bound) if word == "within" else _outside(bound)
    return found and _condition(t.Call("m", (t.Name("pair"),)), found)


@rule("cond", "within num of mz")
def _near_z(half: t.Number) -> Any:
    return _condition(t.Call("m", (THIS,)), _around(half, _mass_of_z()))


@rule("cond", "zveto ( cond )")
def _away_from_z(condition: Any) -> Any:
    """A Z veto (|m_ll - m_Z| > 10 GeV)."""
    asked = condition.test if isinstance(condition, t.Requirement) else None
    return condition if isinstance(asked, t.Interval) and asked.low is not None and asked.high is None else None


@rule("cond", "qty op flag")
def _named_value(quantity: Any, op: str, flag: Any) -> Any:
    """mu_type == calo_tagged."""
    same = isinstance(flag, t.Requirement) and _is_call(quantity, getattr(flag.quantity, "function", ""))
    if not same or op not in {"=", "!="}:
        return None
    return replace(flag, quantity=quantity) if op == "=" else t.Not(replace(flag, quantity=quantity))


@rule("cond", "cond ,? excluding cond|bound", "cond ( excluding cond|bound )")
def _excluding(condition: Any, out: Any) -> Any:
    """|η| < 2.37, excluding 1.37 < |η| < 1.52."""
    quantities = _required_in(condition.parts[-1] if isinstance(condition, t.And) else condition)
    if isinstance(out, Bound):
        out = _condition(next(iter(quantities)), out) if len(quantities) == 1 else None
    return t.every(condition, t.Not(out)) if out and _required_in(out) == quantities else None


def _required_in(condition: Any) -> set[Any]:
    return {node.quantity for node in t.walk(condition) if isinstance(node, t.Requirement)}


# Distances


@rule("cond", "fn bound of|away|with nearest? obj", "fn bound all obj")
def _far_from(name: str, bound: Bound, obj: Obj) -> Any:
    return None if obj.where else _condition(t.Call(name, (THIS, obj.node())), bound)


@rule("cond", "within fn bound of|away|with|all obj")
def _near_to(name: str, bound: Bound, obj: Obj) -> Any:
    """Within ΔR = 0.4 of a jet."""
    tests = tuple(("<" if op == "=" else op, number) for op, number in bound.tests)
    return _far_from(name, replace(bound, tests=tests), obj)


@rule("sent", "obj away obj of? fn bound")
def _separated(obj: Obj, other: Obj, name: str, bound: Bound) -> Any:
    """The jets must be separated from the photon by ΔR > 0.4."""
    condition = _far_from(name, bound, other)
    plain = condition and not obj.where and not obj.several
    return (_owned(condition, obj.node()), False, _block_of(obj)) if plain else None


@rule("cond", "bound fn of|away obj", "bound away obj fn")
def _nearer_than(bound: Bound, *rest: Any) -> Any:
    return _far_from(_pick(rest, str), bound, _pick(rest, Obj))


@rule("cond", "fn bound between objs")
@rule("cond", "obj|objs bound fn", "obj|objs fn bound", cost=0.05)
def _they_are_apart(*parts: Any) -> Any:
    what = _pick(parts, Obj, tuple)
    if isinstance(what, Obj) and not what.ranked and what.where is None and what.kind not in composites():
        apart = of_two(_pick(parts, str), _two_of(what.kind))
        return apart and _of_every_two(what.kind, _condition(apart, _pick(parts, Bound)))
    quantity = of_two(_pick(parts, str), what if isinstance(what, tuple) else [what])
    return quantity and _condition(quantity, _pick(parts, Bound))


def _two_of(kind: str) -> list[Obj]:
    return [Obj(kind, 0, 1), Obj(kind, 1, 2)]


def _of_every_two(kind: str, condition: Any) -> Any:
    """What is asked of the first two of a kind, asked of any two of it."""
    if condition is None:
        return None
    names = dict(zip((one.node() for one in _two_of(kind)), map(t.Name, "ab"), strict=True))
    asked = transformed(condition, names.get)
    return t.Requirement(
        t.Call("all", (t.Call("disjoint", tuple(t.Binding(t.Name(kind), one) for one in "ab")), asked)), t.Flag()
    )


@rule("cond", "obj fn op bracketed if? cases", cost=0.02)
def _apart_by_case(obj: Obj, name: str, op: str, numbers: Any, cases: Any) -> Any:
    """Leptons must be separated by ΔR > 0.1 (0.2) if they are of the same (different) flavour."""
    if obj != Obj("lepton") or len(numbers) != len(cases):
        return None
    quantity = of_two(name, _two_of(obj.kind))
    asked = [t.When(case, _condition(quantity, _bound(op, one))) for case, one in zip(cases, numbers, strict=True)]
    return quantity and _of_every_two(obj.kind, t.every(*asked))


@rule("cond", "obj|objs bar fn bar bound", cost=0.05)
def _they_are_apart_either_way(what: Any, name: str, bound: Bound) -> Any:
    apart = _they_are_apart(what, name, bound)
    return apart and _absolute_behind(apart)


# Conditions on objects


@rule("cond", "obj has|:? cond", "if obj ,? cond")
def said_of(obj: Obj, condition: Any) -> Any:
    """Return what a condition means that is said of objects."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    if _is_call(getattr(obj.where, "quantity", None), "isolated"):
        return None  # 'isolated electrons: ptcone20 / pT < 0.15' says what that means
    if any(not _is_open(part) and set(_free(part)) - {obj.kind} for part in parts):
        return None  # electrons with pT > 7 GeV and |η| < 2.5, muons with pT > 5 GeV
    if _is_one_of_its_kind(obj, condition):  # 'the leading photon must have E_T^γ > 60 GeV'
        return transformed(condition, _named_as(obj.kind.rpartition("_")[2], obj.node()))
    again = obj.where is not None and obj.kind in _free(condition) and not _counts(condition)
    return _conditional(obj, condition) if again or _is_open(condition) else None


def _is_one_of_its_kind(obj: Obj, condition: Any) -> bool:
    """Whether something is asked of all of a kind, where the text speaks of one by rank, or of a class of them."""
    plain = obj.kind.rpartition("_")[2]
    one = not obj.several and obj.where is None and obj != Obj(plain)
    return one and not _counts(condition) and not _is_open(condition) and set(_free(condition)) == {plain}


@rule("cond", "cond if|of|with obj", "cond ( if obj )")
def _said_for(condition: Any, obj: Obj) -> Any:
    """What has a subject of its own may not be meant: 'four jets with pT > 30 GeV, and Δφ > 0.4 for all jets'."""
    return None if _is_mixed(condition) else said_of(obj, condition)


@rule("cond", "cond ( obj )", "cond obj", cost=0.3)
def _said_aside(condition: Any, obj: Obj) -> Any:
    return said_of(obj, condition) if obj.where is None else None


@rule("cond", "obj with cond")
@rule("cond", "obj has? within cond", cost=0.1)
def _lies_within(obj: Obj, condition: Any) -> Any:
    return _said_aside(condition, obj)


@rule("cond", "cond if|of obj", cost=0.02)
def _narrowed(condition: Any, obj: Obj) -> Any:
    """Δφ(jet, MET) > 0.4 for the three leading jets."""
    whole = t.Name(obj.kind)
    ranks = any(isinstance(node, t.Item | t.Slice) and node.of == whole for node in t.walk(condition))
    fits = obj.ranked and not obj.where and not ranks and obj.kind in _free(condition)
    if not fits or not isinstance(condition, t.Requirement):
        return None
    quantity = transformed(condition.quantity, lambda node: obj.node() if node == whole else None)
    return None if _is_of_several(quantity) else replace(condition, quantity=quantity)


@rule("cond", "cond if|of|with|away|over? obj", "cond ( obj|objs )", "cond between|of|away objs")
def _restated(condition: Any, what: Any) -> Any:
    """... > 0.4 for the three leading jets, where these are already in it."""
    return condition if _restates(what, condition) else None


@rule("cond", "if? obj has|:|,? cond", cost=0.05)
def _of_candidate_asked(whole: Obj, condition: Any) -> Any:
    """In each candidate, the leading lepton must have pT > 20 GeV: it stands for its event."""
    plain = whole.kind in composites() and not whole.where and not whole.ranked
    return condition if plain and not _is_open(condition) else None


@rule("cond", "event :? cond", cost=0.05)
def _of_event(condition: Any) -> Any:
    """What is asked of an object is not asked of events: these have one that fulfils it."""
    return None if set(_asked_of(condition)) & set(words()["objects"]) - composites() else condition


@rule("cond", "cond ( signed )", "cond ( signed? ,? qty )")
def _difference_of(condition: Any, written: Any = None) -> Any:
    """Δη(j1, j2) > 3 (signed, η1 − η2): what the distance is the difference of."""
    of: Any = getattr(condition, "quantity", None)
    signs = [_is_call(each, "abs") for each in (of, written) if each]
    bare = [each.arguments[0] if _is_call(each, "abs") else each for each in (of, written) if each]
    difference = written is None or (isinstance(bare[-1], t.Arithmetic) and bare[-1].op == "-")
    distance = isinstance(of, t.Call) and bare[0].function in {"deta", "dphi"}
    return condition if distance and difference and len(set(signs)) == 1 and (written or not signs[0]) else None


@rule("cond", "qty|qtys has|: cond")
def _of_named_quantity(named: Any, condition: Any) -> Any:
    """Number of jets: exactly two jets; the variables M_R and R^2 must satisfy M_R > 800 GeV and R^2 > 0.08."""
    quantities = set(named if isinstance(named, tuple) else (named,))
    return condition if quantities <= set(t.walk(condition)) else None


@rule("cond", "cond if chan", "cond ( chan )")
def _in_channel(condition: Any, channel: Any) -> Any:
    """χ² < 6 for 4μ; what is asked of other channels is not said without naming them."""
    return None if channel == "others" or isinstance(condition, t.When) else t.When(channel, condition)


@rule("cond", "qty bound if both obj")
def _for_pairs(quantity: Any, bound: Bound, how: str, obj: Obj) -> Any:
    """ΔR > 0.1 for same-flavour pairs."""
    distance = isinstance(quantity, t.Call) and quantity.function in {"dR", "dphi", "deta"}
    alike = _alike_leptons(how) if distance and obj == Obj("pair") else None
    return alike and _of_every_two("lepton", t.When(alike, _condition(quantity, bound)))


@rule("cond", "obj ,|:? objs|row has|:? both and both", "obj ,|:? objs|row has|:? both")
def _of_members(pair: Obj, two: Any, *hows: str) -> Any:
    """In each pair, l1 and l2 must have the same flavour and opposite charge."""
    alike = set(hows) in ({"same flavour", "opposite charge"},)
    return (
        t.Requirement(t.Call("sfos", (pair.node(),)), t.Flag())
        if alike and pair == Obj("pair") and len(two) == 2
        else None
    )


@rule("cond", "cond and|,? bound if obj", "cond and|, bound obj", "cond ( bound if|of obj )")
def _and_for(condition: Any, bound: Bound, obj: Obj) -> Any:
    """|d0sig| < 5 for electrons and < 3 for muons."""
    first = condition.parts[-1] if isinstance(condition, t.And) else condition
    owners = [node.arguments[0] for node in t.walk(first) if isinstance(node, t.Call) and node.function != "size"]
    owner = next((one for one in owners if isinstance(one, t.Item | t.Name) and one != t.Name("MET")), None)
    if (
        not isinstance(first, t.Requirement)
        or not isinstance(first.test, t.Interval)
        or owner in {None, obj.node()}
        or _counts(first)  # two jets with pT > 40 GeV and exactly one muon
        or obj.where
        or obj.several
    ):
        return None
    quantity = transformed(first.quantity, lambda node: obj.node() if node == owner else None)
    return t.every(condition, _condition(quantity, bound))


def _op_of(condition: Any) -> str:
    """Return the comparison of the last requirement, if it is with one edge."""
    test = getattr(condition.parts[-1] if isinstance(condition, t.And) else condition, "test", None)
    if not isinstance(test, t.Interval) or (test.low is None) == (test.high is None):
        return ""
    return (">" if test.low else "<") + "=" * (test.low_included if test.low else test.high_included)


@rule("cond", "cond excluding|unless obj|flag")
def _except(condition: Any, what: Any) -> Any:
    """|d0| < 1 mm except for stand-alone muons."""
    flag: Any
    flag, owner = (what.where, t.Name(what.kind)) if isinstance(what, Obj) else (what, THIS)
    clear = flag is not None and not isinstance(condition, t.When) and not getattr(what, "ranked", False)
    return t.When(t.Not(flag), _owned(condition, owner)) if clear else None


@rule("cond", "obj be pairof")
def _pair_of(pair: Obj, flavour: str) -> Any:
    """The leading pair is a muon pair."""
    is_pair = pair.kind in composites() and not pair.where
    return t.Requirement(t.Call("flavour", (pair.node(),)), t.OneOf((flavour,))) if is_pair else None


@rule("cond", "qty op obj", cost=0.05)
def _flavour_is(quantity: Any, op: str, obj: Obj) -> Any:
    """z1_flavour == muon."""
    named = _is_call(quantity, "flavour") and obj in {Obj("electron"), Obj("muon")} and op in {"=", "!="}
    found = t.Requirement(quantity, t.OneOf((obj.kind,))) if named else None
    return found and (found if op == "=" else t.Not(found))


# All pairs of objects: what is asked of l1 and l2 where the text says 'any two leptons'.


def _is_of_every_two(condition: Any) -> bool:
    """Whether it is asked of any two, so that what follows is rather asked of these as well."""
    over: Any = getattr(condition, "quantity", None)
    return _is_call(over, "all") and _is_call(over.arguments[0], "disjoint")


@rule("cond", "if? anytwo obj ,|:? cond", cost=0.02)
def _any_two(obj: Obj, condition: Any) -> Any:
    plain = not obj.ranked and not obj.where and not _is_open(condition)
    inside = {node.of for node in t.walk(condition) if isinstance(node, t.Item)} == {t.Name(obj.kind)}
    return _of_every_two(obj.kind, condition) if plain and inside else None


@rule("cond", "fn between|of? anytwo obj has? bound")
def _apart_any_two(name: str, obj: Obj, bound: Bound) -> Any:
    """ΔR between any two leptons must be larger than 0.1."""
    return _they_are_apart(name, obj, bound) if obj == Obj(obj.kind) and name in FUNCTIONS else None


@rule("cond", "all ( cond if objs combinations ( obj , num ) )")
def _all_combinations(condition: Any, _names: Any, obj: Obj, number: t.Number) -> Any:
    return _any_two(obj, condition) if number == TWO else None


@rule("cond", "flag ( objs )")
def _alike_two(flag: Any, two: Any) -> Any:
    """sfos(a, b)."""
    is_sfos = _is_call(getattr(flag, "quantity", None), "sfos") and len(two) == 2
    return t.Requirement(t.Call("sfos", tuple(one.node() for one in two)), t.Flag()) if is_sfos else None


@rule("cond", "obj : flag ( objs )")
def _alike_members(pair: Obj, flag: Any, two: Any) -> Any:
    """In a pair l1 and l2: sfos(l1, l2)."""
    of_members = _alike_two(flag, two)
    return flag if of_members and pair == Obj("pair") else None


@rule("cond", "cond else nothing")
def _else_nothing(condition: Any) -> Any:
    return condition if isinstance(condition, t.When) else None


# Numbers of objects


@rule("cond", "bound obj", cost=0.02)
def _number_of(bound: Bound, obj: Obj) -> Any:
    plain = bound.around is None and not obj.ranked and obj.kind != "MET"
    counted = plain and all(_whole(number, 0) for _, number in bound.tests)
    return _condition(size_of(obj), bound) if counted else None


@rule("cond", "exist num obj")
@rule("cond", "num obj", cost=0.6)
def _exactly(number: t.Number, obj: Obj) -> Any:
    return _number_of(_bound("=", number), obj)


@rule("cond", "exist obj", cost=0.1)
def _exists(obj: Obj) -> Any:
    return _number_of(_bound(">=", ONE), obj)


@rule("cond", "none obj")
def _none(obj: Obj) -> Any:
    return _number_of(_bound("=", t.Number(0.0, "")), obj)


@rule("eithers", "obj or|, obj", "eithers or|, obj", "eithers , or obj")
def _either_kind(one: Any, last: Obj) -> Any:
    """Electrons, muons or photons: a class of the first is that of all, as in 'loose electrons or muons'."""
    before = one if isinstance(one, tuple) else (one,)
    name = before[0].kind.rpartition("_")[0]
    if name and "_" not in last.kind and last.kind in IDENTIFIED:
        last = _asked_alike(f"{name}_{last.kind}", last)
    clear = not any(obj.ranked for obj in (*before, last)) and last.kind not in {obj.kind for obj in before}
    return (*before, last) if clear else None


def _asked_alike(kind: str, of: Obj) -> Obj:
    """Return the objects of a kind of which the same is asked as of others."""
    return replace(of, kind=kind, where=transformed(of.where, {t.Name(of.kind): t.Name(kind)}.get))


@rule("cond", "some num? obj has? cond")
def _some_of(*parts: Any) -> Any:
    """At least one of the two leptons must have pT > 25 GeV: the two are there already."""
    obj, condition = parts[-2:]
    counted = not obj.ranked and not obj.where and _counted(size_of(obj), condition)
    return counted and _is_open(condition) and _condition(counted, _bound(">=", ONE))


@rule("cond", "none eithers")
def _none_of(kinds: Any) -> Any:
    """No electrons or muons with pT > 10 GeV: what is asked of the last alone is asked of all."""
    *first, last = kinds
    asked = [obj.where for obj in first]
    if not any(asked):
        first = [_asked_alike(obj.kind, last) for obj in first]
    elif not (all(asked) and last.where):
        return None
    none = [_none(obj) for obj in (*first, last)]
    return t.every(*none) if all(none) else None


@rule("cond", "either? num or num obj")
def _one_or_two(one: t.Number, other: t.Number, obj: Obj) -> Any:
    return _one_of_two(size_of(obj), "=", one, other) if _whole(one, 0) and not obj.ranked else None


def _one_of_two(quantity: Any, op: str, one: t.Number, other: t.Number) -> Any:
    counted = op == "=" and _is_call(quantity, "size") and other.value == one.value + 1
    return _condition(quantity, Bound(((">=", one), ("<=", other)))) if counted else None


@rule("cond", "qty be num")
def _is_number(quantity: Any, number: t.Number) -> Any:
    return _condition(quantity, _bound("=", number)) if _is_call(quantity, "size") else None


@rule("cond", "none obj be obj")
def _none_tagged(jets: Obj, tagged: Obj) -> Any:
    """No jet is b-tagged."""
    return _tagged(t.Number(0.0, ""), jets, tagged)


@rule("cond", "bound|num obj be obj")
def _tagged(bound: Any, jets: Obj, tagged: Obj) -> Any:
    """Exactly two jets must be b-tagged."""
    return _number_of(_as_bound(bound), tagged) if (jets, tagged) == (Obj("jet"), Obj("bjet")) else None


@rule("cond", "bound|num flag obj")
def _number_and_flag(bound: Any, flag: Any, obj: Obj) -> Any:
    """Exactly two SFOS leptons."""
    count = _number_of(_as_bound(bound), obj)
    each = _is_open(flag) or obj.kind in composites()
    return t.every(count, flag) if count and not each else None


@rule("cond", "cond with|if cond", cost=0.02)
def _counting(condition: Any, asked: Any) -> Any:
    """N_jets >= 4 with p_T^jet > 25 GeV."""
    if isinstance(condition, t.And):  # exactly two leptons of opposite charge with pT > 25 GeV
        number, *alike = condition.parts
        charges = all(isinstance(one, t.Not | t.Requirement) and not _asked_of(one) for one in alike)
        found = _counting(number, asked) if charges and _is_open(asked) else None
        return found and t.every(found, *alike)
    if not isinstance(condition, t.Requirement):
        return None
    counted = _counted(condition.quantity, asked)
    least = getattr(getattr(condition.test, "low", None), "value", 0.0)
    counts = _is_call(condition.quantity, "size")
    if (
        not counted
        and counts
        and least >= 1
        and not _is_open(asked)
        and not _free(asked)
        and isinstance(asked, t.Requirement)
    ):
        return t.every(condition, asked)  # two jets with m_jj > 500 GeV
    return counted and replace(condition, quantity=counted)


@rule("cond", "cond ,|and? bound with obj|cond", cost=0.02)
def _and_some(counted: Any, bound: Bound, asked: Any, among: bool = False) -> Any:
    """At least two jets with pT > 20 GeV and at least one with pT > 60 GeV."""
    of: Any = getattr(counted, "quantity", None)
    if not _is_call(of, "size"):
        return None
    if isinstance(asked, Obj):
        tagged = (of.arguments[0], asked) == (t.Name("jet"), Obj("bjet"))
        jets = Obj("jet", where=t.every(*of.arguments[1:]) if of.arguments[1:] else None)
        return t.every(counted, _number_of(bound, _asked_alike("bjet", jets))) if tagged else None
    asked = t.every(*of.arguments[1:], asked) if among else asked
    number = all(_whole(number, 0) for _, number in bound.tests) and _counted(t.Call("size", of.arguments[:1]), asked)
    return t.every(counted, _condition(number, bound)) if number else None


@rule("cond", "cond ,|and? bound|num which obj|cond", cost=0.02)
def _of_them(counted: Any, bound: Any, asked: Any) -> Any:
    """At least four jets, at least two of which are b-tagged; of at least five jets, two are at least two."""
    least = isinstance(counted, t.Requirement) and isinstance(counted.test, t.Interval) and counted.test.high is None
    return None if bound == ONE else _and_some(counted, _as_bound(bound, ">=" if least else "="), asked, among=True)


@rule("cond", "cond ,|and? somewhich with? obj|cond", cost=0.02)
def _one_of_them(counted: Any, asked: Any) -> Any:
    return _of_them(counted, _bound(">=", ONE), asked)


# Identification and triggers


@rule("flag", "class ident", "ident class")
def _identified(name: str) -> Any:
    return t.Requirement(t.Call("id", (THIS,)), t.OneOf((name,))) if name in WORKING_POINTS else None


@rule("flag", "class isol ident")
def _isolated_at(name: str, isolation: str) -> Any:
    """The tight isolation working point."""
    fits = name in WORKING_POINTS and isolation == ""
    return t.Requirement(t.Call("iso", (THIS,)), t.OneOf((name,))) if fits else None


@rule("flag", "with? num wp", "with? wp num")
def _tagged_at(number: t.Number) -> Any:
    """At a working point with an efficiency of 77%."""
    share = t.Number(number.value / 100, "")
    point = t.Requirement(t.Call("btag", (THIS,)), t.Interval(share, share, True, True))
    return point if number.unit == "%" else None


@rule("cond", "obj ident")
def _object_identified(obj: Obj) -> Any:
    """Loose muon quality."""
    name, _, kind = obj.kind.partition("_")
    flag = _identified(name) if kind and obj == Obj(obj.kind) else None
    return flag and _owned(flag, t.Name(kind))


@rule("cond", "qty op class")
def _id_is(quantity: Any, op: str, name: str) -> Any:
    flag = _identified(name) if _is_call(quantity, "id") and op == "=" else None
    return flag and replace(flag, quantity=quantity)


@rule("flag", "either? flag or flag", "flag , flag or flag")
def _one_flag_of(*flags: Any) -> Any:
    return t.either(*flags) if all(map(_is_open, flags)) else None


@rule("flag", "not flag")
def _not_flag(flag: Any) -> Any:
    return t.Not(flag) if isinstance(flag, t.Requirement) else None


@rule("cond", "not cond", cost=0.1)
def _not(condition: Any) -> Any:
    """Of one requirement: how far a 'not' reaches is unclear of two."""
    return t.Not(condition) if isinstance(condition, t.Requirement) else None


@rule("trigs", "trig", "trigs trigger? ,|or|/ trig", "trigs , or trig", "any|or_of trigs and|, trig", "or_of trigs")
def _triggers(*parts: Any) -> Any:
    """Triggers of which one has to fire: `and` may mean both where no word speaks against it."""
    return tuple(name for part in parts for name in ([part] if isinstance(part, str) else part))


@rule("mixed", "row", "row , objs", "row , obj obj")
def _flavours(*parts: Any) -> Any:
    return parts


@rule("trigs", "trigs ( mixed )")
def _of_flavours(names: Any, _mixed: Any) -> Any:
    """Single-lepton and dilepton (e, μ, eμ) triggers."""
    return names


@rule("cond", "trigs trigger", "trigger :|of? trigs trigger?", "trigger ( trigs )")
def _triggered(names: Any) -> Any:
    return t.Requirement(t.Call("trigger", tuple(map(t.Name, names))), t.Flag())


# Flavours and charges of two


@rule("cond", "both event", cost=0.1)
@rule("cond", "both", cost=0.6)
def _alike_leptons(how: str) -> Any:
    return _both(Obj("lepton", 0, 2), how) if how != APART else None


@rule(
    "cond",
    "the? num? obj with|has? both",
    "the num? obj both obj",
    "the? num? obj with|has? both and both",
    "both obj",
    "both and both obj",
    "obj both , both",
)
def _alike(*parts: Any) -> Any:
    """Two leptons of the same charge are counted, the two leptons are there already; these may be 'a μμ pair'."""
    obj, number, known = _pick(parts, Obj), _pick(parts, t.Number), "the" in parts
    if isinstance(parts[-1], Obj) and parts[-1] not in {obj, Obj("pair")}:
        return None
    if number:
        obj = replace(obj, stop=2) if number == TWO and not obj.ranked else Obj("")
    found = [_both(obj, one) for one in parts if isinstance(one, str) and one != "the"]
    count = [_exactly(number, Obj(obj.kind))] if number and not known else []
    return t.every(*count, *found) if all(found) and all(count) else None


@rule("cond", "bound both obj", cost=0.02)
@rule("cond", "num both obj", cost=0.6)
def _number_alike(number: Any, how: str, obj: Obj) -> Any:
    """Exactly two oppositely charged leptons."""
    counted = _number_of(_as_bound(number), obj)
    return counted and _counted_alike(counted, how)


@rule("cond", "cond ,? with both", cost=0.02)
def _counted_alike(counted: Any, how: str) -> Any:
    """Exactly two tight muons with pT > 20 GeV, of opposite charge; one electron and one muon of opposite charge."""
    parts: Any = counted.parts if isinstance(counted, t.And) else (counted,)
    counts: list[Any] = [getattr(part, "quantity", None) for part in parts]
    if not all(_is_call(of, "size") and isinstance(of.arguments[0], t.Name) for of in counts):
        return None
    kinds, low = [of.arguments[0].name for of in counts], parts[0].test.low
    both = _both_kinds(kinds, how) if len(kinds) == 2 else None
    if len(kinds) == 1 and low and low.value >= 2:
        both = _both(Obj(kinds[0]), how)
    return both and t.every(counted, both)


def _both_kinds(kinds: Sequence[str], how: str) -> Any:
    word, what = how.split()[:2]
    if what != "charge" or kinds[0] == kinds[1]:
        return None
    return _compared_by(what, word, [t.Item(t.Name(kind), 0) for kind in kinds])


@rule("cond", "objs has|with? both", "objs has|with? both and both")
def _two_alike(two: Any, *hows: str) -> Any:
    """L1 and l2 have the same flavour."""
    first_two = two == (Obj(two[0].kind, 0, 1), Obj(two[0].kind, 1, 2))
    if first_two and set(hows) == {"same flavour", "opposite charge"}:
        return t.Requirement(t.Call("sfos", tuple(one.node() for one in two)), t.Flag())
    found = [_both(Obj(two[0].kind, 0, 2), how) for how in hows] if first_two else []
    return t.every(*found) if found and all(found) else None


@rule("cond", "both event :? cond")
def _when_alike(how: str, condition: Any) -> Any:
    return _when(_alike_leptons(how), condition)


@rule("cond", "cond both event")
def _when_alike_behind(condition: Any, how: str) -> Any:
    return _when_alike(how, condition)


# Conditions of conditions


@rule("cond", "cond and|, cond")
def _and(one: Any, other: Any) -> Any:
    """What 'A and B or C' means is unclear, as is 'A if B and C'."""
    kinds = {type(one), type(other)}
    if _is_of_every_two(one) and any(isinstance(node, t.Item) for node in t.walk(other)):
        return None
    return None if t.Or in kinds or (t.When in kinds and len(kinds) > 1) else t.every(one, other)


@rule("cond", "cond and ( cond )", "( cond ) and cond", "( cond ) and ( cond )")
def _and_in_brackets(one: Any, other: Any) -> Any:
    return t.every(one, other)


@rule("cond", "cond and either cond or cond")
def _and_either(one: Any, *others: Any) -> Any:
    return t.every(one, t.either(*others))


@rule("cond", "either cond or cond", "( cond ) or cond", "( cond ) or ( cond )", "cond or ( cond )")
def _either(one: Any, other: Any) -> Any:
    triggers = [_is_call(getattr(each, "quantity", None), "trigger") for each in (one, other)]
    if _counts_filtered(other) and not _counts_filtered(one):
        return None  # 'two electrons or two muons with pT > 25 GeV'
    return None if t.When in {type(one), type(other)} or any(triggers) else t.either(one, other)


def _counts_filtered(condition: Any) -> bool | None:
    """Whether only some of a kind are counted, None where nothing is."""
    counts: list[Any] = [node for node in t.walk(condition) if _is_call(node, "size")]
    return any(len(node.arguments) > 1 for node in counts) if counts else None


@rule("cond", "cond , cond or cond", "cond , cond , or cond")
def _one_of_three(*parts: Any) -> Any:
    plain = all(isinstance(part, t.Requirement) for part in parts)
    return t.either(*parts) if plain else None


@rule("cond", "cond or with|if? cond")
def _or(one: Any, other: Any) -> Any:
    return None if t.And in {type(one), type(other)} else _either(one, other)


@rule("cond", "if cond :|,? cond", "if event with|has cond :|,? cond")
def _when(asked: Any, condition: Any) -> Any:
    return None if isinstance(asked, t.When) else t.When(_of_those_there(asked), condition)


def _of_those_there(asked: Any) -> Any:
    """'If the two leptons have the same flavour' does not ask how many there are."""
    if not isinstance(asked, t.And):
        return asked
    return t.every(*(part for part in asked.parts if not _is_call(getattr(part, "quantity", None), "size"))) or asked


@rule("cond", "cond if cond", cost=0.05)
def _when_behind(condition: Any, asked: Any) -> Any:
    counts = _is_call(getattr(asked, "quantity", None), "size") and _asked_of(condition)
    if _is_of_every_two(condition) or counts:
        return None  # 'for each of the four leptons' is no condition
    return None if t.When in {type(condition), type(asked)} else t.When(asked, condition)


@rule("cond", "cond and|,? bound if cond")
def _else(condition: Any, bound: Bound, asked: Any) -> Any:
    """> 0.6 if MET <= 250 GeV, > 0.4 if MET > 250 GeV."""
    if not isinstance(condition, t.When) or not isinstance(condition.then, t.Requirement) or isinstance(asked, t.When):
        return None
    return t.every(condition, t.When(asked, _condition(condition.then.quantity, bound)))


@rule("cond", "cond and|, bound if bound")
def _else_of_it(condition: Any, bound: Bound, asked: Bound) -> Any:
    """... if MET is 250 GeV or less, and above 0.4 if it is more."""
    if not isinstance(condition, t.When) or not isinstance(condition.condition, t.Requirement):
        return None
    return _else(condition, bound, _condition(condition.condition.quantity, asked))


@rule("cond", "cond ,|and? else :? cond|bound")
def _otherwise(condition: Any, other: Any) -> Any:
    if not isinstance(condition, t.When) or t.When in {type(condition.condition), type(other)}:
        return None
    if isinstance(other, Bound):
        other = _condition(condition.then.quantity, other) if isinstance(condition.then, t.Requirement) else None
    return other and t.every(condition, t.When(t.Not(condition.condition), other))


@rule("cond", "qty op ( num if cond else num )", "qty op num if cond else num")
def _number_by_case(quantity: Any, op: str, one: t.Number, asked: Any, other: t.Number) -> Any:
    first, second = (_condition(quantity, _bound(op, number)) for number in (one, other))
    return None if isinstance(asked, t.When) else _otherwise(t.When(asked, first), second)


@rule("cond", "qty bound if both ,|or|and? bound if both obj")
def _by_case_of_pairs(quantity: Any, one: Bound, first: str, other: Bound, *rest: Any) -> Any:
    """ΔR(l, l') > 0.1 for same-flavour, > 0.2 for different-flavour pairs: of all of them."""
    distance = isinstance(quantity, t.Call) and quantity.function in {"dR", "dphi", "deta"}
    both = _by_case(quantity, one, _alike_leptons(first), other, _alike_leptons(rest[0]))
    return _of_every_two("lepton", both) if distance and rest[1] == Obj("pair") else None


@rule("case", "chan")
@rule("case", "both event?")
def _case(what: Any) -> Any:
    return _alike_leptons(what) if isinstance(what, str) and what != "others" else what


@rule("cond", "qty bound ( case ) ,|or|and? bound ( case )", "qty bound if case ,|or|and? bound if? case")
def _by_case(quantity: Any, one: Bound, first: Any, other: Bound, second: Any) -> Any:
    """χ² < 6 (4μ) or < 9 (other channels); MET > 45 GeV (SF), > 20 GeV (DF)."""
    then, otherwise = _condition(quantity, one), _condition(quantity, other)
    if first in ("others", second):
        return None
    last = _otherwise(t.When(first, then), otherwise) if second == "others" else None
    return last or t.every(t.When(first, then), t.When(second, otherwise))


@rule("cond", "cond ,|and? num else")
def _number_otherwise(condition: Any, number: t.Number) -> Any:
    """MET > 45 GeV for same-flavour events, 20 GeV otherwise."""
    op = _op_of(condition.then) if isinstance(condition, t.When) else ""
    return _otherwise(condition, _bound(op, number)) if op else None


@rule("cond", "cond ,|and? bound if op qty")
def _beyond(condition: Any, bound: Bound, op: str, quantity: Any) -> Any:
    """... above 0.6 for MET up to 250 GeV, above 0.4 for larger MET."""
    asked = getattr(condition, "condition", None)
    if not isinstance(asked, t.Requirement) or asked.quantity != quantity or not isinstance(asked.test, t.Interval):
        return None
    beyond = {"<": asked.test.low, ">": asked.test.high}.get(op)
    once = beyond is not None and None in {asked.test.low, asked.test.high}
    return _otherwise(condition, bound) if once else None


# Sentences: (condition, whether what fulfils it goes, the region or kind of objects that it is of)


@rule("sent", "cond", "veto|drop unless cond")
def _kept(condition: Any) -> Any:
    return condition, False, None


@rule("sent", "byrequiring cond")
def _by_requiring(condition: Any) -> Any:
    """... are suppressed by requiring MET > 40 GeV."""
    return condition, False, None


@rule("sent", "cond else obj? veto|drop")
def _else_vetoed(condition: Any, obj: Any = None) -> Any:
    """ΔR(j, e) > 0.2, otherwise the jet is removed."""
    return None if isinstance(condition, t.When) else (condition, False, _block_of(obj) if obj else None)


@rule("sent", "obj", cost=0.5)
def _kept_object(obj: Obj) -> Any:
    return (obj.where, False, _block_of(obj)) if obj.where else None


@rule("sent", "cond veto", "veto with? cond", "cond : event? veto", "cond : event drop", "event? if cond veto|drop")
@rule("sent", "event with cond veto|drop", "drop event with cond", cost=0.05)
@rule("sent", "event? veto if cond", "event drop if cond")
@rule("sent", "veto|drop only_if cond")
def _vetoed(condition: Any) -> Any:
    return condition, True, None


@rule("sent", "obj veto|drop", "veto|drop obj", cost=0.05)
def _vetoed_object(obj: Obj) -> Any:
    return (obj.where, True, _block_of(obj)) if obj.where else _vetoed_event(obj)


@rule(
    "sent",
    "obj within fn bound of obj veto|drop",
    "obj overlapping obj within|with? fn bound veto|drop",
    "obj veto within fn bound of obj",
)
def _vetoed_near_others(obj: Obj, *parts: Any) -> Any:
    """Jets within ΔR = 0.2 of an electron, or overlapping with one, are discarded."""
    name, bound, other = (_pick(parts, kind) for kind in (str, Bound, Obj))
    condition = _near_to(name, bound, other)
    return _vetoed_if(obj, condition) if condition and obj == Obj(obj.kind) else None


@rule("sent", "event with obj veto|drop", "veto|drop event with obj", "event veto|drop if with|has obj")
def _vetoed_event(obj: Obj) -> Any:
    """A third lepton is there if there are three or more."""
    if obj.kind == "MET" or obj.together:
        return None
    least = t.Number(float(max(1, obj.stop)))
    obj = obj if obj.where else replace(obj, start=0, stop=0)
    return t.Requirement(size_of(obj), t.Interval(least, None, True)), True, None


@rule("sent", "none obj", "event with|has none obj")
def _none_of_rank(obj: Obj) -> Any:
    """No third lepton."""
    return _vetoed_event(obj) if obj.ranked else None


@rule("sent", "event? with|has? none obj with cond")
def _none_of_rank_with(obj: Obj, condition: Any) -> Any:
    """No third lepton with pT > 10 GeV."""
    one = obj.ranked and not obj.several and _is_open(condition)
    return (_owned(condition, obj.node()), True, None) if one else None


@rule("sent", "always ,? sent", "sent always")
def _always(sentence: Any) -> Any:
    """What is asked in all events is asked under no condition."""
    return None if isinstance(sentence[0], t.When) else sentence


@rule("sent", "event veto|drop if with|has obj or cond", "event with obj or with? cond veto|drop")
def _vetoed_event_or(obj: Obj, condition: Any) -> Any:
    """Events are vetoed if they contain a b-jet or more than one τ."""
    there = _exists(obj)
    return there and (t.either(there, condition), True, None)


@rule("sent", "event with obj|cond keep_if cond")
def _kept_event_if(what: Any, condition: Any) -> Any:
    """Events with two jets are kept if MET > 100 GeV."""
    there = _exists(what) if isinstance(what, Obj) else _of_event(what)
    return (t.every(there, condition), False, None) if there else None


@rule("regions", "region ,|and|/ region", "region ( region )", "regions ,|and|/ region", "regions , and region")
def _regions(one: Any, last: Region) -> Any:
    return (*(one if isinstance(one, tuple) else (one,)), last)


@rule("sents", "conds|alts if? regions")
def _one_for_each_region(conditions: Any, regions: Any) -> Any:
    """MET > 200, 250 and 300 GeV in SRA, SRB and SRC, respectively."""
    if len(conditions) != len(regions):
        return None
    return tuple((one, False, region) for one, region in zip(conditions, regions, strict=True))


@rule("sent", "event with|has eithers veto|drop", "veto|drop event with eithers")
def _vetoed_with_any(kinds: Any) -> Any:
    """Events with electrons, muons or photons of pT > 10 GeV."""
    none = _none_of(kinds)
    return (none, False, None) if none else None


@rule("sent", "event with|has cond", cost=0.1)
def _of_events(condition: Any) -> Any:
    condition = _of_event(condition)
    return condition and (condition, False, None)


@rule("sent", "event with|has obj", cost=0.1)
def _with_one(obj: Obj) -> Any:
    """Events with a photon of pT > 150 GeV have one or more."""
    there = _exists(obj)
    return there and (there, False, None)


@rule("sent", "event with|has obj and obj", cost=0.1)
def _with_one_of_each(one: Obj, other: Obj) -> Any:
    """Events with a muon of pT > 20 GeV and an electron with pT > 30 GeV."""
    there = [_exists(each) for each in (one, other)]
    return (t.every(*there), False, None) if all(there) else None


@rule("sent", "obj veto|drop if objs|row not has? both and both")
def _vetoed_unless_alike(pair: Obj, two: Any, *hows: str) -> Any:
    """A pair is removed if l1 and l2 do not have the same flavour and opposite charge."""
    alike = _of_members(pair, two, *hows)
    return alike and (alike, False, None)


@rule("sent", "obj veto|drop unless cond")
def _kept_only_if(obj: Obj, condition: Any) -> Any:
    """A candidate is rejected unless all its leptons are 0.1 apart."""
    if obj.where or obj.ranked:
        return None
    return (_owned(condition, obj.node()) if _is_open(condition) else condition), False, _block_of(obj)


@rule("sent", "if cond ,? obj veto|drop if cond else obj|event? veto|drop if cond")
def _vetoed_by_case(asked: Any, obj: Obj, one: Any, *rest: Any) -> Any:
    """If both pairs are of muons, it is discarded if χ² is at least 6; otherwise, if it is at least 9."""
    if obj.where or obj.ranked or t.When in {type(asked), type(one), type(rest[-1])}:
        return None
    return t.When(asked, *(t.Not(_owned(each, obj.node())) for each in (one, rest[-1]))), False, _block_of(obj)


@rule("sent", "obj veto|drop if cond", "veto|drop obj if cond")
def _vetoed_if(obj: Obj, condition: Any) -> Any:
    if obj.kind in composites() and not obj.where and not obj.ranked and not _is_open(condition):
        return condition, True, None
    return t.every(*filter(None, (obj.where, _owned(condition, obj.node())))), True, _block_of(obj)


@rule(
    "sent", "both event veto|drop if cond", "both event with|has cond veto|drop", "veto|drop both event with|has cond"
)
def _alike_vetoed(how: str, condition: Any) -> Any:
    return t.every(_alike_leptons(how), condition), True, None


def _block_of(obj: Obj) -> str | None:
    return None if obj.kind in composites() or obj.ranked else obj.kind


@rule("sent", "if? region :|,? sent", "sent with|if? region", "sent ( region )")
def _in_region(*parts: Any) -> Any:
    region, (condition, veto, already) = _pick(parts, Region), _pick(parts, tuple)
    return None if already else (condition, veto, region)


@rule("region", "kind region", "region kind", "region ( kind )")
def _region_of_kind(*parts: Any) -> Any:
    return _pick(parts, Region)


@rule("sents", "sent", "sents ,|and sent", cost=0.3)
def _sentences(*parts: Any) -> Any:
    """Whether electrons go as well is unclear in 'electrons with ... and muons with ... are vetoed'."""
    sentences = (*(parts[0] if len(parts) > 1 else ()), parts[-1])
    either = len(sentences) > 1 and any(isinstance(condition, t.Or) for condition, _, _ in sentences)
    kinds = {
        veto: {name for condition, goes, _ in sentences if goes == veto for name in _asked_of(condition)}
        for veto in (True, False)
    }
    return None if either or (kinds[True] - kinds[False] and kinds[False] - kinds[True]) else sentences


@rule("sent", "sent ,? asare with? obj|cond")
def _as_are(vetoed: Any, other: Any) -> Any:
    """Events with ... are vetoed, as are those with a pair of mass below 12 GeV."""
    condition, goes, of = vetoed
    more = (_vetoed_event(other) or (None,))[0] if isinstance(other, Obj) else other
    return (t.either(condition, more), True, None) if goes and of is None and more else None


def _asked_of(condition: Any) -> list[str]:
    """Return the objects that something is asked of, not only how many they are."""
    return _free(transformed(condition, lambda node: THIS if _is_call(node, "size") else None))


# A threshold that rises linearly: 12 GeV below m = 140 GeV, rising to 50 GeV at 190 GeV.


@rule(
    "ramp",
    "num if|with? qty bound ,|and? rising to? num at num",
    "num if|with? qty bound ,|and? rising to? num at qty op num",
)
def _rises(low: t.Number, of: Any, bound: Bound, high: t.Number, *end: Any) -> Any:
    """The value at the edge of a bound from above, and where it ends."""
    first = bound.tests[0] if len(bound.tests) == 1 else ("", None)
    clear = first[0] in {"<", "<="} and (len(end) == 1 or (end[0] == of and end[1] == "="))
    points: Any = (of, first[1], low, end[-1], high)
    return t.Call("linear", points) if clear and bound.around is None else None


@rule("points", "num at num and num at num ,? linear", "num at qty op num and num at qty op num ,? linear")
def _points(*parts: Any) -> Any:
    numbers = [part for part in parts if isinstance(part, t.Number)]
    return tuple(numbers)


@rule("ramp", "dependent qty ( points )")
def _between_points(of: Any, points: Any) -> Any:
    """A bound that depends on m (12 GeV at 140 GeV and 50 GeV at 190 GeV, linear in between)."""
    low, first, high, last = points
    return t.Call("linear", (of, first, low, last, high))


@rule("ramp", "interp ( qty , [ num , num ] , [ num , num ] )")
def _interpolated(of: Any, *numbers: Any) -> Any:
    first, last, low, high = numbers
    return t.Call("linear", (of, first, low, last, high))


@rule("bound", "op ramp")
def _bound_that_rises(op: str, ramp: Any) -> Any:
    return None if op == "=" else _bound(op, ramp)


def _with_points(condition: Any, symbol: t.Symbol, points: Any) -> Any:
    """f(M) < m < 115 GeV, where f is 12 GeV at 140 GeV and 50 GeV at 190 GeV, linear in between."""
    functions = [node for node in t.walk(condition) if isinstance(node, t.Call) and node.function == symbol]
    if len(functions) != 1:
        return None
    ramp = _between_points(functions[0].arguments[0], points)
    return transformed(condition, lambda node: ramp if node == functions[0] else None)


@rule("bound", "op unnamed ( qty )")
def _bound_by_function(op: str, symbol: t.Symbol, of: Any) -> Any:
    """Above f(m), where f is said later."""
    return None if op in {"=", "!="} else _bound(op, _function_of(symbol, of))


@rule("qty", "unnamed ( qty )")
def _function_of(symbol: t.Symbol, of: Any) -> Any:
    return t.Call(symbol, (of,))


@rule("cond", "cond ,? where unnamed be points")
def _with_points_of(condition: Any, symbol: t.Symbol, points: Any) -> Any:
    return _with_points(condition, symbol, points)


@rule("cond", "qty op qty bound", cost=0.1)
def _chain_from_quantity(low: Any, op: str, quantity: Any, bound: Bound) -> Any:
    """f(M) < m < 115 GeV."""
    function = isinstance(low, t.Call) and isinstance(low.function, t.Symbol)
    return _chain(low, op, quantity, bound) if function else None


@rule("symbol", "symbol ( qty )")
def _as_function(symbol: t.Symbol, _of: Any) -> Any:
    return symbol


@rule("cond", "cond ,|and? symbol be|op? ramp")
def _with_threshold(condition: Any, symbol: t.Symbol, *rest: Any) -> Any:
    """m_min < m < 115 GeV, where m_min is what rises."""
    found = symbol in set(t.walk(condition)) and set(rest[:-1]) <= {"="}
    return transformed(condition, lambda node: rest[-1] if node == symbol else None) if found else None


@rule("cond", "symbol op qty bound", cost=0.05)
def _chain_from_symbol(symbol: t.Symbol, op: str, quantity: Any, bound: Bound) -> Any:
    return _condition(quantity, Bound(((MIRRORED[op], symbol), *bound.tests))) if _is_plain(bound) else None


# What the rules need


def _counts_all(obj: Obj, condition: Any) -> bool:
    """Whether a condition is about how many such objects an event has."""
    return t.Call("size", (t.Name(obj.kind),)) in set(t.walk(condition))


def _is_call(node: Any, name: str) -> bool:
    return isinstance(node, t.Call) and node.function == name


def _counts(condition: Any) -> bool:
    return any(_is_call(node, "size") for node in t.walk(condition))


def _restates(what: Any, node: Any) -> bool:
    """Whether objects are in a condition already."""
    inside = set(t.walk(node))
    whole = _free(transformed(node, lambda one: THIS if isinstance(one, t.Slice) else None))
    kinds = {one.kind for one in what} if isinstance(what, tuple) else set()
    if kinds == {"electron", "muon"} and any(isinstance(one, t.Call) and one.function == "flavour" for one in inside):
        return True
    return all(
        one.where is None
        and not (one.ranked and one.kind in whole)
        and (
            one.node() in inside
            or (one.several and set(one.each()) <= inside)
            or (not one.ranked and t.Name(one.kind) in inside)
        )
        for one in (what if isinstance(what, tuple) else (what,))
    )


def _counted(of: Any, asked: Any) -> Any:
    """Return a count of those that fulfil a condition as well."""
    if not _is_call(of, "size") or len(of.arguments) != 1 or not isinstance(of.arguments[0], t.Name):
        return None
    if _is_mixed(asked):
        return None
    said = _owned(asked, of.arguments[0])
    return t.Call("size", (of.arguments[0], said)) if set(_free(said)) == {of.arguments[0].name} else None


def _whole(number: t.Number, least: int = 1) -> bool:
    return number.unit == "" and number.value == int(number.value) and number.value >= least


def _range(low: t.Number, high: t.Number) -> Any:
    return Bound(((">=", low), ("<=", high))) if low.unit not in {"", high.unit} or low.value < high.value else None


def _condition(quantity: Any, bound: Bound) -> Any:
    """Return a requirement; bounds without a unit have that of the others, None if they are of another dimension."""
    if bound.around is not None:
        quantity = t.Call("abs", (t.Arithmetic("-", quantity, bound.around),))
    made = [_requirement(quantity, op, number) for op, number in bound.tests]
    condition = t.either(*made) if bound.either else t.every(*made)
    walked: list[Any] = list(t.walk(quantity))
    several = {node.arguments[0] for node in walked if _is_of_several(node)}
    return _of_all(several.pop(), condition) if len(several) == 1 else condition


def _is_of_several(node: Any) -> bool:
    return isinstance(node, t.Call) and len(node.arguments) == 1 and isinstance(node.arguments[0], t.Slice)


def _of_all(several: Any, condition: Any) -> Any:
    """What is asked of the momentum of the two leading jets is asked of both."""
    each = transformed(condition, lambda node: THIS if node == several else None)
    return t.Requirement(t.Call("all", (several, each)), t.Flag())


def _requirement(quantity: Any, op: str, number: Any) -> Any:
    match op:
        case ">" | ">=":
            return t.Requirement(quantity, t.Interval(number, None, op == ">="))
        case "<" | "<=":
            return t.Requirement(quantity, t.Interval(None, number, False, op == "<="))
    same = t.Requirement(quantity, t.Interval(number, number, True, True))
    return same if op == "=" else t.Not(same)


def _is_open(node: Any) -> bool:
    """Whether something is asked of what is not said; what all of some fulfil is asked of these."""
    if node is None or _is_call(node, "all"):
        return False
    return isinstance(node, t.This) or any(map(_is_open, t.children(node)))


def _owned(node: Any, owner: Any) -> Any:
    return transformed(node, lambda one: owner if one == THIS else one if _is_call(one, "all") else None)


def _same_owner(one: Any, other: Any) -> Any:
    """The isolation divided by 'pT' is divided by that of the same object."""
    calls = [node for node in t.walk(one) if isinstance(node, t.Call) and node.function != "size"]
    owners = [node.arguments[0] for node in calls if len(node.arguments) == 1]
    named = owners and owners[0] != THIS and isinstance(owners[0], t.Name | t.Item)
    return _owned(other, owners[0]) if named else other


def _free(node: Any) -> list[str]:
    """Return the collections that are spoken of as a whole."""
    if isinstance(node, t.Item) or node == t.Name("MET"):
        return []
    return [node.name] if isinstance(node, t.Name) else [name for part in t.children(node) for name in _free(part)]


def _is_mixed(condition: Any) -> bool:
    """Whether some of what is asked is asked of what is not said, and some of what is."""
    return len({_is_open(part) for part in getattr(condition, "parts", ())}) > 1


def _is_filtered(obj: Obj) -> bool:
    """Whether more than a class such as calo-tagged is asked of it already."""
    return isinstance(obj.where, t.Condition) and not is_flag(obj.where)


def is_flag(condition: Any) -> bool:
    """Whether it asks for one of several names, such as a working point, or for what is so or not."""
    return isinstance(condition, t.Requirement) and isinstance(condition.test, t.OneOf | t.Flag)


def _conditional(obj: Obj, condition: Any) -> Any:
    mass = t.Call("m", (THIS,))
    if obj.several and not obj.together and _is_one_each(obj, condition):
        return t.every(*(_owned(part, one) for part, one in zip(condition.parts, obj.each(), strict=True)))
    if obj.several and mass in set(t.walk(condition)):
        return transformed(condition, lambda node: of_one("m", [obj]) if node == mass else None)
    if obj.several and not obj.together:
        return _of_all(obj.node(), condition)
    said = _owned(condition, obj.node())
    return t.When(obj.where, said) if obj.where else said


def _is_one_each(obj: Obj, condition: Any) -> bool:
    """The leading and subleading photon must have ET > 40 GeV and ET > 30 GeV."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    alike = {(getattr(part, "quantity", None), _op_of(part)) for part in parts}
    return len(parts) == obj.stop - obj.start and len(alike) == 1 and "" not in {op for _, op in alike}


def _both(obj: Obj, how: str) -> Any:
    """Same or different flavour or charge of two; of those of which more is asked, it is not clear of which two."""
    if obj.where:
        return None
    two = obj.each() if obj.stop - obj.start == 2 else [t.Item(t.Name(obj.kind), 0), t.Item(t.Name(obj.kind), 1)]
    if obj.kind in {system_of(2), *words()["parts of systems"][:1]}:
        two = [t.Item(t.Name("lepton"), rank) for rank in (0, 1)]
    elif obj.kind.rpartition("_")[2] not in {"lepton", "electron", "muon", "tau"} and how != APART:
        return None
    word, what, *more = how.split()
    if more:
        return t.every(_both(obj, f"{word} {what}"), _both(obj, " ".join(more)))
    return _compared_by(what, word, two)


def _compared_by(what: str, word: str, two: Sequence[Any]) -> Any:
    if f"{word} {what}" == APART:
        sides = t.Arithmetic("*", *(t.Call("eta", (each,)) for each in two))
        return _condition(sides, _bound("<", t.Number(0.0, "")))
    one, other = (t.Call(what, (each,)) for each in two)
    return _requirement(one, "=" if word == "same" else "!=", other)
