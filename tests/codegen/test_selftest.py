"""The self-test agents do what their names promise."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cutbench.codegen import agent_program
from cutbench.codegen.mutants import mutated
from cutbench.errors import CutbenchError
from cutbench.events import read_events
from cutbench.schema.events import SelectedEvents
from cutbench.selection import as_json, compile_cuts, select

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
REFERENCE = FOLDER / "reference_selection.py"


def test_oracle_is_the_reference(cuts):
    assert agent_program("oracle", REFERENCE, cuts).text == REFERENCE.read_text()


@pytest.mark.parametrize("agent", ["nop", "mutant", "cheater", "copier"])
def test_programs_are_python(agent, cuts):
    ast.parse(agent_program(agent, REFERENCE, cuts).text)


def test_the_copier_writes_the_published_answer_and_opens_nothing_else(cuts, tmp_path):
    program, output = tmp_path / "selection.py", tmp_path / "out.json"
    program.write_text(agent_program("copier", REFERENCE, cuts).text)
    subprocess.run([sys.executable, program, "--events", tmp_path / "none.root", "--output", output], check=True)
    assert SelectedEvents.read(output) == SelectedEvents.read(FOLDER / "expected/events.json")


def test_every_mutant_selects_other_events_and_its_cutflow_names_the_cut(cuts):
    events = read_events(FOLDER / "events/standin_events.root")
    expected = SelectedEvents.read(FOLDER / "expected/events.json")
    for cut in (cut for cut in cuts if cut.coding == "yes"):
        typed = compile_cuts(mutated(cuts, cut.id))
        found = SelectedEvents.model_validate(as_json(events, select(events, typed)))
        pairs = zip(found.cutflow, expected.cutflow, strict=True)
        assert next((a.cut for a, b in pairs if a != b), None) == cut.id
        assert set(found.selected) != set(expected.selected)


def test_the_plain_mutant_has_an_energy_wrong(cuts):
    (changed,) = [
        new for old, new in zip(cuts, agent_program("mutant", REFERENCE, cuts).cuts, strict=True) if old != new
    ]
    assert changed.predicates[0].unit == "GeV"


def test_unknown_agents_and_lists_without_energies_are_refused(cuts):
    with pytest.raises(CutbenchError, match="known are oracle, nop"):
        agent_program("wizard", REFERENCE, cuts)
    with pytest.raises(CutbenchError, match="there is no typed cut"):
        agent_program("mutant", REFERENCE, cuts[:3])
