"""What stands beside what in a cut, and what it means then: each rule makes one kind of item of others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.equal import transformed
from cutbench.reading.chart import Rules
from cutbench.reading.items import MIRRORED, OPPOSITE, Bound, Obj, Region, of_one, of_two, size_of
from cutbench.reading.lexicon import words

rule = Rules()
THIS = t.This()
ALIKE = set(words()["named flags"])
TRIGGERS = set(words()["triggers"])
ISOLATION = {"ptcone20", "ptcone30", "topoetcone20", "topoetcone30", "topoetcone40"}
WORKING_POINTS = {"loose", "medium", "tight"}


# Objects: a class or rank in front, a requirement behind.


@rule("obj", "class obj")
def _class(name: str, obj: Obj) -> Any:
    return replace(obj, kind=f"{name}_{obj.kind}") if not obj.ranked and "_" not in obj.kind else None


@rule("obj", "rank obj")
def _ranked(rank: int, obj: Obj) -> Any:
    return replace(obj, start=rank, stop=rank + 1) if not obj.ranked else None


@rule("obj", "num rank obj", "rank num obj")
def _several(one: Any, other: Any, obj: Obj) -> Any:
    number, rank = (one, other) if isinstance(one, t.Number) else (other, one)
    return replace(obj, stop=int(number.value)) if rank == 0 and _whole(number) and not obj.ranked else None


@rule("obj", "rank and rank obj")
def _both_ranks(one: int, _and: str, other: int, obj: Obj) -> Any:
    return replace(obj, start=one, stop=other + 1) if other == one + 1 and not obj.ranked else None


@rule("obj", "obj [ num ]")
def _indexed(obj: Obj, _l: str, number: t.Number, _r: str) -> Any:
    return replace(obj, start=int(number.value), stop=int(number.value) + 1) if _whole(number, 0) else None


@rule("obj", "obj [ : num ]")
def _sliced(obj: Obj, _l: str, _c: str, number: t.Number, _r: str) -> Any:
    return replace(obj, stop=int(number.value)) if _whole(number) else None


@rule("obj", "any|all obj")
def _whichever(_word: str, obj: Obj) -> Obj:
    return obj


@rule("obj", "two obj")
def _both_of_two(_word: str, obj: Obj) -> Any:
    """Both leptons are the two leading ones."""
    plain = obj == Obj(obj.kind) and obj.kind not in {"pair", "MET"}
    return replace(obj, stop=2) if plain else obj if obj.stop - obj.start == 2 else None


@rule("obj", "obj with cond")
@rule("obj", "obj cond", cost=0.3)
def _filtered(obj: Obj, *rest: Any) -> Any:
    condition = _owned(rest[-1], obj.node())
    asked = _about(condition, obj)
    if obj.ranked or asked is None or _is_filtered(obj):
        return None
    return replace(obj, where=t.every(*filter(None, [obj.where, asked])))


@rule("obj", "obj ( cond )")
def _filtered_aside(obj: Obj, _l: str, condition: Any, _r: str) -> Any:
    return _filtered(obj, condition)


@rule("obj", "flag obj", "obj flag", "obj with flag", cost=0.05)
def _with_flag(*parts: Any) -> Any:
    obj = next(one for one in parts if isinstance(one, Obj))
    flag = next(one for one in parts if not isinstance(one, Obj | str))
    return _filtered(obj, flag) if _is_open(flag) or obj.kind == "pair" else None


@rule("obj", "( obj )", cost=0.05)
def _in_brackets(_l: str, obj: Any, _r: str) -> Any:
    return obj


@rule("objs", "obj and obj", "obj , obj", "obj to obj")
def _two(one: Obj, _and: str, other: Obj) -> tuple[Obj, Obj]:
    return one, other


@rule("objs", "obj obj", cost=0.1)
def _two_beside(one: Obj, other: Obj) -> tuple[Obj, Obj]:
    return one, other


# Quantities


@rule("qty", "prop", cost=0.2)
def _open(name: str) -> Any:
    return t.Call(name, (THIS,))


@rule("qty", "prop of obj", "prop with obj", "prop any obj")
def _of(name: str, _of: str, obj: Obj) -> Any:
    return None if obj.where else of_one(name, [obj])


@rule("qty", "prop ( obj )")
def _call(name: str, _l: str, obj: Obj, _r: str) -> Any:
    return None if obj.where else of_one(name, [obj])


@rule("qty", "obj prop")
def _objects(obj: Obj, name: str) -> Any:
    return None if obj.where else of_one(name, [obj])


@rule("qty", "prop obj", cost=0.1)
def _beside(name: str, obj: Obj) -> Any:
    return None if obj.where else of_one(name, [obj])


@rule("qty", "prop ( objs )")
def _call_of_two(name: str, _l: str, both: Any, _r: str) -> Any:
    """Of more than masses it is not clear whether each is meant."""
    return of_one(name, both) if name == "m" else None


@rule("qty", "prop of objs")
def _of_both(name: str, _of: str, both: Any) -> Any:
    return of_one(name, both) if name == "m" else None


@rule("qty", "fn ( objs )")
def _distance(name: str, _l: str, both: Any, _r: str) -> Any:
    return of_two(name, both)


@rule("qty", "fn ( obj )")
def _distance_of_one(name: str, _l: str, obj: Obj, _r: str) -> Any:
    return of_two(name, [obj])


@rule("qty", "fn between objs", "fn of objs", "fn with objs")
def _distance_between(name: str, _b: str, both: Any) -> Any:
    return of_two(name, both)


@rule("qty", "fn between obj", "fn of obj")
def _distance_of(name: str, _of: str, obj: Obj) -> Any:
    return of_two(name, [obj])


@rule("qty", "objs fn", "obj fn", cost=0.1)
def _their_distance(both: Any, name: str) -> Any:
    return of_two(name, both if isinstance(both, tuple) else [both])


@rule("qty", "fn objs", cost=0.1)
def _distance_beside(name: str, both: Any) -> Any:
    return of_two(name, both)


@rule("qty", "fn", cost=0.4)
def _transverse_mass(name: str) -> Any:
    return of_two(name, [Obj("lepton", 0, 1)]) if name == "mT" else None


@rule("qty", "bar qty bar", "abs ( qty )")
def _absolute(_l: str, *rest: Any) -> Any:
    of = rest[-2] if len(rest) > 1 else rest[0]
    return of if isinstance(of, t.Call) and of.function in {"abs", "dR", "dphi"} else t.Call("abs", (of,))


@rule("qty", "abs qty")
def _absolute_value(_word: str, of: Any) -> Any:
    return _absolute("|", of, "|")


@rule("qty", "( qty )")
def _bracketed(_l: str, of: Any, _r: str) -> Any:
    return of


@rule("qty", "qty / qty")
def _ratio(one: Any, _op: str, other: Any) -> Any:
    return t.Arithmetic("/", _same_owner(other, one), _same_owner(one, other))


@rule("qty", "qty + qty", "qty and qty", cost=0.05)
def _sum(one: Any, op: str, other: Any) -> Any:
    return t.Arithmetic("+", one, other) if op == "+" else None


@rule("qty", "sum qty and qty")
def _sum_of(_word: str, one: Any, _and: str, other: Any) -> Any:
    return t.Arithmetic("+", one, other)


@rule("qty", "bar fn bar of|between objs")
def _absolute_distance(_l: str, name: str, _r: str, _of: str, both: Any) -> Any:
    return _absolute("|", of_two(name, both), "|")


@rule("qty", "objs prop", "objs with prop", cost=0.1)
def _mass_of_both(both: Any, *rest: Any) -> Any:
    return of_one(rest[-1], both) if rest[-1] == "m" else None


@rule("cond", "qty op num ( num if|of obj )")
def _other_number_for(quantity: Any, op: str, number: t.Number, _l: str, other: t.Number, *rest: Any) -> Any:
    """Leading jet pT > 100 GeV (50 GeV for the subleading jet)."""
    return _and_for(_condition(quantity, Bound(((op, number),))), Bound(((op, other),)), rest[-2])


@rule("cond", "qty bound ( chan ) ,|or|and? bound ( chan )", "qty bound if? chan ,|or|and? bound if? chan")
def _by_channel(quantity: Any, *rest: Any) -> Any:
    """χ² < 6 (4μ) or < 9 (other channels)."""
    one, other = (_condition(quantity, part) for part in rest if isinstance(part, Bound))
    first, second = (part for part in rest if not isinstance(part, str | Bound) or part == "others")
    return _otherwise(t.When(first, one), "", other) if second == "others" != first else None


@rule("qty", "difference qty and num", "difference qty and qty", "difference qty to num")
def _difference(_word: str, one: Any, _and: str, other: Any) -> Any:
    return t.Call("abs", (t.Arithmetic("-", one, other),))


@rule("qty", "qty - num", "qty - qty")
def _minus(one: Any, _op: str, number: t.Number) -> Any:
    return t.Arithmetic("-", one, number)


@rule("qty", "ratio qty to|and|of qty")
def _ratio_of(_word: str, one: Any, _to: str, other: Any) -> Any:
    return _ratio(one, "/", other)


@rule("qty", "qty ( qty )", "qty qty")
def _said_twice(*parts: Any) -> Any:
    one, other = (part for part in parts if not isinstance(part, str))
    return one if one == other else None


@rule("prop", "prop ( prop )")
def _or_for_electrons(one: str, _l: str, other: str, _r: str) -> Any:
    """The pT (ET) of leptons: what is ET for electrons."""
    return "pT" if {one, other} == {"pT", "ET"} else None


# Isolation in prose: of tracks or of energy, within a cone that must be said.


@rule("isol", "sum prop of? obj", "sum obj prop")
def _sum_in_cone(_sum: str, *rest: Any) -> Any:
    tracks = next(part for part in rest if isinstance(part, Obj))
    return "ptcone" if "pT" in rest and tracks == Obj("track") else None


@rule("cone", "within? conew? fn op? num", "within? conew of? num", "conew with fn op? num")
def _cone(*parts: Any) -> Any:
    words = set(parts[:-1])
    right = words & {"dR", "conew"} and not words & set(OPPOSITE) - {"=", "<", "<="} and parts[-1].unit == ""
    return (parts[-1], THIS) if right else None


@rule("cone", "cone of|around obj")
def _cone_around(cone: Any, _of: str, obj: Obj) -> Any:
    return (cone[0], obj.node()) if cone[1] == THIS and obj.where is None else None


@rule("qty", "isol qty", cost=0.1)
def _named_isolation(kind: str, of: Any) -> Any:
    return of if _speaks_of_isolation(of, kind) else None


@rule("cond", "obj? isol : cond")
def _isolation_of(*parts: Any) -> Any:
    condition = parts[-1] if isinstance(parts[0], str) else _said_of(parts[0], parts[-1])
    return condition if condition and _speaks_of_isolation(condition, parts[-3]) else None


def _speaks_of_isolation(node: Any, kind: str) -> bool:
    names = [one.function for one in t.walk(node) if isinstance(one, t.Call) and isinstance(one.function, str)]
    return any(kind in name if kind else "cone" in name or "iso" in name for name in names)


@rule("qty", "isol cone", "isol with|within cone")
def _isolation(kind: str, *rest: Any) -> Any:
    number, owner = rest[-1]
    name = f"{kind}{100 * number.value:g}"
    return t.Call(name, (owner,)) if name in ISOLATION else None


@rule("qty", "sqrt qty")
def _root(_word: str, of: Any) -> Any:
    return t.Call("sqrt", (of,))


@rule("qty", "min|max qty", "min|max [ qty ]")
def _extreme(word: str, *rest: Any) -> Any:
    of = rest[len(rest) // 2]
    return t.Call(word, (of,)) if _free(of) else None


@rule("qty", "count obj", "count of obj")
def _count(_word: str, *rest: Any) -> Any:
    return size_of(rest[-1])


@rule("qty", "count ( obj )")
def _count_call(_word: str, _l: str, obj: Obj, _r: str) -> Any:
    return size_of(obj)


@rule("qty", "symbol", cost=0.3)
def _symbol(symbol: t.Symbol) -> Any:
    return symbol


@rule("qty", "qty sintheta", "qty * sintheta")
def _longitudinal(of: Any, *_rest: Any) -> Any:
    return t.Call("z0sintheta", of.arguments) if isinstance(of, t.Call) and of.function == "z0" else None


@rule("qty", "qty [ num ]")
def _of_rank(of: Any, _l: str, number: t.Number, _r: str) -> Any:
    """jet_eta[0]."""
    collection = isinstance(of, t.Call) and len(of.arguments) == 1 and isinstance(of.arguments[0], t.Name)
    if not collection or not _whole(number, 0):
        return None
    return t.Call(of.function, (t.Item(of.arguments[0], int(number.value)),))


@rule("qty", "qty ( cond )", "qty ( obj )", "qty ( objs )", cost=0.05)
def _specified(of: Any, _l: str, what: Any, _r: str) -> Any:
    """n_jets(pt > 25), m_jj (two leading jets)."""
    if isinstance(what, Obj | tuple):
        return of if _restates(what, of) else None
    return _counted(of, what)


@rule("obj", "obj , obj", cost=0.2)
def _in_a_row(one: Obj, _comma: str, other: Obj) -> Any:
    follows = one.ranked and other.ranked and one.kind == other.kind and other.start == one.stop
    return replace(one, stop=other.stop) if follows else None


# Lists: as many numbers as there are objects, or cases, each for one of them.


@rule("bracketed", "num ( num ) unit?")
@rule("numbers", "num ,|and|/ num", "numbers ,|and|/ num", "numbers , and num")
def _numbers(one: Any, *rest: Any) -> Any:
    """20, 15 and 10 GeV; 100 (50) GeV: a number without a unit has that of the last."""
    before = one if isinstance(one, tuple) else (one,)
    last = next(part for part in rest if isinstance(part, t.Number))
    if rest[-1] != ")" and not isinstance(rest[-1], t.Number):
        last = replace(last, unit=last.unit or rest[-1])
    units = {number.unit for number in before} - {""}
    if last.unit and units <= {last.unit}:
        before = tuple(replace(number, unit=last.unit) for number in before)
    elif units and not last.unit and rest[0] != "(":
        return None
    return (*before, replace(last, unit=last.unit or before[-1].unit))


@rule("ranks", "rank ,|and|/ rank", "rank ( rank )", "ranks ,|and|/ rank", "ranks , and rank")
def _ranks(one: Any, *rest: Any) -> Any:
    ranks = one if isinstance(one, tuple) else (one,)
    return (*ranks, next(part for part in rest if isinstance(part, int)))


@rule("row", "ranks obj")
def _row_of_ranks(ranks: Any, obj: Obj) -> Any:
    return None if obj.ranked or obj.where else tuple(replace(obj, start=rank, stop=rank + 1) for rank in ranks)


@rule("many", "obj", "num obj")
def _row_of_several(*parts: Any) -> Any:
    """The three leading leptons one by one; of a number of leptons the leading ones are meant."""
    obj, number = parts[-1], parts[0]
    if isinstance(number, t.Number):
        obj = replace(obj, stop=int(number.value)) if _whole(number) and not obj.ranked else Obj("")
    each = tuple(replace(obj, start=rank, stop=rank + 1) for rank in range(obj.start, obj.stop))
    return each if len(each) > 1 and not obj.where else None


@rule("row", "objs", "obj ( obj )", "row ,|and|/ obj", "row , and obj")
def _row(one: Any, *rest: Any) -> Any:
    row = (*(one if isinstance(one, tuple) else (one,)), *(part for part in rest if isinstance(part, Obj)))
    clear = len(set(row)) == len(row) and len({each.ranked for each in row}) == 1
    return row if clear and not any(each.where or each.several for each in row) else None


@rule("cond", "bound obj with conds")
def _number_and_each(bound: Bound, obj: Obj, _with: str, conditions: Any) -> Any:
    """At least three leptons with pT > 25, 15 and 10 GeV."""
    number, row = _number_of(bound, obj), replace(obj, stop=len(conditions))
    enough = bound.tests in {((op, t.Number(float(row.stop), "")),) for op in ("=", ">=")}
    each = enough and number and not obj.where and _one_for_each(_row_of_several(row), conditions)
    return t.every(number, each) if each else None


@rule("cond", "row has|: cond", "cond if|of row", cost=0.1)
def _the_same_for_each(*parts: Any) -> Any:
    """Electrons and muons must have pT > 10 GeV."""
    row, condition = sorted(
        (part for part in parts if not isinstance(part, str)), key=lambda one: not isinstance(one, tuple)
    )
    return t.every(*(_owned(condition, obj.node()) for obj in row)) if _is_open(condition) else None


@rule("conds", "conds and|, conds")
@rule("alts", "alts and|, alts")
def _conditions_on_each(one: Any, _and: str, other: Any) -> Any:
    return tuple(map(t.every, one, other)) if len(one) == len(other) else None


@rule("cond", "fn op numbers|bracketed if cases")
def _distance_by_case(name: str, op: str, numbers: Any, _if: str, cases: Any) -> Any:
    quantity = of_two(name, [Obj("lepton", 0, 2)])
    return quantity and _one_for_each_case(_conditions(quantity, op, numbers), cases)


@rule("qtys", "prop ( row )", "prop of? row", "row with? prop")
@rule("many_qtys", "prop of? many", "many has? prop")
def _of_each(*parts: Any) -> Any:
    name = next(part for part in parts if isinstance(part, str) and part not in {"(", ")", "of", "with", "has"})
    row = next(part for part in parts if isinstance(part, tuple))
    return None if name == "m" else tuple(t.Call(name, (obj.node(),)) for obj in row)


@rule("qtys", "qty and qty")
def _two_quantities(one: Any, _and: str, other: Any) -> Any:
    return one, other


@rule("cond", "two qtys bound", "qtys two bound")
def _both_required(*parts: Any) -> Any:
    quantities, bound = (part for part in parts if not isinstance(part, str))
    return t.every(*(_condition(quantity, bound) for quantity in quantities))


@rule("cond", "qtys op numbers|bracketed", "many_qtys op numbers")
def _each_of_its_own(quantities: Any, op: str, numbers: Any) -> Any:
    if len(quantities) != len(numbers):
        return None
    return t.every(*(_condition(*pair) for pair in zip(quantities, _bounds(op, numbers), strict=True)))


@rule("conds", "qty op numbers", "op numbers qty")
@rule("alts", "qty op bracketed", "op bracketed qty")
def _conditions(*parts: Any) -> Any:
    op, numbers = (next(part for part in parts if isinstance(part, kind)) for kind in (str, tuple))
    quantity = next(part for part in parts if not isinstance(part, str | tuple))
    return tuple(_condition(quantity, bound) for bound in _bounds(op, numbers))


def _bounds(op: str, numbers: Any) -> list[Bound]:
    return [Bound(((op, number),)) for number in numbers]


@rule("cond", "row with|:? conds|alts", "many has|:? conds", "conds|alts if|of|with? row", "conds if|of many")
def _one_for_each(*parts: Any) -> Any:
    row, conditions = (part for part in parts if isinstance(part, tuple))
    if not isinstance(row[0], Obj):
        row, conditions = conditions, row
    if len(row) != len(conditions) or not all(map(_is_open, conditions)):
        return None
    return t.every(*(_owned(one, obj.node()) for one, obj in zip(conditions, row, strict=True)))


@rule("cases", "both (|and both", "both ( both )", "alike ( alike ) prop", "alike and alike prop")
def _cases(*parts: Any) -> Any:
    words = [part for part in parts if part not in {"(", ")", "and"}]
    hows = words if len(words) == 2 else [f"{word} {words[-1]}" for word in words[:2]]
    return tuple(map(_alike_leptons, hows)) if {one.split()[-1] for one in hows} <= {"flavour", "charge"} else None


@rule("cases", "qty op ( op ) num")
def _cases_of_a_bound(quantity: Any, op: str, _l: str, other: str, _r: str, number: t.Number) -> Any:
    return tuple(_condition(quantity, bound) for bound in (Bound(((each, number),)) for each in (op, other)))


@rule("cases", "cases event", "cases obj", "cases objs")
def _cases_of_leptons(cases: Any, what: Any) -> Any:
    return cases if what == "" or getattr(what, "kind", "") in {"pair", "lepton"} else None


@rule("cond", "conds|alts if? cases")
def _one_for_each_case(conditions: Any, *rest: Any) -> Any:
    return t.every(*map(t.When, rest[-1], conditions)) if len(conditions) == len(rest[-1]) else None


@rule("cond", "cases :? conds|alts")
def _case_by_case(cases: Any, *rest: Any) -> Any:
    return _one_for_each_case(rest[-1], cases)


@rule("num", "mz", "mz of|,? num", "mz ( num )", "num ( mz )", "mz op num")
def _mass_of_z(*parts: Any) -> Any:
    """The Z mass: the number that the text has for it, else the known one."""
    if any(part in OPPOSITE and part != "=" for part in parts if isinstance(part, str)):
        return None
    return next((part for part in parts if isinstance(part, t.Number)), t.Number(91.1876, "GeV"))


# Bounds


@rule("bound", "op num")
def _compared(op: str, number: t.Number) -> Bound:
    return Bound(((op, number),))


@rule("bound", "num behind")
def _compared_behind(number: t.Number, op: str) -> Bound:
    return Bound(((op, number),))


@rule("bound", "num or op", "num and op")
def _or_beyond(number: t.Number, _or: str, op: str) -> Any:
    """130 GeV or above."""
    return Bound(((f"{op}=", number),)) if op in {"<", ">"} else None


@rule("obj", "obj / obj", "obj or obj")
def _alternatives(one: Obj, _or: str, other: Obj) -> Any:
    """e+e- / mu+mu-."""
    return one if one == other else None


@rule("bound", "between num and num", "between num to num", "op num to num")
def _between(word: str, low: t.Number, _and: str, high: t.Number) -> Any:
    if word in OPPOSITE and word != ">=":
        return None
    return _range(low, high)


@rule("bound", "num to num", cost=0.1)
def _window(low: t.Number, _to: str, high: t.Number) -> Any:
    return _range(low, high)


@rule("bound", "outside zwindow? bound", "outside zwindow ( bound )")
def _outside(*parts: Any) -> Any:
    found = _inside(*parts)
    return found and Bound((("<", found.tests[0][1]), (">", found.tests[1][1])), either=True)


@rule("bound", "within bound", "within zwindow bound", "within zwindow ( bound )")
def _inside(*parts: Any) -> Any:
    bound = next(part for part in parts if isinstance(part, Bound))
    return bound if len(bound.tests) == 2 and not bound.either and bound.around is None else None


@rule("bound", "[|in( num , num ]|) unit?")
def _interval(left: str, low: t.Number, _c: str, high: t.Number, right: str, unit: str = "") -> Any:
    """In [50, 106] GeV, in (66, 116) GeV."""
    low, high = (replace(one, unit=one.unit or unit) for one in (low, high))
    tests = (">=" if left == "[" else ">", low), ("<=" if right == "]" else "<", high)
    return Bound(tests) if _range(low, high) else None


@rule("bound", "within num of num")
def _around(_word: str, half: t.Number, _of: str, centre: Any) -> Bound:
    return Bound((("<=", half),), around=centre)


@rule("bound", "bound bound", cost=0.1)
def _bounds_beside(one: Bound, other: Bound) -> Any:
    return _both_bounds(one, "", other)


@rule("bound", "op or op num")
def _unequal(one: str, _or: str, other: str, number: t.Number) -> Any:
    return Bound((("!=", number),)) if {one, other} == {"<", ">"} else None


@rule("bound", "bound away num")
def _apart(bound: Bound, _away: str, centre: Any) -> Any:
    return None if bound.around is not None else replace(bound, around=centre)


@rule("bound", "away num bound")
def _apart_before(away: str, centre: Any, *rest: Any) -> Any:
    return _apart(rest[-1], away, centre)


@rule("bound", "bound and bound", "bound , bound", "bound to bound")
def _both_bounds(one: Bound, _and: str, other: Bound) -> Any:
    plain = not one.either and not other.either and not one.around and not other.around
    sides = sorted(op[0] for op, _ in one.tests + other.tests)
    return Bound(one.tests + other.tests) if plain and sides == ["<", ">"] else None


@rule("bound", "bound or bound")
def _either_bound(one: Bound, _or: str, other: Bound) -> Any:
    return Bound(one.tests + other.tests, either=True) if len(one.tests) == len(other.tests) == 1 else None


@rule("bound", "not bound")
def _not(_word: str, bound: Bound) -> Any:
    return Bound(((OPPOSITE[bound.tests[0][0]], bound.tests[0][1]),)) if len(bound.tests) == 1 else None


# Conditions


@rule("cond", "within|outside zwindow bound", "within|outside zwindow ( bound )")
def _in_window_of_z(word: str, *rest: Any) -> Any:
    bound = (_inside if word == "within" else _outside)(*rest)
    return bound and _condition(t.Call("m", (t.Name("pair"),)), bound)


@rule("cond", "within num of mz")
def _near_z(_within: str, half: t.Number, _of: str, centre: Any) -> Any:
    return _condition(t.Call("m", (THIS,)), _around("", half, "", _mass_of_z(centre)))


@rule("cond", "some obj has|with? cond|flag")
def _some(_word: str, obj: Obj, *rest: Any) -> Any:
    """At least one of the leptons must have pT > 27 GeV."""
    if not _is_open(rest[-1]) or obj.where:
        return None
    if obj.several:
        return t.Requirement(t.Call("any", (obj.node(), rest[-1])), t.Flag())
    counted = _counted(size_of(obj), rest[-1])
    return counted and _condition(counted, Bound(((">=", t.Number(1.0, "")),)))


@rule("cond", "bound|num obj be obj")
def _tagged(bound: Any, jets: Obj, _be: str, tagged: Obj) -> Any:
    """Exactly two jets must be b-tagged."""
    bound = bound if isinstance(bound, Bound) else Bound((("=", bound),))
    return _number_of(bound, tagged) if (jets, tagged) == (Obj("jet"), Obj("bjet")) else None


@rule("cond", "cond ,? excluding cond|bound")
def _excluding(condition: Any, *rest: Any) -> Any:
    """|η| < 2.37, excluding 1.37 < |η| < 1.52."""
    out, last = rest[-1], condition.parts[-1] if isinstance(condition, t.And) else condition
    quantities = {node.quantity for node in t.walk(last) if isinstance(node, t.Requirement)}
    if isinstance(out, Bound):
        out = _condition(next(iter(quantities)), out) if len(quantities) == 1 else None
    if out is None or {node.quantity for node in t.walk(out) if isinstance(node, t.Requirement)} != quantities:
        return None
    return t.every(condition, t.Not(out))


@rule("cond", "cond excluding|unless obj|flag")
def _except(condition: Any, _except: str, what: Any) -> Any:
    """|d0| < 1 mm except for stand-alone muons."""
    flag = what.where if isinstance(what, Obj) else what
    if flag is None or t.When in {type(condition)} or (isinstance(what, Obj) and what.ranked):
        return None
    return t.When(t.Not(flag), _owned(condition, t.Name(what.kind)) if isinstance(what, Obj) else condition)


@rule("cond", "qty bound or bound")
def _in_either(quantity: Any, one: Bound, _or: str, other: Bound) -> Any:
    """Between 20 and 75 GeV or above 105 GeV."""
    plain = not one.either and not other.either and one.around is None and other.around is None
    return t.either(_condition(quantity, one), _condition(quantity, other)) if plain else None


@rule("cond", "bound both obj", "bound obj with? both")
def _number_alike(bound: Bound, *rest: Any) -> Any:
    """Exactly two opposite-sign leptons."""
    obj, how = next(part for part in rest if isinstance(part, Obj)), next(part for part in rest if part in ALIKE)
    two = bound.tests in {((op, t.Number(2.0, "")),) for op in ("=", ">=")}
    number, alike = _number_of(bound, obj), _both(Obj(obj.kind, 0, 2), how)
    return t.every(number, alike) if two and number and alike else None


@rule("cond", "exist num obj")
def _exist(_there: str, number: t.Number, obj: Obj) -> Any:
    return _exactly(number, obj)


@rule("cond", "exist obj", cost=0.1)
def _exists(_there: str, obj: Obj) -> Any:
    return _number_of(Bound(((">=", t.Number(1.0, "")),)), obj)


@rule("cond", "cond ,|and? bound which|with obj|cond", "cond ,|and? somewhich with? obj|cond", cost=0.02)
def _of_them(counted: Any, *rest: Any) -> Any:
    """At least four jets, at least two of which are b-tagged, or at least one with pT > 60 GeV."""
    bound = next((part for part in rest if isinstance(part, Bound)), Bound(((">=", t.Number(1.0, "")),)))
    of, asked = getattr(counted, "quantity", None), rest[-1]
    if not isinstance(of, t.Call) or of.function != "size":
        return None
    if isinstance(asked, Obj):
        tagged = (of.arguments, asked) == ((t.Name("jet"),), Obj("bjet"))
        return t.every(counted, _number_of(bound, asked)) if tagged else None
    if {"which", "somewhich"} & {part for part in rest if isinstance(part, str)}:
        asked = t.every(*of.arguments[1:], asked)
    of = replace(of, arguments=of.arguments[:1])
    number = all(_whole(number) for _, number in bound.tests) and _counted(of, asked)
    return t.every(counted, _condition(number, bound)) if number else None


# Identification and triggers


@rule("flag", "class ident", "ident class")
def _identified(*parts: str) -> Any:
    found = WORKING_POINTS & set(parts)
    return _requirement_of_id(found.pop()) if found else None


def _requirement_of_id(name: str) -> Any:
    return t.Requirement(t.Call("id", (THIS,)), t.OneOf((name,)))


@rule("cond", "obj ident")
def _object_identified(obj: Obj, _ident: str) -> Any:
    """Loose muon quality."""
    name, _, kind = obj.kind.partition("_")
    right = kind and name in WORKING_POINTS and obj == Obj(obj.kind)
    return _owned(_requirement_of_id(name), t.Name(kind)) if right else None


@rule("cond", "obj be class")
def _is_of_class(obj: Obj, _be: str, name: str) -> Any:
    """Both leptons must be tight."""
    return _said_of(obj, _requirement_of_id(name)) if name in WORKING_POINTS and obj.where is None else None


@rule("cond", "qty op class")
def _id_is(quantity: Any, op: str, name: str) -> Any:
    asked = getattr(quantity, "function", "") == "id" and op == "=" and name in WORKING_POINTS
    return t.Requirement(quantity, t.OneOf((name,))) if asked else None


@rule("flag", "flag or flag", "flag , flag or flag")
def _one_flag_of(*parts: Any) -> Any:
    flags = [part for part in parts if not isinstance(part, str)]
    return t.either(*flags) if all(map(_is_open, flags)) else None


@rule("trigs", "trig", "trigs trigger? ,|or|/ trig", "trigs , or trig", "any|or_of trigs and|, trig", "or_of trigs")
def _triggers(*parts: Any) -> Any:
    """Triggers of which one has to fire: `and` may mean both where no word speaks against it."""
    return tuple(
        name for part in parts for name in ([part] if part in TRIGGERS else part if part.__class__ is tuple else [])
    )


@rule("cond", "trigs trigger", "trigger :|of? trigs trigger?")
def _triggered(*parts: Any) -> Any:
    names = next(part for part in parts if isinstance(part, tuple))
    return t.Requirement(t.Call("trigger", tuple(map(t.Name, names))), t.Flag())


@rule("cond", "qty bound", "qty ( bound )")
def _required(quantity: Any, *rest: Any) -> Any:
    return _condition(quantity, rest[0] if len(rest) == 1 else rest[1])


@rule("cond", "qty abs bound")
def _required_of_magnitude(quantity: Any, _abs: str, bound: Bound) -> Any:
    return _condition(_absolute("|", quantity, "|"), bound)


@rule("cond", "qty op qty", cost=0.1)
def _compared_with(quantity: Any, op: str, other: Any) -> Any:
    return _condition(quantity, Bound(((op, other),)))


@rule("cond", "qty op num and qty op num of qty")
def _two_shares(one: Any, op: str, number: t.Number, _and: str, other: Any, *rest: Any) -> Any:
    shares = _share(one, op, number, "", rest[-1]), _share(other, rest[0], rest[1], "", rest[-1])
    return t.every(*shares) if all(shares) else None


@rule("cond", "num op qty")
def _mirrored(number: t.Number, op: str, quantity: Any) -> Any:
    return _condition(quantity, Bound(((MIRRORED[op], number),)))


@rule("cond", "num op qty bound")
def _chain(number: t.Number, op: str, quantity: Any, bound: Bound) -> Any:
    low = (MIRRORED[op], number)
    return None if bound.either or bound.around else _condition(quantity, Bound((low, *bound.tests)))


@rule("cond", "op qty num", "op qty of num")
def _least(op: str, quantity: Any, *rest: Any) -> Any:
    return _condition(quantity, Bound(((op, rest[-1]),)))


@rule("cond", "qty op num of|*? qty")
def _share(quantity: Any, op: str, number: t.Number, *rest: Any) -> Any:
    """At least a quarter of the effective mass, below 5% of its pT."""
    if number.unit not in {"", "%"}:
        return None
    return _condition(_ratio(quantity, "/", rest[-1]), Bound(((op, number),)))


@rule("cond", "bound qty", cost=0.2)
def _in(bound: Bound, quantity: Any) -> Any:
    """Above 25 GeV in pT."""
    return _condition(quantity, bound) if _is_open(quantity) else None


@rule("cond", "within? fn bound of|away|with|all obj")
def _far_from(*parts: Any) -> Any:
    name, bound, _of, obj = parts[-4:]
    if parts[0] == "within":
        bound = replace(bound, tests=tuple(("<" if op == "=" else op, number) for op, number in bound.tests))
    return _condition(t.Call(name, (THIS, obj.node())), bound)


@rule("cond", "bound fn of|away obj", "bound away obj fn")
def _nearer_than(bound: Bound, *rest: Any) -> Any:
    name, obj = (next(part for part in rest if isinstance(part, kind) and part not in {"of", "away"}) for kind in (str, Obj))
    return _far_from(name, bound, "of", obj)


@rule("cond", "fn bound between objs")
def _distance_in_between(name: str, bound: Bound, _between: str, both: Any) -> Any:
    quantity = of_two(name, both)
    return quantity and _condition(quantity, bound)


@rule("cond", "obj|objs bound fn", "obj|objs fn bound", "obj|objs bar fn bar bound", cost=0.05)
def _they_are_apart(both: Any, *rest: Any) -> Any:
    bound = next(part for part in rest if isinstance(part, Bound))
    name = next(part for part in rest if isinstance(part, str) and part != "bar")
    quantity = of_two(name, both if isinstance(both, tuple) else [both])
    quantity = _absolute("bar", quantity, "bar") if quantity and "bar" in rest else quantity
    return quantity and _condition(quantity, bound)


@rule("cond", "cond abs")
def _absolute_behind(condition: Any, _word: str) -> Any:
    if not isinstance(condition, t.Requirement):
        return None
    return replace(condition, quantity=_absolute("|", condition.quantity, "|"))


@rule("cond", "qty op flag")
def _named_value(quantity: Any, op: str, flag: Any) -> Any:
    """mu_type == calo_tagged."""
    same = (
        isinstance(flag, t.Requirement)
        and isinstance(quantity, t.Call)
        and getattr(flag.quantity, "function", "") == quantity.function
    )
    if not same or op not in {"=", "!="}:
        return None
    return replace(flag, quantity=quantity) if op == "=" else t.Not(replace(flag, quantity=quantity))


@rule("cond", "cond with cond", "cond if cond", cost=0.02)
def _counting(condition: Any, _with: str, asked: Any) -> Any:
    """N_jets >= 4 with p_T^jet > 25 GeV."""
    if not isinstance(condition, t.Requirement):
        return None
    counted = _counted(condition.quantity, asked)
    if not counted and not _is_open(asked) and not _free(asked) and isinstance(asked, t.Requirement):
        return t.every(condition, asked)  # two jets with m_jj > 500 GeV
    return counted and replace(condition, quantity=counted)


@rule(
    "cond",
    "cond if obj",
    "cond of obj",
    "cond with obj",
    "cond ( obj )",
    "cond obj",
    "cond between objs",
    "cond ( objs )",
    "cond of objs",
    "cond away obj",
    "cond away objs",
)
def _restated(condition: Any, *rest: Any) -> Any:
    """... > 0.4 for the three leading jets, where these are already in it."""
    what = next(one for one in rest if isinstance(one, Obj | tuple))
    return condition if _restates(what, condition) else None


@rule("cond", "bound|num flag obj")
def _number_and_flag(bound: Any, flag: Any, obj: Obj) -> Any:
    """Exactly two SFOS leptons."""
    bound = bound if isinstance(bound, Bound) else Bound((("=", bound),))
    count = _number_of(bound, obj)
    return t.every(count, flag) if count and not _is_open(flag) else None


@rule("both", "both ( both )", "both ( both ,|and both )")
def _both_again(one: str, _l: str, *rest: Any) -> Any:
    """Same-flavour (ee, μμ) events."""
    return one if one == " ".join(part for part in rest if " " in part) else None


@rule("flag", "both and both", "both , both", "both both")
def _pair_flag(one: str, *rest: str) -> Any:
    if {one, rest[-1]} != {"same flavour", "opposite charge"}:
        return None
    return t.Requirement(t.Call("sfos", (t.Name("pair"),)), t.Flag())


@rule("cond", "bound obj")
def _number_of(bound: Bound, obj: Obj) -> Any:
    counted = all(_whole(number, 0) for _, number in bound.tests) and not bound.around and not obj.ranked
    return _condition(size_of(obj), bound) if counted else None


@rule("cond", "num obj", cost=0.6)
def _exactly(number: t.Number, obj: Obj) -> Any:
    return _number_of(Bound((("=", number),)), obj)


@rule("cond", "num or num obj")
def _one_or_two(one: t.Number, _or: str, other: t.Number, obj: Obj) -> Any:
    return _one_of_two(size_of(obj), "=", one, "", other) if _whole(one, 0) and not obj.ranked else None


@rule("cond", "qty op num or num")
def _one_of_two(quantity: Any, op: str, one: t.Number, _or: str, other: t.Number) -> Any:
    counted = op == "=" and getattr(quantity, "function", "") == "size" and other.value == one.value + 1
    return _condition(quantity, Bound(((">=", one), ("<=", other)))) if counted else None


@rule("cond", "qty be num")
def _is_number(quantity: Any, _be: str, number: t.Number) -> Any:
    return _condition(quantity, Bound((("=", number),))) if getattr(quantity, "function", "") == "size" else None


@rule("cond", "none obj or obj")
def _none_of_both(no: str, one: Obj, _or: str, other: Obj) -> Any:
    """No electrons or muons with pT > 10 GeV: what is asked of the second is asked of both."""
    if one.where or one.ranked or other.ranked:
        return None
    where = other.where and transformed(other.where, lambda node: t.Name(one.kind) if node == t.Name(other.kind) else None)
    return t.every(*(_none(no, obj) for obj in (replace(one, where=where), other)))


@rule("cond", "cond if|of obj", cost=0.02)
def _narrowed(condition: Any, _for: str, obj: Obj) -> Any:
    """Δφ(jet, MET) > 0.4 for the three leading jets."""
    ranks = any(isinstance(node, t.Item | t.Slice) and node.of == t.Name(obj.kind) for node in t.walk(condition))
    if not obj.ranked or obj.where or ranks or obj.kind not in _free(condition) or not isinstance(condition, t.Requirement):
        return None
    quantity = transformed(condition.quantity, lambda node: obj.node() if node == t.Name(obj.kind) else None)
    return None if _is_of_several(quantity) else replace(condition, quantity=quantity)


@rule("cond", "none obj")
def _none(_word: str, obj: Obj) -> Any:
    return None if obj.ranked else _condition(size_of(obj), Bound((("=", t.Number(0.0, "")),)))


@rule("cond", "flag", cost=0.4)
def _flag(flag: Any) -> Any:
    return flag


@rule("cond", "obj flag")
def _object_flag(obj: Obj, flag: Any) -> Any:
    return _owned(flag, obj.node()) if obj.where is None else None


@rule("cond", "both event", cost=0.1)
@rule("cond", "both", cost=0.6)
def _alike_leptons(how: str, *_event: str) -> Any:
    return _both(Obj("lepton", 0, 2), how)


@rule("cond", "both event : cond", "both event cond")
def _when_alike(how: str, *rest: Any) -> Any:
    return _when("if", _alike_leptons(how), rest[-1])


@rule("cond", "cond both event")
def _when_alike_behind(condition: Any, how: str, _event: str) -> Any:
    return _when_alike(how, condition)


@rule("cond", "obj both or both", "obj with both or both")
def _alike_somehow(*parts: Any) -> Any:
    obj = next(one for one in parts if isinstance(one, Obj))
    found = [_both(obj, one) for one in parts if isinstance(one, str) and " " in one]
    return t.either(*found) if all(found) else None


@rule("cond", "num obj both", "num obj with both", "num obj both and both", "num obj with both and both")
def _two_alike(number: t.Number, obj: Obj, *rest: Any) -> Any:
    if number != t.Number(2.0, "") or obj.ranked:
        return None
    return _alike_twice(replace(obj, stop=2), *rest)


@rule("cond", "obj both", "obj with both", "both obj")
def _alike(*parts: Any) -> Any:
    obj = next(one for one in parts if isinstance(one, Obj))
    return _both(obj, next(one for one in parts if isinstance(one, str) and " " in one))


@rule("cond", "obj both and both", "obj with both and both", "both and both obj", "obj both , both")
def _alike_twice(*parts: Any) -> Any:
    obj = next(one for one in parts if isinstance(one, Obj))
    found = [_both(obj, one) for one in parts if isinstance(one, str) and " " in one]
    return t.every(*found) if all(found) else None


@rule("cond", "cond and cond", "cond , cond")
def _and(one: Any, _and: str, other: Any) -> Any:
    """What 'A and B or C' means is unclear, as is 'A if B and C'."""
    kinds = {type(one), type(other)}
    return None if t.Or in kinds or (t.When in kinds and len(kinds) > 1) else t.every(one, other)


@rule("cond", "cond and ( cond )", "cond and either cond or cond")
def _and_either(one: Any, _and: str, *rest: Any) -> Any:
    return t.every(one, rest[1] if len(rest) == 3 else t.either(rest[1], rest[3]))


@rule("cond", "( cond ) and cond", "( cond ) and ( cond )")
def _either_and(_l: str, one: Any, _r: str, _and: str, *rest: Any) -> Any:
    return t.every(one, rest[0] if len(rest) == 1 else rest[1])


@rule("cond", "either cond or cond")
def _either(_word: str, one: Any, _or: str, other: Any) -> Any:
    return _or_of(one, other)


@rule("cond", "cond or cond")
def _or(one: Any, _or: str, other: Any) -> Any:
    return None if t.And in {type(one), type(other)} else _or_of(one, other)


@rule("cond", "( cond ) or cond", "( cond ) or ( cond )", "cond or ( cond )")
def _or_in_brackets(*parts: Any) -> Any:
    one, other = (part for part in parts if not isinstance(part, str))
    return _or_of(one, other)


def _or_of(one: Any, other: Any) -> Any:
    triggers = [getattr(getattr(each, "quantity", None), "function", "") == "trigger" for each in (one, other)]
    return None if t.When in {type(one), type(other)} or any(triggers) else t.either(one, other)


@rule("cond", "( cond )", "with|any|all cond", cost=0.02)
def _transparent(*parts: Any) -> Any:
    return parts[1]


@rule("cond", "obj cond", "obj : cond", "obj with cond")
def _said_of(obj: Obj, *rest: Any) -> Any:
    condition = rest[-1]
    parts = condition.parts if isinstance(condition, t.And) else ()
    if any(not _is_open(part) and set(_free(part)) - {obj.kind} for part in parts):
        return None  # electrons with pT > 7 GeV and |η| < 2.5, muons with pT > 5 GeV
    again = obj.where is not None and obj.kind in _free(condition)
    return _conditional(obj, condition) if again or _is_open(condition) else None


@rule("cond", "obj has? within cond", cost=0.1)
def _lies_within(obj: Obj, *rest: Any) -> Any:
    return _said_of(obj, rest[-1]) if obj.where is None else None


@rule("cond", "cond if obj", "cond of obj", "cond with obj")
def _said_for(condition: Any, _if: str, obj: Obj) -> Any:
    return _said_of(obj, condition)


@rule("cond", "cond ( obj )", "cond obj", cost=0.3)
def _said_aside(condition: Any, *rest: Any) -> Any:
    obj = next(one for one in rest if isinstance(one, Obj))
    return _said_of(obj, condition) if obj.where is None else None


@rule(
    "cond",
    "cond and bound if obj",
    "cond bound if obj",
    "cond , bound if obj",
    "cond , bound obj",
    "cond and bound obj",
    "cond ( bound if|of obj )",
)
def _and_for(condition: Any, *rest: Any) -> Any:
    """|d0sig| < 5 for electrons and < 3 for muons."""
    bound: Any
    obj: Any
    bound, obj = (next(one for one in rest if isinstance(one, kind)) for kind in (Bound, Obj))
    first = condition.parts[-1] if isinstance(condition, t.And) else condition
    owners = [node.arguments[0] for node in t.walk(first) if isinstance(node, t.Call) and node.function != "size"]
    owner = next((one for one in owners if isinstance(one, t.Item | t.Name) and one != t.Name("MET")), None)
    if not isinstance(first, t.Requirement) or owner in {None, obj.node()} or obj.where or obj.several:
        return None
    quantity = transformed(first.quantity, lambda node: obj.node() if node == owner else None)
    made = _condition(quantity, bound)
    return made and t.every(condition, made)


@rule("cond", "cond and bound if bound", "cond , bound if bound")
def _else_of_it(condition: Any, *rest: Any) -> Any:
    """... if MET is 250 GeV or less, and above 0.4 if it is more."""
    if not isinstance(condition, t.When) or not isinstance(condition.condition, t.Requirement):
        return None
    return _else(condition, rest[-3], "if", _condition(condition.condition.quantity, rest[-1]))


@rule("cond", "cond and bound if cond", "cond , bound if cond", "cond bound if cond")
def _else(condition: Any, *rest: Any) -> Any:
    """> 0.6 if MET <= 250 GeV, > 0.4 if MET > 250 GeV."""
    bound, asked = rest[-3], rest[-1]
    if not isinstance(condition, t.When) or not isinstance(condition.then, t.Requirement) or isinstance(asked, t.When):
        return None
    return t.every(condition, t.When(asked, _condition(condition.then.quantity, bound)))


@rule("cond", "obj keep_if cond")
def _kept_if(obj: Obj, _keep: str, condition: Any) -> Any:
    return _conditional(obj, condition)


@rule("cond", "event keep_if cond", "keep_if cond", "event veto|drop unless cond", cost=0.02)
def _event_kept_if(*parts: Any) -> Any:
    return parts[-1]


@rule("cond", "if cond cond", "if cond : cond", "if cond , cond")
def _when(_if: str, asked: Any, *rest: Any) -> Any:
    return None if isinstance(asked, t.When) else t.When(asked, rest[-1])


@rule("cond", "cond if cond", cost=0.05)
def _when_behind(condition: Any, _if: str, asked: Any) -> Any:
    return None if t.When in {type(condition), type(asked)} else t.When(asked, condition)


@rule("cond", "cond else cond|bound", "cond , else cond|bound")
def _otherwise(condition: Any, *rest: Any) -> Any:
    if not isinstance(condition, t.When) or isinstance(condition.condition, t.When) or t.When in map(type, rest):
        return None
    other = rest[-1]
    if isinstance(other, Bound):
        other = _condition(condition.then.quantity, other) if isinstance(condition.then, t.Requirement) else None
    return other and t.every(condition, t.When(t.Not(condition.condition), other))


@rule("cond", "qty op ( num if cond else num )", "qty op num if cond else num")
def _number_by_case(quantity: Any, op: str, *rest: Any) -> Any:
    one, other = (_condition(quantity, Bound(((op, part),))) for part in rest if isinstance(part, t.Number))
    asked = next(part for part in rest if isinstance(part, t.Condition))
    return None if isinstance(asked, t.When) else _otherwise(t.When(asked, one), "", other)


@rule("cond", "cond else obj? veto|drop")
def _else_vetoed(condition: Any, *_rest: Any) -> Any:
    return None if isinstance(condition, t.When) else condition


@rule("cond", "cond ,|and? bound if op qty")
def _beyond(condition: Any, *rest: Any) -> Any:
    """... above 0.6 for MET up to 250 GeV, above 0.4 for larger MET."""
    bound, _if, op, quantity = rest[-4:]
    asked = getattr(condition, "condition", None)
    if not isinstance(asked, t.Requirement) or asked.quantity != quantity or not isinstance(asked.test, t.Interval):
        return None
    beyond = {"<": asked.test.low, ">": asked.test.high}.get(op)
    once = beyond is not None and None in {asked.test.low, asked.test.high}
    return _otherwise(condition, bound) if once else None


# Sentences: (condition, whether what fulfils it goes, region)


@rule("sent", "cond")
def _kept(condition: Any) -> Any:
    return condition, False, None


@rule("sent", "obj", cost=0.5)
def _kept_object(obj: Obj) -> Any:
    return (obj.where, False, _block_of(obj)) if obj.where else None


def _block_of(obj: Obj) -> str | None:
    return None if obj.kind in {"pair", "quadruplet", "z1", "z2"} else obj.kind


@rule("sent", "cond veto", "veto with? cond", "cond : event? veto", "event? if cond veto", "event with cond veto")
@rule("sent", "event? veto if cond", "event? if cond drop", "event with cond drop", "event drop if cond")
@rule("sent", "cond : event drop", "drop event with cond")
def _vetoed(*parts: Any) -> Any:
    condition = next(part for part in parts if not isinstance(part, str))
    return condition, True, None


@rule("sent", "obj veto|drop", "veto|drop obj")
def _vetoed_object(*parts: Any) -> Any:
    obj = next(part for part in parts if isinstance(part, Obj))
    return (obj.where, True, _block_of(obj)) if obj.where else _vetoed_event(obj)


@rule("sent", "event with obj veto|drop", "veto|drop event with obj", "event veto|drop if with obj")
def _vetoed_event(*parts: Any) -> Any:
    """A third lepton is there if there are three or more."""
    obj = next(part for part in parts if isinstance(part, Obj))
    least = t.Number(float(max(1, obj.stop)))
    obj = obj if obj.where else replace(obj, start=0, stop=0)
    return t.Requirement(size_of(obj), t.Interval(least, None, True)), True, None


@rule("sent", "obj veto|drop if cond", "veto|drop obj if cond")
def _vetoed_if(*parts: Any) -> Any:
    obj, condition = next(part for part in parts if isinstance(part, Obj)), parts[-1]
    said = _owned(condition, obj.node())
    return (t.every(*filter(None, (obj.where, said))), True, None)


@rule("sent", "both event veto|drop if cond")
def _alike_vetoed(how: str, *rest: Any) -> Any:
    return t.every(_alike_leptons(how), rest[-1]), True, None


@rule("sent", "veto|drop unless cond")
def _unless(_veto: str, _unless: str, condition: Any) -> Any:
    return condition, False, None


@rule("sent", "veto|drop only_if cond")
def _only_if(_veto: str, _only: str, condition: Any) -> Any:
    return condition, True, None


@rule("sent", "region sent", "region : sent")
def _in_region(region: Region, *rest: Any) -> Any:
    condition, veto, already = rest[-1]
    return None if already else (condition, veto, region)


@rule("sent", "sent region", "sent with region", "sent ( region )")
def _in_region_behind(sentence: Any, *rest: Any) -> Any:
    return _in_region(next(part for part in rest if isinstance(part, Region)), sentence)


@rule("region", "kind region", "region kind")
def _region_of_kind(one: Any, other: Any) -> Any:
    return one if isinstance(one, Region) else other


@rule("region", "region ( kind )")
def _region_with_kind(region: Region, _l: str, kind: Any, _r: str) -> Region:
    return replace(region, kind=kind)


@rule("sents", "sent")
def _one_sentence(sentence: Any) -> Any:
    return (sentence,)


@rule("sents", "sents , sent", "sents and sent", cost=0.3)
def _more_sentences(sentences: Any, *rest: Any) -> Any:
    unclear = any(isinstance(condition, t.Or) for condition, _, _ in (*sentences, rest[-1]))
    return None if unclear else (*sentences, rest[-1])


# What the rules need


def _restates(what: Any, node: Any) -> bool:
    """Whether objects are in a condition already."""
    inside = set(t.walk(node))
    kinds = {one.kind for one in what} if isinstance(what, tuple) else set()
    if kinds == {"electron", "muon"} and any(isinstance(one, t.Call) and one.function == "flavour" for one in inside):
        return True
    return all(
        one.where is None
        and (
            one.node() in inside
            or (one.several and set(one.each()) <= inside)
            or (not one.ranked and t.Name(one.kind) in inside)
        )
        for one in (what if isinstance(what, tuple) else (what,))
    )


def _counted(of: Any, asked: Any) -> Any:
    """Return a count of those that fulfil a condition as well."""
    if (
        not isinstance(of, t.Call)
        or of.function != "size"
        or len(of.arguments) != 1
        or not isinstance(of.arguments[0], t.Name)
    ):
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
    made = []
    for op, number in bound.tests:
        made.append(_requirement(quantity, op, number))
    condition = t.either(*made) if bound.either else t.every(*made)
    several = {node.arguments[0] for node in t.walk(quantity) if _is_of_several(node)}
    if len(several) != 1:
        return condition
    return _of_all(several.pop(), condition)


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
    return THIS in set(t.walk(node))


def _owned(node: Any, owner: Any) -> Any:
    return transformed(node, lambda one: owner if one == THIS else None)


def _same_owner(one: Any, other: Any) -> Any:
    """The isolation divided by 'pT' is divided by that of the same object."""
    owners = [node.arguments[0] for node in t.walk(one) if isinstance(node, t.Call) and node.function != "size"]
    named = owners and owners[0] != THIS and isinstance(owners[0], t.Name | t.Item)
    return _owned(other, owners[0]) if named else other


def _free(node: Any) -> list[str]:
    """Return the collections that are spoken of as a whole."""
    if isinstance(node, t.Item) or node == t.Name("MET"):
        return []
    return [node.name] if isinstance(node, t.Name) else [name for part in t.children(node) for name in _free(part)]


def _about(condition: Any, obj: Obj) -> Any:
    """Return what is asked of each instance, for a filter: with `this` bound to the collection."""
    free = set(_free(condition))
    return condition if obj.kind in free else None


def _is_filtered(obj: Obj) -> bool:
    """Whether more than a class such as calo-tagged is asked of it already."""
    return isinstance(obj.where, t.Condition) and not (
        isinstance(obj.where, t.Requirement) and isinstance(obj.where.test, t.OneOf | t.Flag)
    )


def _conditional(obj: Obj, condition: Any) -> Any:
    if obj.several:
        return _of_all(obj.node(), condition)
    said = _owned(condition, obj.node())
    return t.When(obj.where, said) if obj.where else said


def _both(obj: Obj, how: str) -> Any:
    """Same or different flavour or charge of two."""
    two = obj.each() if obj.stop - obj.start == 2 else [t.Item(t.Name(obj.kind), 0), t.Item(t.Name(obj.kind), 1)]
    if obj.kind in {"pair", "z1"}:
        two = [t.Item(t.Name("lepton"), rank) for rank in (0, 1)]
    elif obj.kind not in {"lepton", "electron", "muon", "tau"}:
        return None
    word, what, *more = how.split()
    if more:
        return t.every(_both(obj, f"{word} {what}"), _both(obj, " ".join(more)))
    one, other = (t.Call(what, (each,)) for each in two)
    same = t.Requirement(one, t.Interval(other, other, True, True))
    return same if word == "same" else t.Not(same)
