import pytest

from cutbench.sandbox import Limits, run_program

GOOD = "import json, sys; json.dump({'selected': [[1, 2]]}, open(sys.argv[4], 'w'))"


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.root"
    path.write_bytes(b"events")
    path.chmod(0o644)
    return path


@pytest.fixture
def run(events):
    def run(program, **limits):
        return run_program(program, events, limits=Limits(**{"wall_seconds": 10, "memory_mb": 1024, **limits}))

    return run


@pytest.fixture
def good():
    """A program that selects one event."""
    return GOOD
