"""What a text says that code can see: numbers, quantities, objects, directions. Statements are held against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Statement
from cutbench.language import tree as t
from cutbench.language.units import factor
from cutbench.reading.asides import without_asides
from cutbench.reading.data import QUANTITIES, composites
from cutbench.reading.items import Obj
from cutbench.reading.lexicon import load_lexicon, numbers_at
from cutbench.reading.normal import normal
from cutbench.reading.rules import kinds_of, region_at

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
TURNING = {"veto", "drop", "not", "none", "unless"}
Measured = tuple[float, str]


@dataclass(frozen=True)
class Said:
    """Numbers in base units, names of properties, functions and quantities, kinds of objects, signs of comparisons.

    Names that words only hint at, such as the working point of a loose muon, may be written and need not.
    """

    numbers: tuple[Measured, ...]
    names: frozenset[str]
    hinted: frozenset[str]
    objects: frozenset[str]
    signs: frozenset[str]
    categories: frozenset[str]
    turns: int = 0  # words that turn something round: vetoes and negations
    no_cut: str = ""


def said_in(text: str) -> Said:
    """Return what a text speaks of, reasons and remarks left out."""
    lexicon, tokens = load_lexicon(), without_asides(normal(text))
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
    return Said(
        tuple(numbers),
        frozenset(_spoken(found)),
        frozenset(_hinted(found)),
        frozenset(
            {value.kind for _, value in found if isinstance(value, Obj)} | {n for _, v in found for n in _objects_in(v)}
        ),
        frozenset(_signs(found)),
        frozenset({category for category, _ in found} | {"rank" for _, value in found if _is_ranked(value)}),
        sum(category in TURNING for category, _ in found),
        next((str(value) for category, value in found if category == "no cut"), ""),
    )


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
    return no_cut_in(text) or unsaid(statements, text, kind) or left_out(statements, text, kind)


def no_cut_in(text: str) -> str:
    """Return what a text speaks of that cuts do not speak of, '' if there is nothing."""
    said = said_in(text)
    return f"'{said.no_cut}' is not what cuts speak of" if said.no_cut and "goodrun" not in said.names else ""


def unsaid(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what statements say and the text does not, '' if there is nothing."""
    said = said_in(text)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    return (
        _unsaid_numbers(nodes, said)
        or _unsaid_names(nodes, said)
        or _unsaid_objects(statements, nodes, said, kind)
        or _direction(statements, said)
        or _structure(statements, nodes, said)
    )


def left_out(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what a text says and its statements do not, '' if there is nothing."""
    said = said_in(text)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    lost = _lost_number(nodes, said) or _lost_name(nodes, said) or _lost_object(statements, nodes, said)
    return f"{lost} of the text is in no statement" if lost else ""


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
        if value not in {0.0, 1.0} and numbers.count((value, unit)) > max(often, 1) + cases:
            return f"{value:g} {unit} is written more often than it is said"
    return ""


def _lost_number(nodes: Sequence[Any], said: Said) -> str:
    written = {_measured(node) for node in nodes if isinstance(node, t.Number)}
    counted = {float(rank) for node in nodes for rank in _ranks(node)} | {0.0, 1.0}
    lost = (
        f"{number[0]:g} {number[1]}"
        for number in sorted(said.numbers)
        if not any(_fits(other, number) for other in written) and number[0] not in counted
    )
    return next(lost, "")


def _fits(written: Measured, read: Measured) -> bool:
    """The first number of a range may lack its unit."""
    near = abs(written[0] - read[0]) <= 1e-9 * max(abs(written[0]), abs(read[0]))
    return near and (written[1] == read[1] or "1" in (written[1], read[1]) or "rad" in (written[1], read[1]))


def _unsaid_names(nodes: Iterable[Any], said: Said) -> str:
    unsaid = sorted(_written_names(nodes) - said.names - said.hinted - _unseen())
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _lost_name(nodes: Iterable[Any], said: Said) -> str:
    return min(said.names - _written_names(nodes) - _unseen() - {"m_Z"}, default="")


def _written_names(nodes: Iterable[Any]) -> set[str]:
    return {name for node in nodes for name in _own_names(node)}


def _unseen() -> set[str]:
    """Names that are not looked for: what has no word of its own, and kinds of objects, which see `_objects_in`."""
    return {*STRUCTURE, *load_lexicon().kinds}


def _unsaid_objects(statements: Sequence[Statement], nodes: Sequence[Any], said: Said, kind: str) -> str:
    """Members of composites have names of their own, which no text has."""
    own = any(one.head.kind == "composite" for one in statements)
    names = _written_objects(nodes) - said.hinted
    names = names & set(load_lexicon().kinds) if own else names
    unsaid = sorted(name for name in names if not _is_among(name, {*said.objects, kind}, SPEAKS_OF))
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _lost_object(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    there = _written_objects(nodes) | {one.head.name for one in statements}
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


def _structure(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    """Conditions, alternatives and ranks need words for them, and an event has to be told which instance is meant."""
    needs: list[tuple[type, set[str], str]] = [
        (t.When, {"if", "unless", "keep_if", "both", "flag", "chan", ":", "with"}, "a condition"),
        (t.Or, {"or", "outside", "either", "veto", "drop", "not"}, "an alternative"),
        (t.Item, {"rank", "[", "both", "fn"}, "a rank"),
    ]
    for kind, words, what in needs:
        if any(isinstance(node, kind) for node in nodes) and not words & said.categories:
            return f"the text has no word for {what}"
    of_events = (one.line for one in statements if one.head.kind in {"event", "region"})
    free = sorted(name for line in of_events for name in _free(line))
    return f"which {free[0]} is meant?" if free else ""


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
    if isinstance(node, t.Call):
        yield node.function if isinstance(node.function, str) else node.function.text
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
