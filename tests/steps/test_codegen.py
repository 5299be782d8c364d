"""What a model is told in each arm and at each level, and what a run of functions leaves behind."""

from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from cutbench.llm import ScriptedModel
from cutbench.schema.runs import RunRecord
from cutbench.steps.codegen import generate_code
from cutbench.steps.setting import Setting

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
OF_TASK = "Choose first, cut afterwards"


@pytest.fixture
def asked(project, tmp_path, monkeypatch):
    """Return what a model is asked in an arm, and the record of the run; its answer is always the same."""
    monkeypatch.chdir(project)
    raw = yaml.safe_load((project / "config/config.yaml").read_text()) | {"results": str(tmp_path)}
    raw["codegen"] |= {"max_repairs": 0}

    def run(arm, answer="no"):
        model = ScriptedModel(lambda *_: answer)

        @contextmanager
        def opened(*_, **__):
            yield model

        monkeypatch.setattr(Setting, "open_model", opened)
        program = tmp_path / arm / "selection.py"
        events = str(FOLDER / "events/standin_events.root")
        files = {"events": events, "cut_lists": [], "programs": [str(program)], "protocol": 1}
        generate_code(setting=Setting(raw, "atlas_h4l"), model="scripted", arm=arm, **files)
        record = RunRecord.read(program.with_name("run.json"))
        return [messages[-1]["content"] for _, messages in model.asked], record

    return run


def test_at_the_level_full_the_task_is_told_and_all_cuts(asked):
    prompts, record = asked("freeform")
    assert OF_TASK in prompts[0]
    assert "\n1.1 [" in prompts[0]
    assert "codegen/runtime.v1" not in record.prompts


def test_at_the_level_bare_only_cuts_that_are_applied_variables_and_runtime_are_told(asked):
    prompts, record = asked("freeform-bare")
    assert OF_TASK not in prompts[0]
    assert "\n1.1 [" not in prompts[0]
    assert "\n1.3 [" in prompts[0]
    assert "--events IN.root --output OUT.json" in prompts[0]
    assert "AnalysisElectronsAuxDyn" in prompts[0]
    assert "codegen/runtime.v1" in record.prompts
    assert record.steps is None


@pytest.mark.parametrize(("arm", "told"), [("stepwise", True), ("stepwise-bare", False)])
def test_functions_are_asked_for_with_and_without_the_task(arm, told, asked):
    prompts, record = asked(arm)
    assert len(prompts) == 25
    assert all((OF_TASK in prompt) == told for prompt in prompts)
    assert record.task == "codegen/stepwise"
    assert record.steps.model_dump() == {"asked": 25, "tested": 0, "failed": 25, "repaired": 0}
