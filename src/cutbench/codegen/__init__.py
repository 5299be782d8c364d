"""Step 2: a cut list to a selection program, by a model in two arms or by a self-test agent."""

from cutbench.codegen.graph import Arm, Generated, generate_code
from cutbench.codegen.selftest import agent_program

__all__ = ["Arm", "Generated", "agent_program", "generate_code"]
