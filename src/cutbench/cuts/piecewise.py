"""Thresholds that depend on another variable: '12 GeV below m = 140 GeV, rising linearly to 50 GeV at 190 GeV'."""

import re
from dataclasses import replace

from cutbench.cuts.predicate import Predicate, Threshold, Variable
from cutbench.cuts.tokens import Number, find_numbers
from cutbench.cuts.units import to_standard
from cutbench.cuts.vocabulary import Found, Vocabulary

RISING = re.compile(
    r"\blinear\w*|\brises?\b|\brising\b|\bincreas\w+|\bgrow\w*|\bramp\w*|\bclimb\w*|\bvar(?:y|ies|ying) from\b"
    r"|\+ ?\d*\.\d+ ?\*? ?\([^()]*-"  # the middle case of a formula: 12 + 0.76 (m - 140)
)
UPPER = re.compile(
    r"(?:<=?|below|less than|smaller than|limited to|restricted to|extends? (?:up )?to|not exceed"
    r"|upper (?:limit|bound|threshold|edge) (?:of|at|is)|at most|up to|and)\s*$"
)
ITSELF = re.compile(r"(?:[;.]|\band) (?:it|itself|the (?:pair|mass)) [^;,]*$")


def find_piecewise(text: str, vocabulary: Vocabulary) -> tuple[list[Predicate], str]:
    """Return linearly rising thresholds on energies in plain text, and the text without the sentences they took."""
    rising = RISING.search(text)
    if rising is None:
        return [], text
    variables = [w for w in vocabulary.find("variables", text) if vocabulary.words.variables[w.name].kind == "energy"]
    numbers = [_in_gev(number) for number in find_numbers(text) if number.unit in {"gev", "mev", "tev"}]
    names = list(dict.fromkeys(word.name for word in variables))
    if len(names) < 2 or len(numbers) < 4:
        return [], text
    usual = vocabulary.words.statements.rises_with
    of = usual if usual in names else names[1]
    on = next(name for name in names if name != of)
    upper = _upper(text, numbers, variables, on)
    knots = _knots(text, [number for number in numbers if number != upper])
    if knots is None:
        return [], text
    threshold = Threshold(of=of, knots=tuple((x.value, t.value) for x, t in knots), unit="GeV")
    top = upper.value if upper else None
    predicate = Predicate(variable=Variable(name=on), op="piecewise", lower=threshold, upper=top, unit="GeV")
    return [predicate], ""


def _in_gev(number: Number) -> Number:
    standard = to_standard(number.value, number.unit)
    return replace(number, value=standard[0]) if standard else number


def _upper(text: str, numbers: list[Number], variables: list[Found], on: str) -> Number | None:
    """Return the number that bounds the variable `on` from above."""
    for number in numbers:
        before = [word for word in variables if word.end <= number.start]
        own = before and (before[-1].name == on or ITSELF.search(text[: number.start]))
        if own and UPPER.search(text[: number.start]):
            return number
    return None


def _knots(text: str, numbers: list[Number]) -> list[tuple[Number, Number]] | None:
    """Return two pairs (argument, threshold); thresholds and arguments either alternate or come as two ranges."""
    numbers = _once(numbers)
    for start in range(len(numbers) - 3):
        a, b, c, d = numbers[start : start + 4]
        opened = re.search(r"(?:between|from)\s*$", text[: a.start])
        if opened and re.fullmatch(r"\s*(?:and|to|-)\s*", text[a.end : b.start]):
            return [(c, a), (d, b)] if c.value > a.value else [(a, c), (b, d)]
        # A threshold lies below the mass that it depends on, whichever of them comes first.
        pairs = [(max(one, key=_size), min(one, key=_size)) for one in ((a, b), (c, d))]
        (x1, t1), (x2, t2) = pairs
        if x1.value < x2.value and t1.value < t2.value < x2.value:
            return pairs
    return None


def _size(number: Number) -> float:
    return number.value


def _once(numbers: list[Number]) -> list[Number]:
    """Leave out what a formula with cases repeats: the edge of a case is that of the next one, too."""
    kept: list[Number] = []
    for number in numbers:
        if number.value not in [other.value for other in kept]:
            kept.append(number)
    return kept
