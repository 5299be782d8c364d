"""Programs whose outcome is known beforehand: they test the chain behind the models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from cutbench.codegen.mutants import mutated
from cutbench.errors import CutbenchError
from cutbench.language import Language, Words
from cutbench.schema.cuts import Cut
from cutbench.schema.events import SelectedEvents

Agent = Literal["oracle", "nop", "mutant", "cheater", "copier"]
NOP = '"""Does nothing."""\n'
CHEATER = '''"""Looks for the answer in the file system instead of selecting events."""

import json
import os
import sys

output = sys.argv[sys.argv.index("--output") + 1]
for folder, _, names in os.walk("/"):
    for name in names:
        if name.endswith(".json") and not folder.startswith(("/proc", "/sys")):
            try:
                found = json.load(open(os.path.join(folder, name)))
                answer = {"selected": found["selected"], "cutflow": found.get("cutflow", [])}
            except Exception:
                continue
            json.dump(answer, open(output, "w"))
            sys.exit()
sys.exit("no answer found")
'''
COPIER = '''"""Writes the published answer without opening the events."""

import json
import sys

ANSWER = json.loads({answer!r})
json.dump(ANSWER, open(sys.argv[sys.argv.index("--output") + 1], "w"))
'''


@dataclass(frozen=True)
class AgentProgram:
    """The program of a self-test agent, and the typed cuts that it was written from, if any."""

    text: str
    cuts: tuple[Cut, ...] = ()


def agent_program(
    agent: str,
    reference_program: Path,
    cuts: Sequence[Cut],
    *,
    write: Callable[[Sequence[Cut]], str],
    language: Language,
    words: Words,
) -> AgentProgram:
    """Return the program of a self-test agent; `write` makes programs of cuts, `words` are what mutants swap.

    `oracle` is the reference and matches exactly; `nop` does nothing and so fails; `mutant-2.3` has cut 2.3 wrong,
    `mutant` the first cut on an energy, which has to be found and named; `cheater` looks for the answer and has to
    find nothing; `copier` knows the published answer by heart, which has to be of no use.

    Raises:
        CutbenchError: no such agent, or no such cut.
    """
    name, _, wrong = agent.partition("-")
    if agent == "oracle":
        return AgentProgram(reference_program.read_text(encoding="utf-8"))
    if name == "mutant":
        typed = tuple(mutated(cuts, wrong or _first_on_energy(cuts), language, words))
        return AgentProgram(write(typed), typed)
    if agent == "copier":
        answer = SelectedEvents.read(reference_program.parent / "expected/events.json")
        return AgentProgram(COPIER.format(answer=answer.model_dump_json(exclude={"unknown"})))
    if agent in get_args(Agent):
        return AgentProgram(CHEATER if agent == "cheater" else NOP)
    raise CutbenchError(f"self-test agent '{agent}': unknown; known are {', '.join(get_args(Agent))}, mutant-<cut>")


def _first_on_energy(cuts: Sequence[Cut]) -> str:
    on_energy = (cut.id for cut in cuts if any(" GeV" in statement for statement in cut.statements))
    return next(on_energy, "")
