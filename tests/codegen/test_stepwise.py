"""The arm stepwise on scripted answers in the real sandbox: right functions, wrong ones, repairs, budget."""

import json
import re
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.codegen import Workbench, drawn_to_try, generate_code, typing_of
from cutbench.events import FileSource, load_format
from cutbench.llm import ScriptedModel
from cutbench.locks import folder_of_run
from cutbench.sandbox import run_program
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import Function, PythonAnalysis, skeleton_of_benchmark

from .functions import RIGHT, function

GROUNDTRUTH = Path(__file__).parents[2] / "resources/groundtruth"


def attempt(program):
    with folder_of_run() as folder:
        events = folder / "events.root"
        events.touch(0o644)
        return run_program(program, events)


@dataclass(frozen=True)
class Case:
    folder: object
    bench: Workbench

    def cuts(self, *ids):
        return [cut for cut in self.folder.cuts if cut.id in ids or not ids]

    def tried(self, cut, body):
        """Try a function in the place of a cut."""
        (place,) = self.bench.analysis.places(next(iter(self.cuts(cut))))
        source = function(place.subject, body)
        collections = self.bench.analysis.visible(place.head, [word for word in ("lepton", "vertex") if word in body])
        return self.bench.try_out(Function(place, source, collections))


@cache
def case(name):
    folder = load_benchmark(GROUNDTRUTH / name)
    form = load_format(folder.event_format, folder.data.means)
    events, analysis = FileSource(folder.events, form.model_dump()), PythonAnalysis(skeleton_of_benchmark(folder))
    triggers = list(form.triggers.groups)
    base = drawn_to_try(events, folder.language.names, triggers)
    write = partial(analysis.program, form.model_dump(exclude_defaults=True))
    glossary = typing_of(analysis.skeleton, events, triggers).described
    return Case(folder, Workbench(analysis, base, attempt, write, glossary))


def ends(_):
    """In the place of the whole program's run."""
    return Execution(backend="none", exit_code=0, seconds=0)


@pytest.fixture
def generate(tmp_path):
    def run(name, model, cuts, **options):
        given = {"task": "", "variables": "", "seed": 0, "max_repairs": 2, "max_subtasks": 6, "max_tokens": 2000}
        given |= {"benchmark": name, "protocol": 1, "checkpoints": tmp_path / "c.sqlite"} | options
        one = case(name)
        given.setdefault("execute", lambda program: run_program(program, one.folder.events))
        return generate_code(model, "stepwise", cuts=cuts, bench=one.bench, **given)

    return run


def answers(name, **other):
    """Return a model that writes right functions, but of some cuts what it is told, answer after answer."""
    left = {step: list(bodies) for step, bodies in other.items()}

    def answer(_, purpose):
        step = purpose.removeprefix("write cut ").partition(",")[0]
        bodies = left.get(step.partition(" ")[0])
        body = bodies.pop(0) if bodies else RIGHT[name][step]
        return f"```python\n{function(step.partition(' ')[2], body)}```"

    return ScriptedModel(answer)


@pytest.mark.parametrize("name", RIGHT)
def test_functions_written_by_hand_select_the_events_of_the_reference(name, generate):
    cuts = case(name).folder.cuts
    found = generate(name, answers(name), cuts)
    assert found.run.notes == ()
    assert found.execution.events == SelectedEvents.read(GROUNDTRUTH / name / "expected/events.json")
    assert found.run.steps.model_dump() == {
        "asked": len(RIGHT[name]),
        "tested": len(RIGHT[name]),
        "failed": 0,
        "repaired": 0,
    }
    assert [call.purpose for call in found.run.calls] == [f"write cut {step}" for step in RIGHT[name]]
    assert set(found.run.prompts) == {"codegen/function.v1"}
    json.dumps(found.trajectory)


