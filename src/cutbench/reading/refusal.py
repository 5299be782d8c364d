"""What code can see to be wrong with the statements of a text: they say what it does not, or leave out what it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cutbench.language import Statement, print_statement
from cutbench.language import tree as t
from cutbench.reading.consistency import inconsistency, is_trigger
from cutbench.reading.data import composites, words
from cutbench.reading.directions import charges_and_flavours, counts, direction, edges, equalities, turns
from cutbench.reading.grammar.trees import is_flag
from cutbench.reading.lexicon import load_lexicon
from cutbench.reading.normal import normal
from cutbench.reading.owners import kinds_of
from cutbench.reading.said import ENERGY_OR_MOMENTUM, Measured, Said, measured, names_of, objects_in, said_in
from cutbench.reading.subjects import doubt_of_subject

SMALL = {0.0, 1.0, 2.0, 3.0, 4.0}  # numbers of instances, which a text may also name in other ways
Z_MASS = {91.0, 91.19, 91.1876, 91.2}  # GeV, which a text may name in words
STRUCTURE = {"size", "abs", "min", "max", "sum", "any", "all", "sqrt", "disjoint"}
WORKING_POINTS = ("loose", "medium", "tight")
COUNTING = {"none", "veto", "drop", "exist", "any", "some", "all", "both", "two"}  # what tells that some are there
CASES = {"if", "unless", "keep_if"}
ELSE = {"else", "other", "rest", "others", "chan", "both"}
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


def refusal_of(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what can be seen to be wrong with the statements of a text, '' if nothing can."""
    found = no_cut_in(text, statements) or unsaid(statements, text, kind) or left_out(statements, text, kind)
    return found or doubt_of_subject(normal(text), [print_statement(one) for one in statements])


def no_cut_in(text: str, statements: Sequence[Statement]) -> str:
    """Return what a text speaks of that cuts do not speak of, '' if there is nothing; good runs are of detectors."""
    said = said_in(text)
    if "unasked" in said.categories:
        return "it may say what is not needed"
    if any(edge in text.lower() for edge in words()["open edges"]):
        return "one end of a range may be outside of it"
    of_runs = any(t.Name("goodrun") in t.walk(one.line) for one in statements)
    if "defines" in said.categories:
        return "it may say what something is called"
    return f"'{said.no_cut}' is not what cuts speak of" if said.no_cut and not of_runs else ""


