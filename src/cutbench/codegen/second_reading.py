"""A second reading of a cut by rules: the model is shown it, and asked to look again where its own differs."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from cutbench.codegen.predicates import ALWAYS
from cutbench.cuts import Vocabulary, parse_cuts
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, CutObject, Predicate, Threshold
from cutbench.selection import Requirement, compile_cut, conditions_of, offered


def reading(cut: Cut, vocabulary: Vocabulary) -> str:
    """Return what the rules read in the text of `cut` in the form of an answer, '' where they are not sure of it.

    Comments are left to the model.
    """
    found = parse_cuts(cut.text, vocabulary, cut.object)
    read = _by_rules(cut, vocabulary)
    if read is None or not all(one.sure for one in found):
        return ""
    try:
        return json.dumps({"predicates": [_as_answer(predicate, cut.object) for predicate in read.predicates]})
    except CutbenchError:
        return ""


def objection(cut: Cut, typed: Cut | None, vocabulary: Vocabulary) -> str:
    """Return the reading of `cut` by rules as an objection if `typed` is something else, else ''.

    It is no correction: what the model answers to it counts. `typed` is None where the model's answer was refused.
    """
    read = reading(cut, vocabulary)
    if not read or (typed and _same(_by_rules(cut, vocabulary), typed, vocabulary)):
        return ""
    return f"rules, which are right more often than not, read {read}; give that unless the text says else"


def _same(read: Cut | None, typed: Cut, vocabulary: Vocabulary) -> bool:
    if read is None:
        return False
    ours, theirs = ({_plain(one, vocabulary) for one in compile_cut(cut)} for cut in (read, typed))
    return ours == theirs


def by_rules(cuts: Iterable[Cut], vocabulary: Vocabulary) -> tuple[Cut, ...]:
    """Return the cuts as the rules alone type them, those left out that cannot be compiled: the baseline."""
    return tuple(typed for cut in cuts if (typed := _by_rules(cut, vocabulary)))


def _by_rules(cut: Cut, vocabulary: Vocabulary) -> Cut | None:
    found = parse_cuts(cut.text, vocabulary, cut.object)
    typed = Cut(
        id=cut.id,
        object=cut.object,
        text=cut.text,
        predicates=tuple(predicate for one in found for predicate in one.predicates),
    )
    try:
        compile_cut(typed)
    except CutbenchError:
        return None
    return typed


def _plain(requirement: Requirement, vocabulary: Vocabulary) -> str:
    """Return a requirement as text that is the same for what selects the same."""
    variable = vocabulary.canonical(requirement.variable)
    over = requirement.over and vocabulary.canonical(requirement.over)
    op, value = requirement.op, requirement.value
    if variable.startswith("n_") and op in {">", "<"} and isinstance(value, int | float):
        op, value = f"{op}=", value + (1 if op == ">" else -1)
    return repr(replace(requirement, variable=variable, over=over, op=op, value=value))


def _as_answer(predicate: Predicate, of: CutObject) -> dict[str, Any]:
    """Write a predicate in the form of an answer.

    Raises:
        CutbenchError: the form has no words for it.
    """
    written = {"quantity": _name(predicate, of), "op": predicate.op}
    if predicate.op == "flag":
        return written
    if predicate.op == "piecewise":
        assert isinstance(predicate.lower, Threshold)  # noqa: S101  (cuts from texts have no other)
        knots = [{"at": at, "threshold": threshold} for at, threshold in predicate.lower.knots]
        rising = {"op": "rising", "depends_on": predicate.lower.of, "knots": knots, "upper": predicate.upper}
        return written | rising | {"unit": predicate.unit}
    numbers = {name: getattr(predicate, name) for name in ("value", "lower", "upper")}
    written |= {name: number for name, number in numbers.items() if number is not None}
    return written | ({} if isinstance(predicate.value, str) else {"unit": predicate.unit}) | _when(predicate, of)


def _name(predicate: Predicate, of: CutObject) -> str:
    return _only((name for name, offer in offered(of).items() if offer.variable == predicate.variable), predicate)


def _when(predicate: Predicate, of: CutObject) -> dict[str, str]:
    known = conditions_of(of)
    if not predicate.when:
        return {"when": ALWAYS} if known and not isinstance(predicate.value, str) else {}
    wanted = {name: set(values.split(",")) for name, values in predicate.when.items()}
    fits = (key for key, when in known.items() if {n: set(v.split(",")) for n, v in when.items()} == wanted)
    return {"when": _only(fits, predicate)}


def _only(names: Iterable[str], predicate: Predicate) -> str:
    name = next(iter(names), None)
    if name is None:
        raise CutbenchError(f"{predicate.variable.name}: an answer cannot say this")
    return name
