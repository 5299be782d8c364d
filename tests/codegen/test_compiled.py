"""The arms compiled on scripted answers: typing, checks, feedback, resumption, and the program that comes of it."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cutbench.codegen import by_rules, generate_code
from cutbench.llm import ScriptedModel
from cutbench.reading import Reader
from cutbench.schema.events import Execution, SelectedEvents

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
DONE = Execution(backend="none", exit_code=0, seconds=0)


@pytest.fixture
def run(tmp_path, means):
    def really(program):
        (tmp_path / "selection.py").write_text(program)
        events = FOLDER / "events/standin_events.root"
        command = [sys.executable, "-I", tmp_path / "selection.py", "--events", events]
        subprocess.run([*command, "--output", tmp_path / "out.json"], check=True)
        return Execution(backend="none", exit_code=0, seconds=0, events=SelectedEvents.read(tmp_path / "out.json"))

    def generate(model, cuts, execute=really, means=means):
        budget = {"max_repairs": 2, "max_subtasks": 3, "max_tokens": 400, "protocol": 1}
        rest = {"task": "", "variables": "", "seed": 0, "means": means} | budget
        return generate_code(
            model, "compiled", benchmark="b", cuts=cuts, execute=execute, checkpoints=tmp_path / "c.sqlite", **rest
        )

    return generate


def _never(_):
    raise AssertionError("there is nothing to be run")


def _right(cut):
    """Return the right answer; the regions of the analysis are not a model's to know."""
    return "\n".join(cut.statements).replace("region preselection (preselection):", "event:")


def _of(cuts, *names):
    return [next(cut for cut in cuts if cut.id == name) for name in names]


def test_right_answers_match_the_reference_exactly(run, cuts):
    answers = {cut.id: _right(cut) for cut in cuts}
    found = run(ScriptedModel(lambda _, purpose: answers[purpose.split(",")[0].removeprefix("type cut ")]), cuts)
    doubts = ["in doubt: cut 1.3"]
    assert [note[:17] for note in found.run.notes] == doubts
    assert found.execution.events == SelectedEvents.read(FOLDER / "expected/events.json")
    assert len(found.run.calls) == len(cuts) + 2, "asked again only where something of the words is in no statement"
    json.dumps(found.trajectory)


def test_another_threshold_in_the_text_is_what_is_coded(run, cuts):
    (curated,) = _of(cuts, "2.2")
    answer = "object electron: select ET > 12 GeV"
    found = run(ScriptedModel([answer]), [curated.model_copy(update={"text": "electrons with ET above 12 GeV"})])
    assert 'select "2.2" ET > 12 GeV' in found.program


def test_a_refused_answer_is_given_back_twice_and_then_left_out(run, cuts):
    electron, muon = _of(cuts, "2.2", "3.3")
    wrong = "object electron: select ET > 99 GeV"
    model = ScriptedModel([wrong, wrong, wrong, _right(muon)])
    found = run(model, [electron, muon])
    assert "A first answer was refused: 'object electron: select ET > 99 GeV'" in model.asked[1][1][-1]["content"]
    assert "A first answer" not in model.asked[3][1][-1]["content"]
    assert [call.purpose for call in found.run.calls] == [
        "type cut 2.2",
        "type cut 2.2, repair 1",
        "type cut 2.2, repair 2",
        "type cut 3.3",
    ]
    assert '"2.2"' not in found.program
    assert '"3.3"' in found.program
    assert [note[:17] for note in found.run.notes] == ["left out: cut 2.2"]


@pytest.mark.parametrize(
    "statement",
    [
        "object lepton: select all(disjoint(this a, this b), dR(a, b) > 0.1)",
        "object lepton: select size(this) >= 2",
        "object lepton: select size(lepton(this)) >= 2",
    ],
)
def test_what_fails_on_events_is_given_back_and_spoils_no_program(cuts, means, statement):
    (cut,) = _of(cuts, "4.6")
    assert means.unfit(cut.model_copy(update={"statements": (statement,)}))
    assert not means.unfit(cut)


def test_nothing_stated_is_no_program(run, cuts):
    assert run(ScriptedModel(["?"] * 6), cuts[:2], _never).execution.failure == "no_program"
    assert run(ScriptedModel([]), [], _never).execution.failure == "no_program"


def test_an_interrupted_run_goes_on_where_it_was(run, cuts):
    two = _of(cuts, "2.1", "2.2")
    answers = iter([_right(two[0]), KeyboardInterrupt(), _right(two[1])])

    def answer(*_):
        value = next(answers)
        if isinstance(value, BaseException):
            raise value
        return value

    model = ScriptedModel(answer)
    with pytest.raises(KeyboardInterrupt):
        run(model, two)
    found = run(model, two)
    assert [call.purpose for call in found.run.calls] == ["type cut 2.1", "type cut 2.2"]
    assert '"2.1"' in found.program
    assert '"2.2"' in found.program


def test_what_the_events_do_not_have_is_said_before_a_program_runs(run, cuts):
    (muon,) = _of(cuts, "3.3")
    absent = muon.model_copy(update={"id": "x", "text": "a weight above 5 GeV"})
    found = run(ScriptedModel(["object muon: select `weight` > 5 GeV"] * 3), [absent], _never)
    assert found.execution.failure == "no_program"
    assert "the text does not speak of weight" in found.run.notes[0]


@pytest.fixture
def with_rules(means):
    return replace(means, rules=Reader(means.skeleton.language))


def test_the_arm_compiled_leaves_the_model_alone_with_the_words(run, cuts):
    (electron,) = _of(cuts, "2.2")
    model = ScriptedModel([_right(electron)])
    run(model, [electron], lambda _: DONE)
    assert "Rules" not in model.asked[0][1][-1]["content"]


def test_the_arm_compiled_rules_shows_what_rules_read(run, cuts, with_rules):
    """A cut that they cannot read is asked for as without them."""
    electron, mass = _of(cuts, "2.2", "4.5")
    model = ScriptedModel([_right(electron), _right(mass)])
    run(model, [electron, mass], lambda _: DONE, with_rules)
    shown = [messages[-1]["content"] for _, messages in model.asked]
    assert "read\nobject electron: select ET(electron) > 7 GeV\nGive that unless the text says else." in shown[0]
    assert "Rules" not in shown[1]


def test_what_differs_from_the_rules_is_asked_again_and_then_counts(run, cuts, with_rules):
    (muon,) = _of(cuts, "3.9")
    model = ScriptedModel([_right(muon), _right(muon)])
    found = run(model, [muon], lambda _: DONE, with_rules)
    again = model.asked[1][1][-1]["content"]
    assert "read object muon: select abs(d0sig(muon)) < 3; give that unless the text says else" in again
    assert found.run.notes == ()
    assert found.cuts[0].statements == muon.statements


def test_the_baseline_is_what_rules_read(cuts, means):
    two_sentences = cuts[3].model_copy(update={"text": "Muons have pT > 5 GeV. Frobs glork 7 times."})
    read = by_rules([*_of(cuts, "2.2"), two_sentences], means)
    assert [(cut.id, cut.statements) for cut in read] == [("2.2", ("object electron: select ET(electron) > 7 GeV",))]
    assert by_rules(_of(cuts, "1.3"), means) == (), "nothing is known of the tracks of a vertex"
