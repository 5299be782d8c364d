"""What a text says that code can see: numbers, quantities, objects, directions. Statements are held against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Statement
from cutbench.language import tree as t
from cutbench.language.names import NAMES_OF_THE_FIELD, load_names
from cutbench.language.units import factor
from cutbench.reading.asides import without_asides
from cutbench.reading.data import QUANTITIES, composites
from cutbench.reading.items import Obj
from cutbench.reading.lexicon import load_lexicon, numbers_at
from cutbench.reading.normal import normal
from cutbench.reading.rules import kinds_of, of_magnitude, region_at

SMALL = {0.0, 1.0, 2.0, 3.0, 4.0}  # numbers of instances, which a text may also name in other ways
Z_MASS = {91.0, 91.19, 91.1876, 91.2}  # GeV, which a text may name in words
STRUCTURE = {"size", "abs", "min", "max", "sum", "any", "all", "sqrt", "sfos", "disjoint"}
# One of these in the text is enough for the other in a statement.
SPEAKS_OF = {
    "pair": {"lepton", "electron", "muon"},
    "lepton": {"electron", "muon", *composites()},
    "bjet": {"jet"},
}
# And the other way: what a word of the text may be written as.
WRITTEN_AS = {
    name: {other for other, said in SPEAKS_OF.items() if name in said}
    for name in ("lepton", "electron", "muon", *composites())
}
CONES = ("20", "30", "40")
ENERGY_OR_MOMENTUM = {"pT", "ET"}
TURNING = {"veto", "drop", "not", "none", "unless"}
Measured = tuple[float, str]


@dataclass(frozen=True)
class Said:
    """Numbers in base units, names of properties, functions and quantities, kinds of objects, signs of comparisons.

    `signs` say the direction of comparisons, `operators` also whether the edge itself passes.

    Names that words only hint at, such as the working point of a loose muon, may be written and need not.
    """

    numbers: tuple[Measured, ...]
    names: frozenset[str]
    hinted: frozenset[str]
    objects: frozenset[str]
    signs: frozenset[str]
    operators: frozenset[str]
    categories: frozenset[str]
    turns: int = 0  # words that turn something round: vetoes and negations
    no_cut: str = ""

    @property
    def at_once(self) -> int:
        """Of how many things a number may be asked at once: both photons, electrons and muons."""
        return max(len(self.objects - {"MET"}), 2 if "two" in self.categories else 1)


def said_in(text: str, *, asides: bool = False) -> Said:
    """Return what a text speaks of; reasons and remarks are left out if `asides` are not wanted."""
    lexicon, tokens = load_lexicon(), normal(text)
    tokens = tokens if asides else without_asides(tokens)
    numbers: list[Measured] = []
    found: list[tuple[str, Any]] = []
    place = 0
    while place < len(tokens):
        number = next(numbers_at(tokens, place), None)
        here = list(lexicon.at(tokens, place))
        end = max((end for _, _, end in here), default=place + 1)
        region = region_at(tokens, place)
        if region:
            place = region[0][2]
        elif number and number[2] >= end:
            numbers.append(_measured(number[1]))
            place = number[2]
            found += [("number", "")]
        else:
            found += [(category, value) for category, value, _ in here if not _is_bound(value)]
            place = end
    spoken = frozenset(_spoken(found))
    of_energy = any(unit == "GeV" for _, unit in numbers) and not spoken & _energies()
    return Said(
        tuple(numbers),
        spoken,
        frozenset(_hinted(found)) | (ENERGY_OR_MOMENTUM if of_energy else set()),
        frozenset(name for category, value in found for name in _objects_said(category, value)),
        frozenset(_signs(found)),
        frozenset(value for category, value in found if category in {"op", "behind"} and value[0] in "<>"),
        frozenset({category for category, _ in found} | {"rank" for _, value in found if _is_ranked(value)}),
        sum(category in TURNING for category, _ in found),
        next((str(value) for category, value in found if category == "no cut"), ""),
    )


def _objects_said(category: str, value: Any) -> Iterator[str]:
    if category == "objs":  # ee and μμ
        yield from (obj.kind for obj in value)
    elif isinstance(value, Obj):
        yield value.kind
    yield from _objects_in(value)


def _is_bound(value: Any) -> bool:
    """Whether it is a bound with a name of its own, as m_min and f of f(m): what it is stands elsewhere."""
    return isinstance(value, t.Symbol) and (value.text.endswith(("min", "max")) or len(value.text) == 1)


def _spoken(found: Sequence[tuple[str, Any]]) -> set[str]:
    names = {value for category, value in found if category in {"prop", "fn"}}
    names |= {name for _, value in found for name in _names_in(value)}
    names |= {
        word
        for category, value in found
        if category == "both"
        for word in value.split()
        if word in {"flavour", "charge"}
    }
    return (names | {"z0sintheta"}) - {"z0"} if any(category == "sintheta" for category, _ in found) else names


def _hinted(found: Sequence[tuple[str, Any]]) -> Iterator[str]:
    for category, value in found:
        if category in {"class", "ident"}:
            yield from ("id", value)
        elif category == "isol" and value:
            yield from (f"{value}{cone}" for cone in CONES)
        elif category in {"trig", "trigger"}:
            yield from ("trigger", value)


def _signs(found: Sequence[tuple[str, Any]]) -> Iterator[str]:
    """The signs of comparisons; one with a number in front is a range, or turned round."""
    for place, (category, value) in enumerate(found):
        if category in {"op", "behind"} and value[0] in "<>":
            before = category == "op" and place > 0 and found[place - 1][0] == "number"
            yield from "<>" if before else value[0]
        elif category in {"between", "to", "[", "outside", "within", "either"}:
            yield from "<>"


def refusal_of(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what can be seen to be wrong with the statements of a text, '' if nothing can."""
    return no_cut_in(text, statements) or unsaid(statements, text, kind) or left_out(statements, text, kind)


