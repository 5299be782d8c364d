"""A program's events beside the reference's."""

from cutbench.comparison.compare import compare

__all__ = ["compare"]