@pytest.mark.parametrize(
    ("name", "cut", "body"),
    [
        ("atlas_h4l", "2.2", "return electron.ET >= 7"),
        ("atlas_h4l", "2.2", "return electron.ET > 7.5"),
        ("atlas_h4l", "2.2", "return electron.ET > 7000"),
        ("atlas_h4l", "2.3", "return electron.eta < 2.47"),
        ("atlas_h4l", "2.3", "return abs(electron.eta) <= 2.47"),
        ("atlas_h4l", "2.4", "return electron.ptcone20 / electron.ET < 0.2"),
        ("atlas_h4l", "2.4", "return electron.ptcone20 < 0.15"),
        ("atlas_h4l", "2.6", "return electron.z0sintheta < 0.5"),
        ("atlas_h4l", "2.6", "return not abs(electron.z0sintheta) >= 0.5"),
        ("atlas_h4l", "2.1", "return 'medium' in electron.id"),
        ("atlas_h4l", "3.4", "return muon.pT > 15"),
        ("atlas_h4l", "3.4", "return muon.type != 'calo_tagged' or muon.pT >= 15"),
        ("atlas_h4l", "3.7", "return abs(muon.z0sintheta) < 0.5"),
        ("atlas_h4l", "4.1", "return pair.l1.charge * pair.l2.charge > 0"),
        ("atlas_h4l", "4.2", "a, b, c, _ = (x.pT for x in quadruplet.lepton)\nreturn a > 20 and b > 15"),
        ("atlas_h4l", "4.2", "a, b, c, _ = (x.pT for x in quadruplet.lepton)\nreturn a > 20 and b > 15 and c >= 10"),
        ("atlas_h4l", "4.3", "return sum(x.type in ('standalone', 'calo_tagged') for x in quadruplet.muon) < 1"),
        ("atlas_h4l", "4.4", "return 50 < quadruplet.z2.m < 106"),
        ("atlas_h4l", "4.4", "return quadruplet.z1.m > 50"),
        ("atlas_h4l", "4.5", "return 12 < quadruplet.z2.m < 115"),
        ("atlas_h4l", "4.6", "return all(dR(a, b) > 0.1 for a, b in itertools.combinations(quadruplet.lepton, 2))"),
        ("atlas_h4l", "4.7", "return quadruplet.z1.m > 5 and quadruplet.z2.m > 5"),
        ("atlas_h4l", "4.8", "return quadruplet.chi2ndf < 6"),
        ("atlas_zll", "1.3", "return len(event.vertex) > 1"),
        ("atlas_zll", "2.4", "return not 1.37 <= abs(electron.eta) <= 1.52"),
        ("atlas_zll", "2.4", "return 1.37 < abs(electron.eta) < 1.52"),
        ("atlas_zll", "4.2", "return candidate.lepton[1].pT > 30"),
        ("atlas_zll", "4.2", "return all(x.pT > 30 for x in candidate.lepton)"),
        ("atlas_zll", "4.4", "return sum(x.pT > 25 for x in event.lepton) <= 3"),
        ("atlas_zll", "4.4", "return sum(x.pT >= 25 for x in event.lepton) < 3"),
        ("atlas_zll", "1.2", "return event.trigger('dilepton')"),
        ("atlas_hyy", "3.2", "return 'tight' in diphoton.photon[0].id"),
        ("atlas_hyy", "3.2", "return any('tight' in x.id for x in diphoton.photon)"),
        ("atlas_hyy", "3.3", "return any(x.topoetcone20 / x.pT < 0.065 for x in diphoton.photon)"),
        ("atlas_hyy", "3.5", "return diphoton.photon[1].pT / diphoton.m > 0.35"),
        ("atlas_hyy", "3.6", "return diphoton.photon[1].pT / diphoton.m > 0.35"),
        ("atlas_hyy", "3.7", "return 105 < diphoton.m"),
    ],
)
def test_a_wrong_function_is_found_at_the_edge(name, cut, body):
    trial = case(name).tried(cut, body)
    assert trial.ran
    assert " is right, in " in trial.complaint


def test_what_is_said_of_a_wrong_function_are_values_that_it_read():
    complaint = case("atlas_h4l").tried("2.2", "return electron.ET >= 7").complaint
    assert re.fullmatch(r"It returned True, but False is right, in \d+ cases, such as: electron.ET = 7", complaint)
    complaint = case("atlas_h4l").tried("2.3", "return electron.eta < 2.47").complaint
    assert "It returned True, but False is right" in complaint
    assert "electron.eta = -2." in complaint


