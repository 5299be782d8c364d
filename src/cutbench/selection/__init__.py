"""Typed cuts applied to events: columnar masks, and the same selection written out as a program."""

from cutbench.selection.compiler import compile_cut, compile_cuts, levels_of, not_applied
from cutbench.selection.flow import Selection, as_json, select
from cutbench.selection.masses import candidate_masses
from cutbench.selection.program import write_program
from cutbench.selection.quantities import Offer, conditions_of, offered
from cutbench.selection.requirement import Requirement
from cutbench.selection.trace import Trace, trace_events
from cutbench.selection.variables import CONDITIONS, VARIABLES

__all__ = [
    "CONDITIONS",
    "VARIABLES",
    "Offer",
    "Requirement",
    "Selection",
    "Trace",
    "as_json",
    "candidate_masses",
    "compile_cut",
    "compile_cuts",
    "conditions_of",
    "levels_of",
    "not_applied",
    "offered",
    "select",
    "trace_events",
    "write_program",
]
