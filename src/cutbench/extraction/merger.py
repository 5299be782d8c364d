"""Merging the cuts of several papers: duplicates become one, contradictions are recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cutbench.language import Head, Language, Match, Statement, print_line, print_statement, says_more
from cutbench.schema.cuts import Conflict, Cut, Region

APART = {"control", "validation"}  # kinds of regions whose cuts no signal region shares


def merge(
    known: Sequence[Cut],
    new: Iterable[Cut],
    language: Language,
    main_paper: str = "",
    regions: Mapping[str, Region] | None = None,
) -> tuple[list[Cut], list[Conflict]]:
    """Add cuts to a list; ids c001, c002, ... are given in order of arrival.

    The same requirement found again adds its quotes and regions to the cut that is there. Of the same regions, one that
    says less of it adds its quotes, and one that says more takes the place, the id and the quotes of that which says
    less. The same bound of the same object with another value in one region, or where nobody says in which, is a
    conflict, also between quantities that count as equal, such as the transverse energy and momentum of electrons:
    against `main_paper`, which knows its own analysis best, the new cut of another paper is left out; else both stay.
    """
    merger = _Merger(language, regions or {})
    cuts, conflicts = list(known), list[Conflict]()
    for cut in new:
        stated = [place for place, old in enumerate(cuts) if merger.states(old, cut)]
        if stated:
            cuts[stated[0]] = merger.united(cuts[stated[0]], cut)
            continue
        numbered = cut.model_copy(update={"id": f"c{len(cuts) + 1:03d}"})
        against = [(old, what) for old in cuts if (what := merger.conflict(old, numbered))]
        lost = any(main_paper in _papers(old) and main_paper not in _papers(numbered) for old, _ in against)
        conflicts += [_recorded(old, numbered, what, lost=lost) for old, what in against]
        less = [place for place, old in enumerate(cuts) if merger.says_more(cut, old)]
        if less and not lost:
            cuts[less[0]] = merger.united(cut.model_copy(update={"id": cuts[less[0]].id}), cuts[less[0]])
        elif not lost:
            cuts.append(numbered)
    return cuts, conflicts


@dataclass
class _Merger:
    """Compares cuts whose regions allow it; `_bare` keeps statements without the regions in their heads."""

    language: Language
    regions: Mapping[str, Region]
    _bare: dict[str, str] = field(default_factory=dict)

    def states(self, old: Cut, new: Cut) -> bool:
        """Whether a cut of the list says all that a new one says."""
        if bool(old.regions) == bool(new.regions) and self._sides(old) == self._sides(new) and self._same(old, new):
            return True
        return set(old.regions) == set(new.regions) and self.says_more(old, new)

    def says_more(self, one: Cut, other: Cut) -> bool:
        """Whether a cut of the same object and the same regions says more."""
        if one.object != other.object or set(one.regions) != set(other.regions):
            return False
        return says_more(self._all_bare(one), self._all_bare(other), self.language)

    def united(self, old: Cut, new: Cut) -> Cut:
        """Return a cut with the quotes, references and regions of both."""
        quotes = old.quotes + tuple(quote for quote in new.quotes if quote not in old.quotes)
        best = sorted(quotes, key=lambda quote: ("exact", "fuzzy", "none").index(quote.match))
        joined = {
            name: tuple(dict.fromkeys(getattr(old, name) + getattr(new, name))) for name in ("references", "regions")
        }
        headed = self._same(old, new) and old.statements != new.statements and bool(old.regions)
        statements = tuple(dict.fromkeys(old.statements + new.statements)) if headed else old.statements
        return old.model_copy(update={"quotes": tuple(best), "statements": statements, **joined})

    def conflict(self, old: Cut, new: Cut) -> tuple[str, str | None] | None:
        """Return what two cuts bound differently, and in which region; None if nothing."""
        shared = [name for name in old.regions if name in new.regions]
        if old.object != new.object or (not shared and (old.regions or new.regions)):
            return None
        for one in self.language.parts(self._all_bare(old)):
            for other in self.language.parts(self._all_bare(new)):
                if self.language.match(one, other) is Match.CONFLICT:
                    return _said(one, other, _paper(old), _paper(new)), shared[0] if shared else None
        return None

    def _same(self, old: Cut, new: Cut) -> bool:
        """Whether both ask for the same, or have the same words where nobody read them."""
        if old.object != new.object or bool(old.statements) != bool(new.statements):
            return False
        if not old.statements:
            return _words(old) == _words(new) and set(old.regions) == set(new.regions)
        return set(self._all_bare(old)) == set(self._all_bare(new))

    def _sides(self, cut: Cut) -> set[str]:
        """The kinds of regions that keep to themselves, of those of a cut; '' for all others."""
        kinds = (self.regions[name].kind if name in self.regions else "" for name in cut.regions)
        return {kind if kind in APART else "" for kind in kinds}

    def _all_bare(self, cut: Cut) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._without_region(text) for text in cut.statements))

    def _without_region(self, text: str) -> str:
        if text not in self._bare:
            one = self.language.parse(text)
            of_events = replace(one, head=Head("event")) if one.head.kind == "region" else one
            self._bare[text] = print_statement(of_events) if of_events is not one else text
        return self._bare[text]


def _recorded(old: Cut, new: Cut, found: tuple[str, str | None], *, lost: bool) -> Conflict:
    what, region = found
    what += "; left out, as the main paper says otherwise" if lost else ""
    ids = (old.id,) if lost else (old.id, new.id)
    return Conflict(cuts=ids, papers=(_paper(old), _paper(new)), what=what, region=region)


def _said(one: Statement, other: Statement, *papers: str) -> str:
    return ", ".join(f"{_requirement(part)} in {paper}" for part, paper in zip((one, other), papers, strict=True))


def _words(cut: Cut) -> str:
    return " ".join(cut.text.lower().split())


def _requirement(part: Statement) -> str:
    return print_line(part.line, part.head).removeprefix("select ")


def _paper(cut: Cut) -> str:
    return cut.quotes[0].paper if cut.quotes else ""


def _papers(cut: Cut) -> set[str]:
    return {quote.paper for quote in cut.quotes}
