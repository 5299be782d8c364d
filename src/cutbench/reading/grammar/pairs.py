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
from cutbench.reading.grammar.identification import flavour_of
from cutbench.reading.grammar.making import TWO, as_bound, bound_of, condition_on, pick, requirement_on
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_call, is_open, with_owner
from cutbench.reading.items import Obj, size_of

APART = "opposite hemisphere"
SFOS = [["charge", "opposite"], ["flavour", "same"]]


def _parts_of(how: str) -> list[list[str]]:
    """Return what is compared and how, of 'same flavour opposite charge'."""
    said = how.split()
    return sorted([what, word] for word, what in zip(said[::2], said[1::2], strict=True))


@rule("both", "both and|, both")
def _both_said(one: str, other: str) -> Any:
    """Same flavour and opposite charge; 'same and opposite charge' are two cases."""
    what = [name for name, _ in (*_parts_of(one), *_parts_of(other))]
    return f"{one} {other}" if len(set(what)) == len(what) else None


@rule("both", "not has? both")
def _not_alike(how: str) -> Any:
    """Not of the same flavour."""
    (what, word), *more = _parts_of(how)
    return None if more or how == APART else f"{'different' if word == 'same' else 'same'} {what}"


@rule("both", "both excluding both")
def _one_alike(one: str, other: str) -> Any:
    """The same charge but not the same flavour."""
    unlike = _not_alike(other)
    return unlike and _both_said(one, unlike)


@rule("obj", "pairof", cost=0.05)
def _pair_as_object(kind: str) -> Any:
    """The mass of the muon pair."""
    return Obj(kind, 0, 2, together=True)


@rule("cond", "obj be pairof")
def _pair_of(pair: Obj, flavour: str) -> Any:
    """The leading pair is a muon pair."""
    is_pair = pair.kind in composites() and not pair.where
    return with_owner(flavour_of(Obj(flavour)), pair.node()) if is_pair else None


@rule("cond", "obj ,|:? objs|row has|:? both", "obj : flag ( objs )")
def of_members(pair: Obj, *said: Any) -> Any:
    """In each pair, l1 and l2 must have the same flavour and opposite charge; pair: sfos(l1, l2)."""
    two, how = pick(said, tuple), pick(said, str, t.Condition)
    return _sfos(pair) if _is_sfos(how) and pair == Obj("pair") and len(two) == 2 else None


@rule("cond", "objs op both")
def _two_are(two: Any, op: str, how: str) -> Any:
    """l1 l2 = e±μ∓."""
    return _two_alike(two, how) if op == "=" else None


@rule("cond", "objs has|with? both|flag", "flag ( objs )")
def _two_alike(*said: Any) -> Any:
    """Both l1 and l2 have the same flavour; sfos(l1, l3)."""
    two, how = pick(said, tuple), pick(said, str, t.Condition)
    if _is_sfos(how) and len(two) == 2 and all(one.ranked for one in two):
        return _sfos(*two)
    first_two = two == (Obj(two[0].kind, 0, 1), Obj(two[0].kind, 1, 2))
    return _both(Obj(two[0].kind, 0, 2), how) if first_two and isinstance(how, str) else None


def _is_sfos(how: Any) -> bool:
    return _parts_of(how) == SFOS if isinstance(how, str) else is_call(getattr(how, "quantity", None), "sfos")


def _sfos(*of: Obj) -> Any:
    return t.Requirement(t.Call("sfos", tuple(one.node() for one in of)), t.Flag())


@rule("cond", "both event", cost=0.1)
@rule("cond", "both", cost=0.6)
def alike_leptons(how: str) -> Any:
    """Same flavour, opposite charge: of the two leading leptons."""
    return _both(Obj("lepton", 0, 2), how) if APART not in how else None


