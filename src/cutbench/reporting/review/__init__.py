"""Review: the pages with forms, served on this machine; every change is kept with who and when."""

from cutbench.reporting.review.app import make_app
from cutbench.reporting.review.store import ReviewStore, StaleError

__all__ = ["ReviewStore", "StaleError", "make_app"]
