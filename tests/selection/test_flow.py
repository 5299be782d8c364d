"""The selection agrees with the reference, which is written by hand, and follows the list that it is given."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cutbench.events import read_events
from cutbench.selection import as_json, compile_cuts, select

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
EVENTS = FOLDER / "events/standin_events.root"


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference_program", FOLDER / "reference_selection.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data(reference):
    return reference.read(EVENTS)


def _run(events, cuts):
    return as_json(events, select(events, compile_cuts(cuts)))


def _changed(cuts, cut_id, index=0, **update):
    """Return the cuts with something else in one predicate."""
    predicates = {cut.id: cut.predicates for cut in cuts}[cut_id]
    new = (*predicates[:index], predicates[index].model_copy(update=update), *predicates[index + 1 :])
    return [cut.model_copy(update={"predicates": new}) if cut.id == cut_id else cut for cut in cuts]


def test_all_cuts_give_the_events_and_the_cutflow_of_the_reference(events, cuts, expected):
    assert _run(events, cuts) == expected


CODED = [f"2.{i}" for i in range(1, 8)] + [f"3.{i}" for i in range(1, 10)] + [f"4.{i}" for i in range(1, 9)]


@pytest.mark.parametrize("left_out", CODED)
def test_a_cut_that_is_not_in_the_list_is_not_applied(left_out, events, cuts, reference, data):
    found = _run(events, [cut for cut in cuts if cut.id != left_out])
    selected, cutflow = reference.select(data, [left_out])
    assert found == {"selected": selected, "cutflow": cutflow}
    assert selected != reference.select(data)[0]


THRESHOLDS = {
    "1.3": {"value": 3.0},
    "2.1": {"value": "tight"},
    "2.2": {"value": 25000.0, "unit": "MeV"},
    "2.3": {"value": 1.0},
    "2.4": {"value": 0.01},
    "2.5": {"value": 0.01},
    "2.6": {"value": 0.05},
    "2.7": {"value": 0.5},
    "3.1": {"value": 1.0},
    "3.2": {"value": "tight"},
    "3.3": {"value": 25.0},
    "3.4": {"when": {}},
    "3.5": {"value": 0.01},
    "3.6": {"value": 0.01},
    "3.7": {"value": 0.05},
    "3.8": {"value": 5.0, "unit": "um"},
    "3.9": {"value": 0.5},
    "4.1": {"value": 3.0},
    "4.2": {"value": 60.0},
    "4.3": {"value": 0.0, "op": "=="},
    "4.4": {"lower": 85.0},
    "4.5": {"upper": 30.0},
    "4.6": {"value": 2.0},
    "4.7": {"value": 20.0},
    "4.8": {"value": 0.5},
}


@pytest.mark.parametrize("cut_id", THRESHOLDS)
def test_another_threshold_is_followed(cut_id, events, cuts, expected):
    found = _run(events, _changed(cuts, cut_id, **THRESHOLDS[cut_id]))
    assert found["selected"] != expected["selected"]
    ids = [row["cut"] for row in expected["cutflow"]]
    differing = [a["cut"] for a, b in zip(found["cutflow"], expected["cutflow"], strict=True) if a != b]
    assert [row["cut"] for row in found["cutflow"]] == ids
    assert differing[0] == cut_id


def test_units_do_not_matter(events, cuts, expected):
    assert _run(events, _changed(cuts, "2.2", value=7000.0, unit="MeV")) == expected


def test_an_empty_list_selects_what_has_a_quadruplet(events, expected):
    found = _run(events, [])
    assert found["cutflow"] == []
    assert len(expected["selected"]) < len(found["selected"]) < 1000


def test_no_events_are_no_trouble(events, cuts):
    found = _run(events[:0], cuts)
    assert found["selected"] == []
    assert {row["n_events"] for row in found["cutflow"]} == {0}


def test_real_events_give_what_the_reference_gives(shared_data, cuts, tmp_path):
    path = shared_data / "physlite/zee_mc20_100events.root"
    output = tmp_path / "out.json"
    command = [sys.executable, FOLDER / "reference_selection.py", "--events", path, "--output", output]
    subprocess.run(command, check=True, capture_output=True)
    assert _run(read_events(path), cuts) == json.loads(output.read_text())
