"""Approval: between extraction and code generation a person may have the last word."""

from collections.abc import Sequence
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import CutList
from cutbench.schema.review import ApprovedCuts
from cutbench.steps.job import Job


def approve_cuts(*, job: Job, cuts: str, approved: Sequence[str], required: bool, coded: str) -> None:
    """Write the list that step 2 codes: the one a person approved if that is `required`, else the extracted one.

    `approved` is the file of a person's approval, if there is one. Without one that is required the job ends, and
    says what to do; the same command goes on after the approval.
    """
    with job.running():
        if not required:
            ApprovedCuts.unreviewed(CutList.read(Path(cuts))).write(Path(coded))
        elif approved:
            ApprovedCuts.read(Path(approved[0])).write(Path(coded))
        else:
            results = Path(cuts).parents[4]  # RESULTS/extraction/MODEL/MODE/SEED/cuts.json
            raise CutbenchError(
                f"{cuts}: nobody has approved these cuts yet; run `cutbench review {results}`, approve them there, "
                "and start the workflow again"
            )
