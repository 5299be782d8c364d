"""The self-test agents do what their names promise."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cutbench.codegen.mutants import mutated
from cutbench.errors import CutbenchError
from cutbench.events import FileSource, load_format
from cutbench.schema.events import SelectedEvents
from cutbench.selection import run

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
REFERENCE = FOLDER / "reference_selection.py"


def test_oracle_is_the_reference(agent, cuts):
    assert agent("oracle", REFERENCE, cuts).text == REFERENCE.read_text()


@pytest.mark.parametrize("name", ["nop", "mutant", "cheater", "copier"])
def test_programs_are_python(name, agent, cuts):
    ast.parse(agent(name, REFERENCE, cuts).text)


def test_the_copier_writes_the_published_answer_and_opens_nothing_else(agent, cuts, tmp_path):
    program, output = tmp_path / "selection.py", tmp_path / "out.json"
    program.write_text(agent("copier", REFERENCE, cuts).text)
    subprocess.run([sys.executable, program, "--events", tmp_path / "none.root", "--output", output], check=True)
    assert SelectedEvents.read(output) == SelectedEvents.read(FOLDER / "expected/events.json")


def test_every_mutant_selects_other_events_and_its_cutflow_names_the_cut(cuts, benchmark_folder, means, words):
    event_format = load_format(benchmark_folder.event_format, benchmark_folder.data.means)
    events = FileSource(benchmark_folder.events, event_format.model_dump())
    expected = SelectedEvents.read(FOLDER / "expected/events.json")
    right = run(means.skeleton.plan(cuts), events).selected
    for cut in benchmark_folder.coded_cuts:
        wrong = mutated(cuts, cut.id, benchmark_folder.language, words)
        found = run(means.skeleton.plan(wrong), events)
        rows = [row for row in found.cutflow if row.region == "signal"]
        pairs = zip(rows, expected.cutflow, strict=True)
        assert next((a.cut for a, b in pairs if a.n_events != b.n_events), None) == cut.id
        assert (found.selected != right).any()


def test_the_plain_mutant_has_an_energy_wrong(agent, cuts):
    (changed,) = [new for old, new in zip(cuts, agent("mutant", REFERENCE, cuts).cuts, strict=True) if old != new]
    assert changed.statements[0].endswith(" GeV")


def test_unknown_agents_and_lists_without_energies_are_refused(agent, cuts):
    with pytest.raises(CutbenchError, match="known are oracle, nop"):
        agent("wizard", REFERENCE, cuts)
    with pytest.raises(CutbenchError, match="there is no cut '' with a statement"):
        agent("mutant", REFERENCE, cuts[:3])
