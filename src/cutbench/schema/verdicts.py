"""What a judge says of an extracted cut list."""

from typing import Literal

from pydantic import Field

from cutbench.schema.base import Record

CuratedVerdict = Literal["found", "partial", "contradicted", "missing"]
ExtractedVerdict = Literal["correct", "partial", "extra_true", "unsupported", "contradictory", "not_a_cut", "unread"]


class CuratedJudgement(Record):
    """Whether a curated cut was found, and by which extracted cuts.

    `values` says whether all of it is stated, of whatever regions, and `regions` whether of the right ones; None where
    it is not stated, and where it is asked of all events and nothing is said of regions.
    """

    verdict: CuratedVerdict
    matches: tuple[str, ...] = ()
    reason: str = ""
    values: bool = False
    regions: bool | None = None


class ExtractedJudgement(Record):
    """What an extracted cut is worth.

    `contradictory` is the talk's hallucination: it contradicts the curated list. `unsupported` states a
    requirement that the curated list neither has nor contradicts; `extra_true` is on the list of
    true-but-not-scored statements; `not_a_cut` states no requirement at all; what `unread` states nobody could
    read, so it may be any of these. `against` is the curated cut that it supports or contradicts. `statements` are what
    was judged, where a judge compares statements, and `reader` is who read them: language, rules, model or person.
    """

    verdict: ExtractedVerdict
    against: str | None = None
    reason: str = ""
    statements: tuple[str, ...] = ()
    reader: str = ""


class Judgement(Record):
    """One repeat of one judge over one cut list; `unscored` says why there are no verdicts, if so.

    `regions` are those of the curated list that have no parts, and `regions_found` those of them of which a cut is
    stated. `contradictions` are pairs of extracted cuts that cannot both hold.
    """

    repeat: int
    curated: dict[str, CuratedJudgement] = Field(default_factory=dict)
    extracted: dict[str, ExtractedJudgement] = Field(default_factory=dict)
    curated_order: tuple[str, ...] = ()
    extracted_order: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    regions_found: tuple[str, ...] = ()
    contradictions: tuple[tuple[str, str], ...] = ()
    unscored: str | None = None


class JudgedList(Record):
    """All repeats of one judge over the cut list of one run; `reader` names what read words, if the judge needs that.

    The same list read by another reader is another score.
    """

    judge: str
    reader: str = ""
    model: str
    mode: str
    seed: int
    judgements: tuple[Judgement, ...]
    replayed: bool = False
