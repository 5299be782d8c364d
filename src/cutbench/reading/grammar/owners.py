"""Conditions that are said of objects: in front of them, behind, or in brackets.

`electrons must have pT > 7 GeV`, `pT > 25 GeV for the leading lepton`, `|d0| < 1 mm except for stand-alone muons`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import composites, is_composite, words
from cutbench.reading.grammar.making import asked_again, conditional, pick
from cutbench.reading.grammar.objects import bare_energy
from cutbench.reading.grammar.pairs import alike_leptons
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import (
    LEPTONS,
    THIS,
    asks_symbol,
    compares_leptons,
    has_count,
    is_call,
    is_flag,
    is_mixed,
    is_of_several,
    is_open,
    is_whole,
    named_as,
    objects_asked,
    quantities_in,
    restates,
    wholes_in,
    with_owned_symbols,
    with_owner,
)
from cutbench.reading.items import Bound, Obj


@rule("cond", "obj has|:|byrequiring? cond", "if obj ,? cond")
def said_of(obj: Obj, condition: Any) -> Any:
    """Return what a condition means that is said of objects; a quantity that only its symbol is known of is theirs."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    if not obj.several and all(is_open(part) or asks_symbol(part) for part in parts or (condition,)):
        condition = with_owned_symbols(condition, obj.kind)
    if is_call(getattr(obj.where, "quantity", None), "isolated"):
        return None  # 'isolated electrons: ptcone20 / pT < 0.15' says what that means
    if any(not is_open(part) and set(wholes_in(part)) - {obj.kind} for part in parts):
        return None  # electrons with pT > 7 GeV and |η| < 2.5, muons with pT > 5 GeV
    if obj.kind in LEPTONS and any(map(compares_leptons, parts)):
        return None  # 'the two muons have a mass above 30 GeV and opposite charges': are these of other leptons?
    if _is_one_of_its_kind(obj, condition):  # 'the leading photon must have E_T^γ > 60 GeV'
        return transformed(condition, named_as(obj.kind.rpartition("_")[2], obj.node()))
    again = obj.where is not None and obj.kind in wholes_in(condition) and not has_count(condition)
    return conditional(obj, condition) if again or is_open(condition) else None


@rule("cond", "obj be? bound", cost=0.1)
def _of_bare_energy(obj: Obj, bound: Bound) -> Any:
    """The leading lepton must be above 26 GeV: in pT."""
    asked = bare_energy(obj, bound)
    return asked and conditional(obj, asked)


@rule("cond", "cond if|of|with obj", "cond ( if obj )")
def _said_behind(condition: Any, obj: Obj) -> Any:
    """What has a subject of its own may not be meant: 'four jets with pT > 30 GeV, and Δφ > 0.4 for all jets'."""
    said = None if is_mixed(condition) else said_of(obj, condition)
    return said or _narrowed(condition, obj) or restated(condition, obj)


@rule("cond", "obj has? within|between cond", cost=0.1)
def _lies_within(obj: Obj, condition: Any) -> Any:
    """Calo-tagged muons within |η| < 0.1; of muons with pT > 5 GeV within |η| < 2.7 both may be asked."""
    plain = obj.where is None or is_flag(obj.where)
    return (said_of(obj, condition) or _in_candidate(obj, condition)) if plain else None


@rule("cond", "obj with cond")
@rule("cond", "cond ( obj )", "cond obj", cost=0.3)
def _said_aside(*parts: Any) -> Any:
    """Muons with |η| < 2.7; pT > 7 GeV (electrons)."""
    obj, condition = pick(parts, Obj), pick(parts, t.Condition)
    return said_of(obj, condition) if obj.where is None else None


def _narrowed(condition: Any, obj: Obj) -> Any:
    """Δφ(jet, MET) > 0.4 for the three leading jets."""
    whole = t.Name(obj.kind)
    ranks = any(isinstance(node, t.Item | t.Slice) and node.of == whole for node in t.walk(condition))
    fits = obj.ranked and not obj.where and not ranks and obj.kind in wholes_in(condition)
    if not fits or not isinstance(condition, t.Requirement):
        return None
    quantity = transformed(condition.quantity, {whole: obj.node()}.get)
    return None if is_of_several(quantity) else replace(condition, quantity=quantity)


@rule("cond", "cond away|over? obj", "cond ( obj|objs )", "cond between|of|away objs")
def restated(condition: Any, what: Any) -> Any:
    """... > 0.4 for the three leading jets, where these are already in it."""
    return condition if restates(what, condition) else None


@rule("cond", "cond ,? with qty centred|of obj|objs", "cond ,? with qty centred|of num obj")
def _made_from(condition: Any, of: Any, *what: Any) -> Any:
    """M_jj > 500 GeV, with m_jj from the two leading jets."""
    *number, objs = what
    objs = replace(objs, stop=int(number[0].value)) if number and is_whole(number[0]) and not objs.ranked else objs
    return restated(condition, objs) if of in quantities_in(condition) else None


