"""Approval: between extraction and code generation a person may have the last word."""

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
    """Write the list that step 2 codes: the one a person approved if that is `required`, else the extracted one.

    The log of the review decides, not a file that was made from it. Without an approval of the cuts as they are now
    the job ends, and says what to do; the same command goes on after the approval.
    """
    store = review_store(Layout(root), run["model"], run["mode"], int(run["seed"]))
    listed = store.listed()
    # Of a run that a server broke off there is nothing to approve.
    cuts = _approved(store, root) if required and not listed.unscored else ApprovedCuts.unreviewed(listed)
    cuts.write(Path(coded))


def standing_approvals(root: str, run: Mapping[str, Any]) -> Sequence[str]:
    """Return the file of a run's approval if it stands and is of the cuts as they are now; nothing is written."""
    store = review_store(Layout(root), run["model"], run["mode"], int(run["seed"]))
    path = Path(Layout(root).approved_cuts.format(**run))
    try:
        stands = path.exists() and approval_of(store.read(), store.listed()) is not None
    except CutbenchError:
        stands = False  # The job meets the same fault, and says it.
    return [str(path)] if stands else []


def _approved(store: ReviewStore, root: str) -> ApprovedCuts:
    cuts = store.listed()
    # Without a review there is nothing to renew, and no folder to make for it.
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
