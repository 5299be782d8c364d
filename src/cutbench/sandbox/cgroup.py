"""A control group (version 2) for each run: the kernel then bounds what all its processes together hold in memory.

It counts every kind: shared pages, files in memory, pipes, sockets, the kernel's own. Taken where groups may be made
beside the own one: by root on most machines, by users within what systemd has delegated to them.
"""

import contextlib
import functools
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "cutbench-"
OLD = 60  # seconds after which a group without processes is left over
ENTER = 'echo $$ > "$0/cgroup.procs" && exec "$@"'


class Group:
    """One group, with a bound in bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entering(self, command: list[str]) -> list[str]:
        """Return the command that enters the group and becomes the other one."""
        return ["/bin/sh", "-c", ENTER, str(self._folder), *command]

    def is_used_up(self) -> bool:
        """Return whether the kernel had to end it for its memory."""
        try:
            events = dict(line.split() for line in (self._folder / "memory.events").read_text().splitlines())
        except (OSError, ValueError):
            return False
        return int(events.get("oom_kill", 0)) > 0


@contextmanager
def group(size: int) -> Iterator[Group | None]:
    """Make a group that holds `size` bytes at most, and remove it afterwards; None where there can be none."""
    parent = home()
    folder = _made(parent, size) if parent else None
    try:
        yield Group(folder) if folder else None
    finally:
        if folder:
            _remove(folder)


@functools.cache
def home() -> Path | None:
    """Return the folder in which groups can be made that bound memory, as a trial shows; None if there is none."""
    parent = _beside_own()
    folder = _made(parent, 64 << 20) if parent else None
    if not parent or not folder:
        return None
    try:
        said = subprocess.run(
            Group(folder).entering(["/bin/cat", "/proc/self/cgroup"]), capture_output=True, text=True, check=False
        )
        return parent if f"/{folder.name}\n" in said.stdout else None
    except OSError:
        return None
    finally:
        _remove(folder)
        _sweep(parent)


def _beside_own(process: Path = Path("/proc/self")) -> Path | None:
    """Return the folder of the groups beside the own one; beneath it, if it is the first of all."""
    try:
        mounts = [line.split() for line in (process / "mountinfo").read_text().splitlines()]
        lines = (process / "cgroup").read_text().splitlines()
    except OSError:
        return None
    top = next((Path(words[4]) for words in mounts if words[words.index("-") + 1] == "cgroup2"), None)
    own = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), None)
    return (top / own).parent if top and own else top if own == "" else None


def _made(parent: Path, size: int) -> Path | None:
    folder = parent / f"{PREFIX}{secrets.token_hex(8)}"
    try:
        folder.mkdir()
    except OSError:
        return None
    try:
        # Without the controller of memory there is no such file, and none can be made.
        (folder / "memory.max").write_text(str(size))
        (folder / "memory.oom.group").write_text("1")
        with contextlib.suppress(OSError):
            (folder / "memory.swap.max").write_text("0")
    except OSError:
        _remove(folder)
        return None
    return folder


def _remove(folder: Path) -> None:
    """End what is left inside and remove the group, which takes the kernel a moment."""
    with contextlib.suppress(OSError):
        (folder / "cgroup.kill").write_text("1")
    for _ in range(50):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.02)
        else:
            return


def _sweep(parent: Path) -> None:
    """Remove groups of runs that were killed; one with processes cannot be removed, a new one has none for a moment."""
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > OLD:
                folder.rmdir()
