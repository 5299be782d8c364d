"""Sentences: what is kept and what goes, of events, candidates and objects, and in which region.

`events with a third lepton are vetoed`, `jets within ΔR = 0.2 of an electron are removed`, `SR1: MET > 200 GeV`.
A sentence is a condition, whether what fulfils it goes, and the region or kind of objects that it is of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites
from cutbench.reading.grammar.counts import none_of_kinds, one_or_more
from cutbench.reading.grammar.distances import near_to
from cutbench.reading.grammar.making import block_of, pick
from cutbench.reading.grammar.owners import of_event
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_open, objects_asked, with_owner
from cutbench.reading.items import Bound, Obj, Region, size_of


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
    return None if isinstance(condition, t.When) else (condition, False, block_of(obj) if obj else None)


@rule("sent", "obj", cost=0.5)
def _kept_object(obj: Obj) -> Any:
    return (obj.where, False, block_of(obj)) if obj.where else None


@rule("sent", "cond veto", "veto with? cond", "cond : event? veto", "cond : event drop", "event? if cond veto|drop")
@rule("sent", "event with cond veto|drop", "drop event with cond", cost=0.05)
@rule("sent", "event? veto if cond", "event drop if cond")
@rule("sent", "veto|drop only_if cond")
def _vetoed(condition: Any) -> Any:
    return condition, True, None


@rule("sent", "obj veto|drop", "veto|drop obj", cost=0.05)
def _vetoed_object(obj: Obj) -> Any:
    return (obj.where, True, block_of(obj)) if obj.where else _vetoed_event(obj)


@rule(
    "sent",
    "obj within fn bound of obj veto|drop",
    "obj overlapping obj within|with? fn bound veto|drop",
    "obj veto within fn bound of obj",
)
def _vetoed_near_others(obj: Obj, *parts: Any) -> Any:
    """Jets within ΔR = 0.2 of an electron, or overlapping with one, are discarded."""
    name, bound, other = (pick(parts, kind) for kind in (str, Bound, Obj))
    condition = near_to(name, bound, other)
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
    one = obj.ranked and not obj.several and is_open(condition)
    return (with_owner(condition, obj.node()), True, None) if one else None


@rule("sent", "always ,? sent", "sent always")
def _always(sentence: Any) -> Any:
    """What is asked in all events is asked under no condition."""
    return None if isinstance(sentence[0], t.When) else sentence


@rule("sent", "event veto|drop if with|has obj or cond", "event with obj or with? cond veto|drop")
def _vetoed_event_or(obj: Obj, condition: Any) -> Any:
    """Events are vetoed if they contain a b-jet or more than one τ."""
    there = one_or_more(obj)
    return there and (t.either(there, condition), True, None)


@rule("sent", "event with obj|cond keep_if cond")
def _kept_event_if(what: Any, condition: Any) -> Any:
    """Events with two jets are kept if MET > 100 GeV."""
    there = one_or_more(what) if isinstance(what, Obj) else of_event(what)
    return (t.every(there, condition), False, None) if there else None


@rule("sent", "event with|has eithers veto|drop", "veto|drop event with eithers")
def _vetoed_with_any(kinds: Any) -> Any:
    """Events with electrons, muons or photons of pT > 10 GeV."""
    none = none_of_kinds(kinds)
    return (none, False, None) if none else None


@rule("sent", "event with|has cond", cost=0.1)
def _of_events(condition: Any) -> Any:
    condition = of_event(condition)
    return condition and (condition, False, None)


@rule("sent", "event with|has obj", cost=0.1)
def _with_one(obj: Obj) -> Any:
    """Events with a photon of pT > 150 GeV have one or more."""
    there = one_or_more(obj)
    return there and (there, False, None)


@rule("sent", "event with|has obj and obj", cost=0.1)
def _with_one_of_each(one: Obj, other: Obj) -> Any:
    """Events with a muon of pT > 20 GeV and an electron with pT > 30 GeV."""
    there = [one_or_more(each) for each in (one, other)]
    return (t.every(*there), False, None) if all(there) else None


@rule("sent", "obj veto|drop unless cond")
def _kept_only_if(obj: Obj, condition: Any) -> Any:
    """A candidate is rejected unless all its leptons are 0.1 apart."""
    if obj.where or obj.ranked:
        return None
    return (with_owner(condition, obj.node()) if is_open(condition) else condition), False, block_of(obj)


@rule("sent", "if cond ,? obj veto|drop if cond else obj|event? veto|drop if cond")
def _vetoed_by_case(asked: Any, obj: Obj, one: Any, *rest: Any) -> Any:
    """If both pairs are of muons, it is discarded if χ² is at least 6; otherwise, if it is at least 9."""
    if obj.where or obj.ranked or t.When in {type(asked), type(one), type(rest[-1])}:
        return None
    return t.When(asked, *(t.Not(with_owner(each, obj.node())) for each in (one, rest[-1]))), False, block_of(obj)


@rule("sent", "obj veto|drop if cond", "veto|drop obj if cond")
def _vetoed_if(obj: Obj, condition: Any) -> Any:
    if obj.kind in composites() and not obj.where and not obj.ranked and not is_open(condition):
        return condition, True, None
    return t.every(*filter(None, (obj.where, with_owner(condition, obj.node())))), True, block_of(obj)


@rule("sent", "if? region :|,? sent", "sent with|if? region", "sent ( region )")
def _in_region(*parts: Any) -> Any:
    region, (condition, veto, already) = pick(parts, Region), pick(parts, tuple)
    return None if already else (condition, veto, region)


@rule("region", "kind region", "region kind", "region ( kind )")
def _region_of_kind(*parts: Any) -> Any:
    return pick(parts, Region)


@rule("sents", "sent", "sents ,|and sent", cost=0.3)
def _sentences(*parts: Any) -> Any:
    """Whether electrons go as well is unclear in 'electrons with ... and muons with ... are vetoed'."""
    sentences = (*(parts[0] if len(parts) > 1 else ()), parts[-1])
    either = len(sentences) > 1 and any(isinstance(condition, t.Or) for condition, _, _ in sentences)
    kinds = {
        veto: {name for condition, goes, _ in sentences if goes == veto for name in objects_asked(condition)}
        for veto in (True, False)
    }
    return None if either or (kinds[True] - kinds[False] and kinds[False] - kinds[True]) else sentences


@rule("sent", "sent ,? asare with? obj|cond")
def _as_are(vetoed: Any, other: Any) -> Any:
    """Events with ... are vetoed, as are those with a pair of mass below 12 GeV."""
    condition, goes, of = vetoed
    more = (_vetoed_event(other) or (None,))[0] if isinstance(other, Obj) else other
    return (t.either(condition, more), True, None) if goes and of is None and more else None