@rule("cond", "cond ( both|flag )", "cond , both|flag")
def _alike_again(condition: Any, how: Any) -> Any:
    """A DFOS pair (different flavour, opposite sign)."""
    again = alike_leptons(how) if isinstance(how, str) else how
    said = {*(condition.parts if isinstance(condition, t.And) else ()), condition}
    if any(is_call(getattr(one, "quantity", None), "sfos") for one in said):
        said |= {alike_leptons("same flavour"), alike_leptons("opposite charge")}
    return condition if again and {*(again.parts if isinstance(again, t.And) else (again,))} <= said else None


@rule("cond", "if? obj has|:|,? cond", cost=0.05)
def _in_candidate(whole: Obj, condition: Any) -> Any:
    """In each candidate, the leading lepton must have pT > 20 GeV: it stands for its event."""
    members = {node.of for node in t.walk(condition) if isinstance(node, t.Item)}
    of_two = whole.together and members == {t.Name(whole.kind)} and not wholes_in(condition)
    plain = (is_composite(whole.kind) and not whole.ranked) or of_two
    return condition if plain and not whole.where and not is_open(condition) else None


@rule("cond", "event :? cond", cost=0.05)
def of_event(condition: Any) -> Any:
    """What is asked of an object is not asked of events: these have one that fulfils it."""
    return None if set(objects_asked(condition)) & set(words()["objects"]) - composites() else condition


@rule("cond", "cond ( signed )", "cond ( signed? ,? qty )")
def _difference_of(condition: Any, written: Any = None) -> Any:
    """Δη(j1, j2) > 3 (signed, η1 − η2): what the distance is the difference of."""
    said = [each for each in (getattr(condition, "quantity", None), written) if each]
    signs = [is_call(each, "abs") for each in said]
    bare = [each.arguments[0] if is_abs else each for each, is_abs in zip(said, signs, strict=True)]
    of_two = bool(bare) and getattr(bare[0], "function", "") in {"deta", "dphi"}
    difference = len(bare) > 1 and isinstance(bare[-1], t.Arithmetic) and bare[-1].op == "-" and len(set(signs)) == 1
    return condition if of_two and (difference if written else not signs[0]) else None


@rule("cond", "qty|qtys has|: cond")
@rule("cond", "prop|fn between|of|has|with|:? cond", cost=0.05)
def _named_in_front(named: Any, condition: Any) -> Any:
    """A mass in the range 110 < m < 210 GeV; the variables M_R and R^2 must satisfy M_R > 800 GeV and R^2 > 0.08."""
    if isinstance(named, str):
        quantities = quantities_in(condition)
        return condition if len(quantities) == 1 and _named_and_written(named, *quantities) else None
    quantities = set(named if isinstance(named, tuple) else (named,))
    return condition if quantities <= set(t.walk(condition)) else None


def _named_and_written(name: str, of: Any) -> bool:
    """The mass m(ll), the azimuthal separation Δφ_jj."""
    written = of.arguments[0] if is_call(of, "abs") else of
    return is_call(written, name.removeprefix("abs ")) or (name == "z0" and is_call(written, "z0sintheta"))


@rule("cond", "cond and|,? bound|num if obj", "cond and|, bound obj", "cond ( bound|num if|of obj )")
def _and_for(condition: Any, asked: Any, obj: Obj) -> Any:
    """|d0sig| < 5 for electrons and < 3 for muons; not two jets with pT > 40 GeV and exactly one muon."""
    first: Any = condition.parts[-1] if isinstance(condition, t.And) else condition
    compares = isinstance(first, t.Requirement) and isinstance(first.test, t.Interval) and not has_count(first)
    if not compares or obj.where or obj.several:
        return None
    of = [node.arguments[0] for node in t.walk(first) if isinstance(node, t.Call) and node.function != "size"]
    owner = next((one for one in of if isinstance(one, t.Item | t.Name) and one != t.Name("MET")), obj.node())
    other = asked_again(replace(first, quantity=transformed(first.quantity, {owner: obj.node()}.get)), asked)
    return t.every(condition, other) if other and owner != obj.node() else None


@rule("cond", "cond excluding|unless obj|flag")
def _except(condition: Any, what: Any) -> Any:
    """|d0| < 1 mm except for stand-alone muons."""
    flag: Any
    flag, owner = (what.where, t.Name(what.kind)) if isinstance(what, Obj) else (what, THIS)
    clear = flag is not None and not isinstance(condition, t.When) and not getattr(what, "ranked", False)
    return t.When(t.Not(flag), with_owner(condition, owner)) if clear else None


@rule("cond", "obj excluding flag has|:? cond")
def _all_but_some(obj: Obj, flag: Any, condition: Any) -> Any:
    """All muons except calorimeter-tagged ones must have |d0| < 1 mm."""
    plain = obj == Obj(obj.kind) and is_open(condition) and not isinstance(condition, t.When)
    some = replace(obj, where=with_owner(flag, obj.node()))
    return _except(with_owner(condition, obj.node()), some) if plain else None


def _is_one_of_its_kind(obj: Obj, condition: Any) -> bool:
    """Whether something is asked of all of a kind, where the text speaks of one by rank, or of a class of them."""
    plain = obj.kind.rpartition("_")[2]
    one = not obj.several and obj.where is None and obj != Obj(plain)
    return one and not has_count(condition) and not is_open(condition) and set(wholes_in(condition)) == {plain}
