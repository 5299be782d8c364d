"""Merging the cuts of several papers: duplicates become one, contradictions are recorded."""

from collections.abc import Iterable, Sequence

from cutbench.cuts import Vocabulary, plain
from cutbench.extraction.bounds import differ, says_more
from cutbench.schema.cuts import Conflict, Cut, Predicate


def merge(
    known: Sequence[Cut], new: Iterable[Cut], vocabulary: Vocabulary, main_paper: str = ""
) -> tuple[list[Cut], list[Conflict]]:
    """Add cuts to a list; ids c001, c002, ... are given in order of arrival.

    The same requirement found again adds its quotes to the cut that is there, and so does one that says less of it;
    one that says more takes the place, the id and the quotes of that which says less. The same bound of the same
    object with another value from another paper is a conflict, also between variables that `vocabulary` compares with
    each other, such as the transverse energy and momentum of electrons: against `main_paper`, which knows its own
    analysis best, the new cut is left out; between other papers both stay.
    """
    cuts, conflicts = list(known), list[Conflict]()
    for cut in new:
        stated = [place for place, old in enumerate(cuts) if _key(old) == _key(cut) or says_more(old, cut, vocabulary)]
        if stated:
            cuts[stated[0]] = _united(cuts[stated[0]], cut)
            continue
        numbered = cut.model_copy(update={"id": f"c{len(cuts) + 1:03d}"})
        against = [(old, what) for old in cuts if (what := _conflict(old, numbered, vocabulary))]
        lost = any(main_paper in _papers(old) for old, _ in against)
        conflicts += [_recorded(old, numbered, what, lost=lost) for old, what in against]
        less = [place for place, old in enumerate(cuts) if says_more(cut, old, vocabulary)]
        if less and not lost:
            cuts[less[0]] = _united(cut.model_copy(update={"id": cuts[less[0]].id}), cuts[less[0]])
        elif not lost:
            cuts.append(numbered)
    return cuts, conflicts


def _recorded(old: Cut, new: Cut, what: str, *, lost: bool) -> Conflict:
    what += "; left out, as the main paper says otherwise" if lost else ""
    return Conflict(cuts=(old.id,) if lost else (old.id, new.id), papers=(_paper(old), _paper(new)), what=what)


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


def _conflict(old: Cut, new: Cut, vocabulary: Vocabulary) -> str:
    """Say what two cuts from different papers bound differently, '' if nothing."""
    papers = (_paper(old), _paper(new))
    if old.object != new.object or papers[0] == papers[1]:
        return ""
    for one in old.predicates:
        for other in new.predicates:
            if differ(one, other, vocabulary):
                return f"{one.variable.name}: {_value(one)} in {papers[0]}, {_value(other)} in {papers[1]}"
    return ""


def _paper(cut: Cut) -> str:
    return cut.quotes[0].paper if cut.quotes else ""


def _papers(cut: Cut) -> set[str]:
    return {quote.paper for quote in cut.quotes}


def _value(predicate: Predicate) -> str:
    if predicate.op in {"between", "piecewise", "!="}:
        return f"{predicate.op} {predicate.lower} {predicate.upper} {predicate.unit}"
    return f"{predicate.op} {predicate.value} {predicate.unit}"
