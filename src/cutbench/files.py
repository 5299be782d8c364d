"""Folders: of downloads, which outlive a run, one process at a time, and of a run, which do not outlive it."""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

PREFIX = "cutbench-"
OLD = 60  # seconds; one that is made just now is not locked yet


def cache_folder(kind: str) -> Path:
    """Return the folder of one kind of downloads: in $CUTBENCH_CACHE, else in the user's cache folder."""
    return Path(os.environ.get("CUTBENCH_CACHE") or user_cache_path("cutbench")) / kind


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, without holding the file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is inside with the same file, which is made for this purpose."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def folder_of_run() -> Iterator[Path]:
    """Give an empty folder and remove it afterwards; those of the same user's runs that were killed go as well."""
    _sweep(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Held as long as this process lives, however it ends.
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
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
