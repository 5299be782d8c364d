"""Zip files that others made: what they hold and unpack to is checked before anything is read."""

import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from cutbench.errors import CutbenchError

DRIVE = re.compile(r"[A-Za-z]:")
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_TIMES = 200  # that an entry is larger than what it is packed in, beyond the first `SMALL` bytes
SMALL = 10_000_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@contextmanager
def open_zip(path: Path, *, most_bytes: int, most_files: int) -> Iterator[zipfile.ZipFile]:
    """Give a zip file whose entries have plain names, each once, and are files or folders of bounded size.

    Sizes are those that the zip file promises; zipfile reads no more than these.

    Raises:
        CutbenchError: it is none, or the first entry at fault; also while it is open, for what is damaged.
    """
    try:
        if not path.is_file():
            raise CutbenchError(f"{path}: {'is a folder' if path.is_dir() else 'no such file'}")
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > most_files or sum(entry.file_size for entry in entries) > most_bytes:
                raise CutbenchError(f"{path}: more than {most_files} files or {most_bytes} bytes")
            for entry in entries:
                _check(path, entry)
            for name, count in Counter(entry.filename for entry in entries).items():
                if count > 1:
                    raise CutbenchError(f"{path}: holds {name!r} {count} times")
            yield archive
    except DAMAGE as error:
        raise CutbenchError(f"{path}: is no zip file, damaged or encrypted: {_said(error)}") from error
    except OSError as error:
        raise CutbenchError(f"{path}: cannot be read: {_said(error)}") from error


@contextmanager
def open_entry(path: Path, archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """Give an entry of an open zip file to read from.

    Raises:
        CutbenchError: it is damaged or encrypted, also while it is read.
        KeyError: there is none of that name.
    """
    try:
        with archive.open(name) as entry:
            yield entry
    except DAMAGE as error:
        raise CutbenchError(f"{path}: {name!r} is damaged or encrypted: {_said(error)}") from error


def _check(path: Path, entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.orig_filename or DRIVE.match(entry.filename):
        what = "leads out of it"
    elif not entry.filename.isprintable() or "\0" in entry.orig_filename:
        what = "has a name with control characters"
    elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        what = "is a link or device"
    elif entry.compress_type not in PLAIN:
        what = f"is packed in a way that is not read (method {entry.compress_type})"
    elif entry.file_size > SMALL + MOST_TIMES * entry.compress_size:
        what = f"unpacks to more than {MOST_TIMES} times its size"
    else:
        return
    raise CutbenchError(f"{path}: {entry.orig_filename[:200]!r} {what}")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
