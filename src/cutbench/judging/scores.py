"""Scores: how many curated cuts were found, and what the other lines are."""

from collections import Counter
from dataclasses import dataclass, fields
from statistics import median

from cutbench.schema.verdicts import JudgedList, Judgement


@dataclass(frozen=True)
class Score:
    """Counts of one judgement, or their medians over the repeats of a judge.

    `n_correct` and `n_partial` count curated cuts; the others count extracted ones. `n_hallucinations` are
    those that contradict the curated list, as in the talk. `n_correct_if_read` would be correct if every unread line
    stated a curated cut that no other line states. `n_contradicted` of the `n_curated` cuts of the curated list are
    contradicted and not stated. `n_values` counts curated cuts that are stated, of whatever regions;
    `n_regional` those of them that are asked of some regions only or said of some, and `n_region_correct` those of
    these that are said of the right ones. `n_regions` counts curated regions that have no parts, `n_regions_found`
    those of them of which a cut is stated, and `n_contradictions` pairs of lines that cannot both hold.
    """

    n_correct: float
    n_partial: float
    n_hallucinations: float
    n_unsupported: float
    n_extra_true: float
    n_not_cuts: float
    n_unread: float
    n_correct_if_read: float
    n_curated: float = 0
    n_contradicted: float = 0
    n_values: float = 0
    n_regional: float = 0
    n_region_correct: float = 0
    n_regions: float = 0
    n_regions_found: float = 0
    n_contradictions: float = 0


def score(judgement: Judgement, kept: set[str] | None = None) -> Score:
    """Count the verdicts of one repeat, as if only the extracted cuts `kept` had been there (None: all)."""
    extracted = Counter(v.verdict for name, v in judgement.extracted.items() if kept is None or name in kept)
    curated = Counter(
        v.verdict for v in judgement.curated.values() if kept is None or not v.matches or kept.intersection(v.matches)
    )
    return Score(
        n_correct=curated["found"],
        n_partial=curated["partial"],
        n_hallucinations=extracted["contradictory"],
        n_unsupported=extracted["unsupported"],
        n_extra_true=extracted["extra_true"],
        n_not_cuts=extracted["not_a_cut"],
        n_unread=extracted["unread"],
        n_correct_if_read=min(curated.total(), curated["found"] + extracted["unread"]),
        n_curated=len(judgement.curated),
        n_contradicted=curated["contradicted"],
        n_values=sum(one.values for one in judgement.curated.values()),
        n_regional=sum(one.values and one.regions is not None for one in judgement.curated.values()),
        n_region_correct=sum(one.regions is True for one in judgement.curated.values()),
        n_regions=len(judgement.regions),
        n_regions_found=len(judgement.regions_found),
        n_contradictions=sum(kept is None or kept.issuperset(pair) for pair in judgement.contradictions),
    )


def headline(judged: JudgedList, kept: set[str] | None = None) -> Score | None:
    """Return the median of each count over the repeats, as in the talk; None if all repeats are unscored."""
    scores = [score(judgement, kept) for judgement in judged.judgements if judgement.unscored is None]
    if not scores:
        return None
    return Score(**{field.name: median(getattr(one, field.name) for one in scores) for field in fields(Score)})
