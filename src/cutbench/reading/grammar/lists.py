"""Lists: as many numbers as there are objects, cases or regions, each for one of them.

`pT > 20, 15 and 10 GeV for the three leading leptons`, `|η| < 2.4 (2.5) for muons (electrons)`,
`MET > 200, 250 and 300 GeV in SRA, SRB and SRC, respectively`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.grammar.counts import counting, number_of
from cutbench.reading.grammar.making import as_bound, asked_alike, bound_of, condition_on, one_of_rank, pick
from cutbench.reading.grammar.pairs import alike_leptons, said_alike
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import has_count, is_open, is_whole, named_as, op_of, wholes_in, with_owner
from cutbench.reading.items import Bound, Obj, Region

IDENTIFIED = {"electron", "muon", "tau", "lepton", "photon"}


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
    return None if obj.ranked or obj.where else tuple(one_of_rank(rank, obj) for rank in ranks)


@rule("many", "obj", "num obj")
def _row_of_several(*parts: Any) -> Any:
    """The three leading leptons one by one; of a number of leptons the leading ones are meant."""
    obj, number = parts[-1], pick(parts, t.Number)
    if obj.where or obj.together or (number and (obj.ranked or not is_whole(number))):
        return None
    ranks = range(obj.start, int(number.value) if number else obj.stop)
    return tuple(one_of_rank(rank, obj) for rank in ranks) if len(ranks) > 1 else None


@rule("row", "obj and|,|to obj", "obj ( obj )", "row ,|and|/ obj", "row , and obj")
def _row(*parts: Any) -> Any:
    row = tuple(obj for part in parts for obj in (part if isinstance(part, tuple) else (part,)))
    clear = len(set(row)) == len(row) and len({each.ranked for each in row}) == 1
    return row if clear and not any(each.where or each.several for each in row) else None


@rule("conds", "qty op numbers", "op numbers qty")
@rule("alts", "qty op bracketed", "op bracketed qty")
def _conditions(*parts: Any) -> Any:
    op, numbers = pick(parts, str), pick(parts, tuple)
    quantity = next(part for part in parts if not isinstance(part, str | tuple))
    return tuple(condition_on(quantity, bound_of(op, number)) for number in numbers)


@rule("alts", "alts and|, alts")
def _several_alternatives(one: Any, other: Any) -> Any:
    """PT > 30 (25) GeV and |η| < 2.5 (2.4)."""
    return tuple(map(t.every, one, other)) if len(one) == len(other) else None


@rule("cond", "row with|has|:? conds|alts", "many with|has|:? conds")
def _one_for_each(row: Any, conditions: Any) -> Any:
    if len(row) != len(conditions) or not all(map(is_open, conditions)):
        return None
    return t.every(*(with_owner(one, obj.node()) for one, obj in zip(conditions, row, strict=True)))


@rule("cond", "the num obj has|with? both and has? conds")
def _alike_and_each(_the: str, number: t.Number, obj: Obj, how: str, conditions: Any) -> Any:
    """The two leptons must be of the same sign and have pT > 25 and 20 GeV, respectively."""
    row = _row_of_several(number, obj)
    both, each = said_alike("the", number, obj, how), row and _one_for_each(row, conditions)
    return t.every(both, each) if both and each else None


@rule("cond", "conds|alts if|of|with? row", "conds if|of many")
def _one_for_each_behind(conditions: Any, row: Any) -> Any:
    return _one_for_each(row, conditions)


@rule("cond", "bound obj with conds")
def _number_and_each(bound: Bound, obj: Obj, conditions: Any) -> Any:
    """At least three leptons with pT > 25, 15 and 10 GeV."""
    number, row = number_of(bound, obj), replace(obj, stop=len(conditions))
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
    node = one_of_rank(rank, obj).node()
    if is_open(condition):
        return with_owner(condition, node)
    of_all = obj.kind in wholes_in(condition) and not has_count(condition)
    return transformed(condition, named_as(obj.kind, node)) if of_all else None


@rule("cond", "cond if rank and|,? num|bound if rank obj")
def _by_rank_alike(one: Any, first: int, bound: Any, second: int, obj: Obj) -> Any:
    """Must exceed 0.35 for the leading and 0.25 for the subleading photon."""
    op = op_of(one)
    other = condition_on(one.quantity, as_bound(bound, op)) if op and isinstance(one, t.Requirement) else None
    return other and _by_rank(one, first, other, second, obj)


@rule("cond", "rank obj has|with cond and|,? other has|with? cond")
def _and_the_other(rank: int, obj: Obj, one: Any, other: Any) -> Any:
    """The leading jet must have pT > 420 GeV and the subleading one pT > 150 GeV."""
    return _by_rank(one, rank, other, rank + 1, obj)


@rule("cond", "cond ,? each cond", cost=0.02)
def _each_of_them(counted: Any, asked: Any) -> Any:
    """Exactly two muons, each with pT > 4 GeV."""
    return counting(counted, asked) if is_open(asked) else None


@rule("cond", "row has|: cond", "cond if|of row", cost=0.1)
def _the_same_for_each(*parts: Any) -> Any:
    """Electrons and muons must have pT > 10 GeV."""
    row, condition = pick(parts, tuple), pick(parts, t.Condition)
    return t.every(*(with_owner(condition, obj.node()) for obj in row)) if is_open(condition) else None


@rule("qtys", "prop ( row )", "prop of? row", "row with? prop")
@rule("many_qtys", "prop of? many", "many has? prop")
def _of_each(*parts: Any) -> Any:
    name = pick(parts, str)
    return None if name == "m" else tuple(t.Call(name, (obj.node(),)) for obj in pick(parts, tuple))


@rule("qtys", "qty and qty", "qty , qtys")
def _quantities(one: Any, other: Any) -> Any:
    return (one, *(other if isinstance(other, tuple) else (other,)))


@rule("cond", "two qtys bound", "qtys two bound")
def _both_required(quantities: Any, bound: Bound) -> Any:
    return t.every(*(condition_on(quantity, bound) for quantity in quantities))


@rule("cond", "qtys op numbers|bracketed", "many_qtys op numbers")
def _each_of_its_own(quantities: Any, op: str, numbers: Any) -> Any:
    if len(quantities) != len(numbers):
        return None
    return t.every(*(condition_on(one, bound_of(op, number)) for one, number in zip(quantities, numbers, strict=True)))


@rule("cases", "both and both", "both ( both )", "alike and alike prop", "alike ( alike ) prop")
def _cases(*parts: str) -> Any:
    hows = parts if len(parts) == 2 else [f"{word} {parts[-1]}" for word in parts[:2]]
    return tuple(map(alike_leptons, hows)) if {one.split()[-1] for one in hows} <= {"flavour", "charge"} else None


@rule("cases", "qty op ( op ) num")
def _cases_of_a_bound(quantity: Any, op: str, other: str, number: t.Number) -> Any:
    return tuple(condition_on(quantity, bound_of(each, number)) for each in (op, other))


@rule("cond", "conds|alts if? cases")
def _one_for_each_case(conditions: Any, cases: Any) -> Any:
    return t.every(*map(t.When, cases, conditions)) if len(conditions) == len(cases) else None


@rule("eithers", "obj or|, obj", "eithers or|, obj", "eithers , or obj")
def _either_kind(one: Any, last: Obj) -> Any:
    """Electrons, muons or photons: a class of the first is that of all, as in 'loose electrons or muons'."""
    before = one if isinstance(one, tuple) else (one,)
    name = before[0].kind.rpartition("_")[0]
    if name and "_" not in last.kind and last.kind in IDENTIFIED:
        last = asked_alike(f"{name}_{last.kind}", last)
    clear = not any(obj.ranked for obj in (*before, last)) and last.kind not in {obj.kind for obj in before}
    return (*before, last) if clear else None


@rule("regions", "region ,|and|/ region", "region ( region )", "regions ,|and|/ region", "regions , and region")
def _regions(one: Any, last: Region) -> Any:
    return (*(one if isinstance(one, tuple) else (one,)), last)


@rule("sents", "conds|alts if? regions")
def _one_for_each_region(conditions: Any, regions: Any) -> Any:
    """MET > 200, 250 and 300 GeV in SRA, SRB and SRC, respectively."""
    if len(conditions) != len(regions):
        return None
    return tuple((one, False, region) for one, region in zip(conditions, regions, strict=True))
