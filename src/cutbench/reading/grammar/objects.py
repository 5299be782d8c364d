"""Objects: which instances a text speaks of, and what has to be so of each.

`the leading jet`, `two highest-pT photons`, `jet[0]`, `loose muons with pT > 5 GeV`, `isolated electrons`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.making import ONE, TWO, bound_of, condition_on, one_of_rank, pick
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_flag, is_mixed, is_open, is_whole, wholes_in, with_owner
from cutbench.reading.items import HIGHEST_INDEX, Bound, Obj

OF_MOMENTUM = {"electron", "muon", "tau", "lepton", "photon", "jet", "bjet", "track"}


@rule("obj", "all num obj")
def _all_of_them(_number: t.Number, obj: Obj) -> Any:
    """All three leptons: they are there already."""
    return None if obj.ranked or obj.where else obj


@rule("obj", "any|all obj")
@rule("obj", "( obj )", cost=0.05)
@rule("qty", "( qty )")
@rule("qty", "symbol", cost=0.3)
@rule("cond", "( cond )", "any|all|has cond", "event? keep_if|keep_only_if cond", cost=0.02)
@rule("cond", "event veto|drop unless cond", cost=0.02)
@rule("cond", "flag", cost=0.4)
def _itself(one: Any) -> Any:
    """All jets, (jets)."""
    return one


@rule("obj", "obj ( eithers )", "obj ( row )")
def _told_which(obj: Obj, kinds: Any) -> Any:
    """Leptons (electrons or muons): what they are always."""
    return obj if obj == Obj("lepton") and set(kinds) == {Obj("electron"), Obj("muon")} else None


@rule("obj", "class obj")
def _class(name: str, obj: Obj) -> Any:
    """Loose muons, forward jets."""
    return replace(obj, kind=f"{name}_{obj.kind}") if obj == Obj(obj.kind) and "_" not in obj.kind else None


@rule("obj", "rank obj", "rank and rank obj")
def _ranked(*parts: Any) -> Any:
    """The leading and subleading jet."""
    *ranks, obj = parts
    follow = ranks[-1] - ranks[0] == len(ranks) - 1
    return replace(obj, start=ranks[0], stop=ranks[-1] + 1) if follow and obj == Obj(obj.kind) else None


@rule("obj", "rank of num obj")
def _one_of_so_many(rank: int, number: t.Number, obj: Obj) -> Any:
    """The harder of the two photons."""
    plain = obj == Obj(obj.kind) and is_whole(number) and rank < number.value
    return one_of_rank(rank, obj) if plain else None


@rule("obj", "obj system")
def _system(obj: Obj) -> Any:
    """The dilepton system; that of all jets is something else."""
    return obj if obj.together or obj.kind in composites() else None


@rule("obj", "system of|from obj", "system of|from num obj")
def _system_of(*parts: Any) -> Any:
    """The system of the two leading jets, of the two photons."""
    *number, obj = parts
    plain = not obj.where and obj.kind not in composites()
    if number:
        return replace(obj, stop=2, together=True) if plain and number == [TWO] and not obj.ranked else None
    return replace(obj, together=True) if plain and obj.several and obj.start == 0 else None


@rule("objs", "system of|from objs")
def _system_of_different(objs: Any) -> Any:
    """The system of the leading lepton and the leading b-jet: its mass is that of both."""
    return objs if all(one.ranked and not one.several and not one.where for one in objs) else None


@rule("obj", "obj with obj")
def _of_a_class(obj: Obj, other: Obj) -> Any:
    """Leptons that pass the veto-lepton criteria."""
    return other if other.kind.endswith(f"_{obj.kind}") and Obj(obj.kind) == obj and not other.ranked else None


@rule("obj", "num rank obj", "rank num rank? obj", "num? obj with|of rank")
def _highest(*parts: Any) -> Any:
    """The two leading jets, the photon with the highest pT, the three jets of largest pT."""
    number, rank, obj = pick(parts, t.Number) or ONE, pick(parts, int), pick(parts, Obj)
    clear = not obj.ranked and (obj.where is None or parts[-1] == obj)  # of 'isolated jets of highest pT' all jets?
    clear = clear and is_whole(number) and number.value <= HIGHEST_INDEX  # 'in 2016 the leading muon ...'
    return replace(obj, stop=int(number.value)) if rank == 0 and clear else None


@rule("obj", "obj [ num ]", "obj [ !: num ]")
def _indexed(obj: Obj, *index: Any) -> Any:
    """jet[0], jet[:2]."""
    if len(index) > 1:
        return replace(obj, stop=int(index[1].value)) if is_whole(index[1]) else None
    (number,) = index
    return one_of_rank(int(number.value), obj) if is_whole(number, 0) and number.value < HIGHEST_INDEX else None


@rule("obj", "obj , obj", cost=0.2)
def _in_a_row(one: Obj, other: Obj) -> Any:
    """Leading, subleading jets: j_1, j_2."""
    follows = one.ranked and other.ranked and one.kind == other.kind and other.start == one.stop
    return replace(one, stop=other.stop) if follows else None


@rule("obj", "obj cond", cost=0.3)
def _filtered_beside(obj: Obj, condition: Any) -> Any:
    """Muons pT > 5 GeV; behind 'muon pT > 5 GeV or', something else begins."""
    parts = condition.parts if isinstance(condition, t.Or) else ()
    return None if len({is_flag(part) for part in parts}) > 1 else _filtered(obj, condition)


@rule("obj", "obj with cond", "obj placed? ( cond )")
def _filtered(obj: Obj, condition: Any) -> Any:
    """Muons with pT > 5 GeV, jets (pT > 30 GeV)."""
    if condition is None:
        return None
    asked = with_owner(condition, obj.node())
    parts = asked.parts if isinstance(asked, t.And | t.Or) else (asked,)
    if is_mixed(condition) or _counts_all(obj, asked):
        return None  # 'jets with A are kept, and jets with B must have C'; 'two b-jets (N_b ≥ 2)'
    if (
        obj.ranked
        or (_is_filtered(obj) and not is_flag(asked))
        or any(obj.kind not in wholes_in(part) for part in parts)
    ):
        return None
    return replace(obj, where=t.every(*filter(None, [obj.where, asked])))


@rule("obj", "flag obj", "obj with|has? flag", cost=0.05)
def _with_flag(*parts: Any) -> Any:
    """Isolated muons, muons that are calorimeter-tagged."""
    obj, flag = pick(parts, Obj), pick(parts, t.Condition)
    return _filtered(obj, flag) if is_open(flag) or obj.kind == "pair" else None


@rule("obj", "obj bound", cost=0.2)
def _of_energy(obj: Obj, bound: Bound) -> Any:
    """Jets above 30 GeV, by their pT."""
    return None if obj.ranked else _filtered(obj, bare_energy(obj, bound))


def bare_energy(obj: Obj, bound: Bound) -> Any:
    """Return what a bound in GeV asks of objects that have a momentum, where no quantity is named."""
    units = {getattr(number, "unit", "") for _, number in bound.tests}
    edges = units <= {"GeV", "MeV", "TeV"} and bound.around is None and not {"=", "!="} & {op for op, _ in bound.tests}
    plain = obj.kind.rpartition("_")[2] in OF_MOMENTUM and not obj.together and obj.where is None
    return condition_on(t.Call("pT", (THIS,)), bound) if edges and plain else None


@rule("obj", "obj heavier num")
def _heavier(obj: Obj, op: str, number: t.Number) -> Any:
    """Large-radius jets heavier than 120 GeV."""
    return None if obj.ranked else _filtered(obj, condition_on(t.Call("m", (THIS,)), bound_of(op, number)))


@rule("obj", "obj op flag")
def _other_than(obj: Obj, op: str, flag: Any) -> Any:
    """Muons other than calorimeter-tagged ones."""
    return _filtered(obj, t.Not(flag)) if op == "!=" and is_open(flag) else None


@rule("obj", "obj , with? exempt")
def _spared(obj: Obj) -> Any:
    """..., which are exempt."""
    return obj if isinstance(obj.where, t.Not) else None


@rule("obj", "obj with|has bound obj", "obj ( with? bound obj )")
def _vertex_of_tracks(vertex: Obj, bound: Bound, tracks: Obj) -> Any:
    """A vertex with at least two tracks."""
    its = t.Call("size", (t.Call("track", (THIS,)), *([tracks.where] if tracks.where else ())))
    clear = vertex == Obj("vertex") and replace(tracks, where=None) == Obj("track")
    clear = clear and all(is_whole(number) for _, number in bound.tests)
    return replace(vertex, where=with_owner(condition_on(its, bound), vertex.node())) if clear else None


@rule("obj", "obj of obj")
def _of_candidate(obj: Obj, whole: Obj) -> Any:
    """The leptons of a candidate."""
    made = whole.kind in composites() and whole.where is None and not whole.ranked
    return obj if made and obj.kind in {"lepton", "electron", "muon"} else None


@rule("objs", "obj and|,|to obj")
@rule("objs", "obj obj", cost=0.1)
def _two(one: Obj, other: Obj) -> tuple[Obj, Obj]:
    """The lepton and the jet."""
    return one, other


def _counts_all(obj: Obj, condition: Any) -> bool:
    """Whether a condition is about how many such objects an event has."""
    return t.Call("size", (t.Name(obj.kind),)) in set(t.walk(condition))


def _is_filtered(obj: Obj) -> bool:
    """Whether more than a class such as calo-tagged is asked of it already."""
    return isinstance(obj.where, t.Condition) and not is_flag(obj.where)
