"""Which object and which condition a number in a sentence belongs to."""

import re
from collections.abc import Container

from cutbench.cuts.clauses import Clause
from cutbench.cuts.comparisons import Comparison
from cutbench.cuts.vocabulary import Found

INTRODUCED = re.compile(r"\b(?:for|between|among|in|if|of|when|where|with|to)\b[a-z ()]*$|\(\s*$")

# '... and for electrons x < 5', '... and leptons of different flavour by x > 0.2'
NEXT = re.compile(r"\s*,?\s*(?:and|but|while|whereas) (?:for|in|(?:the |those )?(?:[a-z]+ )?(?:of|with))\b")


def belongs(word: Found, comparison: Comparison, window: tuple[int, int], text: str) -> bool:
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
    return bool(INTRODUCED.search(gap)) and "," not in gap.replace("),", ")") and not NEXT.match(gap)


def object_of(
    clause: Clause, objects: list[Found], composites: Container[str], place: int, n_numbers: int
) -> str | None:
    """Return the object that the number at `place` of a list is about; as many objects as numbers have one each."""
    single = [word for word in objects if word.name != "Event" and word.name not in composites] or objects
    single = [word for word in single if word.name != "Lepton"] or single
    if n_numbers > len(single) and "respectively" in clause.text:
        single = list({word.name: word for word in clause.objects if word.name != "Event"}.values())
    if n_numbers > 1 and len(single) >= n_numbers:
        return single[place].name
    if single:
        return single[0].name
    return clause.object


def conditions_of(hits: list[tuple[str, Found]], place: int, n_numbers: int) -> dict[str, str]:
    """With as many values of a condition as numbers each number has its own: '0.1 (0.2) for same (different)'."""
    chosen: dict[str, str] = {}
    for condition in dict.fromkeys(name for name, _ in hits):
        values = [word.name for name, word in hits if name == condition]
        if n_numbers > 1 and len(values) >= n_numbers:
            chosen[condition] = values[place]
        elif len(values) == 1 or n_numbers == 1:
            chosen[condition] = values[0]
    return chosen
