"""Approval: a person may have the last word on the cuts that step 2 codes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.reporting.review.derived import approval_of, approved_cuts
from cutbench.reporting.review.store import ReviewStore
from cutbench.schema.cuts import CutList
from cutbench.schema.review import ApprovedCuts, Review
from cutbench.steps.review import review_store


def approve_cuts(*, root: str, run: Mapping[str, Any], required: bool, coded: str) -> None:
    """Write the list that step 2 codes: the extracted one, or, if `required`, the one that a person approved.

    The log of the review decides, not a file made from it. Without an approval of the present cuts the job fails and
    says what to do; after the approval the same command goes on.
    """
    store = review_store(Layout(root), run["model"], run["mode"], int(run["seed"]))
    listed = store.listed()
    # A run without a result has nothing to approve.
    cuts = _approved(store, root) if required and not listed.unscored else ApprovedCuts.unreviewed(listed)
    cuts.write(Path(coded))


def standing_approvals(root: str, run: Mapping[str, Any]) -> Sequence[str]:
    """Return the file of a run's approval if it holds for the present cuts; nothing is written."""
    store = review_store(Layout(root), run["model"], run["mode"], int(run["seed"]))
    path = Path(Layout(root).approved_cuts.format(**run))
    try:
        stands = path.exists() and approval_of(store.read(), store.listed()) is not None
    except CutbenchError:
        stands = False  # The job meets the same fault, and reports it.
    return [str(path)] if stands else []


def _approved(store: ReviewStore, root: str) -> ApprovedCuts:
    cuts = store.listed()
    # `renew` would make the folder of a review that does not exist.
    review = store.renew() if store.exists else Review()
    approved = approved_cuts(review, cuts)
    if approved is None:
        raise CutbenchError(
            f"{store.cuts}: {_missing(review, cuts)}; run `cutbench review {root}`, approve them there, "
            "and start the workflow again"
        )
    return approved


def _missing(review: Review, cuts: CutList) -> str:
    last = review.approval
    if last is None:
        return "nobody has approved these cuts yet"
    return f"nobody has approved these cuts yet: the approval by {last.by} at {last.at} is of other cuts"
