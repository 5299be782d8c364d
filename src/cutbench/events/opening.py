"""Opening ROOT files, here and elsewhere: what is wrong with one is said in a line that begins with its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import uproot

from cutbench.errors import CutbenchError

PATIENCE = 60.0  # seconds that a server may say nothing
LONGEST = 10  # times that, for one answer of a server that says a little now and then
MAGIC = b"root"
PACKAGES = {"http": "aiohttp", "https": "aiohttp", "root": "xrootd fsspec-xrootd"}


def open_root(path: Path | str) -> Any:
    """Open a file at a path or an address (https, root).

    Raises:
        CutbenchError: it is not there, no ROOT file, damaged, or its server cannot be reached or does not answer.
    """
    with faults_named(path, _kind(path)):
        return uproot.open(path, **_options(path))


@contextmanager
def faults_named(path: Path | str, what: str) -> Iterator[None]:
    """Turn whatever goes wrong with a file into one line: a damaged one brings up what the decompressor raises.

    Args:
        path: begins the line.
        what: is wrong where the fault is neither that of the network nor that the file is not there.
    """
    try:
        yield
    except CutbenchError:
        raise
    except Exception as error:
        raise CutbenchError(f"{path}: {_reason(path, what, error)}") from error


def _reason(path: Path | str, what: str, error: Exception) -> str:
    scheme = _scheme(path)
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder, not a ROOT file"
    if isinstance(error, ImportError):  # fsspec looks for the package of a protocol when it is first needed
        return f"cannot be read; pip install {PACKAGES.get(scheme, 'what it needs')}, or take https"
    return (scheme and _reason_of_server(error)) or f"{what}: {_line(error)}"


def _reason_of_server(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"its server did not answer within {PATIENCE:g} s"
    of_network = isinstance(error, OSError) or type(error).__module__.partition(".")[0] == "aiohttp"
    return f"cannot be reached: {_line(error)}" if of_network else ""


def _options(path: Path | str) -> dict[str, Any]:
    """Bound the time that a server may take: aiohttp waits for five minutes, xrootd for ever."""
    scheme = _scheme(path)
    if scheme in {"http", "https"}:
        # By its name: programs that hold this module read local files, and have no such package.
        bounds = import_module("aiohttp").ClientTimeout(
            total=LONGEST * PATIENCE, sock_connect=PATIENCE, sock_read=PATIENCE
        )
        return {"client_kwargs": {"timeout": bounds}}
    return {"timeout": max(1, round(PATIENCE))} if scheme == "root" else {}


def _scheme(path: Path | str) -> str:
    scheme, mark, _ = str(path).partition("://")
    return scheme if mark and scheme != "file" else ""


def _kind(path: Path | str) -> str:
    """Say what a file is that cannot be opened: its first bytes tell."""
    if _scheme(path):
        return "not a whole ROOT file"
    try:
        with Path(path).open("rb") as file:
            return "this ROOT file is cut off or damaged" if file.read(len(MAGIC)) == MAGIC else "not a ROOT file"
    except OSError:
        return "cannot be read"


def _line(error: Exception) -> str:
    status, message = getattr(error, "status", None), getattr(error, "message", None)
    text = f"{status} {message}" if status and message else str(error)
    return " ".join(text.split())[:200] or type(error).__name__
