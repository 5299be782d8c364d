import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from cutbench.locks import folder_of_run

HOLD = """
import time
from cutbench.locks import folder_of_run
with folder_of_run() as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def top(tmp_path, monkeypatch):
    """A folder for temporary files of this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    tempfile.tempdir = None


@pytest.fixture
def held(top):
    """A folder that another process holds, and that process."""
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True) as process:
        folder = top / process.stdout.readline().strip()
        (folder / "file").touch()
        yield folder, process
        process.kill()


def age(folder):
    long_ago = time.time() - 3600
    os.utime(folder, (long_ago, long_ago))


def test_it_is_gone_afterwards(top):
    with folder_of_run() as folder:
        (folder / "file").touch()
        assert folder.parent == top
    assert not list(top.iterdir())


def test_that_of_a_killed_run_is_swept_and_that_of_a_living_one_is_not(held):
    folder, process = held
    age(folder)
    with folder_of_run():
        assert folder.exists()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with folder_of_run():
        assert not folder.exists()


@pytest.mark.parametrize("kind", ["young", "of another name", "a link", "a file"])
def test_what_is_not_ours_or_not_dead_stays(top, kind):
    other = top / ("other" if kind == "of another name" else "cutbench-abc")
    target = top / "target"
    target.mkdir()
    if kind == "a link":
        other.symlink_to(target)
    elif kind == "a file":
        other.touch()
    else:
        other.mkdir()
    if kind != "young":
        age(other)
    with folder_of_run():
        pass
    assert other.exists()
    assert target.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root makes folders of others")
def test_that_of_another_user_stays(top):
    other = top / "cutbench-abc"
    other.mkdir()
    os.chown(other, 12345, 12345)
    age(other)
    with folder_of_run():
        assert other.exists()