def unsaid(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what statements say and the text does not, '' if there is nothing. Asides may be said and need not."""
    said, whole = said_in(text), said_in(text, asides=True)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    return (
        _unsaid_numbers(nodes, whole)
        or _unsaid_names(nodes, whole)
        or _unsaid_objects(nodes, whole, kind)
        or direction(statements, said)
        or edges(statements, said)
        or equalities(statements, said)
        or charges_and_flavours(statements, said)
        or _structure(statements, nodes, whole)
        or _unsaid_count(nodes, whole, text, kind)
        or inconsistency(statements, said)
    )


def left_out(statements: Sequence[Statement], text: str, kind: str) -> str:
    """Return what a text says and its statements do not, '' if there is nothing."""
    said = said_in(text)
    nodes: list[Any] = [node for one in statements for node in t.walk(one.line)]
    lost = _lost_number(statements, nodes, said) or _lost_name(nodes, said) or _lost_object(statements, nodes, said)
    lost = lost or ("an alternative" if _lacks_alternative(nodes, said) else "") or _lost_class(nodes, said)
    turned = (said.turns + ("failing" in said.categories)) % 2
    lost = lost or ("what is left out" if turned and not turns(statements, said) else "")
    lost = lost or ("which one is nearest" if "nearest" in said.categories and not _of_any(nodes) else "")
    return f"{lost} of the text is in no statement" if lost else ""


def _lacks_alternative(nodes: Sequence[Any], said: Said) -> bool:
    """Whether no statement has the 'or' of a text; triggers are alternatives, and leptons are electrons or muons."""
    either = any(isinstance(node, t.Or | t.When | t.OneOf) or is_trigger(node) for node in nodes)
    return "or" in said.categories and not either and "lepton" not in _written_objects(nodes)


def _of_any(nodes: Sequence[Any]) -> bool:
    """Whether something is said of the least, or of any, of several; a distance to a collection is the least."""
    calls = [node for node in nodes if isinstance(node, t.Call)]
    wholes = any(
        isinstance(one, t.Name) and one.name in load_lexicon().kinds for call in calls for one in call.arguments
    )
    return wholes or any(call.function in {"min", "any", "all"} for call in calls)


def _lost_class(nodes: Sequence[Any], said: Said) -> str:
    """Return a working point, or what measures efficiencies, that no statement has by name or class: loose_lepton."""
    written = _written_names(nodes) | {name.partition("_")[0] for name in _written_objects(nodes)}
    return min(said.hinted & {*WORKING_POINTS, "tag", "probe"} - written, default="")


def _unsaid_numbers(nodes: Sequence[Any], said: Said) -> str:
    numbers = [measured(node) for node in nodes if isinstance(node, t.Number)]
    cases = any(isinstance(node, t.When | t.Or) for node in nodes)  # an edge of both sides, a bound of either
    for node in nodes:
        if isinstance(node, t.Interval) and node.low == node.high and isinstance(node.low, t.Number):
            numbers.remove(measured(node.low))  # both bounds of 'x == 2'
    free = {(value, "1") for value in SMALL} | {(value, "GeV") for value in Z_MASS if "mz" in said.categories}
    for value, unit in sorted(set(numbers)):
        if (value, unit) not in free and not any(_fits((value, unit), other) for other in said.numbers):
            return f"the text has no {value:g} {unit}"
        often = sum(_fits((value, unit), one) for one in said.numbers)
        if value not in {0.0, 1.0} and numbers.count((value, unit)) > max(often, 1) * said.at_once + cases:
            return f"{value:g} {unit} is written more often than it is said"
    return ""


def _lost_number(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    """Return a number that no statement has; of how many objects a composite is made is told by its name."""
    members = {float(number) for number in words()["systems"]}
    made = members if any(one.head.kind == "composite" for one in statements) else set()
    written = {measured(node) for node in nodes if isinstance(node, t.Number)}
    counted = {float(rank) for node in nodes for rank in _ranks(node)} | {0.0, 1.0} | made
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


def _fits(written: Measured, read: Measured) -> bool:
    """The first number of a range may lack its unit."""
    near = abs(written[0] - read[0]) <= 1e-9 * max(abs(written[0]), abs(read[0]))
    return near and (written[1] == read[1] or "1" in (written[1], read[1]) or "rad" in (written[1], read[1]))


def _unsaid_names(nodes: Iterable[Any], said: Said) -> str:
    unsaid = sorted(_written_names(nodes) - _apart_in_two(said.names) - said.hinted - _unseen())
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _lost_name(nodes: Iterable[Any], said: Said) -> str:
    written = _written_names(nodes)
    given_as_other = ENERGY_OR_MOMENTUM if written & ENERGY_OR_MOMENTUM else set()  # 'pT (ET) > 20 GeV'
    return min(_apart_in_two(said.names) - written - _unseen() - {"m_Z"} - given_as_other, default="")


def _written_names(nodes: Iterable[Any]) -> set[str]:
    return _apart_in_two({name for node in nodes for name in names_of(node)})


def _apart_in_two(names: Iterable[str]) -> set[str]:
    """Return names with what the word for both compares: flavours and charges."""
    found = set(names)
    return found - {"sfos"} | {"flavour", "charge"} if "sfos" in found else found


def _unseen() -> set[str]:
    """Names that are not looked for: what has no word of its own, and kinds of objects, which see `objects_in`."""
    return {*STRUCTURE, *load_lexicon().kinds}


def _unsaid_objects(nodes: Sequence[Any], said: Said, kind: str) -> str:
    """What an analysis names itself, and members of its composites, have no words to look for."""
    of_triggers = {name for node in nodes if is_trigger(node) for name in _arguments(node)}
    names = {name for name in _written_objects(nodes) if name.rpartition("_")[2] in load_lexicon().kinds}
    names = (names | of_triggers) - said.hinted
    unsaid = sorted(name for name in names if not _is_among(name, {*said.objects, kind}, SPEAKS_OF))
    return f"the text does not speak of {unsaid[0]}" if unsaid else ""


def _arguments(node: t.Call) -> set[str]:
    return {one.name for one in node.arguments if isinstance(one, t.Name)}


def _lost_object(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    if any(one.head.kind == "composite" for one in statements):
        return ""  # whose mass is that of its members
    there = _written_objects(nodes) | {one.head.name for one in statements}
    there |= {"lepton"} if {"electron", "muon"} <= there else set()
    return min((name for name in said.objects - {"MET"} if not _is_among(name, there, WRITTEN_AS)), default="")


def _written_objects(nodes: Sequence[Any]) -> set[str]:
    bound = {node.name for node in nodes if isinstance(node, t.Binding)}
    return {name for node in nodes for name in objects_in(node)} - bound


def _is_among(name: str, others: set[str], related: Mapping[str, set[str]]) -> bool:
    """Whether others have an object, the kind of a class such as veto_lepton, or what it is related to."""
    kinds = others | {other.rpartition("_")[2] for other in others}
    return bool({name, name.rpartition("_")[2], *related.get(name, ())} & kinds)


def _structure(statements: Sequence[Statement], nodes: Sequence[Any], said: Said) -> str:
    """Conditions, alternatives and ranks need words for them, and an event has to be told which instance is meant."""
    needs: list[tuple[type, set[str], str]] = [
        (t.When, {"if", "unless", "keep_if", "both", "flag", "chan", ":", "with"}, "a condition"),
        (t.Or, {"or", "outside", "either", "or_of", "veto", "drop", "not"}, "an alternative"),
        (t.Item, {"rank", "[", "both", "two", "fn", "inorder"}, "a rank"),
    ]
    for kind, wanted, what in needs:
        here = [node for node in nodes if isinstance(node, kind) and not _is_of_triggers(node)]
        here = [node for node in here if not (isinstance(node, t.Item) and _is_counted(node, said))]
        tells = said.categories - ({"fn"} if said.categories & {"any", "all", "min", "max"} else set())  # m_T of any
        if here and not wanted & tells:
            return f"the text has no word for {what}"
    if any(map(_is_case_of_number, nodes)) and not CASES & said.categories:
        return "the text does not say that it is asked in that case"
    if any(getattr(node, "otherwise", None) is not None for node in nodes) and not ELSE & said.categories:
        return "the text has no word for what is asked elsewhere"
    of_events = (one.line for one in statements if one.head.kind in {"event", "region"})
    free = sorted(name for line in of_events for name in _free(line))
    return f"which {free[0]} is meant? What is asked of each stands in 'object {free[0]}'" if free else ""


def _is_case_of_number(node: Any) -> bool:
    """'pT > 35 GeV (converted)': a bound is rather asked of a class than the class of what is beyond a bound."""
    return isinstance(node, t.When) and _is_bound(node.condition) and is_flag(node.then)


def _is_bound(node: Any) -> bool:
    return isinstance(node, t.Requirement) and isinstance(node.test, t.Interval) and not counts(node)


def _unsaid_count(nodes: Sequence[Any], said: Said, text: str, kind: str) -> str:
    """What is asked of muons, in a list of what muons have to fulfil, asks for no number of them if it names none."""
    numbered = any(unit == "1" and value % 1 == 0 for value, unit in said.numbers)
    told = numbered or said.categories & COUNTING or {"a", "an"} & set(text.lower().split())
    return "" if kind == "event" or told or not any(map(counts, nodes)) else "the text counts nothing"


def _is_counted(node: t.Item, said: Said) -> bool:
    """'Two muons whose mass ...': the first and the second."""
    return any(unit == "1" and value in SMALL and node.rank < value for value, unit in said.numbers)


def _is_of_triggers(node: Any) -> bool:
    """One of several triggers is an alternative, whatever stands between them."""
    parts = getattr(node, "parts", ())
    return bool(parts) and all(is_trigger(getattr(part, "quantity", None)) for part in parts)


def _free(line: Any) -> set[str]:
    """Return collections that are spoken of as a whole where one instance is needed."""
    return set(kinds_of(line)) & set(load_lexicon().kinds) - composites()


def _ranks(node: Any) -> Iterator[int]:
    if isinstance(node, t.Item):
        yield node.rank + 1
    elif isinstance(node, t.Slice):
        yield node.stop or 0
