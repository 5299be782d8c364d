"""Analyses in the cut language applied to events: cutflows, traces, and the same selection as a program.

Cuts are put into an analysis (skeleton), which is checked and laid out as steps (compile, plan). Steps are made for
chunks of events (run, chunk): conditions are evaluated (evaluate) for the rows that a line is asked of (frames,
lookup), from columns (tables) that are read when they are asked for (source). `trace` and `decisions` look at single
cuts, `program` writes it all as one file, and in `python_analysis` Python functions stand in the place of statements.
"""

from cutbench.selection.compile import compile_analysis
from cutbench.selection.decisions import Decisions
from cutbench.selection.plan import Plan
from cutbench.selection.program import write_program
from cutbench.selection.python_analysis import Function, Place, PythonAnalysis
from cutbench.selection.run import Result, Row, monitored, run
from cutbench.selection.skeleton import Skeleton, compose, skeleton_of, skeleton_of_benchmark
from cutbench.selection.trace import Trace, trace

__all__ = [
    "Decisions",
    "Function",
    "Place",
    "Plan",
    "PythonAnalysis",
    "Result",
    "Row",
    "Skeleton",
    "Trace",
    "compile_analysis",
    "compose",
    "monitored",
    "run",
    "skeleton_of",
    "skeleton_of_benchmark",
    "trace",
    "write_program",
]
