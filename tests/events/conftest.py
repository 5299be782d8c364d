import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from cutbench.events import FileSource, load_format

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "resources/groundtruth/atlas_h4l"
EVENTS = FOLDER / "events/standin_events.root"
FORMAT = PROJECT / "resources/formats/physlite.yaml"


@pytest.fixture(scope="session")
def standin() -> Path:
    """The stand-in events."""
    return EVENTS


@pytest.fixture(scope="session")
def format_path() -> Path:
    """The format of PHYSLITE."""
    return FORMAT


@pytest.fixture(scope="session")
def physlite() -> dict[str, Any]:
    """The same as plain values."""
    return load_format(FORMAT).model_dump()


@pytest.fixture(scope="module")
def source(physlite: dict[str, Any]) -> FileSource:
    """The stand-in events, column by column."""
    return FileSource(EVENTS, physlite)


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The reference selection, which reads events on its own."""
    spec = importlib.util.spec_from_file_location("reference_selection", FOLDER / "reference_selection.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def assert_copied(physlite: dict[str, Any]) -> Callable[[Path, int], None]:
    """Check that a file holds the first so many of the stand-in events."""

    def check(path: Path, n_events: int) -> None:
        with FileSource(path, physlite) as copied, FileSource(EVENTS, physlite, n_events) as original:
            assert copied.n_events == original.n_events == n_events
            for ours, theirs in zip(copied.numbers(), original.numbers(), strict=True):
                assert np.array_equal(ours, theirs)
            leptons = ("pT", "eta", "charge", "topoetcone20", "d0sig", "z0sintheta", "track_id")
            names = {"electron": leptons, "muon": (*leptons, "type"), "jet": ("pT", "m"), "vertex": ("z",)}
            for collection, wanted in names.items():
                assert np.array_equal(copied.counts(collection), original.counts(collection)), collection
                for name in wanted:
                    ours, theirs = copied.values(collection, name), original.values(collection, name)
                    assert np.array_equal(ours, theirs, equal_nan=True), (collection, name)

    return check
