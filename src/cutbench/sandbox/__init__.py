"""Running generated programs: without network, without anything of ours in sight, within bounds."""

from cutbench.sandbox.apptainer import Apptainer
from cutbench.sandbox.bubblewrap import Bubblewrap
from cutbench.sandbox.contract import Limits, Sandbox
from cutbench.sandbox.run import run_program, try_out
from cutbench.sandbox.scripted import ScriptedSandbox, selecting

__all__ = ["Apptainer", "Bubblewrap", "Limits", "Sandbox", "ScriptedSandbox", "run_program", "selecting", "try_out"]
