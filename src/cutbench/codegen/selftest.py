"""Programs whose outcome is known beforehand: they test the chain behind the models."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, Predicate
from cutbench.selection import write_program

Agent = Literal["oracle", "nop", "mutant", "cheater"]
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


def agent_program(agent: str, reference_program: Path, cuts: Sequence[Cut]) -> str:
    """Return the program of a self-test agent.

    `oracle` is the reference and matches exactly; `nop` does nothing and so fails; `mutant` has the threshold of
    one cut doubled, which has to be found and named; `cheater` looks for the answer and has to find nothing.

    Raises:
        CutbenchError: no such agent, or no cut that could be mutated.
    """
    if agent == "oracle":
        return reference_program.read_text(encoding="utf-8")
    if agent == "mutant":
        return write_program(mutated(cuts))
    if agent in get_args(Agent):
        return CHEATER if agent == "cheater" else NOP
    raise CutbenchError(f"self-test agent '{agent}': unknown; known are {', '.join(get_args(Agent))}")


def mutated(cuts: Sequence[Cut]) -> list[Cut]:
    """Return the cuts with the threshold of the first cut on an energy doubled."""
    for place, cut in enumerate(cuts):
        if any(_can_be_doubled(predicate) for predicate in cut.predicates):
            predicates = tuple(_doubled(one) if _can_be_doubled(one) else one for one in cut.predicates)
            return [*cuts[:place], cut.model_copy(update={"predicates": predicates}), *cuts[place + 1 :]]
    raise CutbenchError("self-test agent 'mutant': no cut has a threshold in GeV")


def _can_be_doubled(predicate: Predicate) -> bool:
    return predicate.unit == "GeV" and isinstance(predicate.value, int | float)


def _doubled(predicate: Predicate) -> Predicate:
    return predicate.model_copy(update={"value": 2 * float(str(predicate.value))})
