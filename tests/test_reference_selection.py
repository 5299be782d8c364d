"""The reference selection of each benchmark that comes with this project, and the events it is run on."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.schema.events import SelectedEvents

PROJECT = Path(__file__).parent.parent
FOLDER = PROJECT / "resources/groundtruth/atlas_h4l"
PROGRAM = FOLDER / "reference_selection.py"
EVENTS = FOLDER / "events/standin_events.root"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_selection", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data(reference: ModuleType) -> dict[str, ak.Array]:
    return reference.read(EVENTS)


@pytest.fixture(scope="module")
def selected(reference: ModuleType, data: dict[str, ak.Array]) -> set[tuple[int, int]]:
    return _select(reference, data)


def _select(reference: ModuleType, data: dict[str, ak.Array], *skip: str) -> set[tuple[int, int]]:
    return {tuple(pair) for pair in reference.select(data, skip)[0]}


def _run(events: Path, output: Path) -> SelectedEvents:
    subprocess.run([sys.executable, PROGRAM, "--events", events, "--output", output], check=True, capture_output=True)
    return SelectedEvents.read(output)


def test_expected_events_are_reproduced(tmp_path: Path) -> None:
    found = _run(EVENTS, tmp_path / "out.json")
    assert found == SelectedEvents.read(FOLDER / "expected/events.json")
    assert [row.model_dump() for row in found.cutflow] == json.loads((FOLDER / "expected/cutflow.json").read_text())


def test_selected_fraction_is_realistic(selected: set[tuple[int, int]]) -> None:
    assert 200 <= len(selected) <= 450


def test_cutflow_has_25_rows_that_never_grow(reference: ModuleType, data: dict[str, ak.Array]) -> None:
    pairs, cutflow = reference.select(data)
    counts = [row["n_events"] for row in cutflow]
    assert [row["cut"] for row in cutflow] == reference.CUTS
    assert len(counts) == 25
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == len(pairs)


def test_each_cut_alone_rejects_at_least_five_events(
    reference: ModuleType, data: dict[str, ak.Array], selected: set[tuple[int, int]]
) -> None:
    alone = {cut: len(_select(reference, data, cut) - selected) for cut in reference.CUTS}
    print("\ncut  rejected by it alone\n" + "\n".join(f"{cut:<5}{count:>4}" for cut, count in alone.items()))
    assert min(alone.values()) >= 5, alone


def _renamed(old: str, new: str) -> Callable[[Any, str, ak.Array], str]:
    return lambda container, variable: new if variable == old else variable


MISREADINGS = {
    "loose without B layer": _renamed("DFCommonElectronsLHLooseBL", "DFCommonElectronsLHLoose"),
    "medium electrons": _renamed("DFCommonElectronsLHLooseBL", "DFCommonElectronsLHMedium"),
    "variable cone for muons": _renamed("ptcone30", "ptvarcone30"),
    "smaller cone for muons": _renamed("ptcone30", "ptcone20"),
    "corrected calorimeter isolation": _renamed("topoetcone20", "topoetcone20_CloseByCorr"),
    "corrected track isolation": _renamed(
        "ptcone20_Nonprompt_All_MaxWeightTTVALooseCone_pt1000",
        "ptcone20_Nonprompt_All_MaxWeightTTVALooseCone_pt1000_CloseByCorr",
    ),
}


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_wrong_branch_changes_the_selected_events(
    name: str, reference: ModuleType, selected: set[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reference.read_branch
    monkeypatch.setattr(reference, "read_branch", lambda t, c, v: read(t, c, MISREADINGS[name](c, v)))
    assert _select(reference, reference.read(EVENTS)) != selected


def _beam_position_for_vz(tree: Any, variable: str, value: ak.Array) -> ak.Array:
    beam = tree["EventInfoAuxDyn.beamPosZ"].array()
    return ak.broadcast_arrays(beam, value)[0] if variable == "vz" else value


TRAPS = {
    "no vz": lambda t, v, a: 0 * a if v == "vz" else a,
    "beam position for vz": _beam_position_for_vz,
    "first vertex": lambda t, v, a: ak.where(ak.local_index(a) == 0, 1, 0) if v == "vertexType" else a,
    "flag bits of the quality": lambda t, v, a: (a >> 2) + (a & 3) if v == "quality" else a,
    "standard deviation for variance": lambda t, v, a: a**2 if v.startswith("defining") else a,
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_changes_the_selected_events(
    name: str, reference: ModuleType, selected: set[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reference.read_branch
    monkeypatch.setattr(reference, "read_branch", lambda t, c, v: TRAPS[name](t, v, read(t, c, v)))
    assert _select(reference, reference.read(EVENTS)) != selected


def test_cutting_before_choosing_changes_the_selected_events(
    reference: ModuleType, data: dict[str, ak.Array], selected: set[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "choose", lambda quadruplets: quadruplets)
    assert _select(reference, data) > selected


def test_runs_on_real_events(shared_data: Path, tmp_path: Path) -> None:
    found = _run(shared_data / "physlite/zee_mc20_100events.root", tmp_path / "out.json")
    assert found.cutflow[0].n_events == 100
    assert found.selected == ()


def test_branches_have_the_types_of_real_events(shared_data: Path) -> None:
    with uproot.open(EVENTS) as ours, uproot.open(shared_data / "physlite/zee_mc20_100events.root") as real:
        types = [file["CollectionTree"].typenames(full_paths=False) for file in (ours, real)]
    assert {name: types[1].get(name) for name in types[0]} == types[0]


def test_events_are_1000_small_and_enriched_in_the_open() -> None:
    with uproot.open(EVENTS) as file:
        tree = file["CollectionTree"]
        numbers = tree["EventInfoAuxDyn.eventNumber"].array().to_list()
        assert set(tree["EventInfoAuxDyn.mcChannelNumber"].array()) == {345060}
    pushed = [
        number for some in json.loads((FOLDER / "events/enrichment.json").read_text()).values() for number in some
    ]
    assert len(set(numbers)) == len(numbers) == 1000
    assert len(set(pushed)) == len(pushed) <= 300
    assert set(pushed) <= set(numbers)
    assert EVENTS.stat().st_size < 2e6


def test_events_hold_the_traps() -> None:
    with uproot.open(EVENTS) as file:
        tree = file["CollectionTree"]
        links = tree["AnalysisElectronsAuxDyn.trackParticleLinks"].array()
        assert ak.any(ak.flatten(ak.firsts(links.m_persKey, axis=2)) == 0)
        types = tree["PrimaryVerticesAuxDyn.vertexType"].array()
        assert 0.1 < np.mean(types[:, 0] == 3) < 0.5
        assert ak.all(types[:, -1] == 0)
        assert abs(ak.mean(tree["EventInfoAuxDyn.beamPosZ"].array())) > 1
        assert ak.std(tree["GSFTrackParticlesAuxDyn.vz"].array()) > 1
