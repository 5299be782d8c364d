"""Isolation, identification and triggers.

`the scalar sum of the pT of tracks within a cone of ΔR = 0.2 around the muon`, `tight identification`,
`b-tagged at a working point of 77% efficiency`, `single-electron or dimuon triggers`.
"""

from __future__ import annotations

from typing import Any

from cutbench.language import tree as t
from cutbench.reading.grammar.making import flat, pick
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import THIS, is_call, is_open, with_owner
from cutbench.reading.items import Obj

ISOLATION = {"ptcone20", "ptcone30", "topoetcone20", "topoetcone30", "topoetcone40"}
WORKING_POINTS = {"loose", "medium", "tight"}


@rule("isol", "sum prop of? obj", "sum obj prop")
def _sum_in_cone(*parts: Any) -> Any:
    """The scalar sum of the pT of tracks."""
    return "ptcone" if "pT" in parts and Obj("track") in parts else None


@rule("cone", "within? conew of? num", "within? conew? with? fn op? num")
def _cone(*parts: Any) -> Any:
    """In a cone of size 0.2, within ΔR = 0.2."""
    right = {*parts[:-1]} <= {"dR", "=", "<", "<="} and parts[-1].unit == ""
    return (parts[-1], THIS) if right else None


@rule("cone", "cone of|around obj")
def _cone_around(cone: Any, obj: Obj) -> Any:
    """... around the muon."""
    return (cone[0], obj.node()) if cone[1] == THIS and obj.where is None else None


@rule("qty", "isol with|within? cone")
def _isolation(kind: str, cone: Any) -> Any:
    """Track isolation within ΔR = 0.2."""
    name = f"{kind}{100 * cone[0].value:g}"
    return t.Call(name, (cone[1],)) if name in ISOLATION else None


@rule("qty", "isol qty", cost=0.1)
@rule("cond", "isol : cond")
def _named_isolation(kind: str, of: Any) -> Any:
    """Track isolation: ptcone20 / pT < 0.15."""
    names = [one.function for one in t.walk(of) if isinstance(one, t.Call) and isinstance(one.function, str)]
    names = [name.replace("var", "") for name in names]
    return of if any(kind in name if kind else "cone" in name or "iso" in name for name in names) else None


@rule("flag", "class ident", "ident :? class", "class isol ident?")
def identified(name: str, *isolation: str) -> Any:
    """Tight identification, the tight isolation working point."""
    fits = name in WORKING_POINTS and isolation in ((), ("",))
    return t.Requirement(t.Call("iso" if isolation else "id", (THIS,)), t.OneOf((name,))) if fits else None


@rule("cond", "class ident and isol")
def _identified_and_isolated(name: str, kind: str) -> Any:
    """Tight identification and isolation requirements: of the isolation it is not said how tight it is."""
    asked = identified(name) if kind == "" else None
    return asked and t.every(asked, t.Requirement(t.Call("isolated", (THIS,)), t.Flag()))


def flavour_of(obj: Obj) -> Any:
    """Return that a pair is one of electrons or muons."""
    light = obj in {Obj("electron"), Obj("muon")}
    return t.Requirement(t.Call("flavour", (THIS,)), t.OneOf((obj.kind,))) if light else None


@rule("flag", "class prop ident?")
def _vertex_tagged(name: str, prop: str) -> Any:
    """The tight JVT working point."""
    fits = name in WORKING_POINTS and prop == "jvt"
    return t.Requirement(t.Call(prop, (THIS,)), t.OneOf((name,))) if fits else None


@rule("flag", "tagger class ident", "class ident of? tagger", "class tagger ident")
def _tagged_by(name: str) -> Any:
    """The DeepJet tight working point."""
    return t.Requirement(t.Call("btag", (THIS,)), t.OneOf((name,))) if name in WORKING_POINTS else None


@rule("qty", "prop ( cone )")
def _isolation_in_cone(name: str, _cone: Any) -> Any:
    """Relative isolation (R = 0.4)."""
    return t.Call(name, (THIS,)) if name == "reliso" else None


@rule("flag", "with? num wp", "with? wp num")
def _tagged_at(number: t.Number) -> Any:
    """At a working point with an efficiency of 77%."""
    share = t.Number(number.value / 100, "")
    point = t.Requirement(t.Call("btag", (THIS,)), t.Interval(share, share, True, True))
    return point if number.unit == "%" else None


@rule("cond", "obj ident")
def _object_identified(obj: Obj) -> Any:
    """Loose muon quality."""
    name, _, kind = obj.kind.partition("_")
    flag = identified(name) if kind and obj == Obj(obj.kind) else None
    return flag and with_owner(flag, t.Name(kind))


@rule("flag", "either? flag or flag", "flag , flag or flag")
def _one_flag_of(*flags: Any) -> Any:
    """Loose or calorimeter-tagged; a trigger on one electron or one on one muon."""
    asked: list[Any] = [getattr(one, "quantity", None) for one in flags]
    triggers = [of for of in asked if is_call(of, "trigger")]
    if len(triggers) == len(flags):
        return _triggered(tuple(name.name for of in triggers for name in of.arguments))
    return t.either(*flags) if all(map(is_open, flags)) else None


@rule(
    "trigs", "trig", "trigs trigger? ,|or|/ trig", "trigs , or trig", "any|or_of trigs and|, trig", "or_of|either trigs"
)
def _triggers(*parts: Any) -> Any:
    """Triggers of which one has to fire: `and` may mean both where no word speaks against it."""
    return flat(parts)


@rule("mixed", "row", "row , objs", "row , obj obj")
def _flavours(*parts: Any) -> Any:
    """The flavours e, μ, eμ."""
    return parts


@rule("trigs", "trigs ( mixed )")
def _of_flavours(names: Any, _mixed: Any) -> Any:
    """Single-lepton and dilepton (e, μ, eμ) triggers."""
    return names


@rule("cond", "trigger ( trigs ) or trigger ( trigs )")
def _passed_or_passed(names: Any, others: Any) -> Any:
    """pass_trigger(single_electron) || pass_trigger(single_muon)."""
    return _triggered((*names, *others))


@rule("cond", "none trig trigger? nor|or trig trigger")
def _neither_triggered(one: str, other: str) -> Any:
    """Neither the single-electron nor the single-muon trigger."""
    return t.Not(_triggered((one, other)))


@rule("cond", "trigs and trig trigger ,? somewhich has?")
def _one_triggered(names: Any, other: str) -> Any:
    """Single-electron and single-muon triggers, at least one of which must have fired."""
    return _triggered((*names, other))


@rule("cond", "trigs trigger? or flag", "flag or trigs trigger")
def _or_triggered_by(*parts: Any) -> Any:
    """A single-photon trigger or an MET trigger."""
    flag, names = pick(parts, t.Requirement), pick(parts, tuple)
    by = flag.quantity.arguments if is_call(getattr(flag, "quantity", None), "trigger") else ()
    return _triggered((*names, *(one.name for one in by))) if by else None


@rule("cond", "trig trigger : cond")
def _which_triggers(name: str, condition: Any) -> Any:
    """Single-lepton trigger: a single-electron or a single-muon trigger has fired."""
    of: Any = getattr(condition, "quantity", None)
    return condition if is_call(of, "trigger") and {t.Name(name)} != {*of.arguments} else None


@rule("cond", "trigs trigger", "trigger :|of? trigs trigger?", "trigger ( trigs )")
def _triggered(names: Any) -> Any:
    """Single-electron or dimuon triggers, a trigger of single photons."""
    return t.Requirement(t.Call("trigger", tuple(map(t.Name, names))), t.Flag())
