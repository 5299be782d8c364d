"""The self-test agents do what their names promise."""

import ast
from pathlib import Path

import pytest

from cutbench.codegen import agent_program
from cutbench.codegen.selftest import mutated
from cutbench.errors import CutbenchError
from cutbench.physlite import read_events
from cutbench.schema.events import SelectedEvents
from cutbench.selection import as_json, compile_cuts, select

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
REFERENCE = FOLDER / "reference_selection.py"


def test_oracle_is_the_reference(cuts):
    assert agent_program("oracle", REFERENCE, cuts) == REFERENCE.read_text()


@pytest.mark.parametrize("agent", ["nop", "mutant", "cheater"])
def test_programs_are_python(agent, cuts):
    ast.parse(agent_program(agent, REFERENCE, cuts))


def test_mutant_differs_in_one_cut_and_selects_other_events(cuts):
    changed = [new.id for old, new in zip(cuts, mutated(cuts), strict=True) if old != new]
    assert len(changed) == 1
    events = read_events(FOLDER / "events/standin_events.root")
    found = SelectedEvents.model_validate(as_json(events, select(events, compile_cuts(mutated(cuts)))))
    expected = SelectedEvents.read(FOLDER / "expected/events.json")
    assert found.selected != expected.selected
    pairs = zip(found.cutflow, expected.cutflow, strict=True)
    assert next(a.cut for a, b in pairs if a != b) == changed[0]


def test_unknown_agents_and_lists_without_energies_are_refused(cuts):
    with pytest.raises(CutbenchError, match="known are oracle, nop"):
        agent_program("wizard", REFERENCE, cuts)
    with pytest.raises(CutbenchError, match="no cut has a threshold"):
        agent_program("mutant", REFERENCE, cuts[:3])
