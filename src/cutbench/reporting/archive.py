"""Results as one file: an RO-Crate with the digest of every file, which is checked before anything is taken out."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from rocrate.rocrate import ROCrate

from cutbench.errors import CutbenchError

METADATA = "ro-crate-metadata.json"
# What others need to check and redraw; papers, events and model files are not ours to give away, pages can be made.
PARTS = (
    "config.json", "manifest.json", "tables/*.csv", "reference/*.json", "judging/**/*.json", "labels/**/*.json",
    "extraction/**/*.json", "codegen/**/*.json", "codegen/**/*.py", "state/**/calls.jsonl",
)  # fmt: skip
MOST_BYTES = 2 * 1024**3
MOST_FILES = 100_000


def write_archive(results: Path, target: Path) -> int:
    """Write tables, scores, records and transcripts of `results` to the zip file `target`; return their number.

    Raises:
        CutbenchError: there are no tables in the folder.
    """
    files = sorted({path for part in PARTS for path in results.glob(part) if path.is_file() and not path.is_symlink()})
    if not any(path.suffix == ".csv" for path in files):
        raise CutbenchError(f"{results}: no tables to archive; give the folder of a benchmark, such as results/NAME")
    crate = ROCrate()
    crate.name = f"cutbench results: {results.name}"
    crate.description = "Tables, scores, records and transcripts of a cutbench run"
    for path in files:
        properties = {"sha256": _digest(path.read_bytes()), "contentSize": str(path.stat().st_size)}
        crate.add_file(path, path.relative_to(results).as_posix(), properties=properties)
    target.parent.mkdir(parents=True, exist_ok=True)
    crate.write_zip(target)
    return len(files)


def verify_archive(path: Path) -> int:
    """Return the number of files of an archive after it was checked that they are there, as described, and no others.

    Raises:
        CutbenchError: no archive, or the first thing that is wrong with it.
    """
    with _opened(path) as archive:
        described = _described(path, archive)
        for name, entity in described.items():
            if _digest(_content(path, archive, name)) != entity.get("sha256"):
                raise CutbenchError(f"{path}: {name} is not as its description says")
        return len(described)


def read_tables(path: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the named tables of an archive, after all of it was checked.

    Raises:
        CutbenchError: as in `verify_archive`, or a table is not in it.
    """
    verify_archive(path)
    with _opened(path) as archive:
        try:
            return {name: _content(path, archive, f"tables/{name}.csv") for name in names}
        except KeyError as error:
            raise CutbenchError(f"{path}: {error.args[0]}; made by an older cutbench?") from error


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise CutbenchError(f"{path}: no archive of results ({error})") from error
    entries = archive.infolist()
    # Sizes are those that the archive promises; zipfile reads no more than these.
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise CutbenchError(f"{path}: more than {MOST_FILES} files or {MOST_BYTES} bytes")
    return archive


def _content(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise CutbenchError(f"{path}: {name} is damaged or encrypted ({error})") from error


def _described(path: Path, archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    try:
        graph = json.loads(_content(path, archive, METADATA))["@graph"]
        files = {str(e["@id"]): e for e in graph if e["@type"] == "File"}
    except (KeyError, TypeError, ValueError) as error:
        raise CutbenchError(f"{path}: no readable {METADATA} ({error})") from error
    held = [entry.filename for entry in archive.infolist() if not entry.is_dir() and entry.filename != METADATA]
    for name in held:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or name not in files:
            raise CutbenchError(f"{path}: {name!r} is not described in it")
    if len(set(held)) != len(held) or set(files) - set(held):
        raise CutbenchError(f"{path}: lacks or repeats {sorted(set(files) - set(held))[:1] or 'a file'}")
    return files


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