@pytest.mark.parametrize(
    ("cut", "body", "said"),
    [
        ("2.2", "return electron.et > 7", "electron has no 'et'; it has kind, pT, ET, eta"),
        ("2.2", "print(electron.ET)", "cut() returned None, but True or False is needed"),
        ("2.2", "return 1", "cut() returned 1, but True or False is needed"),
        ("2.4", "return electron.ptcone20 / 0 < 1", "ZeroDivisionError"),
        ("2.2", "return electron[0].pT > 7", "<electron> is no list and no dictionary"),
        ("2.2", "return electron.pT > event['MET']", "<event> is no list and no dictionary"),
        ("4.2", "return quadruplet.pt > 20", "chi2ndf, electron, muon, lepton"),
        ("4.2", "return quadruplet.lepton[4].pT > 20", "IndexError"),
        ("1.3", "return event.vertex[0].z > 0", "IndexError"),
        ("1.3", "return event.vertices != []", "event has no 'vertices'; it has"),
        ("2.2", "import os\nos._exit(0)", "it wrote no result file"),
        ("2.2", "raise SystemExit(0)", "it wrote no result file"),
        ("2.2", "return len(event.electron) > electron.ET", "event has no 'electron'"),
    ],
)
def test_a_function_that_fails_is_told_why_and_of_what_it_was_asked(cut, body, said):
    trial = case("atlas_h4l").tried(cut, body)
    assert not trial.ran
    assert said in trial.complaint


def test_what_is_said_of_a_failing_function_is_its_line_and_the_message_of_python():
    trial = case("atlas_zll").tried("2.2", "# as asked\n    return electron.et > 20")
    assert re.match(r"line \d, return electron\.et > 20\nAttributeError: electron has no 'et'; it has", trial.complaint)
    assert "Traceback" not in trial.complaint


def test_triggers_are_tried_by_their_groups():
    one = case("atlas_zll")
    assert one.tried("1.2", 'return event.trigger("single_lepton")').complaint == ""
    assert "It returned True, but False is right" in one.tried("1.2", "return True").complaint
    assert (
        "there is no HLT_e60; there are single_lepton" in one.tried("1.2", 'return event.trigger("HLT_e60")').complaint
    )


def test_what_is_wrong_is_given_back_and_the_next_one_is_asked_for_afterwards(generate):
    one = case("atlas_h4l")
    model = answers("atlas_h4l", **{"2.2": ["return electron.ET >= 7", "return electron.ET > 7"]})
    found = generate("atlas_h4l", model, one.cuts("2.2", "2.3"), execute=ends)
    assert [purpose for purpose, _ in model.asked] == [
        "write cut 2.2 electron",
        "write cut 2.2 electron, repair 1",
        "write cut 2.3 electron",
    ]
    again = model.asked[1][1][-1]["content"]
    assert "return electron.ET >= 7" in again
    assert "It returned True, but False is right, in " in again
    assert "It did not work" not in model.asked[2][1][-1]["content"]
    assert found.run.steps.model_dump() == {"asked": 2, "tested": 2, "failed": 0, "repaired": 1}
    assert "return electron.ET > 7" in found.program


def test_repairs_are_as_many_as_are_allowed_and_what_runs_is_kept(generate):
    one = case("atlas_h4l")
    wrong = {"2.2": ["return electron.ET > 9"] * 3, "2.3": ["return electron.spam < 2"] * 3}
    model = answers("atlas_h4l", **wrong)
    found = generate("atlas_h4l", model, one.cuts("2.2", "2.3"), execute=ends)
    assert len(model.asked) == 6
    assert [note.partition(":")[0] for note in found.run.notes] == ["in doubt", "left out"]
    assert "electron.ET > 9" in found.program
    assert "spam" not in found.program
    assert found.run.steps.model_dump() == {"asked": 2, "tested": 1, "failed": 2, "repaired": 0}


def test_answers_together_are_no_longer_than_those_of_a_freeform_program(generate):
    cuts = case("atlas_h4l").cuts("2.2", "2.3", "3.3")
    long = ["return electron.ET > 7  # " + "x" * 700]
    model = answers("atlas_h4l", **{"2.2": long})
    found = generate("atlas_h4l", model, cuts, execute=ends, max_repairs=1, max_subtasks=2, max_tokens=100)
    assert [purpose for purpose, _ in model.asked] == ["write cut 2.2 electron"]
    assert found.run.notes == tuple(
        f"left out: cut {name}: the budget of tokens is spent" for name in ("2.3 electron", "3.3 muon")
    )
    assert found.run.steps.failed == 2


