"""Does a model read or remember? Papers whose values were changed tell: the published value is not in their text."""

from collections.abc import Sequence

from cutbench.cuts import numbers_are_quoted, numbers_of
from cutbench.schema.base import Record
from cutbench.schema.cuts import Cut, CutList, Predicate

GENERAL = {"Lepton", "LeptonPair", "Quadruplet", "Event", "Other"}


class MemoryRate(Record):
    """How many extracted cuts follow the changed text, and how many the publication.

    `rate` is the share of all `n_cuts` extracted cuts that carry a published value against the text, 0 to 1; it is
    None if nothing was extracted.
    """

    n_cuts: int
    from_text: tuple[str, ...]
    from_memory: tuple[str, ...]
    rate: float | None


def memory_rate(found: CutList, published: Sequence[Cut], changed: Sequence[Cut]) -> MemoryRate:
    """Compare the cuts that were read in changed papers with the published values.

    A cut is from memory if it is about a changed requirement, has its published numbers, and no verified quote of it
    holds these numbers: a number that stands elsewhere in the text may be misread, but need not be remembered.

    Args:
        found: what was extracted from the changed papers; counts in its typed form.
        published: the curated cuts as published.
        changed: the same cuts, by id, with the values that the changed papers state.
    """
    now = {cut.id: cut for cut in changed}
    pairs = [
        (cut, old, new)
        for cut in published
        if cut.id in now
        for old, new in zip(cut.predicates, now[cut.id].predicates, strict=True)
        if old != new
    ]
    text = [cut.id for cut in found.cuts if _has(cut, [(of, new) for of, _, new in pairs])]
    old = [cut for cut in found.cuts if _has(cut, [(of, old) for of, old, _ in pairs])]
    memory = [cut.id for cut in old if cut.id not in text and not numbers_are_quoted(cut)]
    rate = len(memory) / len(found.cuts) if found.cuts else None
    return MemoryRate(n_cuts=len(found.cuts), from_text=tuple(text), from_memory=tuple(memory), rate=rate)


def _has(cut: Cut, stated: Sequence[tuple[Cut, Predicate]]) -> bool:
    """Whether a cut states one of the requirements, with its numbers or words."""
    return any(_alike(cut, one, of, wanted) for one in cut.predicates for of, wanted in stated)


def _alike(cut: Cut, one: Predicate, of: Cut, wanted: Predicate) -> bool:
    same_object = cut.object == of.object or cut.object in GENERAL or of.object in GENERAL
    same_variable = (one.variable.name, one.variable.over) == (wanted.variable.name, wanted.variable.over)
    return same_object and same_variable and _value(one) == _value(wanted)


def _value(predicate: Predicate) -> object:
    """Return what a predicate asks for: its numbers in standard units, else its words."""
    return numbers_of(predicate) or predicate.value
