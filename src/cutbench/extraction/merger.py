"""Merging the cuts of several papers: duplicates become one, contradictions are recorded."""

from collections.abc import Iterable, Sequence

from cutbench.cuts import plain
from cutbench.schema.cuts import Conflict, Cut, Predicate


def merge(known: Sequence[Cut], new: Iterable[Cut]) -> tuple[list[Cut], list[Conflict]]:
    """Add cuts to a list; ids c001, c002, ... are given in order of arrival.

    The same requirement found again adds its quotes to the cut that is there, and its wording replaces the
    shorter one's predicates only if that had none. The same variable of the same object with other values
    from another paper is kept as a cut of its own, and as a conflict.
    """
    cuts, conflicts = list(known), []
    for cut in new:
        place = next((index for index, old in enumerate(cuts) if _key(old) == _key(cut)), None)
        if place is not None:
            cuts[place] = _united(cuts[place], cut)
            continue
        numbered = cut.model_copy(update={"id": f"c{len(cuts) + 1:03d}"})
        conflicts += [conflict for old in cuts if (conflict := _conflict(old, numbered))]
        cuts.append(numbered)
    return cuts, conflicts


def _key(cut: Cut) -> object:
    """What makes two cuts the same: object and predicates, or the words where nothing was typed."""
    if not cut.predicates:
        return cut.object, plain(cut.text)
    return cut.object, tuple(sorted(predicate.model_dump_json() for predicate in cut.predicates))


def _united(old: Cut, new: Cut) -> Cut:
    quotes = old.quotes + tuple(quote for quote in new.quotes if quote not in old.quotes)
    best = sorted(quotes, key=lambda quote: ("exact", "fuzzy", "none").index(quote.match))
    references = tuple(dict.fromkeys(old.references + new.references))
    return old.model_copy(update={"quotes": tuple(best), "references": references})


def _conflict(old: Cut, new: Cut) -> Conflict | None:
    papers = (_paper(old), _paper(new))
    if old.object != new.object or papers[0] == papers[1]:
        return None
    for one in old.predicates:
        for other in new.predicates:
            if _about(one) == _about(other) and _value(one) != _value(other):
                what = f"{one.variable.name}: {_value(one)} in {papers[0]}, {_value(other)} in {papers[1]}"
                return Conflict(cuts=(old.id, new.id), papers=papers, what=what)
    return None


def _paper(cut: Cut) -> str:
    return cut.quotes[0].paper if cut.quotes else ""


def _about(predicate: Predicate) -> object:
    return predicate.variable.name, predicate.variable.over, tuple(sorted(predicate.when.items()))


def _value(predicate: Predicate) -> str:
    if predicate.op in {"between", "piecewise", "!="}:
        return f"{predicate.op} {predicate.lower} {predicate.upper} {predicate.unit}"
    return f"{predicate.op} {predicate.value} {predicate.unit}"