def no_cut_in(text: str, statements: Sequence[Statement]) -> str:
    """Return what a text speaks of that cuts do not speak of, '' if there is nothing; good runs are of detectors."""
    said = said_in(text)
    of_runs = any(t.Name("goodrun") in t.walk(one.line) for one in statements)
    return f"'{said.no_cut}' is not what cuts speak of" if said.no_cut and not of_runs else ""


def unsaid(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what statements say and the text does not, '' if there is nothing. Asides may be said and need not."""
    said, whole = said_in(text), said_in(text, asides=True)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    return (
        _unsaid_numbers(nodes, whole)
        or _unsaid_names(nodes, whole)
        or _unsaid_objects(nodes, whole, kind)
        or _direction(statements, said)
        or _edges(statements, said)
        or _magnitudes(statements)
        or _structure(statements, nodes, whole)
    )


def left_out(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what a text says and its statements do not, '' if there is nothing."""
    said = said_in(text)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    lost = _lost_number(nodes, said) or _lost_name(nodes, said) or _lost_object(statements, nodes, said)
    lost = lost or ("an alternative" if _lacks_alternative(nodes, said) else "")
    return f"{lost} of the text is in no statement" if lost else ""


def _lacks_alternative(nodes: Sequence[Any], said: Said) -> bool:
    """Whether no statement has the 'or' of a text; triggers are alternatives, and leptons are electrons or muons."""
    either = any(isinstance(node, t.Or | t.When | t.OneOf) or _is_trigger(node) for node in nodes)
    return "or" in said.categories and not either and "lepton" not in _written_objects(nodes)


def _is_trigger(node: Any) -> bool:
    return isinstance(node, t.Call) and node.function == "trigger"


def _unsaid_numbers(nodes: Sequence[Any], said: Said) -> str:
    numbers = [_measured(node) for node in nodes if isinstance(node, t.Number)]
    cases = any(isinstance(node, t.When) for node in nodes)  # whose edge may be written for both sides
    for node in nodes:
        if isinstance(node, t.Interval) and node.low == node.high and isinstance(node.low, t.Number):
            numbers.remove(_measured(node.low))  # both bounds of 'x == 2'
    free = {(value, "1") for value in SMALL} | {(value, "GeV") for value in Z_MASS if "mz" in said.categories}
    for value, unit in sorted(set(numbers)):
        if (value, unit) not in free and not any(_fits((value, unit), other) for other in said.numbers):
            return f"the text has no {value:g} {unit}"
        often = sum(_fits((value, unit), one) for one in said.numbers)
        if value not in {0.0, 1.0} and numbers.count((value, unit)) > max(often, 1) * said.at_once + cases:
            return f"{value:g} {unit} is written more often than it is said"
    return ""


def _lost_number(nodes: Sequence[Any], said: Said) -> str:
    written = {_measured(node) for node in nodes if isinstance(node, t.Number)}
    counted = {float(rank) for node in nodes for rank in _ranks(node)} | {0.0, 1.0}
    lost = (
        f"{number[0]:g} {number[1]}"
        for number in sorted(said.numbers)
        if not any(_fits(other, number) for other in written) and number[0] not in counted | _cones(nodes)
    )
    return next(lost, "")


def _cones(nodes: Sequence[Any]) -> set[float]:
    """Return the radii that names of isolation sums hold: 0.2 of ptcone20."""
    ends = (re.search(r"cone(\d\d)$", name) for name in _written_names(nodes))
    return {int(end[1]) / 100 for end in ends if end}


@cache
def _energies() -> frozenset[str]:
    """Return the names of quantities and properties in GeV: a number in GeV beside none of them is one of pT or ET."""
    known = load_names(NAMES_OF_THE_FIELD).known
    return frozenset(name for name, meaning in known.items() if meaning.unit == "GeV")


def _fits(written: Measured, read: Measured) -> bool:
    """The first number of a range may lack its unit."""
    near = abs(written[0] - read[0]) <= 1e-9 * max(abs(written[0]), abs(read[0]))
    return near and (written[1] == read[1] or "1" in (written[1], read[1]) or "rad" in (written[1], read[1]))


def _unsaid_names(nodes: Iterable[Any], said: Said) -> str:
    unsaid = sorted(_written_names(nodes) - said.names - said.hinted - _unseen())
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _lost_name(nodes: Iterable[Any], said: Said) -> str:
    written = _written_names(nodes)
    given_as_other = ENERGY_OR_MOMENTUM if written & ENERGY_OR_MOMENTUM else set()  # 'pT (ET) > 20 GeV'
    return min(said.names - written - _unseen() - {"m_Z"} - given_as_other, default="")


def _written_names(nodes: Iterable[Any]) -> set[str]:
    return {name for node in nodes for name in _own_names(node)}


def _unseen() -> set[str]:
    """Names that are not looked for: what has no word of its own, and kinds of objects, which see `_objects_in`."""
    return {*STRUCTURE, *load_lexicon().kinds}


def _unsaid_objects(nodes: Sequence[Any], said: Said, kind: str) -> str:
    """What an analysis names itself, and members of its composites, have no words to look for."""
    of_triggers = {name for node in nodes if _is_trigger(node) for name in _arguments(node)}
    names = {name for name in _written_objects(nodes) if name.rpartition("_")[2] in load_lexicon().kinds}
    names = (names | of_triggers) - said.hinted
    unsaid = sorted(name for name in names if not _is_among(name, {*said.objects, kind}, SPEAKS_OF))
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _arguments(node: t.Call) -> set[str]:
    return {one.name for one in node.arguments if isinstance(one, t.Name)}


def _lost_object(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    there = _written_objects(nodes) | {one.head.name for one in statements}
    there |= {"lepton"} if {"electron", "muon"} <= there else set()
    return min((name for name in said.objects - {"MET"} if not _is_among(name, there, WRITTEN_AS)), default="")


def _written_objects(nodes: Sequence[Any]) -> set[str]:
    bound = {node.name for node in nodes if isinstance(node, t.Binding)}
    return {name for node in nodes for name in _objects_in(node)} - bound


def _is_among(name: str, others: set[str], related: Mapping[str, set[str]]) -> bool:
    """Whether others have an object, the kind of a class such as veto_lepton, or what it is related to."""
    kinds = others | {other.rpartition("_")[2] for other in others}
    return bool({name, name.rpartition("_")[2], *related.get(name, ())} & kinds)


def _direction(statements: Sequence[Statement], said: Said) -> str:
    """Where a text compares in one direction and turns nothing round, statements do not compare in the other."""
    if said.turns > len(statements):
        return "something is turned round more than once"
    if said.turns or len(said.signs) != 1:
        return ""
    for one in statements:
        turned = any(isinstance(node, t.Not) for node in t.walk(one.line))
        bounds: list[Any] = [node.test for node in t.walk(one.line) if isinstance(node, t.Requirement)]
        ranges = [bound for bound in bounds if isinstance(bound, t.Interval) and bound.low != bound.high]
        signs = {">" for bound in ranges if bound.low is not None} | {"<" for bound in ranges if bound.high is not None}
        if isinstance(one.line, t.Reject):
            signs = {{"<": ">", ">": "<"}[sign] for sign in signs}
        if turned or signs - said.signs:
            return "a comparison is turned round"
    return ""


def _edges(statements: Sequence[Statement], said: Said) -> str:
    """Where a text compares in one way and turns nothing round, the edge itself passes or fails as it says."""
    if said.turns or len(said.operators) != 1:
        return ""
    (operator,) = said.operators
    for one in statements:
        bounds: list[Any] = [node for node in t.walk(one.line) if isinstance(node, t.Requirement)]
        tests = [node.test for node in bounds if getattr(node.quantity, "function", "") != "size"]
        sided = [test for test in tests if isinstance(test, t.Interval) and (test.low is None) != (test.high is None)]
        passes = (operator[1:] == "=") != isinstance(one.line, t.Reject)
        if any((test.high_included if test.low is None else test.low_included) != passes for test in sided):
            return f"the text compares by {operator}"
    return ""


def _magnitudes(statements: Sequence[Statement]) -> str:
    for one in statements:
        line: Any = one.line
        if of_magnitude(line.condition, isinstance(line, t.Reject)) != line.condition:
            return "the bound is one on a magnitude, which is abs(...)"
    return ""


def _structure(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    """Conditions, alternatives and ranks need words for them, and an event has to be told which instance is meant."""
    needs: list[tuple[type, set[str], str]] = [
        (t.When, {"if", "unless", "keep_if", "both", "flag", "chan", ":", "with"}, "a condition"),
        (t.Or, {"or", "outside", "either", "or_of", "veto", "drop", "not"}, "an alternative"),
        (t.Item, {"rank", "[", "both", "two", "fn", "inorder"}, "a rank"),
    ]
    for kind, words, what in needs:
        here = [node for node in nodes if isinstance(node, kind) and not _is_of_triggers(node)]
        if here and not words & said.categories:
            return f"the text has no word for {what}"
    of_events = (one.line for one in statements if one.head.kind in {"event", "region"})
    free = sorted(name for line in of_events for name in _free(line))
    return f"which {free[0]} is meant?" if free else ""


def _is_of_triggers(node: Any) -> bool:
    """One of several triggers is an alternative, whatever stands between them."""
    parts = getattr(node, "parts", ())
    return bool(parts) and all(_is_trigger(getattr(part, "quantity", None)) for part in parts)


def _free(line: Any) -> set[str]:
    """Return collections that are spoken of as a whole where one instance is needed."""
    return set(kinds_of(line)) & set(load_lexicon().kinds) - composites()


def _nodes(value: Any) -> Iterable[Any]:
    """Return the tree of what a word stands for, nothing for what is no tree."""
    is_tree = hasattr(value, "__dataclass_fields__") and not isinstance(value, Obj)
    return t.walk(value) if is_tree else ()


def _is_ranked(value: Any) -> bool:
    return (isinstance(value, Obj) and value.ranked) or any(isinstance(node, t.Item) for node in _nodes(value))


def _own_names(node: Any) -> Iterator[str]:
    """Yield names that a text has words for; those that an analysis gives itself have none."""
    if isinstance(node, t.Call):
        if isinstance(node.function, t.Symbol):
            yield node.function.text
        elif node.function in load_names(NAMES_OF_THE_FIELD).known:
            yield node.function
    elif isinstance(node, t.Name) and node.name in QUANTITIES:
        yield node.name
    elif isinstance(node, t.OneOf):
        yield from node.names
    elif isinstance(node, t.Symbol):
        yield node.text


def _names_in(value: Any) -> Iterator[str]:
    for node in _nodes(value):
        yield from _own_names(node)


def _objects_in(value: Any) -> Iterator[str]:
    for node in _nodes(value):
        if isinstance(node, t.Name) and node.name not in QUANTITIES:
            yield node.name
        elif isinstance(node, t.Symbol) and node.text in load_lexicon().kinds:
            yield node.text


def _ranks(node: Any) -> Iterator[int]:
    if isinstance(node, t.Item):
        yield node.rank + 1
    elif isinstance(node, t.Slice):
        yield node.stop or 0


def _measured(number: t.Number) -> Measured:
    try:
        scale, base = factor(number.unit or "1")
    except CutbenchError:
        scale, base = 1.0, "1"
    return float(f"{abs(number.value) * scale:.9g}"), "1" if base == "GeV^0.5" else base