def test_a_cut_that_nobody_has_read_is_run_and_not_tested(generate):
    cut = Cut(id="7", object="Electron", text="electrons need ET above 9 GeV")
    model = ScriptedModel([f"```python\n{function('electron', 'return electron.ET > 9')}```"])
    found = generate("atlas_h4l", model, [cut], execute=ends)
    asked = model.asked[0][1][-1]["content"]
    assert "def cut(electron, event)\n" in asked
    assert "or def cut(quadruplet, event)\n" in asked
    assert "or def cut(event)\n" in asked
    assert found.run.notes == ("not tested: cut 7: it has no statement",)
    assert found.run.steps.model_dump() == {"asked": 1, "tested": 0, "failed": 0, "repaired": 0}
    assert "return electron.ET > 9" in found.program


def test_a_statement_that_cannot_be_applied_to_the_events_is_not_tested(generate):
    text = "object electron: select `spam` > 5"
    cut = Cut(id="7", object="Electron", text="spam above 5", statements=(text,))
    model = ScriptedModel([f"```python\n{function('electron', 'return True')}```"])
    found = generate("atlas_h4l", model, [cut], execute=ends)
    (note,) = found.run.notes
    assert note.startswith("not tested: cut 7")
    assert "spam" in note
    assert found.run.steps.tested == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("I cannot.", "no Python code"),
        (
            "```python\ndef pick(electron, event):\n    return True\n```",
            "There has to be a function cut(electron, event)",
        ),
        ("```python\ndef cut(event):\n    return True\n```", "There has to be a function cut(electron, event)"),
        ("```python\nimport pandas\ndef cut(electron, event):\n    return True\n```", "no module pandas"),
    ],
)
def test_an_answer_without_the_function_is_given_back(answer, said, generate):
    model = ScriptedModel([answer, f"```python\n{function('electron', 'return electron.ET > 7')}```"])
    found = generate("atlas_h4l", model, case("atlas_h4l").cuts("2.2"), execute=ends)
    assert said in model.asked[1][1][-1]["content"]
    assert found.run.steps.repaired == 1


def test_cuts_that_are_not_applied_are_not_asked_for_and_statements_are_not_shown(generate):
    one = case("atlas_h4l")
    model = answers("atlas_h4l")
    generate("atlas_h4l", model, one.cuts("1.1", "1.2", "1.3", "2.2"), execute=ends, task="TELL " * 20)
    assert [purpose for purpose, _ in model.asked] == ["write cut 1.3 event", "write cut 2.2 electron"]
    prompts = [messages[-1]["content"] for _, messages in model.asked]
    assert not any(text in prompt for prompt in prompts for cut in one.folder.cuts for text in cut.statements)
    assert all("TELL TELL" in prompt for prompt in prompts)
    shared = prompts[0].index("THE CUT (data")
    assert prompts[0][:shared] == prompts[1][:shared], "a server reads what is shared once"


def test_without_a_task_none_is_spoken_of(generate):
    model = answers("atlas_h4l")
    generate("atlas_h4l", model, case("atlas_h4l").cuts("2.2"), execute=ends)
    assert "THE WHOLE PROGRAM" not in model.asked[0][1][-1]["content"]


def test_without_any_function_there_is_no_program(generate):
    found = generate("atlas_h4l", ScriptedModel(["no"] * 3), case("atlas_h4l").cuts("2.2"))
    assert found.execution.failure == "no_program"


def test_an_interrupted_run_goes_on_where_it_was(generate):
    cuts = case("atlas_h4l").cuts("2.2", "2.3")
    done = iter([KeyboardInterrupt()])

    def answer(_, purpose):
        stop = next(done, None) if "2.3" in purpose else None
        if stop:
            raise stop
        step = purpose.removeprefix("write cut ")
        return f"```python\n{function('electron', RIGHT['atlas_h4l'][step])}```"

    model = ScriptedModel(answer)
    with pytest.raises(KeyboardInterrupt):
        generate("atlas_h4l", model, cuts, execute=ends)
    found = generate("atlas_h4l", model, cuts, execute=ends)
    assert [call.purpose for call in found.run.calls] == ["write cut 2.2 electron", "write cut 2.3 electron"]
    assert [purpose for purpose, _ in model.asked].count("write cut 2.2 electron") == 1
