"""Does a model read or remember? Papers whose values were changed tell: the published value is not in their text."""

from collections.abc import Sequence

from cutbench.language import Language, Match, Statement
from cutbench.reading import numbers_are_quoted
from cutbench.schema.base import Record
from cutbench.schema.cuts import Cut, CutList


class MemoryRate(Record):
    """How many extracted cuts follow the changed text, and how many the publication.

    `rate` is the share of all `n_cuts` extracted cuts that carry a published value against the text, 0 to 1; it is
    None if nothing was extracted.
    """

    n_cuts: int
    from_text: tuple[str, ...]
    from_memory: tuple[str, ...]
    rate: float | None


def memory_rate(found: CutList, published: Sequence[Cut], changed: Sequence[Cut], language: Language) -> MemoryRate:
    """Compare the cuts that were read in changed papers with the published values.

    A cut is from memory if it is about a changed requirement, has its published numbers, and no verified quote of it
    holds these numbers: a number that stands elsewhere in the text may be misread, but need not be remembered.

    Args:
        found: what was extracted from the changed papers; what nobody read does not count.
        published: the curated cuts as published.
        language: what the statements are written in.
        changed: the same cuts, by id, with the values that the changed papers state.
    """
    now = {cut.id: language.parts(cut.statements) for cut in changed}
    before = {cut.id: language.parts(cut.statements) for cut in published if cut.id in now}
    new = [part for name, parts in now.items() for part in parts if part not in before.get(name, (part,))]
    gone = [part for name, parts in before.items() for part in parts if part not in now[name]]
    text = [cut.id for cut in found.cuts if _has(cut, new, language)]
    old = [cut for cut in found.cuts if _has(cut, gone, language)]
    memory = [cut.id for cut in old if cut.id not in text and not numbers_are_quoted(cut)]
    rate = len(memory) / len(found.cuts) if found.cuts else None
    return MemoryRate(n_cuts=len(found.cuts), from_text=tuple(text), from_memory=tuple(memory), rate=rate)


def _has(cut: Cut, wanted: Sequence[Statement], language: Language) -> bool:
    """Whether a cut states one of the requirements."""
    stated = language.parts(cut.statements)
    return any(language.match(one, other) is Match.SAME for one in stated for other in wanted)
