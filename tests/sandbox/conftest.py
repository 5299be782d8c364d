import pytest

from cutbench.sandbox import Limits, run_program


@pytest.fixture
def run(tmp_path):
    events = tmp_path / "events.root"
    events.write_bytes(b"events")
    events.chmod(0o644)

    def run(program, **limits):
        return run_program(program, events, limits=Limits(**{"wall_seconds": 10, "memory_mb": 1024, **limits}))

    return run
