"""What the page of a run shows of its review."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args

from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.review.derived import approval_of, edited, labels_of, lines_read
from cutbench.reporting.review.forms import unread_lines
from cutbench.reporting.verdicts import on_extracted
from cutbench.schema.cuts import digest_of
from cutbench.schema.review import Review
from cutbench.schema.verdicts import ExtractedVerdict


def review_view(
    run: ScoredRun, review: Review, *, token: str, by: str, target: str, objects: Sequence[str]
) -> dict[str, Any]:
    """Return what the page of a run shows of its review; forms go to `target`, `objects` are groups."""
    cuts, rejected = edited(review, run.cuts)
    known, digest = {cut.id for cut in run.cuts.cuts}, digest_of(run.cuts)
    present = review.on(digest)
    standing = {change.number for change in present.standing}
    approval = approval_of(review, run.cuts)
    return {
        "token": token,
        "by": by,
        "target": target,
        "version": review.version,
        "digest": digest,
        "cuts": cuts,
        "added": [cut for name, cut in cuts.items() if name not in known],
        "rejected": rejected,
        "unread": unread_lines(run),
        "read": {line.cut: line for line in lines_read(review, run.cuts).lines},
        "labels": labels_of(review, run.cuts),
        "comments": [change for change in present.standing if change.action == "comment"],
        "history": [(one, one.number in standing, one.digest != digest) for one in reversed(review.changes)],
        "approval": approval,
        "stale": None if approval else review.approval,
        "n_earlier": review.version - len(present.changes),
        "agreement": agreement(run, review),
        "objects": objects,
        "verdicts": get_args(ExtractedVerdict),
    }


def agreement(run: ScoredRun, review: Review) -> list[tuple[str, int, int]]:
    """Return for each judge on how many of the cuts that people labelled it says the same, and how many these are."""
    labels = labels_of(review, run.cuts)
    opinions = [(opinion, label) for name, label in labels.items() for opinion in on_extracted(run, name)]
    every = Counter(opinion.judge for opinion, _ in opinions)
    same = Counter(opinion.judge for opinion, label in opinions if opinion.verdict == label.verdict)
    return [(judge, same[judge], n) for judge, n in every.items()]
