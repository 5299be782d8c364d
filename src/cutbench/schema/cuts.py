"""The cut: one requirement of an event selection, the same record from the paper to the cutflow."""

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from cutbench.schema.base import Record

Match = Literal["exact", "fuzzy", "none"]
RegionKind = Literal["preselection", "signal", "control", "validation", "bin"]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Span(Record):
    """Characters [start, end) of the text of a page (from 1)."""

    page: int
    start: int
    end: int


class Quote(Record):
    """Where a paper states a cut: `text` as copied, and its place [start, end) in the text of `page` (from 1).

    `match` says whether the copied text was found there: literally, up to small differences, or not at
    all; in that last case page, start and end are None. `rest` says where a sentence goes on that a page's end, a
    figure or a footnote interrupts; `text` is then all of it.
    """

    paper: str
    text: str
    match: Match
    page: int | None = None
    start: int | None = None
    end: int | None = None
    rest: tuple[Span, ...] = ()


class Cut(Record):
    """One requirement of an event selection.

    `object` is the group that the talk lists it in, such as Electron or Event. `text` is the requirement in words;
    `statements` what it means, as text of the cut language, empty where nobody has read it, all of them to be
    fulfilled. `quotes` say where it stands, the best first; `references` are the papers that it cites, by arXiv id, or
    by their label such as [12] where the bibliography gives none. `regions` are ids of the regions of the selection
    that ask for it; none means that nobody said, not that all of them do.
    """

    id: str
    object: str
    text: str
    statements: tuple[str, ...] = ()
    comments: str = ""
    references: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def grounded(self) -> bool:
        """Whether at least one quote was found in its paper."""
        return any(quote.match != "none" for quote in self.quotes)


class Source(Record):
    """Where a curated cut is stated; `seen` tells whether the curators saw that text themselves."""

    arxiv: str
    where: str
    seen: bool


class CuratedCut(Cut):
    """A cut of the ground truth, with what judges accept and refuse and how its value was checked.

    `accepted` are statements that say the same in another way, each for all of the cut; `alternates` and
    `contradictions` are words.
    """

    scored: bool
    accepted: tuple[str, ...] = ()
    alternates: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    in_main_paper: Literal["value", "qualitative", "no"]
    sources: tuple[Source, ...]
    status: tuple[str, ...]
    evidence: str

    @property
    def forms(self) -> tuple[tuple[str, ...], ...]:
        """The ways in which it may be stated, its own first, each for all of it."""
        return (self.statements, *((one,) for one in self.accepted))


class Conflict(Record):
    """Two papers, or two places of one, that state the same requirement differently.

    `cuts` are the ids of both, or of the one that stayed; `region` is the one in which they differ, None where nobody
    says.
    """

    cuts: tuple[str, ...]
    papers: tuple[str, str]
    what: str
    region: str | None = None


class Visit(Record):
    """A paper that the extraction chose, why, and what became of it."""

    paper: str
    reason: str
    outcome: Literal["read", "not_available", "not_readable"]
    n_cuts: int = 0


class Region(Record):
    """A region of an event selection, such as SR1: its name in the paper, its kind, and the region it adds cuts to."""

    id: str
    kind: RegionKind
    parent: str | None = None


class CutList(Record):
    """What one run of the extraction found; `unscored` says why it found nothing out, if so: then there is no list."""

    cuts: tuple[Cut, ...]
    regions: tuple[Region, ...] = ()
    visits: tuple[Visit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unscored: str | None = None


def digest_of(cuts: CutList) -> str:
    """Return the sha256 of what a list says, in hexadecimal: what people say of it holds for no other list."""
    # Without defaults, so that a key that is added to the types some day makes no other list of it.
    content = cuts.model_dump_json(include=set(CutList.model_fields), exclude_defaults=True)
    return hashlib.sha256(content.encode()).hexdigest()
