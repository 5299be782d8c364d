"""Results as one file: an RO-Crate with the digest of every file, which is checked before anything is taken out."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from rocrate.rocrate import ROCrate

from cutbench.archives import open_entry, open_zip
from cutbench.errors import CutbenchError
from cutbench.files import check_file, make_folder, reason, sha256_of

METADATA = "ro-crate-metadata.json"
# What others need to check and redraw; papers, events and model files are not ours to give away, pages can be made.
PARTS = (
    "config.json", "manifest.json", "tables/*.csv", "reference/*.json", "judging/**/*.json", "labels/**/*.json",
    "extraction/**/*.json", "codegen/**/*.json", "codegen/**/*.py", "state/**/calls.jsonl",
)  # fmt: skip
LARGEST_METADATA = 100 * 1024**2
MOST_BYTES = 2 * 1024**3
MOST_FILES = 100_000


def write_archive(results: Path, target: Path) -> int:
    """Write tables, scores, records and transcripts of `results` to the zip file `target`; return their number.

    Raises:
        CutbenchError: there are no tables in the folder, or the file cannot be written.
    """
    files = sorted({path for part in PARTS for path in results.glob(part) if path.is_file() and not path.is_symlink()})
    if not any(path.suffix == ".csv" for path in files):
        raise CutbenchError(f"{results}: no tables to archive; give the folder of a benchmark, such as results/NAME")
    crate = ROCrate()
    crate.name = f"cutbench results: {results.name}"
    crate.description = "Tables, scores, records and transcripts of a cutbench run"
    for path in files:
        properties = {"sha256": sha256_of(path), "contentSize": str(path.stat().st_size)}
        crate.add_file(path, path.relative_to(results).as_posix(), properties=properties)
    check_file(target)
    make_folder(target.parent)
    partial = target.with_name(target.name + ".partial")
    try:
        crate.write_zip(partial)
        partial.replace(target)
    except OSError as error:
        raise CutbenchError(f"{target}: cannot be written: {reason(error)}") from error
    finally:
        partial.unlink(missing_ok=True)
    return len(files)


def verify_archive(path: Path) -> int:
    """Return the number of files of an archive after it was checked that they are there, as described, and no others.

    Raises:
        CutbenchError: no archive, or the first thing that is wrong with it.
    """
    with open_zip(path, most_bytes=MOST_BYTES, most_files=MOST_FILES) as archive:
        described = _described(path, archive)
        for name, entity in described.items():
            if _digest_of(path, archive, name) != entity.get("sha256"):
                raise CutbenchError(f"{path}: {name} is not as its description says")
        return len(described)


def read_tables(path: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the named tables of an archive, after all of it was checked.

    Raises:
        CutbenchError: as in `verify_archive`, or a table is not in it.
    """
    verify_archive(path)
    with open_zip(path, most_bytes=MOST_BYTES, most_files=MOST_FILES) as archive:
        try:
            return {name: _content(path, archive, f"tables/{name}.csv") for name in names}
        except KeyError as error:
            raise CutbenchError(f"{path}: {error.args[0]}; made by an older cutbench?") from error


def _content(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    with open_entry(path, archive, name) as entry:
        return entry.read()


def _digest_of(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    with open_entry(path, archive, name) as entry:
        return hashlib.file_digest(entry, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads into buffers


def _described(path: Path, archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Return what the metadata say of each file, by its name in the archive; exactly these are in it."""
    files: dict[str, dict[str, Any]] = {}
    for entity in _entities(path, archive):
        name = unquote(entity["@id"])  # an address; names are not
        if name in files:
            raise CutbenchError(f"{path}: describes {name!r} twice")
        files[name] = entity
    held = {entry.filename for entry in archive.infolist() if not entry.is_dir()} - {METADATA}
    for name in sorted(held ^ files.keys()):
        raise CutbenchError(
            f"{path}: {name!r} is {'not described in it' if name in held else 'described, but not there'}"
        )
    if not files:
        raise CutbenchError(f"{path}: describes no files")
    return files


def _entities(path: Path, archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    try:
        if archive.getinfo(METADATA).file_size > LARGEST_METADATA:
            raise CutbenchError(f"{path}: {METADATA} is larger than {LARGEST_METADATA} bytes")
        graph = json.loads(_content(path, archive, METADATA))["@graph"]
        files = [entity for entity in graph if entity["@type"] == "File"]
        if not all(isinstance(entity["@id"], str) for entity in files):
            raise TypeError("an @id is no text")
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise CutbenchError(f"{path}: no readable {METADATA} ({' '.join(str(error).split())[:200]})") from error
    return files
