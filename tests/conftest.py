"""What many tests share."""

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SHARED_DATA = PROJECT.parent / "shared/data"


@pytest.fixture
def project() -> Path:
    """The root of the project."""
    return PROJECT


@pytest.fixture
def shared_data() -> Path:
    """Real papers and events, where they are."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no folder ../shared/data with real papers and events")
    return SHARED_DATA
