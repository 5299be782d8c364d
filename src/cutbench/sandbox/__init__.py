"""Running generated programs: without network, without anything of ours in sight, within bounds."""

from cutbench.sandbox.bubblewrap import Bubblewrap
from cutbench.sandbox.run import Limits, Sandbox, run_program

__all__ = ["Bubblewrap", "Limits", "Sandbox", "run_program"]
