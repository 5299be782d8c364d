"""A program's events beside the reference's."""

from cutbench.comparison.compare import compare
from cutbench.comparison.explain import explain, infer_cut, leave_out_cuts

__all__ = ["compare", "explain", "infer_cut", "leave_out_cuts"]
