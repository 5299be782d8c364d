"""From what the parser of words finds to statements of the cut language, by the rows `statements` of a vocabulary."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cutbench.cuts.clauses import TypedCut
from cutbench.cuts.parser import parse_cuts
from cutbench.cuts.predicate import Predicate, Threshold, Variable
from cutbench.cuts.vocabulary import Rows, Vocabulary
from cutbench.cuts.wording import in_words
from cutbench.errors import CutbenchError

PLAIN = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True)
class Read:
    """What a text states: the group that it belongs to, in words and as statements, and whether the parser was sure."""

    object: str
    text: str
    statements: tuple[str, ...]
    sure: bool


def read_cuts(text: str, vocabulary: Vocabulary, hint: str | None = None) -> tuple[Read, ...]:
    """Return the cuts that `text` states, in order; see `parse_cuts`. What the language cannot say is left out."""
    found = (statements_of(typed, vocabulary) for typed in parse_cuts(text, vocabulary, hint))
    return tuple(one for one in found if one.statements)


def by_words(vocabulary: Vocabulary) -> Callable[[str, str], tuple[str, ...]]:
    """Return what reads the text of a cut on some object as statements."""
    return lambda text, of: tuple(one for found in read_cuts(text, vocabulary, of) for one in found.statements)


def statements_of(typed: TypedCut, vocabulary: Vocabulary) -> Read:
    """Return a typed cut in the cut language, without statements where the language cannot say it."""
    rows = vocabulary.words.statements
    head = rows.heads.get(typed.object, "event")
    instance = head.split()[-1] if head != "event" else f"`{typed.object}`"
    lines = [f"{_head(head, instance, one, line, rows)}: select {line}" for one in typed.predicates
             for line in _lines(one, instance, rows)]  # fmt: skip
    said = all(_is_said(line, vocabulary) for line in lines)
    text = " and ".join(map(in_words, typed.predicates))
    return Read(typed.object, text, tuple(dict.fromkeys(lines)) if said else (), typed.sure)


def _head(spoken: str, instance: str, predicate: Predicate, line: str, rows: Rows) -> str:
    """What is not about the instance that was spoken of is about the event."""
    owner = rows.owners.get(predicate.variable.name)
    return owner or ("event" if spoken.startswith("object ") and instance not in line else spoken)


def _is_said(statement: str, vocabulary: Vocabulary) -> bool:
    try:
        vocabulary.language.parse(statement)
    except CutbenchError:
        return False
    return True


def _lines(predicate: Predicate, instance: str, rows: Rows) -> Iterable[str]:
    pairs = rows.pairs.get(predicate.variable.name)
    when = [_condition(name, values, rows) for name, values in predicate.when.items()]
    asked = " and ".join([*([pairs.concerns] if pairs and pairs.concerns else []), *when])
    for test in _tests(predicate, rows):
        line = f"{asked} ? {test}" if asked else test
        yield (f"all({pairs.over}, {line})" if pairs else line).replace("{o}", instance)


def _condition(name: str, values: str, rows: Rows) -> str:
    known: Mapping[str, str] = rows.conditions.get(name, {})
    parts = [values] if values in known else [value.strip() for value in values.split(",")]
    written = " or ".join(known.get(part, f"{name} == `{part}`") for part in parts)
    return f"({written})" if len(parts) > 1 else written


def _tests(predicate: Predicate, rows: Rows) -> list[str]:
    of = _quantity(predicate.variable, rows)
    op, value, unit = predicate.op, predicate.value, predicate.unit
    if op == "flag":
        return [f"{of}()" if of == "trigger" else of]
    if op == "in":
        return [f"trigger({', '.join(map(str, value if isinstance(value, tuple) else ()))})"]
    if isinstance(value, str):
        return [f"{of} {op} {_word(rows.values.get(value, value))}"]
    if op == "!=" and predicate.upper is not None:
        return [f"{of} ][ {_bound(predicate.lower, unit, rows)} {_bound(predicate.upper, unit, rows)}"]
    if op in {"between", "piecewise"}:
        sides = ((">", predicate.lower), ("<", predicate.upper))
        return [" and ".join(f"{of} {sign} {_bound(edge, unit, rows)}" for sign, edge in sides if edge is not None)]
    return [f"{of} {op} {_bound(value, unit, rows)}"]


def _quantity(variable: Variable, rows: Rows) -> str:
    name = f"{variable.name}/{variable.over}" if variable.over == "sigma_d0" else variable.name
    text = rows.quantities.get(name, name if name == "trigger" else f"`{name}`")
    if variable.over and name == variable.name:
        text += f" / {rows.quantities.get(variable.over, f'`{variable.over}`')}"
    return f"abs({text})" if variable.abs else text


def _bound(edge: object, unit: str, rows: Rows) -> str:
    if isinstance(edge, Threshold):
        knots = [f"{_measured(one, edge.unit)}" for knot in edge.knots for one in knot]
        return f"linear({', '.join([rows.quantities.get(edge.of, f'`{edge.of}`'), *knots])})"
    return _measured(float(str(edge)), unit)


def _measured(value: float, unit: str) -> str:
    return f"{value:.12g}" + ("" if unit == "1" else f" {unit}")


def _word(value: str) -> str:
    return value if PLAIN.fullmatch(value) else f"`{value}`"
