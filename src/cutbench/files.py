"""Files and folders that are read and written: bounded, whole or not at all, and one clear line where that fails."""

import errno
import hashlib
import json
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from cutbench.errors import CutbenchError

PACKAGE = Path(__file__).parent
PROBE = bytes(4096)  # A full disk still takes an empty file.
LINK = "it is a link, and links are not followed; put a file or folder of its own there"
NOT_PLAIN = "it is not a plain file; move it away"


def home() -> Path:
    """Return the folder that has config and resources.

    It is the one that cutbench is started in, else its checkout, else what comes with the wheel, which has no
    benchmarks.
    """
    places = _places()
    return next((place for place in places if (place / "resources/groundtruth").is_dir()), places[-1])


def shipped(path: Path) -> Path:
    """Return a file as it is named, or, where there is none, the one of that name that comes with cutbench."""
    return first_of(path, *_places())


def _places() -> tuple[Path, ...]:
    return (Path(), PACKAGE.parents[1], PACKAGE / "shipped")


def first_of(path: Path, *folders: Path) -> Path:
    """Return a path in the first of the folders that has it; where none has, the path as it is named."""
    return next((folder / path for folder in folders if (folder / path).exists()), path)


def from_here(path: Path) -> Path:
    """Return a path relative to the folder that this program runs in, if it lies there; else absolute."""
    path, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100  (links are kept)
    return path.relative_to(here) if path.is_relative_to(here) else path


def cache_folder(kind: str) -> Path:
    """Return the folder of one kind of downloads, which is made: in $CUTBENCH_CACHE, else in the user's cache folder.

    Raises:
        CutbenchError: nothing can be written there.
    """
    folder = Path(os.environ.get("CUTBENCH_CACHE") or user_cache_path("cutbench")) / kind
    try:
        make_folder(folder)
        check_folder(folder)
    except CutbenchError as error:
        raise CutbenchError(f"{error}; set CUTBENCH_CACHE to a folder for downloads") from error
    return folder


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal, without holding the file in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reason(error: OSError) -> str:
    """Return what the system says, without the name of the file."""
    return error.strerror or " ".join(str(error).split()) or type(error).__name__


def one_line(error: OSError) -> str:
    """Return an error that nobody foresaw as one line: where, and what the system says."""
    return f"{error.filename or type(error).__name__}: {reason(error)}"


def make_folder(folder: Path) -> None:
    """Make a folder with all above it, unless it is there.

    Raises:
        CutbenchError: it cannot be made, or something else has its name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CutbenchError(f"{folder}: this folder cannot be made: {reason(error)}") from error


def check_folder(folder: Path) -> None:
    """See whether files can be written into a folder, or into the nearest one above that is there; leaves nothing.

    Raises:
        CutbenchError: they cannot be.
    """
    try:
        there = _nearest(folder)
        if not there.is_dir():
            raise CutbenchError(f"{folder}: {'is' if there == folder else f'{there} is'} no folder")
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(PROBE)
            probe.flush()
    except OSError as error:
        raise CutbenchError(f"{folder}: nothing can be written there: {reason(error)}") from error


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above that is there; a link that leads nowhere is there."""
    for path in (folder, *folder.absolute().parents):
        with suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()
            return path
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def check_file(path: Path) -> None:
    """See whether a file can be written; what is in it stays.

    Raises:
        CutbenchError: it cannot be, or something that is no file has its name.
    """
    _refuse_others(path)
    check_folder(path.parent)


def _refuse_others(path: Path) -> None:
    """Refuse what is there and no file: a device of this name would be replaced by a file."""
    try:
        if path.exists() and not path.is_file():
            raise CutbenchError(f"{path}: {'is a folder' if path.is_dir() else 'is no file'}; give the name of a file")
    except OSError as error:
        raise CutbenchError(f"{path}: cannot be written: {reason(error)}") from error


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, in a folder that is made if need be.

    Raises:
        CutbenchError: it cannot be written.
    """
    _refuse_others(path)
    make_folder(path.parent)
    try:
        write_whole(path, content)
    except OSError as error:
        raise CutbenchError(f"{path}: cannot be written: {reason(error)}") from error


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, as `write_bytes` does; half a character, which a model may say, becomes a question mark."""
    write_bytes(path, text.encode("utf-8", "replace"))


def read_bytes(path: Path, largest: int) -> bytes:
    """Return what is in a regular file of at most `largest` bytes.

    Raises:
        CutbenchError: it is larger, no file, or cannot be read.
    """
    try:
        if not path.is_file():
            path.stat()
            raise CutbenchError(f"{path}: cannot be read: {'is a folder' if path.is_dir() else 'is no regular file'}")
        if path.stat().st_size > largest:
            raise CutbenchError(f"{path}: larger than {largest} bytes")
        with path.open("rb") as file:
            return file.read(largest)
    except (OSError, ValueError) as error:
        said = reason(error) if isinstance(error, OSError) else str(error)
        raise CutbenchError(f"{path}: cannot be read: {said}") from error


def read_text(path: Path, largest: int) -> str:
    """Return the text of a UTF-8 file of at most `largest` bytes, its lines ended in one way.

    Raises:
        CutbenchError: it cannot be read, is larger, or is in another encoding.
    """
    try:
        text = read_bytes(path, largest).decode()
    except UnicodeDecodeError as error:
        raise CutbenchError(f"{path}: cannot be read: not UTF-8 text") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_json(path: Path, largest: int) -> Any:
    """Return what a JSON file of at most `largest` bytes says.

    Raises:
        CutbenchError: it cannot be read, is larger, or is not JSON; names the file.
    """
    try:
        return json.loads(read_bytes(path, largest))
    except (ValueError, RecursionError) as error:
        raise CutbenchError(f"{path}: not JSON: {' '.join(str(error).split())[:200]}") from error


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
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, NOT_PLAIN, str(path))
        return file.read()


def make_folder_below(folder: Path, root: Path) -> None:
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


def open_plain(path: Path, flags: int) -> int:
    """Open a file and return its descriptor.

    Raises:
        OSError: it cannot be opened, or is a link.
    """
    try:
        # Without O_NONBLOCK a pipe that nobody writes to is waited for.
        return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise OSError(errno.ELOOP, LINK, str(path)) if error.errno == errno.ELOOP else error from error
