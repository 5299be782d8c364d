"""The cut: one requirement of an event selection, the same record from the paper to the cutflow."""

from typing import Literal

from pydantic import Field

from cutbench.schema.base import Record

Operator = Literal["<", "<=", ">", ">=", "==", "!=", "between", "in", "flag", "piecewise"]
CutObject = Literal["Event", "Electron", "Muon", "Lepton", "LeptonPair", "Quadruplet", "Jet", "Photon", "Other"]
Match = Literal["exact", "fuzzy", "none"]


class Variable(Record):
    """What a predicate looks at: a name of the vocabulary, its absolute value, or a ratio `name / over`."""

    name: str
    abs: bool = False
    over: str | None = None


class Threshold(Record):
    """A threshold that depends on another variable: linear between the knots, constant beyond them.

    `knots` are pairs (value of `of`, threshold), in the order of rising `of`; both in `unit`.
    """

    of: str
    knots: tuple[tuple[float, float], ...] = Field(min_length=2)
    unit: str


class Predicate(Record):
    """A requirement on one variable.

    `<` `<=` `>` `>=` `==` `!=` compare with `value`; `between` needs `lower` and `upper`; `in` has a tuple
    of allowed values; `flag` needs nothing; `piecewise` has a `Threshold` as `lower` or `upper`.
    Numbers are in `unit` ('1' for a pure number). The predicate applies only where `when` holds,
    such as {"muon_type": "calo_tagged"}, {"flavour": "same"} or {"channel": "2e2mu,2mu2e,4e"}.
    """

    variable: Variable
    op: Operator
    value: float | str | tuple[str | float, ...] | None = None
    lower: float | Threshold | None = None
    upper: float | Threshold | None = None
    unit: str = "1"
    when: dict[str, str] = Field(default_factory=dict)


class Quote(Record):
    """Where a paper states a cut: `text` as copied, and its place [start, end) in the text of `page` (from 1).

    `match` says whether the copied text was found there: literally, up to small differences, or not at
    all; in that last case page, start and end are None.
    """

    paper: str
    text: str
    match: Match
    page: int | None = None
    start: int | None = None
    end: int | None = None


class Cut(Record):
    """One requirement of an event selection.

    `text` is the requirement in words; `predicates` its typed form, empty where nothing could be typed,
    all of them to be fulfilled. `quotes` say where it stands, the best first; `references` are the arXiv
    ids that the reader named beside it.
    """

    id: str
    object: CutObject
    text: str
    predicates: tuple[Predicate, ...] = ()
    comments: str = ""
    references: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()

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
    """A cut of the ground truth, with what judges accept and refuse and how its value was checked."""

    scored: bool
    alternates: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    in_main_paper: Literal["value", "qualitative", "no"]
    sources: tuple[Source, ...]
    status: tuple[str, ...]
    evidence: str
    coding: Literal["yes", "no", "optional"]
    physlite: tuple[str, ...] = ()


class Conflict(Record):
    """Two papers that state the same requirement differently; `cuts` are the ids of both, or of the one that stayed."""

    cuts: tuple[str, ...]
    papers: tuple[str, str]
    what: str


class Visit(Record):
    """A paper that the extraction chose, why, and what became of it."""

    paper: str
    reason: str
    outcome: Literal["read", "not_available", "not_readable"]
    n_cuts: int = 0


class CutList(Record):
    """What one run of the extraction found."""

    cuts: tuple[Cut, ...]
    visits: tuple[Visit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
