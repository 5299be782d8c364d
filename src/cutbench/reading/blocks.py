"""What a sentence of the grammar says, as statements: each in the block that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cutbench.language import Language, print_statement
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import composites
from cutbench.reading.grammar import IDENTIFIED, asks_symbol
from cutbench.reading.items import DISTANCES, LACKING, OF_NEAREST, Region
from cutbench.reading.lexicon import load_lexicon
from cutbench.reading.numbers import of_magnitude, with_units
from cutbench.reading.own import with_known_names
from cutbench.reading.owners import REDUCERS, kinds_of, lacks_owner, outside_of_counts

OF_KINDS: Mapping[str, set[str]] = {"id": IDENTIFIED, "type": {"muon", "lepton", "photon"}}  # of which it is asked
JETS = {"jet", "bjet", "tau"}  # whose mass is rather that of several together


def statements_of(sentence: Any, language: Language, kind: str) -> list[str]:
    """Return what a sentence of the grammar says, as statements; none where it is not clear of what."""
    condition, veto, of = sentence
    if condition is None or any(_is_unclear(node, veto) for node in t.walk(condition)):
        return []
    if isinstance(of, tuple):  # what is asked in several regions
        return [one for each in of for one in statements_of((condition, veto, each), language, kind)]
    kind, region = (of, None) if isinstance(of, str) else (kind, of)  # objects that are kept or go, or a region
    by_owner = _by_owner(condition, veto, kind, region)
    asked = {head: [with_units(one, language) for one in some] for head, some in by_owner.items()}
    if veto:
        found = [t.Statement(head, t.Reject(t.every(*some))) for head, some in asked.items()]
    else:
        found = [t.Statement(head, t.Select(one)) for head, some in asked.items() for one in _single(some)]
    found = [with_known_names(transformed(one, _mass_of_sum), language) for one in found]
    printed = [print_statement(one) for one in found]
    for one in printed:
        language.parse(one)
    return printed


def _mass_of_sum(node: Any) -> Any:
    """The mass of what two make is that of the two."""
    match node:
        case t.Call("m", (t.Arithmetic("+", t.Item() as one, t.Item() as other),)):
            return t.Call("m", (one, other))
    return None


def _by_owner(condition: Any, veto: bool, kind: str, region: Region | None) -> dict[t.Head, list[t.Condition]]:
    """Return what is asked by the block that it belongs to, nothing where that is not clear."""
    parts = _of_the_same(condition.parts) if isinstance(condition, t.And) and not veto else (condition,)
    if is_of_one_or_all(parts):
        return {}
    named = {name for part in parts if not lacks_owner(part) for name in kinds_of(part)}
    if named - {kind} and any(map(lacks_owner, parts)):
        return {}  # what stands behind another object may be said of that
    by_owner: dict[t.Head, list[t.Condition]] = {}
    for part in parts:
        for bare in _separate(part):
            head, said = _headed(bare, _kept_apart(bare, by_owner) or kind, region)
            if head is None or any(_is_identified_oddly(node) for node in t.walk(said)):
                return {}
            by_owner.setdefault(head, []).append(of_magnitude(said, veto))
    # A quantity that nothing is known of may be one of the objects that something else is asked of.
    several = len(by_owner) > 1 or any(head.kind == "object" for head in by_owner)
    return {} if several and any(asks_symbol(one) for some in by_owner.values() for one in some) else by_owner


def _kept_apart(part: Any, by_owner: Iterable[t.Head]) -> str:
    """'Jets have pT > 30 GeV and ΔR > 0.4 from any lepton': return jet, as the distance is asked of each as well."""
    objects = [head.name for head in by_owner if head.kind == "object"]
    distances = [node for node in outside_of_counts(part) if _is_distance(node)]
    kept = len(objects) == 1 and distances and all(one.arguments[0] == t.Name(objects[0]) for one in distances)
    return objects[0] if kept else ""


def _of_the_same(parts: Sequence[t.Condition]) -> Sequence[t.Condition]:
    """'Muons must have pT > 10 GeV, |η| < 2.4': what is asked further on is asked of these, if of no others."""
    parts = _of_the_two(parts)
    is_open = list(map(lacks_owner, parts))
    kinds = {tuple(sorted(set(kinds_of(part)))) for part in parts[: is_open.index(True)]} if True in is_open else set()
    if len(kinds) != 1 or len(only := kinds.pop()) != 1 or not all(is_open[is_open.index(True) :]):
        return parts
    owner = t.Name(only[0])
    change = {t.This(): owner}.get
    return [transformed(part, change) if asks else part for part, asks in zip(parts, is_open, strict=True)]


def _of_the_two(parts: Sequence[t.Condition]) -> Sequence[t.Condition]:
    """'ΔR between the two leading jets must be ... and their mass ...': what both make is asked of the same two."""
    two = {found for part in parts for node in t.walk(part) if (found := _ranked_two(node))}
    if len(two) != 1:
        return parts
    of_two = {t.Call(name, (t.This(),)): t.Call(name, *two) for name in DISTANCES}
    is_pair = {one.of for one in next(iter(two))} == {t.Name("lepton")}
    of_two[t.Call("m", (t.This(),))] = t.Call("m", (t.Name("pair"),)) if is_pair else t.Call("m", *two)
    return [transformed(part, of_two.get) for part in parts]


def _ranked_two(node: Any) -> tuple[t.Item, ...]:
    """Return the two objects that a mass or distance is of, nothing if they have no rank."""
    match node:
        case t.Call("m" | "dR" | "dphi" | "deta", (t.Item() as one, t.Item() as other)):
            return one, other
        case t.Arithmetic("-", t.Call("y", (t.Item() as one,)), t.Call("y", (t.Item() as other,))):
            return one, other
    return ()


def is_of_one_or_all(parts: Sequence[t.Condition]) -> bool:
    """'The leading photon must be isolated and have E_T^γ > 60 GeV': is the second of all photons?"""
    first = next(iter(parts))
    ranked = {node.of for node in t.walk(first) if isinstance(node, t.Item)}
    return len(ranked) == 1 and any(t.Name(kind) in ranked for part in parts[1:] for kind in kinds_of(part))


def _single(conditions: Sequence[t.Condition]) -> Sequence[t.Condition]:
    """Return requirements one by one; two bounds of one quantity are one."""
    together: Any = t.every(*conditions)
    return together.parts if isinstance(together, t.And) else (together,)


def _is_unclear(node: Any, veto: bool) -> bool:
    """A veto of what is asked under a condition, or of all; one exact value; mass and momentum of what has none."""
    match node:
        case t.Requirement(quantity, t.Interval(t.Number(unit=unit) as low, high)) if low == high:
            return (
                unit not in {"", "1"}
                or _is_measured(quantity)
                or (isinstance(quantity, t.Symbol) and low.value % 1 > 0)
            )
        case t.When() | t.Call("all"):
            return veto
        case t.Call("size", (of, *asked)):
            return isinstance(of, t.Item) or _asks_mass(of, asked)
        case t.Call(name, (one, other)) if one == other:
            return name in {"m", *DISTANCES}
        case t.Call(str(name), (t.Item(t.Name(kind)) | t.Name(kind) as one,)):
            of_several = name == "m" and isinstance(one, t.Name) and kind in JETS
            return of_several or kind in LACKING.get(name, ())
    return _is_of_unclear_two(node)


def _is_of_unclear_two(node: Any) -> bool:
    """The mass of the leading photon and any jet; the sum of MET and the pT of any lepton; what is lost of a ratio."""
    match node:
        case t.Call("m", (first, *more)) if more and len({first, *more}) > 1:
            return any(map(_is_whole_kind, (first, *more)))
        case t.Arithmetic("/" | "-", one, other) if one == other:
            return True
        case t.Arithmetic("+", t.Name(), t.Call(_, (of,))) | t.Arithmetic("+", t.Call(_, (of,)), t.Name()):
            return _is_whole_kind(of)
    return False


def _is_whole_kind(node: Any) -> bool:
    """Whether it is all of a kind; what composites are made of is told."""
    kind = node.name.rpartition("_")[2] if isinstance(node, t.Name) else ""
    return kind in load_lexicon().kinds and kind not in composites()


def _asks_mass(of: Any, asked: Sequence[Any]) -> bool:
    """Of two jets with m > 120 GeV each, or both together? Large-radius jets and pairs have masses of their own."""
    masses = t.Call("m", (of,))
    return _is_whole_kind(of) and of != t.Name("fatjet") and any(masses in set(t.walk(one)) for one in asked)


def _is_measured(quantity: Any) -> bool:
    """Whether what is compared has values between whole numbers, so that none is ever met."""
    if isinstance(quantity, t.Call) and quantity.function == "abs":
        quantity = quantity.arguments[0]
    return isinstance(quantity, t.Call) and quantity.function in {"pT", "ET", "m", "eta", "dR", "dphi", "deta", "mT"}


def _separate(part: t.Condition) -> Sequence[t.Condition]:
    """What is asked of several under one condition is asked of each."""
    if isinstance(part, t.When) and isinstance(part.then, t.And):
        return [t.When(part.condition, one) for one in part.then.parts]
    return [part]


def _headed(  # noqa: PLR0911 (one case for each kind of block)
    part: t.Condition, kind: str, region: Region | None
) -> tuple[t.Head | None, t.Condition]:
    """Return the block that a condition belongs to, and the condition as it stands there."""
    kinds = list(dict.fromkeys(kinds_of(part)))
    alternatives = [set(kinds_of(one)) for one in part.parts] if isinstance(part, t.Or) else []
    several = any(one != alternatives[0] for one in alternatives) and not all(kind in one for one in alternatives)
    if several and (t.This() in set(t.walk(part)) or not set(kinds) <= composites()):
        return None, part  # no electron or muon with pT > 10 GeV
    event = t.Head("region", region.name, region.kind) if region else t.Head("event")
    if lacks_owner(part):
        owner = kind if kind != "event" else ""
        if not owner:
            return None, part
        part = transformed(part, lambda node: t.Name(owner) if node == t.This() else None)
        return (t.Head("object", owner) if not region else event), part
    if not kinds:
        return event, part
    if kind == "event" and any(_is_mass_of_each(node) for node in outside_of_counts(part)):
        return None, part
    if set(kinds) <= composites() and (kind == "event" or region or len(kinds) > 1):
        return event, part
    if (
        kind == "event"
        and isinstance(part, t.When)
        and len(kinds) == 1
        and any(_is_distance(node) for node in outside_of_counts(part.then))
    ):
        return event, t.Requirement(t.Call("all", (t.Name(kinds[0]), part)), t.Flag())
    if kind == "event" and isinstance(part, t.When) and len(kinds) > 1 and set(kinds_of(part.condition)) - composites():
        return None, part  # 'ΔR(γ, j) > 0.3 for jets with pT > 20 GeV': of which jets?
    if kind == "event" and any(isinstance(node, t.Slice) or _is_distance(node) for node in outside_of_counts(part)):
        return event, transformed(part, _smallest)
    if region or (len(kinds) > 1 and kind not in kinds):
        return None, part
    return t.Head("object", kind if kind in kinds else kinds[0]), part


def _is_mass_of_each(node: Any) -> bool:
    """M_j of an event is rather a quantity of its own than the mass of each jet."""
    return (
        isinstance(node, t.Call)
        and node.function == "m"
        and _is_whole_kind(node.arguments[0])
        and node.arguments[0] != t.Name("fatjet")
    )


def _is_distance(node: Any) -> bool:
    return isinstance(node, t.Call) and node.function in DISTANCES


def _smallest(node: Any) -> Any:
    """A distance that all of a collection have to keep is that of the nearest one."""
    if isinstance(node, t.Call) and node.function in REDUCERS:
        return node
    if isinstance(node, t.Call) and node.function in OF_NEAREST and list(kinds_of(node)):
        return t.Call("min", (node,))
    return None


def _is_identified_oddly(node: Any) -> bool:
    """A working point of a jet is rather one of b-tagging; a track is no muon that is combined."""
    kinds = OF_KINDS.get(str(node.function), ()) if isinstance(node, t.Call) else ()
    return bool(kinds) and any(one.name.split("_")[-1] not in kinds for one in t.walk(node) if isinstance(one, t.Name))
