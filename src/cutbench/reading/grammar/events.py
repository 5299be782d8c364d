"""Sentences: what is kept and what goes, of events, candidates and objects, and in which region.

`events with a third lepton are vetoed`, `jets within ΔR = 0.2 of an electron are removed`, `SR1: MET > 200 GeV`.
A sentence is a condition, whether what fulfils it goes, and the region or kind of objects that it is of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.counts import none_of_kinds, one_or_more
from cutbench.reading.grammar.distances import distant
from cutbench.reading.grammar.making import ONE, block_of, bound_of, condition_on, count_with, flat, pick
from cutbench.reading.grammar.objects import bare_energy
from cutbench.reading.grammar.owners import of_event
from cutbench.reading.grammar.pairs import of_members
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_negated, is_open, objects_asked, quantities_in, wholes_in, with_owner
from cutbench.reading.items import Bound, Obj, Region, size_of


@rule("sent", "event there keep_only_if cond", "event with cond keep_only_if cond")
def _kept_only_if(there: Any, condition: Any) -> Any:
    """Events with MET < 300 GeV are only kept if HT > 500 GeV: of others it is not asked."""
    clear = of_event(there) and not isinstance(condition, t.When)
    return (t.When(there, condition), False, None) if clear else None


@rule("sent", "!only_if cond ,? cond", "cond !only_if cond")
def _only_in_a_case(*parts: Any) -> Any:
    """Only if there is no b-jet is HT > 700 GeV required: else nothing is."""
    one, other = (part for part in parts if part != "only_if")
    case, asked = (one, other) if parts[0] == "only_if" else (other, one)
    return None if t.When in {type(case), type(asked)} else (t.When(case, asked), False, None)


@rule("sent", "cond", "veto|drop unless cond", "byrequiring cond", "event there keep_if cond")
@rule("sent", "event there", cost=0.1)
def _kept(*conditions: Any) -> Any:
    """... are rejected unless MET > 40 GeV; events with two jets are kept if MET > 100 GeV."""
    return t.every(*conditions), False, None


@rule("sent", "cond else obj? veto|drop")
def _else_vetoed(condition: Any, obj: Any = None) -> Any:
    """ΔR(j, e) > 0.2, otherwise the jet is removed."""
    return None if isinstance(condition, t.When) else (condition, False, block_of(obj) if obj else None)


@rule("sent", "obj", cost=0.5)
def _kept_object(obj: Obj) -> Any:
    """Muons with pT > 5 GeV."""
    return (obj.where, False, block_of(obj)) if obj.where else None


class BareVeto(tuple[Any, bool, Any]):
    """What goes, without a word on events: how much of a row of requirements goes is not clear."""


@rule("sent", "cond veto", cost=0.01)
def _vetoed_alone(condition: Any) -> Any:
    """76 < m_ll < 106 GeV is vetoed; in 'pT > 7 GeV, 1.37 < |η| < 1.52 excluded' only the last is."""
    several = isinstance(condition, t.And) and len(quantities_in(condition)) > 1
    return None if several else BareVeto(_vetoed(condition))


@rule("sent", "veto|drop event if any obj has|with cond", "event veto|drop if any obj has|with cond")
def _event_with_any(*parts: Any) -> Any:
    """Reject the event if any muon has |z0| > 1 mm: one such muon is enough."""
    obj, condition = pick(parts, Obj), parts[-1]
    plain = not obj.ranked and not obj.where and is_open(condition)
    counted = plain and count_with(size_of(obj), condition)
    return (condition_on(counted, bound_of(">=", ONE)), True, None) if counted else None


@rule("cond", "cond ,|and cond veto", cost=0.02)
def _and_vetoed(condition: Any, out: Any) -> Any:
    """|η| < 2.47, 1.37 < |η| < 1.52 excluded: something is left out of what is asked."""
    out_of = quantities_in(out)
    return t.every(condition, t.Not(out)) if len(out_of) == 1 and out_of <= quantities_in(condition) else None


@rule("sent", "veto with? cond", "cond : event? veto", "cond : event drop", "event? if cond veto|drop")
@rule("sent", "event with cond veto|drop", "drop event with cond", cost=0.05)
@rule("sent", "event? veto if cond", "event drop if cond", "veto|drop only_if cond")
@rule("sent", "event there veto|drop", "veto|drop event there", "event veto|drop if there")
@rule(
    "sent", "case veto|drop if cond", "case with|has cond veto|drop", "veto|drop case with|has cond", "case veto cond"
)
def _vetoed(*conditions: Any) -> Any:
    """Events with a third lepton, same-flavour events with m_ll < 20 GeV are vetoed."""
    return None if "others" in conditions else (t.every(*conditions), True, None)


@rule("there", "with|has obj", "with|has obj and obj", "with|has obj !or with? cond")
def _there(obj: Obj, *more: Any) -> Any:
    """Events with a muon of pT > 20 GeV and an electron of pT > 30 GeV, with a b-jet or more than one τ."""
    there = [one_or_more(one) if isinstance(one, Obj) else one for one in (obj, *more) if one != "or"]
    if not all(there):
        return None
    return t.either(*there) if "or" in more else t.every(*there)


@rule("sent", "obj veto|drop", "veto|drop obj", cost=0.05)
def _vetoed_object(obj: Obj) -> Any:
    """Soft jets are removed; a third lepton is vetoed with its event."""
    return (obj.where, True, block_of(obj)) if obj.where else _vetoed_with(obj)


@rule("sent", "veto : obj")
def _title_of_veto(obj: Obj) -> Any:
    """Veto: leptons. Of 'Veto: jets with |η| > 2.5' it is not clear what goes."""
    return None if obj.where else _vetoed_with(obj)


@rule("sent", "event with obj veto|drop", "veto|drop event with obj", "event veto|drop if with|has obj")
def _vetoed_with(obj: Obj) -> Any:
    """A third lepton is there if there are three or more."""
    if obj.kind == "MET" or obj.together:
        return None
    least = t.Number(1.0 if obj.several else float(max(1, obj.stop)), "")
    if obj.several and not obj.where:
        return None
    there = size_of(obj if obj.where else replace(obj, start=0, stop=0))
    return condition_on(there, bound_of(">=", least)), True, None


@rule("sent", "obj class with|,|:? cond", "obj class ( cond )")
def _veto_of(obj: Obj, name: str, condition: Any) -> Any:
    """A b-jet veto (pT > 20 GeV), a third-lepton veto with pT > 10 GeV."""
    tests = [node.test for node in t.walk(condition) if isinstance(node, t.Requirement)]
    below = any(isinstance(test, t.Interval) and test.low is None for test in tests)  # what goes, or what stays?
    if name != "veto" or not is_open(condition) or obj.where or obj.several or (below and obj.ranked):
        return None
    asked = with_owner(condition, obj.node())
    return (asked, True, None) if obj.ranked else _vetoed_with(replace(obj, where=asked))


@rule("sent", "event with|has cond", cost=0.1)
@rule("sent", "event with cond keep_if cond")
def _kept_event_with(condition: Any, *more: Any) -> Any:
    """Events have MET > 60 GeV; events with MET > 60 GeV are kept if HT > 500 GeV."""
    condition = of_event(condition)
    return condition and (t.every(condition, *more), False, None)


@rule("sent", "none obj", "event with|has none obj", "event? with|has? none obj with cond")
def _none_of_rank(obj: Obj, asked: Any = None) -> Any:
    """No third lepton, no third lepton with pT > 10 GeV."""
    if not obj.ranked or asked is None:
        return _vetoed_with(obj) if obj.ranked else None
    one = not obj.several and is_open(asked)
    return (with_owner(asked, obj.node()), True, None) if one else None


@rule("sent", "event with? none obj veto|drop", "veto|drop event with? none obj")
def _without_any_goes(*parts: Any) -> Any:
    """Events without any primary vertex are removed: there has to be one."""
    counted = one_or_more(pick(parts, Obj))
    return (counted, False, None) if counted else None


@rule("sent", "event? with|has? none obj bound")
def _none_of_rank_above(obj: Obj, bound: Bound) -> Any:
    """No third lepton above 10 GeV: no three of them with such a pT."""
    asked = bare_energy(obj, bound) if obj.ranked and not obj.several else None
    there = asked and size_of(Obj(obj.kind, where=with_owner(asked, t.Name(obj.kind))))
    return (condition_on(there, bound_of(">=", t.Number(float(obj.stop), ""))), True, None) if there else None


@rule("sent", "event with|has eithers veto|drop", "veto|drop event with eithers")
@rule("sent", "event veto|drop if with|has any? eithers")
def _vetoed_with_any(kinds: Any) -> Any:
    """Events with electrons, muons or photons of pT > 10 GeV."""
    none = none_of_kinds(kinds)
    return (none, False, None) if none else None


@rule("sent", "cond veto|drop if obj")
def _excluded_for(condition: Any, obj: Obj) -> Any:
    """1.37 < |η| < 1.52 is left out for electrons."""
    return _vetoed_if(obj, "if", condition) if is_open(condition) and obj == Obj(obj.kind) else None


@rule("sent", "if cond ,? obj veto|drop", "if? cond :|, veto|drop obj", "cond : obj veto|drop")
def _vetoed_if_before(condition: Any, obj: Obj) -> Any:
    """If ΔR(jet, lepton) < 0.4, the lepton is removed."""
    return _vetoed_if(obj, "if", condition)


@rule("sent", "obj veto|drop unless cond", cost=0.05)
def _vetoed_unless(obj: Obj, condition: Any) -> Any:
    """Jets with pT < 60 GeV are removed unless JVT > 0.59: of others it is not asked."""
    asked = with_owner(condition, obj.node())
    clear = not obj.ranked and is_open(condition) and not isinstance(condition, t.When)
    return (t.When(obj.where, asked), False, block_of(obj)) if clear and obj.where else None


@rule("sent", "obj unless cond", cost=0.05)
def _kept_unless(obj: Obj, condition: Any) -> Any:
    """A jet is kept unless it is closer than ΔR = 0.4 to a muon."""
    return _vetoed_if(obj, "if", condition) if obj == Obj(obj.kind) and is_open(condition) else None


@rule("sent", "obj veto|drop !if|unless cond", "veto|drop obj !if cond")
def _vetoed_if(obj: Obj, word: str, condition: Any) -> Any:
    """Jets are removed if they are soft; a candidate is rejected unless all its leptons are 0.1 apart."""
    asked = with_owner(condition, obj.node())
    if word == "unless":
        return None if obj.where or obj.ranked else (asked, False, block_of(obj))
    return t.every(*filter(None, (obj.where, asked))), True, block_of(obj)


@rule("sent", "obj near veto|drop", "obj veto near", "obj overlapping obj within|with? conew? fn bound veto|drop")
@rule("sent", "obj overlapping obj ( fn bound ) veto|drop")
@rule("sent", "veto|drop obj overlapping obj within|with fn bound", "veto|drop obj overlapping obj ( fn bound )")
def _vetoed_near_others(obj: Obj, *parts: Any) -> Any:
    """Jets within ΔR = 0.2 of an electron, or overlapping with one, are discarded."""
    condition = parts[0]
    if len(parts) > 1:
        name, bound, other = (pick(parts, kind) for kind in (str, Bound, Obj))
        condition = distant("within", name, bound, other)
    return _vetoed_if(obj, "if", condition) if condition and obj == Obj(obj.kind) else None


@rule("sent", "obj veto|drop if exist? obj within fn bound of?")
def _vetoed_beside_another(obj: Obj, other: Obj, name: str, bound: Bound) -> Any:
    """A photon is rejected if there is a jet with pT > 25 GeV within ΔR = 0.4 of it."""
    near = distant("within", name, bound, replace(other, where=None))
    if not near or other.ranked:
        return None
    some = t.Call("any", (t.Name(other.kind), t.every(other.where, near))) if other.where else None
    return _vetoed_near_others(obj, t.Requirement(some, t.Flag()) if some else near)


@rule("sent", "event veto|drop if if? bound obj ,? cond", "event unless if? bound obj ,? cond")
def _vetoed_for_some(bound: Bound, obj: Obj, condition: Any) -> Any:
    """Events are rejected if, for at least one jet, Δφ(j, MET) < 0.4."""
    some = bound == bound_of(">=", t.Number(1.0, "")) and obj == Obj(obj.kind) and obj.kind in wholes_in(condition)
    return (t.Requirement(t.Call("any", (obj.node(), condition)), t.Flag()), True, None) if some else None


@rule("sent", "veto|drop event if any ( cond if obj obj )")
def _vetoed_for_any(condition: Any, one: Obj, other: Obj) -> Any:
    """Reject event if any(dphi(jet, MET) < 0.4 for jet in jets), as in Python."""
    return _vetoed_for_some(bound_of(">=", t.Number(1.0, "")), one, condition) if one == other else None


@rule("sent", "obj veto|drop if objs|row not has? both")
def _vetoed_unless_alike(pair: Obj, two: Any, how: str) -> Any:
    """A pair is removed if l1 and l2 do not have the same flavour and opposite charge."""
    alike = of_members(pair, two, how)
    return alike and (alike, False, None)


@rule("sent", "if cond ,? obj veto|drop if cond else obj|event? veto|drop if cond")
def _vetoed_by_case(asked: Any, obj: Obj, one: Any, *rest: Any) -> Any:
    """If both pairs are of muons, it is discarded if χ² is at least 6; otherwise, if it is at least 9."""
    if obj.where or obj.ranked or t.When in {type(asked), type(one), type(rest[-1])}:
        return None
    return t.When(asked, *(t.Not(with_owner(each, obj.node())) for each in (one, rest[-1]))), False, block_of(obj)


# Several sentences


@rule("sent", "always ,? sent", "sent always")
def _always(sentence: Any) -> Any:
    """What is asked in all events is asked under no condition."""
    return None if isinstance(sentence[0], t.When) else sentence


@rule("sent", "sent ,? all? other|rest obj? exempt")
def _others_are_spared(sentence: Any, other: Any = None) -> Any:
    """Jets with |η| < 2.4 are dropped if ...; all other jets are unaffected."""
    of = sentence[2]
    return sentence if isinstance(of, str) and (not isinstance(other, Obj) or other.kind == of) else None


@rule("sent", "if? region :|,|has|with? sent", "sent with|if? region", "sent ( region )")
def _in_region(*parts: Any) -> Any:
    """SRA: MET > 200 GeV; MET > 200 GeV in SRA."""
    region, (condition, veto, already) = pick(parts, Region), pick(parts, tuple)
    return None if already else (condition, veto, region)


@rule("sent", "if? several :|,|has? sent")
def _in_each_region(several: Any, sentence: Any) -> Any:
    """SR-A and SR-B require MET > 200 GeV."""
    return _in_each_region_behind(sentence, several)


@rule("sent", "sent with|if? several")
def _in_each_region_behind(sentence: Any, several: Any) -> Any:
    """MET > 200 GeV is required in SR-A and SR-B."""
    condition, veto, already = sentence
    return None if already else (condition, veto, several)


@rule("several", "region and|/ region", "regions ,? and|/ region")
def _several_regions(*parts: Any) -> Any:
    """SR-A, SR-B and SR-C; not 'as for SR-A, SR-B requires'."""
    return flat(parts)


@rule("region", "kind ,? region", "region kind", "region ( kind )")
def _region_of_kind(*parts: Any) -> Any:
    """Signal region SRA."""
    return pick(parts, Region)


@rule("sent", "sent ,? asare with? obj|cond")
def _as_are(vetoed: Any, other: Any) -> Any:
    """Events with ... are vetoed, as are those with a pair of mass below 12 GeV."""
    condition, goes, of = vetoed
    if isinstance(of, str):  # muons with |d0| of 1 mm or more, and so those with |z0| of 2 mm or more
        more = None if isinstance(other, Obj) else with_owner(other, t.Name(of))
        return (t.either(condition, more), True, of) if goes and more and set(wholes_in(more)) == {of} else None
    more = (_vetoed_with(other) or (None,))[0] if isinstance(other, Obj) else other
    return (t.either(condition, more), True, None) if goes and of is None and more else None


@rule("sents", "sent", "sents ,|and sent", cost=0.3)
def _sentences(*parts: Any) -> Any:
    """Whether electrons go as well is unclear in 'electrons with ... and muons with ... are vetoed'."""
    sentences = (*(parts[0] if len(parts) > 1 else ()), parts[-1])
    unclear = any(isinstance(one, BareVeto) or isinstance(one[0], t.Or) for one in sentences)
    unclear = unclear or any(is_negated(condition) for condition, _, _ in sentences[:-1])
    kinds = {
        veto: {name for condition, goes, _ in sentences if goes == veto for name in objects_asked(condition)}
        for veto in (True, False)
    }
    if (len(sentences) > 1 and unclear) or (kinds[True] - kinds[False] and kinds[False] - kinds[True]):
        return None
    first, *others = sentences
    region = isinstance(first[2], Region) and all(of is None for _, _, of in others)  # SRA vetoes A and requires B
    return (first, *((condition, goes, first[2]) for condition, goes, _ in others)) if region else sentences
