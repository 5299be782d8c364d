"""The curated cuts and the generated events, which test a selection best."""

import json
from pathlib import Path
from typing import Any

import awkward as ak
import pytest
import yaml

from cutbench.events import read_events
from cutbench.schema.cuts import CuratedCut

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
EVENTS = FOLDER / "events/standin_events.root"


@pytest.fixture(scope="session")
def events() -> ak.Array:
    return read_events(EVENTS)


@pytest.fixture(scope="session")
def cuts() -> tuple[CuratedCut, ...]:
    return tuple(CuratedCut.model_validate(cut) for cut in yaml.safe_load((FOLDER / "cuts.yaml").read_text()))


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    return json.loads((FOLDER / "expected/events.json").read_text())
