"""From a comparison to typed predicates."""

import re

from cutbench.cuts.belonging import conditions_of, object_of
from cutbench.cuts.clauses import Clause, TypedCut
from cutbench.cuts.comparisons import Comparison
from cutbench.cuts.predicate import Operator, Predicate, Variable
from cutbench.cuts.tokens import FROM_HERE, INVERTED, NEGATED, VETO, Number
from cutbench.cuts.units import STANDARD, to_standard
from cutbench.cuts.vocabulary import Found, Vocabulary

# Nobody selects one value of a continuous quantity: 'at |eta| = 1.475' names a place.
EXACT = re.compile(r"exactly|precisely|equal")

# 'Events are rejected if no jet with pT > 50 GeV is found'
NOTHING = re.compile(
    r"\b(?:no|without(?: any)?|lack(?:s|ing)?(?: an?)?) (?:[a-z-]+ ){1,4}(?:with|of|above|having)\b[^,;]*$"
)

# 'No pair may have a mass below 5 GeV'
NOBODY = re.compile(
    r"(?:^|[,;:] ?)no (?:[a-z-]+ ){1,7}?(?:may|can|must|should)\b[^,;]*$"
    r"|(?:^|[,;:] ?)no [a-z -]{0,80}(?:pair|combination)s?\b[^,;]*$"
    r"|(?:^|[,;:] ?)no $"
)

ORDER = re.compile(
    r"\b(?:leading|highest|hardest|ordered)\b[^|]*\bleptons?\b|\bleptons?\b[^|]*\b(?:in order of|respectively)\b"
)


def predicates(
    clause: Clause,
    comparison: Comparison,
    objects: list[Found],
    conditions: list[tuple[str, Found]],
    vocabulary: Vocabulary,
) -> list[TypedCut]:
    """Return what a comparison states of these objects under these conditions, one cut for each of its numbers."""
    variable = _variable(clause, comparison, vocabulary)
    thrown_away = _thrown_away(clause, comparison)
    op = INVERTED.get(comparison.op, comparison.op) if thrown_away else comparison.op
    if comparison.op == "==" and not EXACT.search(clause.text[comparison.start : comparison.end]):
        return []
    if len(comparison.numbers) >= 3 and variable.name in {"pt", "et"}:
        return (
            _ordered(op, comparison.numbers, clause.text, vocabulary) if clause.object not in {"Jet", "Photon"} else []
        )
    cuts = []
    for place, number in enumerate(comparison.numbers):
        unit = number.unit or STANDARD[vocabulary.kind(variable)]
        standard = to_standard(number.value, unit)
        upper = to_standard(comparison.upper.value, comparison.upper.unit or unit) if comparison.upper else None
        # No selection asks for less than a GeV: such a number is a share of something.
        share = not number.unit and number.value < 1 and vocabulary.kind(variable) == "energy" and not upper
        if standard is None or (comparison.upper and upper is None) or share:
            continue
        # A pseudorapidity has no GeV, and a per cent of a momentum no denominator: the number is about something else.
        if vocabulary.kind(variable) != standard[1]:
            continue
        spoken = vocabulary.owner(variable.name) or object_of(
            clause, objects, vocabulary.words.statements.composites, place, len(comparison.numbers)
        )
        if variable.over == "et" and spoken == "Muon":
            variable = variable.model_copy(update={"over": "pt"})
        values = {"lower": standard[0], "upper": upper[0]} if upper else {"value": standard[0]}
        if upper and thrown_away:
            op = "!="
        when = conditions_of(conditions, place, len(comparison.numbers))
        predicate = Predicate(variable=variable, op=op, unit=STANDARD[standard[1]], when=when, **values)
        sure = (
            bool(number.unit or (comparison.upper and comparison.upper.unit)) or vocabulary.kind(variable) == "number"
        )
        cuts.append(TypedCut(spoken or "Other", (predicate,), sure=sure and spoken is not None))
    return cuts


def _thrown_away(clause: Clause, comparison: Comparison) -> bool:
    """Whether what is compared is lost if the comparison holds; two negations are none."""
    said = [veto for veto in VETO.finditer(clause.text) if veto.start() < comparison.start or not _from_here(veto)]
    negated = any(word.start() < comparison.start for word in NEGATED.finditer(clause.text))
    if said and NOTHING.search(clause.text[: comparison.start]):
        return False
    denied = negated or bool(NOBODY.search(clause.text[: comparison.start]))
    return bool(said) != denied


def _from_here(veto: re.Match[str]) -> bool:
    return bool(FROM_HERE.match(veto[0]))


def _ordered(op: Operator, numbers: tuple[Number, ...], text: str, vocabulary: Vocabulary) -> list[TypedCut]:
    """'20, 15 and 10 GeV' are thresholds of the leptons in order of pt; other rows of numbers are something else.

    Unless the text speaks of an order: then they are thresholds, however odd.
    """
    values = [_gev(number) for number in numbers]
    falling = values == sorted(values, reverse=True) and values[-1] >= 1
    if len(values) > 4 or not (falling or ORDER.search(text)):
        return []
    predicates = tuple(
        Predicate(variable=Variable(name=f"pt_lepton{rank}"), op=op, value=value, unit="GeV")
        for rank, value in enumerate(values, start=1)
    )
    return [TypedCut(vocabulary.words.statements.ranked, predicates, sure=True)]


def _gev(number: Number) -> float:
    standard = to_standard(number.value, number.unit or "GeV")
    return standard[0] if standard else number.value


def _variable(clause: Clause, comparison: Comparison, vocabulary: Vocabulary) -> Variable:
    assert comparison.variable is not None  # noqa: S101
    word = comparison.variable
    entry = vocabulary.words.variables.get(word.name)
    variable = vocabulary.variable(word.name) if entry else Variable(name=word.name)
    text = clause.text[max(0, word.start - 1) : word.end + 1]
    absolute = "|" in text or "abs" in text or "absolute" in clause.text
    if (entry is not None and entry.isolation) or word.name.startswith(("ptcone", "topoetcone")):
        relative = comparison.numbers[0].unit in {"", "%", "percent", "per cent", "1"}
        electron = clause.object == "Electron" or re.search(r"\bet\b", clause.text)
        return Variable(name=word.name, over=("et" if electron else "pt") if relative else None)
    return variable.model_copy(update={"abs": absolute or word.name in {"d0_significance", "z0_sin_theta", "d0"}})
