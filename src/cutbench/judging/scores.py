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
    stated a curated cut that no other line states.
    """

    n_correct: float
    n_partial: float
    n_hallucinations: float
    n_unsupported: float
    n_extra_true: float
    n_not_cuts: float
    n_unread: float
    n_correct_if_read: float


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
    )


def headline(judged: JudgedList, kept: set[str] | None = None) -> Score | None:
    """Return the median of each count over the repeats, as in the talk; None if all repeats are unscored."""
    scores = [score(judgement, kept) for judgement in judged.judgements if judgement.unscored is None]
    if not scores:
        return None
    return Score(**{field.name: median(getattr(one, field.name) for one in scores) for field in fields(Score)})
