"""Analyses in the cut language applied to events: cutflows, traces, and the same selection as a program."""

from cutbench.selection.compose import compose, skeleton_of
from cutbench.selection.cut_lists import Skeleton, skeleton_of_benchmark
from cutbench.selection.decisions import Decisions
from cutbench.selection.flat import FlatSource, joined
from cutbench.selection.plan import Plan, compile_analysis
from cutbench.selection.program import write_program
from cutbench.selection.run import Result, Row, monitored, run
from cutbench.selection.trace import Trace, trace
from cutbench.selection.written import Frame, Function, Place

__all__ = [
    "Decisions",
    "FlatSource",
    "Frame",
    "Function",
    "Place",
    "Plan",
    "Result",
    "Row",
    "Skeleton",
    "Trace",
    "compile_analysis",
    "compose",
    "joined",
    "monitored",
    "run",
    "skeleton_of",
    "skeleton_of_benchmark",
    "trace",
    "write_program",
]
