"""What counts as equal, such as `ET(electron) == pT(electron)`: in the field, in a benchmark, and in a file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.language.parse import parse_line
from cutbench.schema.yaml_text import read_mapping

HEAD = re.compile(r"(event|object|composite|region)(?: ([\w.-]+))?")
DRESS = re.compile(r"\\(?:mathrm|text|mathit|rm)\b|[{}$\\\s]")  # how a symbol is set does not tell what it is
GREEK = ("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho ς sigma tau upsilon "
         "phi chi psi omega")  # fmt: skip
SPELLED = {ord("α") + place: name for place, name in enumerate(GREEK.split())}  # α_T is alpha_T
DEEPEST = 8  # definitions in definitions


@dataclass(frozen=True)
class Equalities:
    """What is read as something else before it is compared.

    `rules` are pairs of trees, the first read as the second. A symbol on both sides stands for anything, and the name
    of a collection on both sides for anything of its kind. `heads` are blocks that are about the same as others.
    """

    rules: tuple[tuple[t.Node, t.Node], ...] = ()
    heads: Mapping[t.Head, t.Head] = field(default_factory=dict)

    def __or__(self, other: "Equalities") -> "Equalities":
        return Equalities((*self.rules, *other.rules), {**self.heads, **other.heads})

    def head(self, head: t.Head) -> t.Head:
        """Return the head that stands for all heads of the same meaning; the kind of a region does not count."""
        alike = replace(head, kind="object") if head.kind == "composite" else head
        return self.heads.get(_bare(alike), alike)

    def rewritten(self, node: Any, names: Names) -> Any:
        """Return a tree in which the left side of every rule is replaced by the right side."""
        for _ in range(DEEPEST):
            before, node = node, t.transformed(node, lambda one: self._read_as(one, names))
            if node == before:
                break
        return node

    def _read_as(self, node: Any, names: Names) -> Any:
        if isinstance(node, t.Symbol) and (bare := DRESS.sub("", node.text).translate(SPELLED)) != node.text:
            return t.Symbol(bare)
        if isinstance(node, t.Symbol) and (name := _quantity_called(node.text, names)):
            return t.Name(name)
        is_flag = isinstance(node, t.Requirement) and node.test == t.Flag()
        for left, right in self.rules:
            bound: dict[Any, Any] = {}
            is_condition = isinstance(right, t.Condition)
            if is_condition == is_flag and _matches(left, node.quantity if is_flag else node, right, names, bound):
                return t.transformed(right, bound.get)
        return None


def _quantity_called(text: str, names: Names) -> str | None:
    """Return the quantity of the event that a symbol names: its writer did not know the declared names."""
    name = names.resolve(text)
    meaning = names.meaning(name) if name else None
    return name if meaning and meaning.kind == "quantity" else None


def kind_of(node: object, names: Names) -> str | None:
    """Return the kind of the instances that a node is about: electron for veto_electron[0]."""
    match node:
        case t.Item(of) | t.Slice(of) | t.Binding(of):
            return kind_of(of, names)
        case t.Name(name) if names.is_object(name):
            last = name.rpartition("_")[2]
            return name if name in names.known or not names.is_object(last) else names.resolve(last)
    return None


def load_equalities(paths: Sequence[Path], names: Names, analysis: t.Analysis | None = None) -> Equalities:
    """Return what the lists `equal` of files of names say, and the definitions of an analysis.

    Each entry is 'ONE == OTHER': two expressions, an expression and a condition, two properties without their argument,
    or two heads of blocks.

    Raises:
        CutbenchError: a file cannot be read or an entry does not parse; names both.
    """
    found = Equalities()
    for path in paths:
        texts = read_mapping(path).get("equal") or []
        if not isinstance(texts, list):
            raise CutbenchError(f"{path}: equal: must be a list of 'ONE == OTHER'")
        found |= equalities_from(texts, names, str(path))
    return with_definitions(found, analysis) if analysis else found


def with_definitions(equal: Equalities, analysis: t.Analysis) -> Equalities:
    """Return equalities with the definitions of an analysis added."""
    lines = [one.line for one in analysis.statements() if one.head.kind == "define"]
    defined = tuple((t.Name(line.name), line.value) for line in lines if isinstance(line, t.Define))
    return replace(equal, rules=equal.rules + defined)


def equalities_from(texts: Iterable[str], names: Names, where: str) -> Equalities:
    """Return the equalities of a list of texts; see `load_equalities`."""
    found, faults = read_equalities(texts, names)
    if faults:
        raise CutbenchError(f"{where}: equal: {faults[0]}")
    return found


def read_equalities(texts: Iterable[str], names: Names, *, complete: bool = False) -> tuple[Equalities, list[str]]:
    """Return the equalities of the texts that are right, and what is wrong with the others.

    Where `names` are `complete`, with all blocks of an analysis, one that is not among them is wrong.
    """
    rules: list[tuple[t.Node, t.Node]] = []
    heads: dict[t.Head, t.Head] = {}
    faults = []
    for text in texts:
        one, _, other = (side.strip() for side in str(text).partition(" == "))
        try:
            if HEAD.fullmatch(one) and HEAD.fullmatch(other):
                first, second = _head(one), _head(other)
                if complete:
                    _check_known(first, second, names)
                heads[_bare(first)] = second
            else:
                rules.append((_side(one, names), _side(other, names)))
        except CutbenchError as error:
            faults.append(f"'{text}': {error}")
    return Equalities(tuple(rules), heads), faults


def _head(text: str) -> t.Head:
    kind, _, name = text.partition(" ")
    return t.Head("object" if kind == "composite" else kind, name)  # type: ignore[arg-type]


def _check_known(one: t.Head, other: t.Head, names: Names) -> None:
    """Raise an error unless both are known; the first may be another name of a region, as papers have them."""
    named = [other] if one.kind == other.kind == "region" else [one, other]
    for head in named:
        if head.name and names.resolve(head.name) is None:
            raise CutbenchError(f"there is no {head.kind} {head.name}; {names.near(head.name)}")


def _bare(head: t.Head) -> t.Head:
    """Return a head without the kind of its region, which the list does not name."""
    return replace(head, region="signal")


def _side(text: str, names: Names) -> t.Node:
    meaning = names.meaning(names.resolve(text) or "")
    of_anything = meaning is not None and meaning.kind in {"property", "function"}
    line = parse_line(f"define side = {text}{'(`any one`)' * of_anything}", t.Head("define"), replace(names, open=True))
    return line.value if isinstance(line, t.Define) else t.Name(text)


def _matches(pattern: Any, node: Any, right: t.Node, names: Names, bound: dict[Any, Any]) -> bool:
    """Whether a node fits the left side of a rule; fills in what its free names stand for."""
    is_kind = isinstance(pattern, t.Name) and names.is_object(pattern.name)
    if (is_kind or isinstance(pattern, t.Symbol)) and pattern in set(t.walk(right)):
        fits = not is_kind or kind_of(node, names) == pattern.name
        return fits and bool(bound.setdefault(pattern, node) == node)
    if isinstance(pattern, t.Name) and isinstance(node, t.Symbol):
        return pattern.name == node.text
    if isinstance(pattern, tuple) and isinstance(node, tuple):
        pairs = zip(pattern, node, strict=False)
        return len(pattern) == len(node) and all(_matches(one, other, right, names, bound) for one, other in pairs)
    if type(pattern) is not type(node) or not hasattr(pattern, "__dataclass_fields__"):
        return bool(pattern == node)
    names_of_fields = [entry.name for entry in fields(pattern)]
    return all(_matches(getattr(pattern, one), getattr(node, one), right, names, bound) for one in names_of_fields)
