"""Conditions on quantities: a quantity and its bound.

`pT > 20 GeV`, `50 < m_12 < 106 GeV`, `at least a quarter of the effective mass`, `|η| < 2.37, excluding 1.37-1.52`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.grammar.bounds import window, window_around
from cutbench.reading.grammar.identification import flavour_of, identified
from cutbench.reading.grammar.making import bound_of, condition_on, is_plain, pick
from cutbench.reading.grammar.quantities import absolute, mass_of_z, ratio_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_call, is_open, is_unknown, quantities_in, wholes_in
from cutbench.reading.items import MIRRORED, Bound, Obj


@rule("cond", "qty be? heavier num")
def _heavier(quantity: Any, op: str, number: t.Number) -> Any:
    """The dijet system must be heavier than 500 GeV."""
    return condition_on(quantity, bound_of(op, number)) if is_call(quantity, "m") else None


@rule("cond", "qty bound", "qty ( bound )", "qty : bound")
def _required(quantity: Any, bound: Bound) -> Any:
    """Transverse momentum pT > 20 GeV."""
    return condition_on(quantity, bound)


@rule("op", "threshold")
def _over_threshold() -> str:
    """HT thresholds of 500 and 700 GeV."""
    return ">"


@rule("cond", "threshold num of? qty", "thresholdon qty be? num")
def _threshold(*parts: Any) -> Any:
    """A threshold of 250 GeV is set on MET; the threshold on MET is 250 GeV."""
    number = pick(parts, t.Number)
    (quantity,) = (part for part in parts if part is not number)
    return condition_on(quantity, bound_of(">", number))


@rule("cond", "cond abs")
def absolute_behind(condition: Any) -> Any:
    """|η1 - η2| > 3 in words: the difference must be above 3 in absolute value."""
    found = isinstance(condition, t.Requirement)
    return replace(condition, quantity=absolute(condition.quantity)) if found else None


@rule("cond", "qty op qty", cost=0.1)
def _compared_with(quantity: Any, op: str, other: Any) -> Any:
    """pT(j1) > pT(j2), MET > HT."""
    return condition_on(quantity, bound_of(op, other))


@rule("cond", "num|edge op qty bound?")
@rule("cond", "symbol op qty bound", cost=0.05)
def _chain(low: Any, op: str, quantity: Any, *bound: Bound) -> Any:
    """20 GeV < pT, 50 < m_12 < 106 GeV, m_min < m < 115 GeV."""
    tests = ((MIRRORED[op], low), *(test for one in bound for test in one.tests))
    return condition_on(quantity, Bound(tests)) if is_plain(*bound) else None


@rule("cond", "op qty of? num", "op qty !op num")
def _least(op: str, quantity: Any, *number: Any) -> Any:
    """A minimum MET of 90 GeV, up to |η| = 2.5."""
    return condition_on(quantity, bound_of(op, number[-1])) if number[0] in {"=", number[-1]} else None


@rule("cond", "bound qty", cost=0.2)
def _in(bound: Bound, quantity: Any) -> Any:
    """Above 25 GeV in pT."""
    return condition_on(quantity, bound) if is_open(quantity) else None


@rule("cond", "qty op num *? sigmad0", "qty num sigmad0 behind", "qty op num ( prop )", "qty num ( prop ) behind")
def _significance(quantity: Any, *asked: Any) -> Any:
    """|d0| < 3 σ(d0)."""
    number, op = pick(asked, t.Number), next(one for one in asked if one in MIRRORED)
    in_sigma = number.unit == ("1" if "d0" in asked else "")
    of_d0: set[Any] = {one for one in t.walk(quantity) if is_call(one, "d0")}
    pure = in_sigma and len(of_d0) == 1 and quantity in {*of_d0, *map(absolute, of_d0)}
    significance = {one: replace(one, function="d0sig") for one in of_d0}
    return condition_on(transformed(quantity, significance.get), bound_of(op, number)) if pure else None


@rule("cond", "qty and|+ qty addup bound")
def _added_up(one: Any, other: Any, bound: Bound) -> Any:
    """MET and m_T add up to more than 60 GeV."""
    return condition_on(t.Arithmetic("+", one, other), bound) if one != other else None


@rule("cond", "qty op num of|*? qty")
def _share(quantity: Any, op: str, number: t.Number, whole: Any) -> Any:
    """At least a quarter of the effective mass, below 5% of its pT."""
    share = (number.unit == "%" or (number.unit == "" and number.value < 1)) and not is_unknown(whole)
    return condition_on(ratio_of(quantity, whole), bound_of(op, number)) if share and op not in {"=", "!="} else None


@rule("cond", "!within|outside zwindow bound", "!within|outside zwindow ( bound )")
def _in_window_of_z(word: str, bound: Bound) -> Any:
    """Outside the Z window 76-106 GeV."""
    found = window(word, bound)
    return found and condition_on(t.Call("m", (t.Name("pair"),)), found)


@rule("cond", "outside|not zwindow? cond")
def _outside_of_range(condition: Any) -> Any:
    """Not in the transition region 1.37 < |η| < 1.52."""
    test = condition.test if isinstance(condition, t.Requirement) else None
    ranges = isinstance(test, t.Interval) and None not in {test.low, test.high} and test.low != test.high
    return t.Not(condition) if ranges else None


@rule("cond", "outside cond", cost=0.02)
def _outside_of_acceptance(condition: Any) -> Any:
    """Outside |η| < 2.5."""
    of = quantities_in(condition)
    test = condition.test if isinstance(condition, t.Requirement) else None
    bound = isinstance(test, t.Interval) and test.low is None and len(of) == 1
    return t.Not(condition) if bound and getattr(next(iter(of)), "function", "") == "abs" else None


@rule("cond", "cond within cond", cost=0.05)
def _in_acceptance(condition: Any, acceptance: Any) -> Any:
    """PT > 25 GeV within |η| < 2.5."""
    of = quantities_in(acceptance)
    inside = len(of) == 1 and getattr(next(iter(of)), "function", "") in {"eta", "y", "abs"}
    return t.every(condition, acceptance) if inside and is_open(condition) and is_open(acceptance) else None


@rule("cond", "excluding cond , cond")
def _excluding_first(out: Any, condition: Any) -> Any:
    """Except for 1.37 < |η| < 1.52, electrons are accepted up to |η| = 2.47."""
    named = transformed(out, {THIS: next(iter(map(t.Name, wholes_in(condition))), THIS)}.get)
    return _excluding(condition, named)


@rule("cond", "num op mz bound")
def _mass_of_candidate(low: t.Number, op: str, bound: Bound) -> Any:
    """66 < m(Z) < 116 GeV: of what the leptons make."""
    return _chain(low, op, t.Call("m", (t.Name("pair"),)), bound)


@rule("cond", "within num of mz")
def _near_z(half: t.Number) -> Any:
    """Within 10 GeV of the Z mass."""
    return condition_on(t.Call("m", (THIS,)), window_around(half, mass_of_z()))


@rule("cond", "zveto ( cond )")
def _away_from_z(condition: Any) -> Any:
    """A Z veto (|m_ll - m_Z| > 10 GeV)."""
    asked = condition.test if isinstance(condition, t.Requirement) else None
    return condition if isinstance(asked, t.Interval) and asked.low is not None and asked.high is None else None


@rule("cond", "qty op flag|class")
@rule("cond", "qty op obj", cost=0.05)
def _named_value(quantity: Any, op: str, name: Any) -> Any:
    """mu_type == calo_tagged, id == medium, z1_flavour != muon."""
    said = {str: identified, Obj: flavour_of}.get(type(name), lambda flag: flag)(name)
    same = isinstance(said, t.Requirement) and is_call(quantity, getattr(said.quantity, "function", ""))
    found = replace(said, quantity=quantity) if same and op in {"=", "!="} else None
    return t.Not(found) if found and op == "!=" else found


@rule("cond", "cond ,? with cond veto|drop", "cond ( cond veto|drop )")
@rule("cond", "cond ,? excluding|outside cond|bound", "cond ( excluding|outside cond|bound )")
def _excluding(condition: Any, out: Any) -> Any:
    """|η| < 2.37, excluding 1.37 < |η| < 1.52."""
    quantities = quantities_in(condition.parts[-1] if isinstance(condition, t.And) else condition)
    if isinstance(out, Bound):  # of a range such as 1.37-1.52 the ends are kept
        inside = replace(out, tests=tuple((op.rstrip("="), edge) for op, edge in out.tests))
        out = condition_on(next(iter(quantities)), inside) if len(quantities) == 1 else None
    return t.every(condition, t.Not(out)) if out and quantities_in(out) == quantities else None
