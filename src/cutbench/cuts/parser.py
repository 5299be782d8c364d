"""From wording to typed cuts: what is exact in a sentence about a cut, without any model."""

import re
from dataclasses import replace

from cutbench.cuts.actions import decides_an_action, is_of_an_ingredient
from cutbench.cuts.belonging import belongs
from cutbench.cuts.circumstances import without_circumstances
from cutbench.cuts.clauses import Clause, TypedCut, clause_of
from cutbench.cuts.comparisons import Comparison, comparisons
from cutbench.cuts.conditional import requirements
from cutbench.cuts.counts import counts
from cutbench.cuts.exemptions import without_exemptions
from cutbench.cuts.mainclauses import main_clauses
from cutbench.cuts.named import TRIGGER, is_of_a_trigger, named
from cutbench.cuts.phrases import VALUE
from cutbench.cuts.piecewise import find_piecewise
from cutbench.cuts.plain import plain
from cutbench.cuts.predicates import predicates
from cutbench.cuts.pronouns import named_again
from cutbench.cuts.tokens import find_numbers, find_operators, sentences
from cutbench.cuts.vocabulary import Found, Vocabulary
from cutbench.cuts.windows import with_windows

# Longer than any sentence of a paper: what a damaged or hostile one calls a sentence must not take minutes.
MOST_CHARACTERS = 4000
BOTH = re.compile(r"\b(?:electrons? (?:and|or) muons?|muons? (?:and|or) electrons?|leptons?)\b")
# Together these make up all events; kinds of muons are asked for different things, each in a cut of its own.
ALTERNATIVES = {"channel", "flavour"}
CONE_OF_EACH = re.compile(
    r"cone0(\d) (?:for|around|about) (?:the |an? )?([a-z ]+?),? and (?:of |in |within )?(?:an? )?(?:of )?"
    r"(?:cone0|0?\.)(\d) (?:for|around|about) (?:the |an? )?([a-z]+)"
)
# '... below 6% (8%) of its pt': one number each, too.
NUMBER_OF_EACH = re.compile(rf"({VALUE}) \(({VALUE})\)")


def parse_cuts(text: str, vocabulary: Vocabulary, object_hint: str | None = None) -> tuple[TypedCut, ...]:
    """Return the cuts that `text` states, in order; none where it states nothing that the vocabulary knows.

    Args:
        text: a sentence, a table row or a formula: words, Unicode, LaTeX or the loader's notation.
        vocabulary: the words to look for.
        object_hint: what the text speaks of, if it does not say so itself, such as the heading above it.
    """
    cleaned = plain(text[:MOST_CHARACTERS])
    stated = without_circumstances(without_exemptions(named_again(cleaned, vocabulary)))
    found, rest = find_piecewise(stated, vocabulary)
    cuts = [TypedCut("LeptonPair", (predicate,), sure=True) for predicate in found]
    spoken: str | None = object_hint
    for sentence in (rest[start:end] for start, end in sentences(rest)):
        for start, end in main_clauses(sentence, vocabulary):
            for part in _each(sentence[start:end]):
                clause = clause_of(part, vocabulary, spoken)
                cuts += _cuts_of_clause(clause, vocabulary)
            spoken = clause.object or spoken
    return tuple(with_windows(_merged(cuts)))


def _each(sentence: str) -> list[str]:
    """Split what is said of two objects with a cone each into two sentences."""
    found = CONE_OF_EACH.search(sentence)
    if not found:
        return [sentence]
    before, after = sentence[: found.start()], sentence[found.end() :]
    parts = []
    for which in (1, 2):
        cone, of = found[2 * which - 1], found[2 * which]
        own = NUMBER_OF_EACH.sub(lambda pair: pair[which], after)  # noqa: B023
        parts.append(BOTH.sub(of, f"{before}cone0{cone} for {of}{own}"))
    return parts


def compares_unknown(text: str, vocabulary: Vocabulary) -> bool:
    """Whether `text` compares something with a number for which the vocabulary has no word."""
    cleaned = plain(text)
    compared = find_numbers(cleaned) and find_operators(cleaned)
    return bool(compared) and not any(vocabulary.find(group, cleaned) for group in ("variables", "counts"))


def _cuts_of_clause(clause: Clause, vocabulary: Vocabulary) -> list[TypedCut]:
    counted = list(counts(clause, vocabulary))
    taken = [(start, end) for _, start, end in counted]
    compared = [c for c in comparisons(clause) if not any(a < c.end and c.start < b for a, b in taken)]
    asked = [one for one in requirements(clause.text, compared) if not _is_by_the_way(clause, one, vocabulary)]
    typed = [] if TRIGGER.search(clause.text) else _typed(clause, asked, vocabulary)
    typed += [cut for cut, start, end in counted if not _is_counted_by_the_way(clause.text, start, end)]
    numeric = {predicate.variable.name for cut in typed for predicate in cut.predicates}
    return _merged(typed) + list(named(clause, vocabulary, numeric))


def _is_by_the_way(clause: Clause, one: Comparison, vocabulary: Vocabulary) -> bool:
    return decides_an_action(clause.text, one.start, one.end) or is_of_an_ingredient(clause, one, vocabulary)


def _is_counted_by_the_way(text: str, start: int, end: int) -> bool:
    return is_of_a_trigger(text, start) or decides_an_action(text, start, end)


def _typed(clause: Clause, comparisons: list[Comparison], vocabulary: Vocabulary) -> list[TypedCut]:
    """Type the comparisons in turn; what is named before one holds for the next ones until something else is named."""
    cuts: list[TypedCut] = []
    objects: list[Found] = []
    conditions: list[tuple[str, Found]] = []
    for index, comparison in enumerate(comparisons):
        before = comparisons[index - 1].end if index else 0
        after = comparisons[index + 1].start if index + 1 < len(comparisons) else len(clause.text)
        own = [word for word in clause.objects if belongs(word, comparison, (before, after), clause.text)]
        when = [hit for hit in clause.conditions if belongs(hit[1], comparison, (before, after), clause.text)]
        spoken, limited = own or objects, when or ([] if own else conditions)
        if comparison.variable is not None and comparison.variable.name not in {"", "sigma_d0"}:
            cuts += predicates(clause, comparison, spoken, limited, vocabulary)
        objects = [word for word in own if word.start < comparison.start] or objects
        conditions = [hit for hit in limited if hit[1].start < comparison.start]
    return cuts


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
                and set(cut.predicates[0].when) == set(other.predicates[0].when) <= ALTERNATIVES
            ):
                merged[index] = replace(
                    other, predicates=other.predicates + cut.predicates, sure=other.sure and cut.sure
                )
                break
        else:
            merged.append(cut)
    return merged
