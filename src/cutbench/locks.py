"""Files that one process uses at a time, and folders that do not outlive the process that holds them."""

import errno
import fcntl
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from cutbench.errors import CutbenchError
from cutbench.files import make_folder, open_plain, reason

PREFIX = "cutbench-"
OLD = 60  # seconds; a folder that is made just now is not locked yet
NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL)
TAKEN = (errno.EAGAIN, errno.EACCES)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is inside with the same file, which is made for this purpose.

    Raises:
        CutbenchError: the file cannot be made, or its file system has no locks.
    """
    make_folder(lock.parent)
    try:
        handle = os.fdopen(open_plain(lock, os.O_RDWR | os.O_CREAT), "wb")
    except OSError as error:
        raise CutbenchError(f"{lock}: cannot be written: {reason(error)}") from error
    with handle:
        take_lock(handle, lock, wait=True)
        yield


def take_lock(handle: IO[bytes] | IO[str], path: Path, *, wait: bool) -> None:
    """Lock an open file until it is closed.

    Raises:
        CutbenchError: without `wait`, another process has it; or its file system has no locks.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            raise CutbenchError(f"{path}: another process is writing it; wait for that job or stop it") from error
        what = "its file system has no locks" if error.errno in NO_LOCKS else "it cannot be locked"
        raise CutbenchError(f"{path}: {what} ({reason(error)}); choose a folder on another disk") from error


def forget_killed_runs(state: Path) -> IO[bytes] | None:
    """Remove what runs of Snakemake that were killed left locked; return the file that says that this run lives.

    Snakemake's locks are files in its folder `state`, and outlive their run; a lock of the system does not. So they
    are removed if no run in this folder lives, and else left to Snakemake to judge. This run lives as long as the
    returned file is open; there is none where nothing can be written or locked.
    """
    try:
        state.mkdir(parents=True, exist_ok=True)
        alive = (state / "cutbench.alive").open("ab")
        with suppress(BlockingIOError):
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(state / "locks", ignore_errors=True)
        fcntl.flock(alive, fcntl.LOCK_SH)
    except OSError:
        return None
    return alive


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """Give an sqlite file, made if need be, to all threads of this process.

    Raises:
        CutbenchError: it is none, cannot be written, or another process uses it; also while it is open.
    """
    make_folder(path.parent)
    try:
        with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
            yield connection
    except sqlite3.Error as error:
        hint = "" if isinstance(error, sqlite3.OperationalError) else "; remove it to begin this run anew"
        raise CutbenchError(f"{path}: cannot be used: {error}{hint}") from error


@contextmanager
def folder_of_run() -> Iterator[Path]:
    """Give an empty folder and remove it afterwards; those of the same user's runs that were killed go as well."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Held as long as this process lives, however it ends.
        with suppress(OSError):  # Where there are no locks, it lives as long as it is younger than OLD.
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _sweep(top: Path) -> None:
    """Remove folders of runs that nobody holds any more."""
    for folder in top.glob(f"{PREFIX}*"):
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            state = os.fstat(handle)
            if state.st_uid == os.getuid() and time.time() - state.st_mtime > OLD:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
        finally:
            os.close(handle)
