"""The compiled arm on scripted answers: typing, checks, feedback, resumption, and the program that comes of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cutbench.codegen import generate_code
from cutbench.codegen.predicates import ALWAYS, NOTHING, answer_schema, read_answer
from cutbench.errors import CutbenchError
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import CuratedCut, Cut
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import compile_cut, conditions_of, offered

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"


@pytest.fixture(scope="module")
def cuts():
    return tuple(CuratedCut.model_validate(cut) for cut in yaml.safe_load((FOLDER / "cuts.yaml").read_text()))


@pytest.fixture
def run(tmp_path):
    def really(program):
        (tmp_path / "selection.py").write_text(program)
        events = FOLDER / "events/standin_events.root"
        command = [sys.executable, "-I", tmp_path / "selection.py", "--events", events]
        subprocess.run([*command, "--output", tmp_path / "out.json"], check=True)
        return Execution(backend="none", exit_code=0, seconds=0, events=SelectedEvents.read(tmp_path / "out.json"))

    def generate(model, cuts, execute=really):
        rest = {
            "task": "",
            "variables": "",
            "seed": 0,
            "max_repairs": 2,
            "max_subtasks": 3,
            "max_tokens": 400,
            "protocol": 1,
        }
        return generate_code(
            model, "compiled", benchmark="b", cuts=cuts, execute=execute, checkpoints=tmp_path / "c.sqlite", **rest
        )

    return generate


def _never(_):
    raise AssertionError("there is nothing to be run")


def _right(cut):
    """Return the right answer in the form that a model has to give."""
    return {"predicates": [_item(cut.object, predicate) for predicate in cut.predicates]}


def _item(of, predicate):
    name = next(name for name, offer in offered(of).items() if offer.variable == predicate.variable)
    kind, item = offered(of)[name].kind, {"quantity": name, "op": predicate.op}
    if kind == "flag":
        return item | {"op": "flag"}
    if predicate.op == "piecewise":
        knots = [{"at": x, "threshold": y} for x, y in predicate.lower.knots]
        rising = {"op": "rising", "depends_on": predicate.lower.of, "knots": knots, "upper": predicate.upper}
        return item | rising | {"unit": "GeV"}
    numbers = {name: getattr(predicate, name) for name in ("value", "lower", "upper")}
    item |= {name: number for name, number in numbers.items() if number is not None}
    when = {tuple(value.items()): name for name, value in conditions_of(of).items()}
    limited = {"when": when.get(tuple(predicate.when.items()), ALWAYS)} if when else {}
    return item if kind == "name" else item | {"unit": predicate.unit} | limited


def test_right_answers_match_the_reference_exactly(run, cuts):
    answers = {f"type cut {cut.id}": _right(cut) for cut in cuts}
    found = run(ScriptedModel(lambda _, purpose: answers[purpose]), cuts)
    assert found.execution.events == SelectedEvents.read(FOLDER / "expected/events.json")
    assert found.run.notes == ()
    assert len(found.run.calls) == len(cuts)
    json.dumps(found.trajectory)


def test_another_threshold_in_the_text_is_what_is_coded(run, cuts):
    curated = next(cut for cut in cuts if cut.id == "2.2")
    answer = _right(curated)
    answer["predicates"][0]["value"] = 12
    found = run(ScriptedModel([answer]), [curated.model_copy(update={"text": "electrons with ET above 12 GeV"})])
    assert "Requirement('2.2', 'electrons', 'et', '>', value=12.0)" in found.program


def test_a_refused_answer_is_given_back_twice_and_then_left_out(run, cuts):
    electron, muon = (next(cut for cut in cuts if cut.id == name) for name in ("2.2", "3.3"))
    wrong = _right(electron)
    wrong["predicates"][0]["value"] = 99
    model = ScriptedModel([wrong, wrong, wrong, _right(muon)])
    found = run(model, [electron, muon])
    assert "A first answer was refused: cut 2.2: et" in model.asked[1][1][-1]["content"]
    assert "A first answer" not in model.asked[3][1][-1]["content"]
    assert [call.purpose for call in found.run.calls] == [
        "type cut 2.2",
        "type cut 2.2, repair 1",
        "type cut 2.2, repair 2",
        "type cut 3.3",
    ]
    assert "'2.2'" not in found.program
    assert "'3.3'" in found.program
    assert [note[:17] for note in found.run.notes] == ["left out: cut 2.2"]


def test_nothing_typed_is_no_program(run, cuts):
    assert run(ScriptedModel(["?"] * 6), cuts[:2], _never).execution.failure == "no_program"
    assert run(ScriptedModel([]), [], _never).execution.failure == "no_program"


def test_an_interrupted_run_goes_on_where_it_was(run, cuts):
    answers = iter([_right(cuts[3]), KeyboardInterrupt(), _right(cuts[4])])

    def answer(*_):
        value = next(answers)
        if isinstance(value, BaseException):
            raise value
        return value

    model = ScriptedModel(answer)
    with pytest.raises(KeyboardInterrupt):
        run(model, cuts[3:5])
    found = run(model, cuts[3:5])
    assert [call.purpose for call in found.run.calls] == ["type cut 2.1", "type cut 2.2"]
    assert "'2.1'" in found.program
    assert "'2.2'" in found.program


CUT = Cut(id="c", object="Muon", text="ptcone30 / pT below 15%")
RATIO = {"quantity": "ptcone30/pt", "op": "<", "when": ALWAYS}
UNSUPPORTED = {
    "number from nowhere": RATIO | {"value": 0.2, "unit": "1"},
    "wrong unit": RATIO | {"value": 0.15, "unit": "%"},
    "nothing fits": {"quantity": NOTHING},
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_answers_that_the_text_does_not_support_are_refused(name):
    with pytest.raises(CutbenchError, match=r"^cut c: "):
        read_answer(CUT, {"predicates": [UNSUPPORTED[name]]})


@pytest.mark.parametrize(("value", "unit"), [(0.15, "1"), (15, "%")])
def test_the_answer_may_use_another_unit(value, unit):
    item = RATIO | {"value": value, "unit": unit}
    assert compile_cut(read_answer(CUT, {"predicates": [item]}))[0].value == 0.15


@pytest.mark.parametrize("of", ["Event", "Electron", "Muon", "Lepton", "LeptonPair", "Quadruplet", "Jet", "Other"])
def test_every_object_has_a_way_out(of):
    assert NOTHING in json.dumps(answer_schema(of))
