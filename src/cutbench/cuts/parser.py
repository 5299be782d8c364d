"""From wording to typed cuts: what is exact in a sentence about a cut, without any model."""

import re
from dataclasses import replace

from cutbench.cuts.clauses import Clause, TypedCut, clause_of
from cutbench.cuts.comparisons import Comparison, comparisons
from cutbench.cuts.named import counts, named
from cutbench.cuts.piecewise import find_piecewise
from cutbench.cuts.plain import plain
from cutbench.cuts.tokens import (
    FROM_HERE,
    INVERTED,
    NEGATED,
    VETO,
    Number,
    find_numbers,
    find_operators,
    sentences,
)
from cutbench.cuts.units import STANDARD, to_standard
from cutbench.cuts.vocabulary import Found, Vocabulary
from cutbench.schema.cuts import CutObject, Operator, Predicate, Variable

INTRODUCED = re.compile(r"\b(?:for|in|if|of|when|where|with|to)\b[a-z ()]*$|\(\s*$")
CONE_OF_EACH = re.compile(r"cone0(\d) for ([a-z ]+?),? and (?:of )?(?:cone0|0?\.)(\d) for ([a-z]+)")


def parse_cuts(text: str, vocabulary: Vocabulary, object_hint: CutObject | None = None) -> tuple[TypedCut, ...]:
    """Return the cuts that `text` states, in order; none where it states nothing that the vocabulary knows.

    Args:
        text: a sentence, a table row or a formula: words, Unicode, LaTeX or the loader's notation.
        vocabulary: the words to look for.
        object_hint: what the text speaks of, if it does not say so itself, such as the heading above it.
    """
    cleaned = plain(text)
    found, rest = find_piecewise(cleaned, vocabulary)
    cuts = [TypedCut("LeptonPair", (predicate,), sure=True) for predicate in found]
    spoken: CutObject | None = object_hint
    for start, end in sentences(rest):
        for part in _each(rest[start:end]):
            clause = clause_of(part, vocabulary, spoken)
            cuts += _cuts_of_clause(clause, vocabulary)
        spoken = clause.object or spoken
    return tuple(cuts)


def _each(sentence: str) -> list[str]:
    """Split what is said of two objects with a cone each into two sentences."""
    found = CONE_OF_EACH.search(sentence)
    if not found:
        return [sentence]
    before, after = sentence[: found.start()], sentence[found.end() :]
    parts = [(f"{before}cone0{found[cone]} for {found[cone + 1]}{after}", found[cone + 1]) for cone in (1, 3)]
    return [re.sub(r"\bleptons?\b", of, part) for part, of in parts]


def compares(text: str) -> bool:
    """Whether `text` compares anything with a number, be it known to a vocabulary or not."""
    cleaned = plain(text)
    return bool(find_numbers(cleaned) and find_operators(cleaned))


def _cuts_of_clause(clause: Clause, vocabulary: Vocabulary) -> list[TypedCut]:
    counted = list(counts(clause, vocabulary))
    taken = [(start, end) for _, start, end in counted]
    compared = [c for c in comparisons(clause) if not any(a < c.end and c.start < b for a, b in taken)]
    typed = [] if "trigger" in clause.text else _typed(clause, compared, vocabulary)
    typed += [cut for cut, _, _ in counted]
    numeric = {predicate.variable.name for cut in typed for predicate in cut.predicates}
    return _merged(typed) + list(named(clause, vocabulary, numeric))


def _typed(clause: Clause, comparisons: list[Comparison], vocabulary: Vocabulary) -> list[TypedCut]:
    """Type the comparisons in turn; what is named before one holds for the next ones until something else is named."""
    cuts: list[TypedCut] = []
    objects: list[Found] = []
    conditions: list[tuple[str, Found]] = []
    for index, comparison in enumerate(comparisons):
        before = comparisons[index - 1].end if index else 0
        after = comparisons[index + 1].start if index + 1 < len(comparisons) else len(clause.text)
        own = [word for word in clause.objects if _belongs(word, comparison, (before, after), clause.text)]
        when = [hit for hit in clause.conditions if _belongs(hit[1], comparison, (before, after), clause.text)]
        spoken, limited = own or objects, when or ([] if own else conditions)
        if comparison.variable is not None and comparison.variable.name not in {"", "sigma_d0"}:
            cuts += _predicates(clause, comparison, spoken, limited, vocabulary)
        objects = [word for word in own if word.start < comparison.start] or objects
        conditions = [hit for hit in limited if hit[1].start < comparison.start]
    return cuts


