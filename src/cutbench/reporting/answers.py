"""What a run answered, so that runs with the same answer are not taken for independent ones."""

import hashlib
import json

from cutbench.schema.cuts import CutList

DIGITS = 16


def answer_of_cuts(found: CutList) -> str:
    """Return a digest of what a run of step 1 found: its cuts in their order, without the ids that they were given."""
    cuts = [cut.model_dump(mode="json", exclude={"id"}) for cut in found.cuts]
    return answer_of_program(json.dumps(cuts, sort_keys=True))


def answer_of_program(program: str) -> str:
    """Return a digest of the text of a program."""
    return hashlib.sha256(program.encode()).hexdigest()[:DIGITS]
