"""Checking a benchmark: all that is wrong with a folder, what its events and its reference say among it."""

from cutbench.checking.folder import Report, check_folder
from cutbench.checking.reference import SECONDS

__all__ = ["SECONDS", "Report", "check_folder"]