def _predicates(
    clause: Clause,
    comparison: Comparison,
    objects: list[Found],
    conditions: list[tuple[str, Found]],
    vocabulary: Vocabulary,
) -> list[TypedCut]:
    variable = _variable(clause, comparison, vocabulary)
    thrown_away = _thrown_away(clause, comparison)
    op = INVERTED.get(comparison.op, comparison.op) if thrown_away else comparison.op
    if len(comparison.numbers) >= 3 and variable.name in {"pt", "et"}:
        return _ordered(op, comparison.numbers)
    cuts = []
    for place, number in enumerate(comparison.numbers):
        unit = number.unit or STANDARD[vocabulary.kind(variable)]
        standard = to_standard(number.value, unit)
        upper = to_standard(comparison.upper.value, comparison.upper.unit or unit) if comparison.upper else None
        # No selection asks for less than a GeV: such a number is a share of something.
        share = not number.unit and number.value < 1 and vocabulary.kind(variable) == "energy" and not upper
        bare = comparison.op == "==" and not number.unit and vocabulary.kind(variable) != "number"
        if standard is None or (comparison.upper and upper is None) or bare or share:
            continue
        # Degrees of freedom and pseudorapidities have no GeV: the number belongs to something else.
        if vocabulary.kind(variable) == "number" and standard[1] != "number":
            continue
        spoken = vocabulary.owner(variable.name) or _object(clause, objects, place, len(comparison.numbers))
        values = {"lower": standard[0], "upper": upper[0]} if upper else {"value": standard[0]}
        if upper and thrown_away:
            op = "!="
        when = _conditions(conditions, place, len(comparison.numbers))
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
    return bool(said) != negated


def _from_here(veto: re.Match[str]) -> bool:
    return bool(FROM_HERE.match(veto[0]))


def _ordered(op: Operator, numbers: tuple[Number, ...]) -> list[TypedCut]:
    """'20, 15 and 10 GeV' are thresholds of the leptons in order of pt."""
    predicates = tuple(
        Predicate(variable=Variable(name=f"pt_lepton{rank}"), op=op, value=_gev(number), unit="GeV")
        for rank, number in enumerate(numbers, start=1)
    )
    return [TypedCut("Quadruplet", predicates, sure=True)]


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


def _belongs(word: Found, comparison: Comparison, window: tuple[int, int], text: str) -> bool:
    """Whether a word between two comparisons speaks of this one and not of its neighbour."""
    if comparison.start <= word.start < comparison.end:
        return True
    if window[0] <= word.start < comparison.start:
        return window[0] == 0 or not _introduced(text[window[0] : word.start])
    if comparison.end <= word.start < window[1]:
        return window[1] == len(text) or _introduced(text[comparison.end : word.start])
    return False


def _introduced(gap: str) -> bool:
    """Whether a word after a number is tied to it: '... for electrons', '... (muons)'."""
    return bool(INTRODUCED.search(gap)) and "," not in gap.replace("),", ")")


def _object(clause: Clause, objects: list[Found], place: int, n_numbers: int) -> CutObject | None:
    single = [word for word in objects if word.name not in {"Event", "LeptonPair", "Quadruplet"}] or objects
    if n_numbers > 1 and len(single) >= n_numbers:
        return single[place].name  # type: ignore[return-value]
    if single:
        return single[0].name  # type: ignore[return-value]
    return clause.object


def _conditions(hits: list[tuple[str, Found]], place: int, n_numbers: int) -> dict[str, str]:
    """With as many values of a condition as numbers each number has its own: '0.1 (0.2) for same (different)'."""
    chosen: dict[str, str] = {}
    for condition in dict.fromkeys(name for name, _ in hits):
        values = [word.name for name, word in hits if name == condition]
        if n_numbers > 1 and len(values) >= n_numbers:
            chosen[condition] = values[place]
        elif len(values) == 1 or n_numbers == 1:
            chosen[condition] = values[0]
    return chosen


def _merged(cuts: list[TypedCut]) -> list[TypedCut]:
    """Join predicates on one variable of one object that differ in their condition: they are one cut."""
    merged: list[TypedCut] = []
    for cut in cuts:
        for index, other in enumerate(merged):
            same = other.object == cut.object and other.predicates[0].variable.name == cut.predicates[0].variable.name
            if (
                same
                and cut.predicates[0].when
                and other.predicates[0].when
                and set(cut.predicates[0].when) == set(other.predicates[0].when)
            ):
                merged[index] = replace(
                    other, predicates=other.predicates + cut.predicates, sure=other.sure and cut.sure
                )
                break
        else:
            merged.append(cut)
    return merged
