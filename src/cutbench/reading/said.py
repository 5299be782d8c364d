"""What a text says that code can see: numbers, quantities, objects, directions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.names import NAMES_OF_THE_FIELD, Meaning, load_names
from cutbench.language.units import factor
from cutbench.reading.asides import without_asides, without_processes
from cutbench.reading.data import QUANTITIES, words
from cutbench.reading.items import OPPOSITE, Obj
from cutbench.reading.lexicon import load_lexicon, numbers_at
from cutbench.reading.normal import Token, normal
from cutbench.reading.regions import region_at

CONES = ("20", "30", "40")
ENERGY_OR_MOMENTUM = {"pT", "ET"}
SFOS = ["same", "flavour", "opposite", "charge"]
TURNING = {"veto", "drop", "not", "none", "unless"}
Measured = tuple[float, str]


@dataclass(frozen=True)
class Said:
    """Numbers in base units, names of properties, functions and quantities, kinds of objects, signs of comparisons.

    `signs` say the direction of comparisons, `operators` also whether the edge itself passes; `compared` are the
    operators of each number that has one wherever it stands. `alike` says of the charge and the flavour of two
    whether they are to be the same or opposite.

    Names that words only hint at, such as the working point of a loose muon, may be written and need not.
    """

    numbers: tuple[Measured, ...]
    names: frozenset[str]
    hinted: frozenset[str]
    objects: frozenset[str]
    signs: frozenset[str]
    operators: frozenset[str]
    compared: Mapping[Measured, frozenset[str]]
    categories: frozenset[str]
    alike: frozenset[tuple[str, str]]
    turns: int = 0  # words that turn something round: vetoes and negations
    no_cut: str = ""

    @property
    def at_once(self) -> int:
        """Of how many things a number may be asked at once: both photons, electrons and muons."""
        return max(len(self.objects - {"MET"}), 2 if "two" in self.categories else 1)


@lru_cache(maxsize=4096)  # each check of a statement looks at its text
def said_in(text: str, *, asides: bool = False) -> Said:
    """Return what a text speaks of; reasons and remarks are left out if `asides` are not wanted."""
    tokens = normal(text)
    phrases = _with_edges(list(_phrases(without_processes(tokens) if asides else without_asides(tokens))))
    found = [one for phrase in phrases for one in phrase]
    numbers = tuple(value for category, value in found if category == "number")
    spoken = frozenset(_spoken(found))
    of_energy = any(unit == "GeV" for _, unit in numbers) and not spoken & _energies()
    return Said(
        numbers,
        spoken,
        frozenset(_hinted(found)) | (ENERGY_OR_MOMENTUM if of_energy else set()),
        frozenset(name for category, value in found for name in _objects_said(category, value)),
        frozenset(_signs(found)),
        frozenset(value for category, value in found if category in {"op", "behind"} and value[0] in "<>"),
        _compared([dict(phrase) for phrase in phrases]),
        frozenset({category for category, _ in found} | {"rank" for _, value in found if _is_ranked(value)}),
        frozenset(_alike(found)),
        sum(category in TURNING for category, _ in found),
        _no_cut(found, {one.text.lower() for one in tokens}),
    )


def _no_cut(found: Sequence[tuple[str, Any]], tokens: set[str]) -> str:
    """Return what a text speaks of that cuts do not speak of; where it asks something, parts of detectors are named."""
    asks = tokens & {*words()["asking"], *words()["accepting"]}
    beside = words()["beside what is asked"] if asks else []
    return next((str(value) for category, value in found if category == "no cut" and value not in beside), "")


def _phrases(tokens: Sequence[Token]) -> Iterator[list[tuple[str, Any]]]:
    """Yield what each number and each phrase that is known may be; names of regions say nothing."""
    place = 0
    while place < len(tokens):
        number = next(numbers_at(tokens, place), None)
        here = list(load_lexicon().at(tokens, place))
        end = max((end for _, _, end in here), default=place + 1)
        if region := region_at(tokens, place):
            place = region[0][2]
        elif number and number[2] >= end:
            place = number[2]
            yield [("number", measured(number[1]))]
        else:
            place = end
            yield [(category, value) for category, value, _ in here if not _is_bound(value)]


def _with_edges(phrases: list[list[tuple[str, Any]]]) -> list[list[tuple[str, Any]]]:
    """'200 GeV or greater' as '200 GeV at least': no alternative; 'not below' as 'at least'; 'seven (7)' once."""
    told: list[list[tuple[str, Any]]] = []
    for place, phrase in enumerate(phrases):
        before, after = dict(told[-1]) if told else {}, dict(next(iter(phrases[place + 1 :]), []))
        sign = dict(phrase).get("op", "")
        if "not" in before and sign:
            told[-1] = [("op", OPPOSITE[sign])]
        elif "(" in before and "number" in dict(phrase) and phrase in told[-2:-1]:
            told.pop()
        elif "or" in before and sign in {"<", ">"} and "number" not in after:
            told[-1] = [("behind", f"{sign}=")]
        else:
            told.append(phrase)
    return told


def _objects_said(category: str, value: Any) -> Iterator[str]:
    if category == "objs":  # ee and μμ
        yield from (obj.kind for obj in value)
    elif isinstance(value, Obj):
        yield value.kind
    yield from objects_in(value)


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


def _alike(found: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for category, value in found:
        said = value.split() if category == "both" else SFOS if "sfos" in _names_in(value) else []
        for how, name in itertools.pairwise(said):
            if name in {"charge", "flavour"}:
                yield name, "same" if how == "same" else "opposite"


def _compared(phrases: Sequence[Mapping[str, Any]]) -> Mapping[Measured, frozenset[str]]:
    """Return the operators in front of each number, or behind it and what it counts, for those that always have one."""
    told: list[Mapping[str, Any]] = [{}, *(one for one in phrases if one and "skip" not in one), {}, {}]
    operators: dict[Measured, set[str]] = {}
    for before, phrase, after, then in zip(told, told[1:], told[2:], told[3:], strict=False):
        if "number" in phrase:
            behind = then if "obj" in after else after
            operators.setdefault(phrase["number"], set()).add(before.get("op") or behind.get("behind") or "")
    return {number: frozenset(some) for number, some in operators.items() if "" not in some}


@cache
def _names_of_the_field() -> Mapping[str, Meaning]:
    return load_names(NAMES_OF_THE_FIELD).known


@cache
def _energies() -> frozenset[str]:
    """Return the names of quantities and properties in GeV: a number in GeV beside none of them is one of pT or ET."""
    return frozenset(name for name, meaning in _names_of_the_field().items() if meaning.unit == "GeV")


def _nodes(value: Any) -> Iterable[Any]:
    """Return the tree of what a word stands for, nothing for what is no tree."""
    is_tree = hasattr(value, "__dataclass_fields__") and not isinstance(value, Obj)
    return t.walk(value) if is_tree else ()


def _is_ranked(value: Any) -> bool:
    return (isinstance(value, Obj) and value.ranked) or any(isinstance(node, t.Item) for node in _nodes(value))


def names_of(node: Any) -> Iterator[str]:
    """Yield names that a text has words for; those that an analysis gives itself have none."""
    if isinstance(node, t.Call):
        if isinstance(node.function, t.Symbol):
            yield node.function.text
        elif node.function in _names_of_the_field():
            yield node.function
    elif isinstance(node, t.Name) and node.name in QUANTITIES:
        yield node.name
    elif isinstance(node, t.OneOf):
        yield from node.names
    elif isinstance(node, t.Symbol):
        yield node.text


def _names_in(value: Any) -> Iterator[str]:
    for node in _nodes(value):
        yield from names_of(node)


def objects_in(value: Any) -> Iterator[str]:
    """Yield the objects that what a word stands for, or a part of a statement, is about."""
    for node in _nodes(value):
        if isinstance(node, t.Name) and node.name not in QUANTITIES:
            yield node.name
        elif isinstance(node, t.Symbol) and node.text in load_lexicon().kinds:
            yield node.text


def measured(number: t.Number) -> Measured:
    """Return a magnitude in GeV, mm, rad or 1, with that unit; a number in an unknown unit as it stands."""
    try:
        scale, base = factor(number.unit or "1")
    except CutbenchError:
        scale, base = 1.0, "1"
    return float(f"{abs(number.value) * scale:.9g}"), "1" if base == "GeV^0.5" else base
