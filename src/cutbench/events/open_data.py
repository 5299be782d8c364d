"""ATLAS Open Data: the first events of a sample, read over the network without downloading its files."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import atlasopenmagic
import requests

from cutbench.errors import CutbenchError
from cutbench.events.parts import SourceFile, join_parts, read_parts
from cutbench.files import cache_folder, make_folder, sha256_of
from cutbench.schema.base import Record

Protocol = Literal["https", "root"]


class Provenance(Record):
    """Where a copy of events comes from; `sha256` is that of the copy, `missing` what not all its files have."""

    release: str
    dsid: int
    files: tuple[SourceFile, ...]
    n_events: int
    branches: tuple[str, ...]
    missing: tuple[str, ...]
    sha256: str


class OpenData:
    """Events of ATLAS Open Data, from the cache or over the network.

    Args:
        folder: the cache; default `events` in $CUTBENCH_CACHE, else in the user's cache folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder("events")

    def get(
        self, release: str, dsid: int, *, n_events: int, branches: Sequence[str], protocol: Protocol, out: Path
    ) -> Provenance:
        """Write the first `n_events` of a sample to `out`, and return where they come from.

        Only `branches` (names with a dot, as in the TTree layout) are read, and of them only what holds these events.
        The copy has the newer layout, the RNTuple `EventData`, the only one that can be written without ROOT, and of
        the branches those that all its files have.

        Raises:
            CutbenchError: the catalogue or a file cannot be reached, or the sample has no events or no such branches.
        """
        digest = hashlib.sha256(json.dumps([release, dsid, n_events, sorted(branches)]).encode()).hexdigest()[:16]
        copy = self.folder / f"{release}-{dsid}-{n_events}-{digest}.root"
        about = copy.with_suffix(".json")
        if not (about.exists() and copy.exists() and sha256_of(copy) == Provenance.read(about).sha256):
            make_folder(copy.parent)
            files = _make(find_files(release, dsid, protocol), n_events, branches, copy)
            missing = {branch for file in files for branch in file.missing}
            Provenance(
                release=release,
                dsid=dsid,
                files=files,
                n_events=sum(file.n_taken for file in files),
                branches=tuple(sorted(set(branches) - missing)),
                missing=tuple(sorted(missing)),
                sha256=sha256_of(copy),
            ).write(about)
        make_folder(out.parent)
        shutil.copyfile(copy, out)
        return Provenance.read(about)


def find_files(release: str, dsid: int, protocol: Protocol) -> list[str]:
    """Ask the catalogue of ATLAS Open Data for the addresses of a sample's files.

    Raises:
        CutbenchError: it cannot be reached, or does not know the release or the sample.
    """
    atlasopenmagic.set_verbosity("error")
    try:
        atlasopenmagic.set_release(release)
        urls = atlasopenmagic.get_urls(str(dsid), protocol=protocol, cache=False)  # a cache would load whole files
    except requests.RequestException as error:
        raise CutbenchError(
            f"ATLAS Open Data cannot be reached ({type(error).__name__}); go online once, or use data=standin"
        ) from error
    except ValueError as error:
        raise CutbenchError(f"ATLAS Open Data {release}: sample {dsid}: {' '.join(str(error).split())}") from error
    if not urls:
        raise CutbenchError(f"ATLAS Open Data {release}: sample {dsid} has no files")
    return list(urls)


def _make(urls: Sequence[str], n_events: int, branches: Sequence[str], copy: Path) -> tuple[SourceFile, ...]:
    """Read the files and join them as `copy`; what was read stays if a file cannot be."""
    folder, partial = copy.with_suffix(".parts"), copy.with_suffix(f".{os.getpid()}.partial")
    parts = read_parts(urls, n_events, branches, folder)
    if not parts:
        raise CutbenchError(f"{urls[0]}: there are no events in this file, nor in the {len(urls) - 1} after it")
    try:
        join_parts(parts, partial)
        partial.replace(copy)
    finally:
        partial.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return tuple(file for file, _ in parts)
