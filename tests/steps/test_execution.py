"""Programs of a benchmark are judged by what they select, not by what they know."""

from pathlib import Path

import pytest
import yaml

from cutbench.comparison import compare, explain, leave_out_cuts
from cutbench.reporting.selftest import tabulate_selftest
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.schema.runs import RunRecord
from cutbench.steps.codegen import agent_of
from cutbench.steps.execution import executor, numbered_notes
from cutbench.steps.imports import run_imported
from cutbench.steps.setting import Setting

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
EVENTS = FOLDER / "events/standin_events.root"
REFERENCE = SelectedEvents.read(FOLDER / "expected/events.json")


@pytest.fixture
def config(project, monkeypatch):
    monkeypatch.chdir(project)
    return yaml.safe_load((project / "config/config.yaml").read_text())


@pytest.fixture
def run_agent(config):
    setting = Setting(config, "atlas_h4l")
    return lambda agent: executor(setting, EVENTS)(agent_of(setting, agent, str(EVENTS)).text)


@pytest.mark.parametrize("agent", ["oracle", "copier", "cheater", "mutant-3.2"])
def test_agents_come_out_as_they_have_to(run_agent, agent):
    comparison = compare(run_agent(agent), REFERENCE)
    assert tabulate_selftest([(agent, comparison)])["passed"].all(), comparison
    assert comparison.cutflow_problem is None


def test_published_numbers_are_no_events(run_agent, config):
    execution = run_agent("copier")
    assert (execution.failure, execution.events.selected) == (None, ())
    assert set(execution.events.unknown) == set(REFERENCE.selected)
    comparison = compare(execution, REFERENCE)
    assert (comparison.jaccard, comparison.n_unknown, comparison.n_lost) == (0, 220, 220)
    setting = Setting(config, "atlas_h4l")
    events, cuts = setting.open_events(str(EVENTS)), setting.benchmark.cuts
    left_out, curated = leave_out_cuts(events, setting.skeleton, cuts), setting.skeleton.plan(cuts)
    told = explain(comparison, execution.events, events, curated=curated, left_out=left_out)
    assert {one.cut for one in told.wrong_events if not one.in_file} == {None}


def test_each_run_sees_other_numbers(config):
    execute = executor(Setting(config, "atlas_h4l"), EVENTS)
    program = "import sys, uproot\ntree = uproot.open(sys.argv[2])['CollectionTree']\n"
    program += "print(tree['EventInfoAuxDyn.eventNumber'].array()[:5].to_list())"
    assert execute(program).stdout != execute(program).stdout


def test_programs_of_other_systems_see_them_too(config, tmp_path):
    source, program = tmp_path / "source.py", tmp_path / "out/selection.py"
    source.write_text(agent_of(Setting(config, "atlas_h4l"), "copier", str(EVENTS)).text)
    setting = Setting(config, "atlas_h4l")
    run_imported(
        setting=setting, model="other", seed=0, source=str(source), events=str(EVENTS), program=str(program), protocol=1
    )
    done = Execution.read(program.with_name("execution.json"))
    assert compare(done, REFERENCE).outcome == "not_matched"
    assert done.renumbering.seed
    assert RunRecord.read(program.with_name("run.json")).notes == ()
    assert SelectedEvents.read(program.with_name("events.json")) == done.events


def test_unchanged_numbers_are_noted(config, tmp_path):
    path = tmp_path / "events.root"
    path.write_bytes(b"events")
    path.chmod(0o644)
    (note,) = numbered_notes(executor(Setting(config, "atlas_h4l"), path)("pass"))
    assert note.startswith("run and event numbers are unchanged")
