"""Merging the cuts of several papers: duplicates become one, contradictions are recorded."""

from collections.abc import Iterable, Sequence

from cutbench.language import Language, Standing, Statement, print_line, says_more
from cutbench.schema.cuts import Conflict, Cut


def merge(
    known: Sequence[Cut], new: Iterable[Cut], language: Language, main_paper: str = ""
) -> tuple[list[Cut], list[Conflict]]:
    """Add cuts to a list; ids c001, c002, ... are given in order of arrival.

    The same requirement found again adds its quotes to the cut that is there, and so does one that says less of it;
    one that says more takes the place, the id and the quotes of that which says less. The same bound of the same
    object with another value from another paper is a conflict, also between quantities that count as equal, such
    as the transverse energy and momentum of electrons: against `main_paper`, which knows its own
    analysis best, the new cut is left out; between other papers both stay.
    """
    cuts, conflicts = list(known), list[Conflict]()
    for cut in new:
        stated = [place for place, old in enumerate(cuts) if _key(old) == _key(cut) or _says_more(old, cut, language)]
        if stated:
            cuts[stated[0]] = _united(cuts[stated[0]], cut)
            continue
        numbered = cut.model_copy(update={"id": f"c{len(cuts) + 1:03d}"})
        against = [(old, what) for old in cuts if (what := _conflict(old, numbered, language))]
        lost = any(main_paper in _papers(old) for old, _ in against)
        conflicts += [_recorded(old, numbered, what, lost=lost) for old, what in against]
        less = [place for place, old in enumerate(cuts) if _says_more(cut, old, language)]
        if less and not lost:
            cuts[less[0]] = _united(cut.model_copy(update={"id": cuts[less[0]].id}), cuts[less[0]])
        elif not lost:
            cuts.append(numbered)
    return cuts, conflicts


def _recorded(old: Cut, new: Cut, what: str, *, lost: bool) -> Conflict:
    what += "; left out, as the main paper says otherwise" if lost else ""
    return Conflict(cuts=(old.id,) if lost else (old.id, new.id), papers=(_paper(old), _paper(new)), what=what)


def _key(cut: Cut) -> object:
    """What makes two cuts the same: object and statements, or the words where nobody read them."""
    return cut.object, tuple(sorted(cut.statements)) or " ".join(cut.text.lower().split())


def _says_more(one: Cut, other: Cut, language: Language) -> bool:
    return one.object == other.object and says_more(one.statements, other.statements, language)


def _united(old: Cut, new: Cut) -> Cut:
    quotes = old.quotes + tuple(quote for quote in new.quotes if quote not in old.quotes)
    best = sorted(quotes, key=lambda quote: ("exact", "fuzzy", "none").index(quote.match))
    references = tuple(dict.fromkeys(old.references + new.references))
    return old.model_copy(update={"quotes": tuple(best), "references": references})


def _conflict(old: Cut, new: Cut, language: Language) -> str:
    """Say what two cuts from different papers bound differently, '' if nothing."""
    papers = (_paper(old), _paper(new))
    if old.object != new.object or papers[0] == papers[1]:
        return ""
    for one in language.parts(old.statements):
        for other in language.parts(new.statements):
            if language.standing(one, other) is Standing.CONFLICT:
                return f"{_words(one)} in {papers[0]}, {_words(other)} in {papers[1]}"
    return ""


def _words(part: Statement) -> str:
    return print_line(part.line, part.head).removeprefix("select ")


def _paper(cut: Cut) -> str:
    return cut.quotes[0].paper if cut.quotes else ""


def _papers(cut: Cut) -> set[str]:
    return {quote.paper for quote in cut.quotes}
