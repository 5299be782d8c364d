"""Conditions that hold in one case: if, else, for one flavour or channel.

`if the leptons are muons, ...`, `χ² < 6 (4μ) or < 9 (other channels)`, `ΔR > 0.2, and 0.1 otherwise`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.counts import exactly
from cutbench.reading.grammar.identification import flavour_of
from cutbench.reading.grammar.making import (
    asked_again,
    bound_of,
    by_case,
    condition_on,
    is_of_every_two,
    of_every_two,
    of_first_two,
)
from cutbench.reading.grammar.pairs import alike_leptons
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import (
    LEPTONS,
    is_call,
    is_open,
    objects_asked,
    op_of,
    quantities_in,
    wholes_in,
    with_owner,
)
from cutbench.reading.items import DISTANCES, Bound, Obj


@rule("chan", "chan and|or|,|/ chan")
def _channels(one: Any, other: Any) -> Any:
    """4e and 4μ."""
    return None if "others" in (one, other) else t.either(one, other)


@rule("case", "if? chan", "if? both event|channel", "if both", "both channel? :")
def _case(what: Any) -> Any:
    """In the 4μ channel, for same-flavour events; SF: ..."""
    return alike_leptons(what) if isinstance(what, str) and what != "others" else what


@rule("case", "num obj event", "num obj and|or|, num obj event")
def _so_many_in_event(*parts: Any) -> Any:
    """In three-lepton events, in two- and three-lepton events: not how many there have to be."""
    counted = [exactly(number, obj) for number, obj in zip(parts[::2], parts[1::2], strict=True)]
    return t.either(*counted) if all(counted) else None


@rule("asked", "if cond", "if event with|has cond", "if event there")
def _asked(condition: Any) -> Any:
    """If MET > 250 GeV, if events have two jets."""
    return None if isinstance(condition, t.When) else condition


@rule("asked", "inevents with obj as obj", "if event with obj as obj", "if obj as obj")
def _with_as(other: Obj, one: Obj) -> Any:
    """In events with an electron as leading lepton."""
    return _of_which_flavour(one, other)


@rule("asked", "if obj be? obj")
def _of_which_flavour(one: Obj, other: Obj) -> Any:
    """If the leading lepton is an electron."""
    of_one = one.kind == "lepton" and one.ranked and not one.several and not one.where
    flavour = flavour_of(other) if of_one else None
    return flavour and with_owner(flavour, one.node())


@rule("cond", "inevents ,? cond")
def _in_all_events(condition: Any) -> Any:
    """In events, MET must exceed 300 GeV."""
    return condition


@rule("cond", "inevents with|has cond ,? cond", "inevents there ,? cond")
def _in_events(asked: Any, condition: Any) -> Any:
    """In events with exactly one b-jet, MET must exceed 300 GeV."""
    return None if t.When in {type(asked), type(condition)} else t.When(asked, condition)


@rule("cond", "case|asked :|,? cond")
def _when(asked: Any, condition: Any) -> Any:
    """What is asked of other channels is not said without naming them; 'Opposite charge: q1 q2 < 0' says it twice."""
    again = {one.function for one in t.walk(asked) if isinstance(one, t.Call)} if asked != "others" else set()
    again &= {one.function for one in t.walk(condition) if isinstance(one, t.Call)} & {"charge", "flavour"}
    return None if asked == "others" or again else t.When(_of_those_there(asked), condition)


@rule("cond", "cond case", "cond ( chan )")
@rule("cond", "cond asked", cost=0.05)
def _when_behind(condition: Any, asked: Any) -> Any:
    """MET > 45 GeV for same-flavour events, pT > 30 GeV if |η| > 2.5."""
    counts = is_call(getattr(asked, "quantity", None), "size") and objects_asked(condition)
    if asked == "others" or isinstance(condition, t.When) or counts or _is_choice(condition):
        return None  # 'for each of the four leptons' is no condition; of 'A, or B if C', C may be one of B alone
    if isinstance(condition, t.And) and _is_bound_again(*condition.parts[-2:]):
        return t.every(*condition.parts[:-1], t.When(asked, condition.parts[-1]))
    return by_case([asked], [condition])


def _is_bound_again(one: Any, other: Any) -> bool:
    """'pT > 25 GeV, and pT > 30 GeV if |η| > 2.4': the second bound on the same side is that of the case."""
    alike = getattr(one, "quantity", None) == getattr(other, "quantity", 0)
    return alike and op_of(one)[:1] == op_of(other)[:1] != ""


@rule("cond", "cond ,|or|and? bound|num case|asked", "cond ,|or|and? bound|num ( case )")
@rule("cond", "cond ,|or|and? bound if bound", "cond ,|or|and? bound if op qty")
def _else(condition: Any, bound: Any, *asked: Any) -> Any:
    """> 0.6 if MET <= 250 GeV, and > 0.4 if MET > 250 GeV, if it is more, for larger MET, or in other channels."""
    if is_of_every_two(condition):
        kind, condition = of_first_two(condition)
        return of_every_two(kind, _else(condition, bound, *asked))
    before: Any = condition.parts if isinstance(condition, t.And) else (condition,)
    if not all(isinstance(one, t.When) for one in before):
        return None
    cases = [one.condition for one in before]
    case = t.Not(t.either(*cases)) if asked == ("others",) else _case_besides(cases[-1], *asked)
    again = asked_again(before[-1].then, bound) if case is not None and case not in cases else None
    return again and t.every(condition, t.When(case, again))


def _case_besides(first: Any, *asked: Any) -> Any:
    """Return when something else is asked: in another case, for another bound, or for all beyond the first."""
    match first, asked:
        case t.Requirement(quantity), (Bound() as bound,):
            return condition_on(quantity, bound)
        case t.Requirement(quantity, t.Interval(low, high)), (op, of) if of == quantity and None in {low, high}:
            return t.Not(first) if {"<": low, ">": high}.get(op) is not None else None
        case _, (t.Requirement() | t.And() | t.Or() | t.Not() as other,):
            return other
    return None


@rule("cond", "qty op ( num if cond else num )")
def _either_value(quantity: Any, op: str, number: Any, asked: Any, other: Any) -> Any:
    """MET > (100 if n_jets >= 4 else 200), as in Python."""
    if isinstance(asked, t.When):
        return None
    return t.When(asked, *(condition_on(quantity, bound_of(op, each)) for each in (number, other)))


@rule("cond", "cond ternary cond : cond", "cond ternary cond")
def _ternary(asked: Any, condition: Any, other: Any = None) -> Any:
    """MET > 70 GeV if flavour is electron, else > 50 GeV, as in C."""
    parts = [one for one in (asked, condition, other) if one is not None]
    return None if t.When in map(type, parts) else t.When(asked, condition, other)


@rule("cond", "qty op ( cond ternary num : num ) unit?")
def _either_value_again(quantity: Any, op: str, asked: Any, *numbers: Any) -> Any:
    """jet_pt > (|η| < 2.5 ? 30 : 45), as in C."""
    unit = next((one for one in numbers if isinstance(one, str)), "")
    number, other = (replace(one, unit=one.unit or unit) for one in numbers[:2])
    return _either_value(quantity, op, number, asked, other)


@rule("cond", "cond itis obj")
def _if_it_is(condition: Any, obj: Obj) -> Any:
    """The subleading lepton must have pT > 13 GeV if it is an electron."""
    of = {one for quantity in quantities_in(condition) for one in t.walk(quantity) if isinstance(one, t.Item)}
    plain = obj.kind in LEPTONS and obj == Obj(obj.kind) and isinstance(condition, t.Requirement)
    one = next(iter(of)) if plain and len(of) == 1 else None
    return t.When(with_owner(flavour_of(obj), one), condition) if one and one.of == t.Name("lepton") else None


@rule("cond", "cond ,|or|and? bound|num|cond itis obj")
def _else_if_it_is(condition: Any, asked: Any, obj: Obj) -> Any:
    """... if it is an electron and > 10 GeV if it is a muon."""
    *before, last = condition.parts if isinstance(condition, t.And) else (condition,)
    if not isinstance(last, t.When) or last.otherwise is not None:
        return None
    again = asked_again(last.then, asked) if isinstance(asked, Bound | t.Number) else asked
    flavour: Any = last.condition
    of = flavour.quantity.arguments[0] if is_call(getattr(flavour, "quantity", None), "flavour") else None
    other = flavour_of(obj) if of and obj == Obj(obj.kind) else None
    alike = other and again and quantities_in(again) == quantities_in(last.then)
    case = with_owner(other, of) if alike else None
    return t.every(*before, last, t.When(case, again)) if case and case != flavour else None


@rule("cond", "qty bound ( both ) ,|or|and? bound|num ( both )")
def _by_flavour(quantity: Any, bound: Bound, how: str, *other: Any) -> Any:
    """MET > 45 GeV (SF), > 20 GeV (DF)."""
    cases = [alike_leptons(each) for each in (how, other[1])]
    return _else(t.When(cases[0], condition_on(quantity, bound)), other[0], cases[1]) if all(cases) else None


@rule("cond", "qty bound ( cond ) ,|/|or|and? bound ( cond )")
def _by_range(quantity: Any, bound: Bound, asked: Any, other_bound: Bound, other: Any) -> Any:
    """PT > 30 GeV (|η| < 2.4), > 40 GeV (|η| ≥ 2.4): bounds in two ranges of one other quantity."""
    of = quantities_in(asked)
    apart = asked != other and len(of) == 1 and of == quantities_in(other) and of.isdisjoint({quantity})
    kinds = {type(each) for each in (asked, other)}
    if not apart or kinds - {t.Requirement, t.And}:
        return None
    return by_case([asked, other], [condition_on(quantity, bound), condition_on(quantity, other_bound)])


@rule("cond", "unless cond , cond", cost=0.05)
def _unless_before(asked: Any, condition: Any) -> Any:
    """Unless there are three or more jets, m_jj > 300 GeV is required."""
    plain = isinstance(asked, t.Requirement) and not isinstance(condition, t.When)
    return t.When(t.Not(asked), condition) if plain else None


@rule("cond", "cond if both obj", "cond ,|or|and? bound|num if both obj")
def _for_pairs(condition: Any, *rest: Any) -> Any:
    """ΔR(l, l') > 0.1 for same-flavour, > 0.2 for different-flavour pairs: of all of them."""
    *bound, how, obj = rest
    alike = alike_leptons(how)
    distance = any(isinstance(node, t.Call) and node.function in DISTANCES for node in t.walk(condition))
    if not alike or not distance or obj != Obj("pair"):
        return None
    asked = _else(condition, *bound, alike) if bound else _when_behind(condition, alike)
    return asked if asked is None or is_of_every_two(asked) else of_every_two("lepton", asked)


@rule("cond", "cond ,|and? else :? cond|bound|num|numbers", "cond ,|and? num else", "cond else nothing")
def _otherwise(condition: Any, other: Any = None) -> Any:
    """MET > 45 GeV for same-flavour events, 20 GeV otherwise; of several edges all may be others."""
    if not isinstance(condition, t.When) or t.When in {type(condition.condition), type(other)}:
        return None
    if other is None:
        return condition
    if isinstance(other, tuple):
        other = _with_edges(condition.then, other)
    other = asked_again(condition.then, other) if isinstance(other, Bound | t.Number) else other
    return other and t.every(condition, t.When(t.Not(condition.condition), other))


def _with_edges(condition: Any, numbers: Sequence[t.Number]) -> Any:
    """Return the same comparisons with other numbers."""
    parts = condition.parts if isinstance(condition, t.And) else ()
    again = [asked_again(*one) for one in zip(parts, numbers, strict=False)]
    return t.every(*again) if len(parts) == len(numbers) and all(again) else None


@rule("cond", "cond ,|and? changed num|bound asked|case", "cond ,|and? changed num|bound if obj")
def _changed(condition: Any, bound: Any, case: Any) -> Any:
    """p_T > 40 GeV, which is relaxed to 25 GeV for those with |η| < 2.4."""
    again = asked_again(condition, bound)
    kinds = set(wholes_in(condition))
    asked = case.where if isinstance(case, Obj) else case
    if asked in (None, "others") or again is None or (isinstance(case, Obj) and kinds != {case.kind}):
        return None
    if is_open(asked) and not is_open(condition):
        asked = with_owner(asked, t.Name(kinds.pop())) if len(kinds) == 1 else None
    return asked and t.When(asked, again, condition)


@rule("cond", "cond ,|and? all? other|rest obj? exempt", "cond ,|and? chan exempt")
def _others_are_exempt(condition: Any, other: Any = None) -> Any:
    """Jets with |η| < 2.4 must ...; all other jets are exempt: that is so already."""
    if not isinstance(condition, t.When) or condition.otherwise is not None:
        return None
    same = {other.kind} == set(wholes_in(condition)) if isinstance(other, Obj) else other in {None, "others"}
    return condition if same else None


def _is_choice(condition: Any) -> bool:
    """Whether it is one of two things, and not what lies outside of a range."""
    if not isinstance(condition, t.Or):
        return False
    return len(quantities_in(condition)) > 1 or len({op_of(part)[:1] for part in condition.parts}) == 1


def _of_those_there(asked: Any) -> Any:
    """'If the two leptons have the same flavour' does not ask how many there are."""
    if not isinstance(asked, t.And):
        return asked
    return t.every(*(part for part in asked.parts if not is_call(getattr(part, "quantity", None), "size"))) or asked
