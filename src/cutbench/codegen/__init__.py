"""Step 2: a cut list to a selection program, by a model in two arms, by rules, or by a self-test agent."""

from cutbench.codegen.compiled import Means, by_rules
from cutbench.codegen.documents import ARMS, WITH_RULES, Documents, documents_for, split_arm
from cutbench.codegen.graph import Generated, generate_code
from cutbench.codegen.mutants import interchangeable
from cutbench.codegen.selftest import AgentProgram, agent_program
from cutbench.codegen.state import Arm
from cutbench.codegen.statements import typing_of

__all__ = [
    "ARMS",
    "WITH_RULES",
    "AgentProgram",
    "Arm",
    "Documents",
    "Generated",
    "Means",
    "agent_program",
    "by_rules",
    "documents_for",
    "generate_code",
    "interchangeable",
    "split_arm",
    "typing_of",
]
