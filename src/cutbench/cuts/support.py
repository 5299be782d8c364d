"""Whether a cut is supported by its own quotes: the gate against invented cuts."""

import re

from cutbench.cuts.plain import plain
from cutbench.cuts.tokens import NUMBER_WORDS, VETO, find_numbers, find_operators
from cutbench.cuts.units import to_standard
from cutbench.schema.cuts import Cut, CutList, Predicate, Threshold

# 'Events without a vertex are rejected' asks for one.
NONE = re.compile(r"\b(?:without|lack(?:s|ing)?|no)\b")


def gate(cuts: CutList) -> set[str]:
    """Return the ids of the cuts that pass the gate: quoted from the paper, with all their numbers in a quote."""
    return {cut.id for cut in cuts.cuts if cut.grounded and numbers_are_quoted(cut)}


def numbers_are_quoted(cut: Cut) -> bool:
    """Whether one of the cut's verified quotes holds every number of its predicates, in whatever unit."""
    wanted = {number for predicate in cut.predicates for number in numbers_of(predicate)}
    return any(wanted <= _numbers_in(quote.text) for quote in cut.quotes if quote.match != "none")


def operators_are_quoted(cut: Cut) -> bool:
    """Whether one of the cut's verified quotes compares in the direction of each of its predicates, or vetoes."""
    wanted = {predicate.op[0] for predicate in cut.predicates if predicate.op[0] in "<>="}
    texts = [plain(quote.text) for quote in cut.quotes if quote.match != "none"]
    return any(VETO.search(text) or wanted <= {word.op[0] for word in find_operators(text)} for text in texts)


def numbers_of(predicate: Predicate) -> set[float]:
    """Return the numbers of a predicate in standard units; those of a count may be words in a paper."""
    numbers: set[float] = set()
    for value in (predicate.value, predicate.lower, predicate.upper):
        if isinstance(value, Threshold):
            numbers |= {number for knot in value.knots for number in knot}
        elif isinstance(value, int | float):
            standard = to_standard(float(value), predicate.unit)
            numbers.add(standard[0] if standard else float(value))
    return numbers


def _numbers_in(text: str) -> set[float]:
    cleaned = plain(text)
    numbers = {float(value) for word, value in NUMBER_WORDS.items() if word in cleaned.split()}
    if NONE.search(cleaned) and VETO.search(cleaned):
        numbers.add(1.0)
    for number in find_numbers(cleaned):
        standard = to_standard(number.value, number.unit or "1")
        numbers |= {number.value, standard[0] if standard else number.value}
    return numbers
