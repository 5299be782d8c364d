"""What the processes of a sandbox use, seen from outside.

Memory is counted here where the kernel does not bound it (`cgroup`). Counted is what nothing gives back by itself:
pages of processes, private or shared, their page tables, files in memory, and what may stand in pipes and sockets. All
other ways to hold memory are refused by the filter of system calls (`seccomp`).
"""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WRITABLE = ("tmp", "out", "dev/shm")
PIPE = 1 << 16  # bytes of a pipe whose size nobody may change
SENDING = 212_992  # bytes that a socket may have under way, where the kernel does not say
OF_STATUS = re.compile(r"^(?:RssAnon|RssShmem|VmPTE|VmSwap):\s+(\d+) kB$", re.MULTILINE)
OF_MAPS = re.compile(r"^(?:Pss_Anon|Pss_Shmem|SwapPss):\s+(\d+) kB$", re.MULTILINE)
TABLES = re.compile(r"^VmPTE:\s+(\d+) kB$", re.MULTILINE)
DESCRIPTORS = re.compile(r"^FDSize:\s+(\d+)$", re.MULTILINE)
ZERO = "/dev/zero"
OF_ZERO = re.compile(rf"^\S+ ..[-x]s .*{ZERO}", re.MULTILINE)
SOCKETS = re.compile(r"^UNIX(?:-STREAM)?\s+\d+\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """Files and bytes in one file system in which a program may write. Each file takes kernel memory, too."""

    files: int
    size: int


def family(pid: int) -> Iterator[int]:
    """Yield a process and its descendants; none of those inside can leave it."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))


def inside(pids: list[int]) -> int | None:
    """Return one of the processes that is inside the sandbox, None if none is; the last are the farthest from us."""
    return next((pid for pid in reversed(pids) if os.path.exists(f"/proc/{pid}/root/in/launcher.py")), None)  # noqa: PTH110


def written(pid: int) -> list[Written]:
    """Return what lies in the folders in which a process may write; nothing if it is gone."""
    root, states = Path(f"/proc/{pid}/root"), {}
    with contextlib.suppress(OSError):
        for folder in WRITABLE:
            # Some or all of them may be one file system.
            states[(root / folder).stat().st_dev] = os.statvfs(root / folder)
    return [Written(one.f_files - one.f_ffree, (one.f_blocks - one.f_bfree) * one.f_frsize) for one in states.values()]


def memory(pids: list[int], within: int, enough: int) -> int:
    """Return the bytes that processes hold besides their files: a little too many, if that is still enough.

    Memory that is shared through the device of zeros, where an image has it, stays when its pages are given back but
    for one: nobody can tell how much it is, so it counts as more than is allowed.

    Args:
        pids: the processes.
        within: one of them that is inside.
        enough: bytes up to which the quick look, which counts shared pages once for each process, will do.
    """
    if _shares_unseen(pids, within):
        return sys.maxsize
    sockets = _read(within, "net/protocols")
    fixed = sum(map(int, SOCKETS.findall(sockets))) * 2 * _sending()
    quick = fixed + sum(_at_most(pid) for pid in pids)
    return quick if quick <= enough else fixed + sum(map(_pages, pids)) + _pipes(pids) * PIPE


def _shares_unseen(pids: list[int], within: int) -> bool:
    there = os.path.exists(f"/proc/{within}/root{ZERO}")  # noqa: PTH110
    return there and any(OF_ZERO.search(_read(pid, "maps")) for pid in pids)


def _at_most(pid: int) -> int:
    status = _read(pid, "status")
    return _kilobytes(OF_STATUS, status) + sum(map(int, DESCRIPTORS.findall(status))) * PIPE


def _pages(pid: int) -> int:
    """Return the bytes of a process, its share of shared ones; all of them where it hides its shares."""
    status, maps = _read(pid, "status"), _read(pid, "smaps_rollup")
    return _kilobytes(OF_MAPS, maps) + _kilobytes(TABLES, status) if maps else _kilobytes(OF_STATUS, status)


def _pipes(pids: list[int]) -> int:
    """Count the pipes that are open; where a process hides its descriptors, all that it may have are taken for some."""
    seen, hidden = set(), 0
    for pid in pids:
        try:
            folder = f"/proc/{pid}/fd"
            for name in os.listdir(folder):  # noqa: PTH208  (a path for each would take longer than the look)
                with contextlib.suppress(FileNotFoundError):
                    seen.add(os.readlink(f"{folder}/{name}"))  # noqa: PTH115
        except (FileNotFoundError, ProcessLookupError):
            continue
        except OSError:
            hidden += sum(map(int, DESCRIPTORS.findall(_read(pid, "status"))))
    return hidden + sum(name.startswith("pipe:") for name in seen)


def _sending() -> int:
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/sys/net/core/wmem_default").read_text())
    return SENDING


def _kilobytes(what: re.Pattern[str], text: str) -> int:
    return sum(map(int, what.findall(text))) << 10


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
