"""The arm of the talk on scripted answers: subtasks, repairs, budget, resumption."""

import json

import pytest

from cutbench.llm import ScriptedModel

PLAN = {"subtasks": ["read the events", "select and write"]}


def _code(text):
    return f"Here it is:\n```python\n{text}\n```\nDone."


def test_parts_are_put_together_and_run(generate, cuts, sandbox):
    found = generate(ScriptedModel([PLAN, _code("a = 1"), _code("output = a")]), "freeform", cuts)
    assert found.program == "a = 1\n\n\noutput = a\n"
    assert sandbox.programs == ["a = 1\n", found.program]
    assert found.execution.events.selected == ((1, 2),)
    assert [call.purpose for call in found.run.calls] == ["plan subtasks", "write part 1/2", "write part 2/2"]
    assert found.run.task == "codegen/freeform"
    assert set(found.run.prompts) == {"codegen/planner.v1", "codegen/generator.v1"}
    assert [step["step"] for step in found.trajectory] == ["plan", *["generate", "execute"] * 2]
    json.dumps(found.trajectory)


def test_an_error_is_given_back_and_repaired(generate, cuts):
    model = ScriptedModel([PLAN, _code("wrong = 1"), _code("a = 1"), _code("output = a")])
    found = generate(model, "freeform", cuts)
    assert found.execution.failure is None
    asked = model.asked[2][1][-1]["content"]
    assert "NameError: wrong" in asked
    assert "wrong = 1" in asked
    assert "/secret" not in asked
    assert "\x1b" not in asked


@pytest.mark.parametrize("budget", [0, 1, 3])
def test_the_budget_of_repairs_is_kept(budget, generate, cuts):
    model = ScriptedModel(lambda _, purpose: PLAN if "plan" in purpose else _code("wrong"))
    found = generate(model, "freeform", cuts, max_repairs=budget)
    assert len(model.asked) == 1 + 1 + budget
    assert found.execution.failure == "error"
    assert found.execution.events is None


def test_the_last_part_has_to_leave_output(generate, cuts):
    found = generate(ScriptedModel([PLAN, *[_code("a = 1")] * 4]), "freeform", cuts)
    assert found.execution.failure == "bad_output"


def test_an_answer_without_code_is_no_program(generate, cuts, sandbox):
    found = generate(ScriptedModel([PLAN, *["I cannot do that."] * 3]), "freeform", cuts)
    assert found.execution.failure == "no_program"
    assert sandbox.programs == []


def test_without_a_plan_there_is_one_subtask(generate, cuts):
    found = generate(ScriptedModel(["no JSON", _code("output = 1")]), "freeform", cuts)
    assert found.run.notes == ("no plan (bad_json): one subtask",)
    assert found.execution.failure is None


def test_all_prompts_begin_alike_and_show_no_statements(generate, cuts):
    model = ScriptedModel([PLAN, _code("a = 1"), _code("output = a")])
    generate(model, "freeform", cuts, task="T" * 500)
    planning, first, second = (messages[-1]["content"] for _, messages in model.asked)
    shared = planning.index("Divide the writing")
    assert planning[:shared].rstrip() == first[:shared].rstrip() == second[:shared].rstrip()
    assert "loose_lh" not in second


def test_an_interrupted_run_goes_on_where_it_was(generate, cuts):
    answers = iter([PLAN, _code("a = 1"), KeyboardInterrupt(), _code("output = a")])

    def answer(*_):
        value = next(answers)
        if isinstance(value, BaseException):
            raise value
        return value

    model = ScriptedModel(answer)
    with pytest.raises(KeyboardInterrupt):
        generate(model, "freeform", cuts)
    found = generate(model, "freeform", cuts)
    assert found.program == "a = 1\n\n\noutput = a\n"
    assert [purpose for purpose, _ in model.asked].count("plan subtasks") == 1
    assert len(found.run.calls) == 3


def test_a_finished_run_is_run_anew(generate, cuts):
    answers = [PLAN, _code("a = 1"), _code("output = a")]
    model = ScriptedModel(answers * 2)
    assert generate(model, "freeform", cuts) == generate(model, "freeform", cuts)
    assert len(model.asked) == 6