@rule("cond", "the? num? obj with|has|:? both", "the num? obj both obj", "both obj")
def said_alike(*parts: Any) -> Any:
    """Two leptons of the same charge are counted, the two leptons are there already; these may be 'a μμ pair'."""
    known, parts = parts[0] == "the", parts[parts[0] == "the" :]
    number, obj, how = pick(parts, t.Number), pick(parts, Obj), pick(parts, str)
    if isinstance(parts[-1], Obj) and parts[-1] not in {obj, Obj("pair")}:
        return None
    if number and (number != TWO or obj.ranked):
        return None
    both = _both(replace(obj, stop=2) if number else obj, how)
    return t.every(exactly(number, Obj(obj.kind)), both) if both and number and not known else both


@rule("cond", "the? num? obj with|has|: flag", "the? num? obj with flag obj", cost=0.02)
def _said_sfos(*parts: Any) -> Any:
    """The two leptons have the same flavour and opposite charge; two leptons that form an SFOS pair."""
    number, obj, flag = pick(parts, t.Number), pick(parts, Obj), pick(parts, t.Condition)
    two = obj in {Obj("lepton"), Obj("lepton", 0, 2)} and number in {None, TWO} and _is_sfos(flag)
    if not two or parts[-1] not in {flag, Obj("pair")}:
        return None
    return t.every(exactly(number, obj), flag) if number and parts[0] != "the" else flag


@rule("cond", "bound|num flag , both obj", cost=0.02)
def _number_of_some_alike(number: Any, flag: Any, how: str, obj: Obj) -> Any:
    """Two isolated, oppositely charged muons."""
    asked = with_owner(flag, t.Name(obj.kind))
    return _number_alike(number, how, replace(obj, where=asked)) if is_open(flag) and not obj.where else None


@rule("cond", "bound both obj", "bound|num flag obj", cost=0.02)
@rule("cond", "num both obj", cost=0.6)
def _number_alike(number: Any, how: Any, obj: Obj) -> Any:
    """Exactly two oppositely charged leptons, exactly two SFOS leptons."""
    counted = number_of(as_bound(number), obj)
    if isinstance(how, str):
        return counted and _counted_alike(counted, how)
    of_each = is_open(how) or obj.kind in composites()
    return t.every(counted, how) if counted and not of_each else None


@rule("cond", "cond ,? with both", "cond ,|: both", "cond ,|:|with flag obj?", cost=0.02)
def _counted_alike(counted: Any, how: Any, *pair: Obj) -> Any:
    """Exactly two tight muons with pT > 20 GeV, of opposite charge; one electron and one muon of opposite charge."""
    if not isinstance(how, str):
        two = getattr(getattr(counted, "test", None), "low", None) == TWO and counted.quantity == size_of(Obj("lepton"))
        return t.every(counted, how) if two and _is_sfos(how) and {*pair} <= {Obj("pair")} else None
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
    if [what for what, _ in _parts_of(how)] != ["charge"] or kinds[0] == kinds[1]:
        return None
    return _compared_by(how, [t.Item(t.Name(kind), 0) for kind in kinds])


def _both(obj: Obj, how: str) -> Any:
    """Same or different flavour or charge of two; of those of which more is asked, it is not clear of which two."""
    if obj.where:
        return None
    two = obj.each() if obj.stop - obj.start == 2 else [t.Item(t.Name(obj.kind), 0), t.Item(t.Name(obj.kind), 1)]
    if obj.kind in {system_of(2), *words()["parts of systems"][:1]}:
        two = [t.Item(t.Name("lepton"), rank) for rank in (0, 1)]
    elif obj.kind.rpartition("_")[2] not in {"lepton", "electron", "muon", "tau"} and how != APART:
        return None
    return _compared_by(how, two)


def _compared_by(how: str, two: Sequence[Any]) -> Any:
    word, what, *more = how.split()
    if more:
        return t.every(_compared_by(f"{word} {what}", two), _compared_by(" ".join(more), two))
    if how == APART:
        sides = t.Arithmetic("*", *(t.Call("eta", (each,)) for each in two))
        return condition_on(sides, bound_of("<", t.Number(0.0, "")))
    one, other = (t.Call(what, (each,)) for each in two)
    return requirement_on(one, "=" if word == "same" else "!=", other)
