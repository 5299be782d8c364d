"""Flavours and charges of two leptons.

`same-flavour, opposite-charge`, `two muons of the same sign`, `an eμ pair`, `sfos(l1, l2)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import composites, system_of, words
from cutbench.reading.grammar.counts import exactly, number_of
from cutbench.reading.grammar.making import TWO, as_bound, bound_of, condition_on, pick, requirement_on
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_call
from cutbench.reading.items import Obj

APART = "opposite hemisphere"


@rule("cond", "obj ,|:? objs|row has|:? both and both", "obj ,|:? objs|row has|:? both")
def _of_members(pair: Obj, two: Any, *hows: str) -> Any:
    """In each pair, l1 and l2 must have the same flavour and opposite charge."""
    alike = set(hows) in ({"same flavour", "opposite charge"},)
    return (
        t.Requirement(t.Call("sfos", (pair.node(),)), t.Flag())
        if alike and pair == Obj("pair") and len(two) == 2
        else None
    )


@rule("cond", "obj be pairof")
def _pair_of(pair: Obj, flavour: str) -> Any:
    """The leading pair is a muon pair."""
    is_pair = pair.kind in composites() and not pair.where
    return t.Requirement(t.Call("flavour", (pair.node(),)), t.OneOf((flavour,))) if is_pair else None


@rule("cond", "qty op obj", cost=0.05)
def _flavour_is(quantity: Any, op: str, obj: Obj) -> Any:
    """z1_flavour == muon."""
    named = is_call(quantity, "flavour") and obj in {Obj("electron"), Obj("muon")} and op in {"=", "!="}
    found = t.Requirement(quantity, t.OneOf((obj.kind,))) if named else None
    return found and (found if op == "=" else t.Not(found))


@rule("cond", "flag ( objs )")
def _alike_two(flag: Any, two: Any) -> Any:
    """sfos(a, b)."""
    is_sfos = is_call(getattr(flag, "quantity", None), "sfos") and len(two) == 2
    return t.Requirement(t.Call("sfos", tuple(one.node() for one in two)), t.Flag()) if is_sfos else None


@rule("cond", "obj : flag ( objs )")
def _alike_members(pair: Obj, flag: Any, two: Any) -> Any:
    """In a pair l1 and l2: sfos(l1, l2)."""
    of_members = _alike_two(flag, two)
    return flag if of_members and pair == Obj("pair") else None


@rule("cond", "both event", cost=0.1)
@rule("cond", "both", cost=0.6)
def alike_leptons(how: str) -> Any:
    """Same flavour, opposite charge: of the two leading leptons."""
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
def said_alike(*parts: Any) -> Any:
    """Two leptons of the same charge are counted, the two leptons are there already; these may be 'a μμ pair'."""
    obj, number, known = pick(parts, Obj), pick(parts, t.Number), "the" in parts
    if isinstance(parts[-1], Obj) and parts[-1] not in {obj, Obj("pair")}:
        return None
    if number:
        obj = replace(obj, stop=2) if number == TWO and not obj.ranked else Obj("")
    found = [_both(obj, one) for one in parts if isinstance(one, str) and one != "the"]
    count = [exactly(number, Obj(obj.kind))] if number and not known else []
    return t.every(*count, *found) if all(found) and all(count) else None


@rule("cond", "bound both obj", cost=0.02)
@rule("cond", "num both obj", cost=0.6)
def _number_alike(number: Any, how: str, obj: Obj) -> Any:
    """Exactly two oppositely charged leptons."""
    counted = number_of(as_bound(number), obj)
    return counted and _counted_alike(counted, how)


@rule("cond", "cond ,? with both", cost=0.02)
def _counted_alike(counted: Any, how: str) -> Any:
    """Exactly two tight muons with pT > 20 GeV, of opposite charge; one electron and one muon of opposite charge."""
    parts: Any = counted.parts if isinstance(counted, t.And) else (counted,)
    counts: list[Any] = [getattr(part, "quantity", None) for part in parts]
    if not all(is_call(of, "size") and isinstance(of.arguments[0], t.Name) for of in counts):
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


@rule("sent", "obj veto|drop if objs|row not has? both and both")
def _vetoed_unless_alike(pair: Obj, two: Any, *hows: str) -> Any:
    """A pair is removed if l1 and l2 do not have the same flavour and opposite charge."""
    alike = _of_members(pair, two, *hows)
    return alike and (alike, False, None)


@rule(
    "sent", "both event veto|drop if cond", "both event with|has cond veto|drop", "veto|drop both event with|has cond"
)
def _alike_vetoed(how: str, condition: Any) -> Any:
    return t.every(alike_leptons(how), condition), True, None


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
        return condition_on(sides, bound_of("<", t.Number(0.0, "")))
    one, other = (t.Call(what, (each,)) for each in two)
    return requirement_on(one, "=" if word == "same" else "!=", other)
