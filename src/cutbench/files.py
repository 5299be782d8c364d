"""Files that outlive a run: written whole, one process at a time, no links followed, known by their digest."""

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

LINK = "it is a link, and links are not followed; put a file or folder of its own there"
NOT_PLAIN = "it is not a plain file; move it away"


def cache_folder(kind: str) -> Path:
    """Return the folder of one kind of downloads: in $CUTBENCH_CACHE, else in the user's cache folder."""
    return Path(os.environ.get("CUTBENCH_CACHE") or user_cache_path("cutbench")) / kind


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, without holding the file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Wait until no other process is inside with the same file, which is made for this purpose and stays empty.

    Raises:
        OSError: it cannot be made, or a link stands in its place.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = _open(lock, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. A link in its place or in that of the new file is replaced, not followed.

    Raises:
        OSError: it cannot be written; the file is as it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def read_plain(path: Path) -> bytes:
    """Return the content of a plain file.

    Raises:
        OSError: it cannot be read, or it is a link, a pipe or a device, which might never end.
    """
    with os.fdopen(_open(path, os.O_RDONLY), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, NOT_PLAIN, str(path))
        return file.read()


def make_folder(folder: Path, root: Path) -> None:
    """Make a folder below `root`, which may itself be a link to where there is space.

    Raises:
        OSError: it cannot be made, or a folder on the way from `root` is a link.
    """
    for place in (folder, *folder.parents):
        if place == root:
            break
        if place.is_symlink():
            raise OSError(errno.ELOOP, LINK, str(place))
    folder.mkdir(parents=True, exist_ok=True)


def _open(path: Path, flags: int) -> int:
    try:
        # Without O_NONBLOCK a pipe that nobody writes to is waited for.
        return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OSError(errno.ELOOP, LINK, str(path)) if error.errno == errno.ELOOP else error from error
