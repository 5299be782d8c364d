"""Files that one process uses at a time."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from cutbench.errors import CutbenchError
from cutbench.files import make_folder, open_plain, reason

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
