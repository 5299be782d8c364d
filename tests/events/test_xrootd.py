"""Events by the protocol root://, from a real server on loopback."""

import os
import shutil
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.events import branches
from cutbench.events import open_data as module
from cutbench.events.file import EventFile
from cutbench.events.open_data import OpenData

EVENTS = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l/events/standin_events.root"
CONFIG = """
all.export /data
oss.localroot {folder}
all.adminpath {folder}/admin
all.pidpath {folder}/admin
xrd.port {port}
"""


@pytest.mark.skipif(find_spec("fsspec_xrootd") is not None, reason="the packages are installed")
def test_without_the_packages_it_says_which():
    with pytest.raises(CutbenchError, match="pip install xrootd fsspec-xrootd, or take https"):
        EventFile("root://127.0.0.1:1//file.root")


@pytest.fixture
def address(tmp_path):
    """A server that exports the stand-in events; it refuses to run as root."""
    if shutil.which("xrootd") is None or find_spec("fsspec_xrootd") is None:
        pytest.skip("no xrootd (Debian: xrootd-server), or no packages xrootd and fsspec-xrootd")
    for name in ("data", "admin"):
        (tmp_path / name).mkdir()
    shutil.copy(EVENTS, tmp_path / "data")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "server.cfg").write_text(CONFIG.format(folder=tmp_path, port=port))
    user = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if user:
        shutil.chown(tmp_path / "admin", "nobody")
        for folder in (tmp_path, *tmp_path.parents[:2]):
            folder.chmod(0o755)
    log = (tmp_path / "server.log").open("w")
    command = [*user, "xrootd", "-c", str(tmp_path / "server.cfg")]
    with log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        deadline = time.monotonic() + 60
        while "initialization completed" not in (tmp_path / "server.log").read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield f"root://127.0.0.1:{port}//data/{EVENTS.name}"
        server.terminate()


@pytest.mark.xrootd
def test_events_come_by_the_root_protocol(address, assert_copied, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_files", lambda *_: [address])
    out = tmp_path / "out/events.root"
    made = OpenData(tmp_path / "cache").get(
        "2024r-pp", 345060, n_events=40, branches=branches(EVENTS), protocol="root", out=out
    )
    assert (made.files[0].url, made.n_events, made.missing) == (address, 40, ())
    assert_copied(out, 40)
