"""A run of the workflow that is killed at once goes on with the same command."""

import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.workflow


def test_the_same_command_goes_on_after_kill_9(project, tmp_path):
    table = tmp_path / "results/atlas_h4l/tables/extraction.csv"
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", "config/replay.yaml"]
    command += ["--config", f"results={tmp_path / 'results'}", "--", str(table)]
    first = subprocess.Popen(
        command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + 300
    while not list(tmp_path.glob("results/atlas_h4l/papers/*/document.json")) and time.monotonic() < deadline:
        time.sleep(0.1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not table.exists()
    again = subprocess.run(command, cwd=project, check=False, capture_output=True, text=True, timeout=800)
    assert again.returncode == 0, (again.stdout + again.stderr)[-2000:]
    assert table.exists()
