import pytest

from cutbench.codegen import agent_program, generate_code
from cutbench.codegen.text import clean_error, extract_code, whole_statements
from cutbench.errors import CutbenchError
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import Cut, Predicate, Variable
from cutbench.schema.events import Execution, SelectedEvents

PT = Predicate(variable=Variable(name="pt"), op=">", value=5.0, unit="GeV")
CUTS = [Cut(id="3.3", object="Muon", text="pT > 5 GeV", predicates=(PT,))]
EVENTS = SelectedEvents(selected=((1, 1),))


def execute(program):
    """A sandbox that runs nothing: the program says what happens."""
    ended = {"backend": "scripted", "seconds": 0.0}
    if "broken" in program:
        return Execution(**ended, exit_code=1, failure="error", problem="it is broken", stderr="NameError: broken")
    return Execution(**ended, exit_code=0, events=EVENTS if "done" in program else None, failure=None)


@pytest.fixture
def run(tmp_path):
    def run(script, max_repairs=2):
        model = ScriptedModel(script)
        generated = generate_code(
            model,
            "freeform",
            benchmark="b",
            cuts=CUTS,
            task="the task",
            variables="the variables",
            execute=execute,
            seed=0,
            max_repairs=max_repairs,
            checkpoints=tmp_path / "seed0.sqlite",
            protocol=1,
        )
        return generated, model

    return run


def plan_or(*codes):
    answers = list(codes)

    def script(messages, purpose):
        if purpose == "plan subtasks":
            return {"subtasks": ["read", "write"]}
        return f"```python\n{answers.pop(0)}\n```"

    return script


def test_subtasks_make_one_program(run):
    generated, model = run(plan_or("x = 1", "done = x"))
    assert generated.program == "x = 1\n\n\ndone = x\n"
    assert generated.execution.events == EVENTS
    assert [purpose for purpose, _ in model.asked] == ["plan subtasks", "write part 1/2", "write part 2/2"]
    assert len(generated.run.calls) == 3


def test_a_failing_part_is_given_back_with_its_error(run):
    generated, model = run(plan_or("broken", "x = 1", "done = x"))
    assert generated.execution.events == EVENTS
    purpose, messages = model.asked[2]
    assert purpose == "write part 1/2, repair 1"
    assert "NameError: broken" in messages[-1]["content"]


def test_the_budget_of_repairs_ends_it(run):
    generated, model = run(plan_or(*["broken"] * 9), max_repairs=2)
    assert generated.execution.failure == "error"
    assert len(model.asked) == 1 + 3


def test_predicates_and_reference_are_never_shown(run):
    _, model = run(plan_or("x = 1", "done = x"))
    shown = "".join(message["content"] for _, messages in model.asked for message in messages)
    assert "pT > 5 GeV" in shown
    assert "predicate" not in shown
    assert "variable=" not in shown


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Here:\n```python\nx = 1\n```\nbye", "x = 1"),
        ("```\nx = 1\n```\n```py\ny = 2\n```", "x = 1\n\ny = 2"),
        ("```python\nx = 1", "x = 1"),
        ("x = 1", "x = 1"),
        ("I cannot do that.", ""),
        ("", ""),
    ],
)
def test_code_is_taken_out_of_an_answer(answer, code):
    assert extract_code(answer) == code


def test_code_that_was_cut_off_ends_with_a_whole_statement():
    assert whole_statements("x = 1\ny = [1,\n   2") == "x = 1"


def test_errors_are_short_and_without_folders_and_addresses():
    error = clean_error("\x1b[31mFile /home/me/x.py: <object at 0x7fe0a1b2c3d4>\x1b[0m" + "!" * 2000)
    assert len(error) < 800
    assert "/home" not in clean_error("File /home/me/x.py: <object at 0x7fe0a1b2c3d4>")
    assert "0x7f" not in clean_error("<object at 0x7fe0a1b2c3d4>")


def test_agents(project):
    reference = project / "resources/groundtruth/atlas_h4l/reference_selection.py"
    assert agent_program("oracle", reference, CUTS) == reference.read_text()
    assert "10.0" in agent_program("mutant", reference, CUTS)
    with pytest.raises(CutbenchError, match="unknown; known are oracle"):
        agent_program("spy", reference, CUTS)
