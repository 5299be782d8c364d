"""What many tests share."""

import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

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


class Workflow(Protocol):
    """Runs the workflow on recorded calls."""

    def __call__(self, results: Path, *targets: str, config: tuple[str, ...] = ()) -> CompletedProcess[str]: ...


def _run(results: Path, *targets: str, config: tuple[str, ...] = ()) -> CompletedProcess[str]:
    command = [sys.executable, "-m", "snakemake", "--cores", "2", *targets, "--configfile", "config/replay.yaml"]
    command += ["--config", f"results={results}", *config]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=PROJECT, timeout=1800)


@pytest.fixture(scope="session")
def workflow() -> Workflow:
    return _run


@pytest.fixture(scope="session")
def replay(workflow: Workflow, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the whole workflow on the recorded calls; for reading only."""
    results = tmp_path_factory.mktemp("replay") / "results"
    done = workflow(results, "all")
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return results


@pytest.fixture(scope="session")
def benchmark_results(replay: Path) -> Path:
    """Their folder of the benchmark."""
    return replay / "atlas_h4l"
