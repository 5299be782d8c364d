"""Comparison of the events that programs select with the reference's."""

import json
import subprocess
import sys
from pathlib import Path

from cutbench.comparison import compare, explain, leave_out_cuts
from cutbench.errors import CutbenchError
from cutbench.files import write_text
from cutbench.locks import folder_of_run
from cutbench.schema.cuts import CutList
from cutbench.schema.events import Comparison, Execution, LeftOut, SelectedEvents
from cutbench.steps.setting import Setting


def run_reference(*, program: str, events: str, selected: str, cutflow: str) -> None:
    """Run the hand-written selection. It is our own code and needs no sandbox."""
    with folder_of_run() as folder:
        output = folder / "out.json"
        command = [sys.executable, program, "--events", events, "--output", str(output)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise CutbenchError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")
        result = SelectedEvents.read(output)
        result.write(Path(selected))
        steps = [step.model_dump() for step in result.cutflow]
        write_text(Path(cutflow), json.dumps(steps, indent=1) + "\n")


def leave_out_each_cut(*, setting: Setting, events: str, left_out: str) -> None:
    """Select events without each of the curated cuts in turn, to recognize a cut that a program forgot."""
    try:
        found = leave_out_cuts(setting.open_events(events), setting.skeleton, setting.benchmark.cuts)
    except CutbenchError as error:
        found = LeftOut(selected=(), without={}, problem=str(error))
    found.write(Path(left_out))


def compare_events(
    *,
    setting: Setting,
    execution: str,
    cuts: str,
    events: str,
    reference: str,
    left_out: str,
    comparison: str,
) -> None:
    """Compare one program's events with the reference's; for wrong events, find the cut that decided differently."""
    ran, wanted = Execution.read(Path(execution)), SelectedEvents.read(Path(reference))
    compared = compare(ran, wanted)
    if compared.outcome == "not_matched" and ran.events:
        compared = _explained(
            compared, ran.events, setting, cuts=cuts, events=events, without=LeftOut.read(Path(left_out))
        )
    compared.write(Path(comparison))


def _explained(
    compared: Comparison, selected: SelectedEvents, setting: Setting, *, cuts: str, events: str, without: LeftOut
) -> Comparison:
    """Add the reasons to a comparison; if they cannot be found, it says why, and its outcome counts all the same."""
    skeleton, own = setting.skeleton, CutList.read(Path(cuts)).cuts
    try:
        if without.problem:
            raise CutbenchError(without.problem)
        curated, typed = skeleton.plan(setting.benchmark.cuts), skeleton.plan(own) if own else None
        source = setting.open_events(events)
        return explain(compared, selected, source, curated=curated, left_out=without, typed=typed)
    except CutbenchError as error:
        return compared.model_copy(update={"no_explanation": str(error)})
