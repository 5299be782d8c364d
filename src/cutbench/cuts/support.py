"""Whether a cut is supported by its own quotes: the gate against invented cuts."""

import re

from cutbench.cuts.plain import plain
from cutbench.cuts.tokens import NUMBER_WORDS, VETO, find_numbers, find_operators
from cutbench.cuts.units import to_standard
from cutbench.language import directions_of, numbers_of
from cutbench.schema.cuts import Cut, CutList

# 'Events without a vertex are rejected' asks for one.
NONE = re.compile(r"\b(?:without|lack(?:s|ing)?|no)\b")


def gate(cuts: CutList) -> set[str]:
    """Return the ids of the cuts that pass the gate: quoted from the paper, with all their numbers in a quote."""
    return {cut.id for cut in cuts.cuts if cut.grounded and numbers_are_quoted(cut)}


def numbers_are_quoted(cut: Cut) -> bool:
    """Whether one of the cut's verified quotes holds every number of its statements, in whatever unit."""
    wanted = numbers_of(cut.statements)
    return any(wanted <= _numbers_in(quote.text) for quote in cut.quotes if quote.match != "none")


def operators_are_quoted(cut: Cut) -> bool:
    """Whether one of the cut's verified quotes compares in the direction of each of its statements, or vetoes."""
    wanted = directions_of(cut.statements)
    texts = [plain(quote.text) for quote in cut.quotes if quote.match != "none"]
    return any(VETO.search(text) or wanted <= {word.op[0] for word in find_operators(text)} for text in texts)


def _numbers_in(text: str) -> set[float]:
    cleaned = plain(text)
    numbers = {float(value) for word, value in NUMBER_WORDS.items() if word in cleaned.split()}
    if NONE.search(cleaned) and VETO.search(cleaned):
        numbers.add(1.0)
    for number in find_numbers(cleaned):
        standard = to_standard(number.value, number.unit or "1")
        numbers |= {number.value, standard[0] if standard else number.value}
    return numbers
