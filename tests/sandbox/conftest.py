import pytest

from cutbench.sandbox import Apptainer, Limits, run_program

GOOD = "import json, sys; json.dump({'selected': [[1, 2]]}, open(sys.argv[4], 'w'))"


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.root"
    path.write_bytes(b"events")
    path.chmod(0o644)
    return path


@pytest.fixture(params=["bubblewrap", pytest.param("apptainer", marks=pytest.mark.container)])
def backend(request):
    """Both sandboxes have to hold; that of containers where there are apptainer and its image."""
    if request.param == "apptainer" and not Apptainer.is_there():
        pytest.skip("no apptainer or no image envs/executor.sif")
    return request.param


@pytest.fixture
def run(events, backend):
    def run(program, **limits):
        bounds = Limits(**{"wall_seconds": 10, "memory_mb": 1024, **limits})
        return run_program(program, events, limits=bounds, backend=backend)

    return run


@pytest.fixture
def good():
    """A program that selects one event."""
    return GOOD
