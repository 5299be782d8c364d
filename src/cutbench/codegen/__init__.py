"""Step 2: a cut list to a selection program, by a model in three arms, by rules, or by a self-test agent."""

from cutbench.codegen.compiled import Means, by_rules
from cutbench.codegen.documents import ARMS, RUNTIME, WITH_RULES, Documents, documents_for, split_arm
from cutbench.codegen.drawing import drawn, drawn_to_try
from cutbench.codegen.graph import Generated, generate_code
from cutbench.codegen.mutants import interchangeable
from cutbench.codegen.selftest import AgentProgram, agent_program
from cutbench.codegen.state import Arm
from cutbench.codegen.statements import typing_of
from cutbench.codegen.trials import Workbench

__all__ = [
    "ARMS",
    "RUNTIME",
    "WITH_RULES",
    "AgentProgram",
    "Arm",
    "Documents",
    "Generated",
    "Means",
    "Workbench",
    "agent_program",
    "by_rules",
    "documents_for",
    "drawn",
    "drawn_to_try",
    "generate_code",
    "interchangeable",
    "split_arm",
    "typing_of",
]
