"""The arm stepwise on scripted answers in the real sandbox: right functions, wrong ones, repairs, budget."""

import json
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.codegen import Workbench, drawn, generate_code, typing_of
from cutbench.events import FileSource, load_format
from cutbench.llm import ScriptedModel
from cutbench.locks import folder_of_run
from cutbench.sandbox import run_program
from cutbench.schema.cuts import Cut
from cutbench.schema.events import SelectedEvents
from cutbench.selection import Frame, Function, skeleton_of_benchmark

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
        (place,) = self.bench.frame.places(next(iter(self.cuts(cut))))
        source = function(place.subject, body)
        collections = self.bench.frame.visible(place.head, [word for word in ("lepton", "vertex") if word in body])
        return self.bench.try_out(Function(place, source, collections))


@cache
def case(name):
    folder = load_benchmark(GROUNDTRUTH / name)
    form = load_format(folder.event_format, folder.data.means)
    events, frame = FileSource(folder.events, form.model_dump()), Frame(skeleton_of_benchmark(folder))
    triggers = list(form.triggers.groups)
    base = drawn(events, (), {"goodrun": [""], "trigger": triggers})
    write = partial(frame.program, form.model_dump(exclude_defaults=True))
    glossary = typing_of(frame.skeleton, events, triggers).described
    return Case(folder, Workbench(frame, base, attempt, write, glossary))


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
    assert found.run.steps.model_dump() == {"asked": len(RIGHT[name]), "tested": len(RIGHT[name]), "failed": 0,
                                            "repaired": 0}
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
