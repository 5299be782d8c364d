"""Review: the pages with forms, served on this machine; every change is kept with who, when and on which cuts."""

from cutbench.reporting.review.app import make_app
from cutbench.reporting.review.derived import approval_of, approved_cuts, lines_read
from cutbench.reporting.review.secret import new_secret
from cutbench.reporting.review.store import OtherCutsError, ReviewStore, SavedError, StaleError

__all__ = [
    "OtherCutsError",
    "ReviewStore",
    "SavedError",
    "StaleError",
    "approval_of",
    "approved_cuts",
    "lines_read",
    "make_app",
    "new_secret",
]
