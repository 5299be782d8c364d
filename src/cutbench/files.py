"""Files that outlive a run: where downloads are kept, one process at a time, known by their digest."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path


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
