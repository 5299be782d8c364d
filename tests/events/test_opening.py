"""Files that are elsewhere: a server that refuses or says nothing is named, and waited for so long and no longer."""

import socket
import sys
import time

import pytest

from cutbench.errors import CutbenchError
from cutbench.events import opening
from cutbench.events.file import EventFile


@pytest.fixture
def silent():
    """An address where connections are taken and nothing is said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def refusing():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"127.0.0.1:{port}"


def fault_of(address):
    with pytest.raises(CutbenchError) as error:
        EventFile(address)
    said = str(error.value)
    assert said.startswith(f"{address}: ")
    assert "\n" not in said
    return said.removeprefix(f"{address}: ")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_not_there(refusing, scheme):
    assert fault_of(f"{scheme}://{refusing}/a.root").startswith("cannot be reached: Cannot connect to host")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_says_nothing(silent, scheme, monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    start = time.monotonic()
    assert fault_of(f"{scheme}://{silent}/a.root") == "its server did not answer within 0.3 s"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (403, "cannot be reached: 403 "),
        (404, "there is no such file"),
        (500, "cannot be reached: 500 "),
        (200, "not a whole ROOT file: "),
    ],
)
def test_a_server_that_gives_something_else(httpserver, status, fault):
    httpserver.expect_request("/a.root").respond_with_data("<html>no events</html>" * 30, status=status)
    assert fault_of(httpserver.url_for("/a.root")).startswith(fault)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError("Failed to open file: [ERROR] Operation expired"), "cannot be reached: Failed to open file"),
        (TimeoutError(), "its server did not answer within 60 s"),
        (ImportError("fsspec_xrootd"), "cannot be read; pip install xrootd fsspec-xrootd, or take https"),
    ],
)
def test_what_xrootd_says_is_passed_on(monkeypatch, error, fault):
    asked = {}

    def refuse(*_, **options):
        asked.update(options)
        raise error

    monkeypatch.setattr(opening.uproot, "open", refuse)
    assert fault_of("root://127.0.0.1:1//a.root").startswith(fault)
    assert asked == {"timeout": 60}, "xrootd alone waits for ever"


def test_a_protocol_that_does_not_exist():
    assert "Protocol not known: gopher" in fault_of("gopher://127.0.0.1/a.root")


def test_a_local_file_needs_nothing_of_the_network(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    assert fault_of(tmp_path / "none.root") == "there is no such file"
    assert fault_of("http://127.0.0.1:1/a.root").startswith("cannot be read; pip install aiohttp")
