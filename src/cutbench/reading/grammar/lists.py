"""Lists: as many numbers as there are objects, cases or regions, each for one of them.

`pT > 20, 15 and 10 GeV for the three leading leptons`, `|η| < 2.4 (2.5) for muons (electrons)`,
`MET > 200, 250 and 300 GeV in SRA, SRB and SRC, respectively`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.grammar.counts import number_of
from cutbench.reading.grammar.identification import identified
from cutbench.reading.grammar.making import (
    as_bound,
    asked_again,
    asked_alike,
    bound_of,
    by_case,
    condition_on,
    flat,
    one_of_rank,
    pick,
)
from cutbench.reading.grammar.objects import bare_energy
from cutbench.reading.grammar.owners import said_of
from cutbench.reading.grammar.pairs import alike_leptons
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import (
    THIS,
    has_count,
    is_open,
    is_whole,
    named_as,
    quantities_in,
    wholes_in,
    with_owner,
)
from cutbench.reading.items import Bound, Obj, Region

ENERGIES = {"pT", "ET", "E"}
IDENTIFIED = {"electron", "muon", "tau", "lepton", "photon"}


@rule("bracketed", "num ( num ) unit?")
@rule("numbers", "num ,|and|/ num", "numbers ,|and|/ num", "numbers , and num")
def _numbers(*parts: Any) -> Any:
    """20, 15 and 10 GeV; 100 (50) GeV: a number without a unit has that of the last."""
    numbers, unit = flat(parts[:2]), parts[2] if len(parts) > 2 else ""
    unit = numbers[-1].unit or unit
    alike = {number.unit for number in numbers} <= {"", unit}
    return tuple(replace(number, unit=unit) for number in numbers) if alike else None


@rule("ranks", "rank ,|and|/ rank", "rank ( rank )", "ranks ,|and|/ rank", "ranks , and rank")
@rule("regions", "region ,|and|/ region", "region ( region )", "regions ,|and|/ region", "regions , and region")
@rule("qtys", "qty and qty", "qty , qtys")
def _listed(*parts: Any) -> Any:
    """Leading and subleading; SRA, SRB and SRC."""
    return flat(parts)


@rule("row", "ranks obj")
def _row_of_ranks(ranks: Any, obj: Obj) -> Any:
    """The leading and third jet."""
    return None if obj.ranked or obj.where else tuple(one_of_rank(rank, obj) for rank in ranks)


@rule("many", "obj", "num obj")
def _row_of_several(*parts: Any) -> Any:
    """The three leading leptons one by one; of a number of leptons the leading ones are meant."""
    obj, number = parts[-1], pick(parts, t.Number)
    if obj.where or obj.together or (number and (obj.ranked or not is_whole(number))):
        return None
    ranks = range(obj.start, int(number.value) if number else obj.stop)
    return tuple(one_of_rank(rank, obj) for rank in ranks) if len(ranks) > 1 else None


@rule("row", "obj and|,|to|/ obj", "obj ( obj )", "row ,|and|/ obj", "row , and obj")
def _row(*parts: Any) -> Any:
    """Electrons, muons and photons; muons (electrons)."""
    row = flat(parts)
    clear = len(set(row)) == len(row) and len({each.ranked for each in row}) == 1
    return row if clear and not any(each.where or each.several for each in row) else None


@rule("conds", "qty op numbers", "op numbers qty")
@rule("alts", "qty op bracketed", "op bracketed qty")
def _conditions(*parts: Any) -> Any:
    """|η| < 2.4 (2.5); pT > 20, 15 and 10 GeV."""
    op, numbers = pick(parts, str), pick(parts, tuple)
    quantity = next(part for part in parts if not isinstance(part, str | tuple))
    return tuple(condition_on(quantity, bound_of(op, number)) for number in numbers)


@rule("alts", "qty op bracketed *|of? qty")
def _shares_by_case(quantity: Any, op: str, shares: Any, whole: Any) -> Any:
    """E_T > 0.35 (0.25) m_γγ."""
    pure = all(number.unit in {"", "1", "%"} for number in shares)
    return _conditions(t.Arithmetic("/", quantity, whole), op, shares) if pure else None


@rule("alts", "class ( class ) ident")
def _identified_by_case(*classes: str) -> Any:
    """Tight (medium) identification."""
    flags = tuple(map(identified, classes))
    return flags if all(flags) else None


@rule("alts", "bracketed obj", "op bracketed obj")
def _numbers_by_case(*parts: Any) -> Any:
    """Two (three) b-jets, at least two (three) b-jets."""
    counted = tuple(number_of(bound_of(pick(parts, str) or "=", number), parts[-1]) for number in pick(parts, tuple))
    return counted if all(counted) else None


@rule("alts", "within alts")
def _alternatives_within(alternatives: Any) -> Any:
    """Within |η| < 2.4 (2.5)."""
    return alternatives


@rule("alts", "alts and|, alts")
def _several_alternatives(one: Any, other: Any) -> Any:
    """|η| < 2.5 (2.4) and pT > 30 (25) GeV."""
    return tuple(map(t.every, one, other)) if len(one) == len(other) else None


@rule("cond", "row with|has|:? conds|alts", "many with|has|:? conds")
def _one_for_each(owners: Any, conditions: Any) -> Any:
    """The leading and subleading lepton must have pT > 25 and 20 GeV."""
    if len(owners) != len(conditions):
        return None
    if isinstance(owners[0], t.Condition):
        return by_case(owners, conditions)
    nodes = [one.node() if isinstance(one, Obj) else one for one in owners]
    return t.every(*map(with_owner, conditions, nodes)) if all(map(is_open, conditions)) else None


@rule("cond", "cond and has|with? conds")
def _and_one_for_each(condition: Any, conditions: Any) -> Any:
    """The two leptons must be of the same sign and have pT > 25 and 20 GeV, respectively."""
    ranked = tuple(dict.fromkeys(node for node in t.walk(condition) if isinstance(node, t.Item)))
    each = _one_for_each(ranked, conditions) if ranked else None
    return each and t.every(condition, each)


@rule("cond", "conds|alts if|of|with? row", "conds if|of many", "conds|alts if? cases")
def _one_for_each_behind(conditions: Any, owners: Any) -> Any:
    """MET > 45 (20) GeV for the same (different) flavour, pT > 25 and 20 GeV for the two leading leptons."""
    return _one_for_each(owners, conditions)


@rule("cond", "bound obj with conds")
def _number_and_each(bound: Bound, obj: Obj, conditions: Any) -> Any:
    """At least three leptons with pT > 25, 15 and 10 GeV."""
    number, row = number_of(bound, obj), replace(obj, stop=len(conditions))
    enough = bound.tests in {((op, t.Number(float(row.stop), "")),) for op in ("=", ">=")}
    each = enough and number and not obj.where and _one_for_each(_row_of_several(row), conditions)
    return t.every(number, each) if each else None


@rule("by_rank", "cond if rank", "cond ( rank )")
def _for_rank(condition: Any, rank: int) -> Any:
    """With pT > 22 GeV for the leading ..."""
    return ((rank, condition),)


@rule("by_rank", "by_rank ,|and? by_rank", "by_rank , and by_rank")
def _for_ranks(*parts: Any) -> Any:
    """... and pT > 15 GeV for the subleading ..."""
    return tuple(one for part in parts for one in part)


@rule(
    "by_rank",
    "by_rank ,|and? bound|num if rank",
    "by_rank , and bound|num if rank",
    "by_rank ,|and? bound|num ( rank )",
)
def _for_another_rank(before: Any, asked: Any, rank: int) -> Any:
    """... and 0.25 for the subleading ..."""
    again = asked_again(before[-1][1], asked)
    return (*before, (rank, again)) if again else None


@rule("cond", "by_rank if? obj")
def _by_rank(asked: Any, obj: Obj) -> Any:
    """... of the photons: each rank is said once."""
    if obj.ranked or obj.where or len(asked) < 2 or len(dict(asked)) < len(asked):
        return None
    each = [_of_rank_in(condition, rank, obj) for rank, condition in asked]
    return t.every(*each) if all(each) else None


@rule("cond", "by_rank", cost=0.05)
def _by_rank_of_what_is_asked(asked: Any) -> Any:
    """Tau pT > 40 GeV (leading), > 30 GeV (subleading)."""
    kinds = {kind for _, condition in asked for kind in wholes_in(condition)}
    return _by_rank(asked, Obj(kinds.pop())) if len(kinds) == 1 else None


@rule("owned", "obj bound|num ,|and obj bound|num", "owned ,|and obj bound|num", "owned , and obj bound|num")
def _bound_of_each(*parts: Any) -> Any:
    """... electrons < 0.10, muons < 0.25."""
    *before, obj, asked = flat(parts)
    return (*before, obj, asked)


@rule("cond", "prop|qty :|of|if? owned")
def _one_property_of_each(named: Any, owned: Any) -> Any:
    """Relative isolation: electrons < 0.10, muons < 0.25."""
    quantity = t.Call(named, (THIS,)) if isinstance(named, str) else named
    each = tuple(zip(owned[::2], owned[1::2], strict=True))
    plain = is_open(quantity) and all(not obj.where and not obj.several for obj, _ in each)
    clear = plain and all(isinstance(asked, Bound) for _, asked in each) and len({obj for obj, _ in each}) == len(each)
    return t.every(*(said_of(obj, condition_on(quantity, asked)) for obj, asked in each)) if clear else None


@rule("cond", "conds", cost=0.1)
def _falling_by_rank(conditions: Any) -> Any:
    """Lepton pT > 25, 20 and 10 GeV: of one energy, falling thresholds are those of the leading ones."""
    numbers = [one.test.low.value for one in conditions if _is_threshold(one)]
    falling = len(numbers) == len(conditions) and sorted(numbers, reverse=True) == numbers
    return _by_rank_of_what_is_asked(tuple(enumerate(conditions))) if falling else None


def _is_threshold(condition: Any) -> bool:
    match condition:
        case t.Requirement(t.Call(name), t.Interval(t.Number(), None)):
            return name in ENERGIES
    return False


def _of_rank_in(condition: Any, rank: int, obj: Obj) -> Any:
    """Return a condition on all of a kind, or on what is not said, as one on the instance of a rank."""
    node = one_of_rank(rank, obj).node()
    if is_open(condition):
        return with_owner(condition, node)
    of_all = obj.kind in wholes_in(condition) and not has_count(condition)
    return transformed(condition, named_as(obj.kind, node)) if of_all else None


@rule("cond", "rank obj has|with cond and|,? other has|with? cond", "rank obj has|with cond and|,? rank has|with? cond")
def _and_the_other(rank: int, obj: Obj, one: Any, *other: Any) -> Any:
    """The leading jet must have pT > 420 GeV and the subleading one pT > 150 GeV."""
    second = other[0] if len(other) > 1 else rank + 1
    if len(other) > 1 and not (isinstance(other[1], t.Requirement) and is_open(other[1])):
        return None  # 'the second jet has ... or the third has ...'
    return _by_rank(((rank, one), (second, other[-1])), obj)


@rule("cond", "obj has|with cond and|,? rest obj? has|with? cond")
def _and_all_others(obj: Obj, one: Any, *others: Any) -> Any:
    """The leading jet must have pT > 60 GeV and all other jets pT > 30 GeV."""
    asked, kinds = others[-1], {other.kind for other in others[:-1]}
    whole = t.Name(obj.kind)
    clear = obj.ranked and obj.start == 0 and not obj.where and kinds <= {obj.kind} and is_open(asked)
    first = said_of(obj, one) if clear and not isinstance(one, t.When) else None
    rest = t.Call("all", (t.Slice(whole, obj.stop, None), with_owner(asked, whole)))
    return first and t.every(first, t.Requirement(rest, t.Flag()))


@rule("cond", "cond and|,? of rank be? bound|num", "cond and|,? rank bound", "cond , and rank bound")
def _that_of_another(condition: Any, rank: int, bound: Any) -> Any:
    """The pT of the leading muon must exceed 25 GeV, that of the second 12 GeV and that of the third 9 GeV."""
    last = condition.parts[-1] if isinstance(condition, t.And) else condition
    ranked = {node for node in t.walk(last) if isinstance(node, t.Item)}
    again = asked_again(last, bound) if len(ranked) == 1 else None
    one: Any = next(iter(ranked), None)
    clear = again is not None and not any(isinstance(node, t.Item) and node.rank == rank for node in t.walk(condition))
    return t.every(condition, transformed(again, {one: replace(one, rank=rank)}.get)) if clear else None


@rule("cond", "row has|: cond", "cond if|of row", cost=0.1)
def _the_same_for_each(*parts: Any) -> Any:
    """Electrons and muons must have pT > 10 GeV."""
    row, condition = pick(parts, tuple), pick(parts, t.Condition)
    return t.every(*(with_owner(condition, obj.node()) for obj in row)) if is_open(condition) else None


@rule("qtys", "prop ( row )", "prop of? row", "row with? prop")
@rule("many_qtys", "prop of? many", "many has? prop")
def _of_each(*parts: Any) -> Any:
    """The pT of the leading and subleading lepton."""
    name = pick(parts, str)
    return None if name == "m" else tuple(t.Call(name, (obj.node(),)) for obj in pick(parts, tuple))


@rule("cond", "two qtys bound", "qtys two bound", "qtys op numbers|bracketed", "many_qtys op numbers")
def _each_quantity(quantities: Any, *asked: Any) -> Any:
    """Both m_Z1 and m_Z2 must exceed 12 GeV; the pT of electrons and muons must exceed 7 and 5 GeV."""
    bounds = [bound_of(asked[0], number) for number in asked[1]] if len(asked) > 1 else [asked[0]] * len(quantities)
    return t.every(*map(condition_on, quantities, bounds)) if len(quantities) == len(bounds) else None


@rule("cond", "threshold numbers of? qtys|many_qtys", "threshold numbers op by qtys|many_qtys")
def _thresholds(numbers: Any, *quantities: Any) -> Any:
    """Thresholds of 25 and 15 GeV on the pT of the leading and subleading lepton, exceeded by them."""
    return _each_quantity(quantities[-1], ">", numbers) if quantities[0] in {">", quantities[-1]} else None


@rule("cond", "row threshold numbers")
def _thresholds_of_objects(row: Any, numbers: Any) -> Any:
    """Electron and muon thresholds of 25 and 20 GeV: of their pT."""
    asked = [bare_energy(obj, bound_of(">", number)) for obj, number in zip(row, numbers, strict=False)]
    clear = len(row) == len(numbers) and all(isinstance(obj, Obj) for obj in row) and all(asked)
    return t.every(*(with_owner(one, obj.node()) for one, obj in zip(asked, row, strict=True))) if clear else None


@rule("cond", "bound|num obj op numbers", cost=0.1)
def _number_of_energies(asked: Bound | t.Number, obj: Obj, op: str, numbers: Any) -> Any:
    """Two photons above 40 and 30 GeV."""
    each = tuple(bare_energy(obj, bound_of(op, number)) for number in numbers)
    return _number_and_each(as_bound(asked), obj, each) if all(each) else None


@rule("conds", "conds inorder")
def _in_order(conditions: Any) -> Any:
    """... in decreasing order."""
    return conditions


@rule("conds", "qty bound and bound")
def _asked_in_turn(quantity: Any, one: Bound, other: Bound) -> Any:
    """ET / m > 0.35 and > 0.25: of two in turn, as both are bounds on one side."""
    sides = {op for op, _ in one.tests + other.tests}
    return (condition_on(quantity, one), condition_on(quantity, other)) if len(sides) == 1 else None


@rule("cases", "cond ( cond )")
def _cases_on_both_sides(one: Any, other: Any) -> Any:
    """... at |η| < 1.5 (|η| >= 1.5)."""
    return (one, other) if quantities_in(one) == quantities_in(other) and one != other else None


@rule("cases", "both and both", "both ( both )", "alike and alike prop", "alike ( alike ) prop")
def _cases(*parts: str) -> Any:
    """For the same and a different flavour."""
    hows = parts if len(parts) == 2 else [f"{word} {parts[-1]}" for word in parts[:2]]
    return tuple(map(alike_leptons, hows)) if {one.split()[-1] for one in hows} in ({"flavour"}, {"charge"}) else None


@rule("cases", "qty op ( op ) num")
def _cases_of_a_bound(quantity: Any, op: str, other: str, number: t.Number) -> Any:
    """... for MET <= (>) 250 GeV."""
    return tuple(condition_on(quantity, bound_of(each, number)) for each in (op, other))


@rule("eithers", "obj or|, obj", "eithers or|, obj", "eithers , or obj")
def _either_kind(one: Any, last: Obj) -> Any:
    """Electrons, muons or photons: a class of the first is that of all, as in 'loose electrons or muons'."""
    before = flat([one])
    name = before[0].kind.rpartition("_")[0]
    if name and "_" not in last.kind and last.kind in IDENTIFIED:
        last = asked_alike(f"{name}_{last.kind}", last)
    clear = not any(obj.ranked for obj in (*before, last)) and last.kind not in {obj.kind for obj in before}
    return (*before, last) if clear else None


@rule("by_region", "cond with|if? region", "cond ( region )")
def _for_region(condition: Any, region: Region) -> Any:
    """MET > 200 GeV in SR1 ..."""
    return ((region, condition),)


@rule("by_region", "by_region ,|and? bound|num with|if? region", "by_region , and bound|num with|if? region")
@rule("by_region", "by_region ,|and? bound|num ( region )")
def _for_another_region(before: Any, asked: Any, region: Region) -> Any:
    """... and > 300 GeV in SR2."""
    again = asked_again(before[-1][1], asked)
    return (*before, (region, again)) if again else None


@rule("sents", "by_region")
def _by_region(asked: Any) -> Any:
    """Each region is said once."""
    return tuple((one, False, region) for region, one in asked) if 1 < len(asked) == len(dict(asked)) else None


@rule("sents", "if? regions ,|:|has? conds|alts")
def _for_each_region(regions: Any, conditions: Any) -> Any:
    """SRA (SRB): MET > 200 (300) GeV."""
    return _one_for_each_region(conditions, regions)


@rule("sents", "conds|alts if? regions")
def _one_for_each_region(conditions: Any, regions: Any) -> Any:
    """MET > 200, 250 and 300 GeV in SRA, SRB and SRC, respectively."""
    if len(conditions) != len(regions):
        return None
    return tuple((one, False, region) for one, region in zip(conditions, regions, strict=True))
