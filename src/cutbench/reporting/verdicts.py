"""What judges say of a cut, over their repeats."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cutbench.reporting.extraction import ScoredRun
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, JudgedList, Judgement

WORDS = {
    "found": "found",
    "correct": "correct",
    "partial": "partial",
    "contradicted": "contradicted",
    "contradictory": "hallucination",
    "missing": "missing",
    "extra_true": "true, not scored",
    "unsupported": "unsupported",
    "not_a_cut": "not a cut",
    "unread": "unread",
    "unscored": "unscored",
}


@dataclass(frozen=True)
class Opinion:
    """The most frequent verdict of a judge, how many of `of` repeats gave it, and what it rests on.

    `verdict` is 'unscored' where every repeat is. `against` is a curated cut, `matches` are extracted ones.
    """

    judge: str
    verdict: str
    votes: int = 0
    of: int = 0
    reason: str = ""
    against: str | None = None
    matches: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The verdict in the words of the tables."""
        return WORDS.get(self.verdict, self.verdict)


def on_extracted(run: ScoredRun, cut: str) -> list[Opinion]:
    """Return one opinion per judge on an extracted cut."""
    return [_opinion(judged, [judgement.extracted.get(cut) for judgement in _scored(judged)]) for judged in run.judged]


def on_curated(run: ScoredRun, cut: str) -> list[Opinion]:
    """Return one opinion per judge on whether the run found a curated cut."""
    return [_opinion(judged, [judgement.curated.get(cut) for judgement in _scored(judged)]) for judged in run.judged]


def read_by_people(run: ScoredRun, cut: str) -> tuple[str, ...]:
    """Return the statements of people that a judge compared instead of the words of an extracted cut, if it did."""
    said = [judgement.extracted.get(cut) for judged in run.judged for judgement in judged.judgements]
    return next((one.statements for one in said if one and one.reader == "person"), ())


def has_unread(run: ScoredRun) -> dict[str, bool]:
    """Return for each judge whether there is a line of the run that nobody could read."""
    said = {judged.judge: [one.extracted.values() for one in _scored(judged)] for judged in run.judged}
    return {judge: any(one.verdict == "unread" for values in every for one in values) for judge, every in said.items()}


def _scored(judged: JudgedList) -> list[Judgement]:
    return [judgement for judgement in judged.judgements if judgement.unscored is None]


def _opinion(judged: JudgedList, given: Sequence[CuratedJudgement | ExtractedJudgement | None]) -> Opinion:
    votes = [vote for vote in given if vote is not None]
    if not votes:
        reasons = [judgement.unscored for judgement in judged.judgements if judgement.unscored]
        return Opinion(judged.judge, "unscored", reason=reasons[0] if reasons else "")
    verdict, count = Counter(str(vote.verdict) for vote in votes).most_common(1)[0]
    vote = next(vote for vote in votes if vote.verdict == verdict)
    against = vote.against if isinstance(vote, ExtractedJudgement) else None
    matches = vote.matches if isinstance(vote, CuratedJudgement) else ()
    return Opinion(judged.judge, verdict, count, len(votes), vote.reason, against, matches)
