from pathlib import Path
from typing import Any

import pytest

from cutbench.events import FileSource, load_format

PROJECT = Path(__file__).parents[2]
EVENTS = PROJECT / "resources/groundtruth/atlas_h4l/events/standin_events.root"
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
