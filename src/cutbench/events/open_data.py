"""ATLAS Open Data: the first events of a sample, read over the network without downloading its files."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import atlasopenmagic
import awkward as ak
import requests
import uproot

from cutbench.errors import CutbenchError
from cutbench.events.file import EventFile
from cutbench.files import cache_folder, make_folder, sha256_of
from cutbench.schema.base import Record

Protocol = Literal["https", "root"]
LINK_PARTS = (".m_persKey", ".m_persIndex")
TREE = "EventData"


class SourceFile(Record):
    """A file of a sample, how many events it has and how many of them, from the first, were taken."""

    url: str
    n_events: int
    n_taken: int


class Provenance(Record):
    """Where a copy of events comes from; `sha256` is that of the copy, `missing` what the sample does not have."""

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
        The copy has the newer layout, the RNTuple `EventData`, the only one that can be written without ROOT.

        Raises:
            CutbenchError: the catalogue or a file cannot be reached, or the sample has no events or no such branches.
        """
        digest = hashlib.sha256(json.dumps([release, dsid, n_events, sorted(branches)]).encode()).hexdigest()[:16]
        copy = self.folder / f"{release}-{dsid}-{n_events}-{digest}.root"
        about = copy.with_suffix(".json")
        if not (about.exists() and copy.exists() and sha256_of(copy) == Provenance.read(about).sha256):
            make_folder(copy.parent)
            partial = copy.with_suffix(f".{os.getpid()}.partial")
            try:
                files, missing = _copy(find_files(release, dsid, protocol), n_events, branches, partial)
                partial.replace(copy)
            finally:
                partial.unlink(missing_ok=True)
            Provenance(
                release=release,
                dsid=dsid,
                files=files,
                n_events=sum(file.n_taken for file in files),
                branches=tuple(sorted(set(branches) - set(missing))),
                missing=missing,
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


def _copy(
    urls: Sequence[str], n_events: int, branches: Sequence[str], out: Path
) -> tuple[tuple[SourceFile, ...], tuple[str, ...]]:
    files: list[SourceFile] = []
    missing: set[str] = set()
    with uproot.recreate(out) as target:
        for url in urls:
            left = n_events - sum(file.n_taken for file in files)
            if left <= 0:
                break
            with EventFile(url, left) as source:
                there = [branch for branch in branches if source.has(*_parts(branch))]
                missing |= set(branches) - set(there)
                columns = _columns(source, there)
                if not columns:
                    raise CutbenchError(f"{url}: it has none of the {len(branches)} branches that are wanted")
                if files:
                    target[TREE].extend(columns)
                else:
                    target.mkrntuple(TREE, columns)
                files.append(SourceFile(url=url, n_events=source.n_events, n_taken=min(left, source.n_events)))
    return tuple(files), tuple(sorted(missing))


def _columns(source: EventFile, branches: Sequence[str]) -> dict[str, ak.Array]:
    """Read branches; both parts of a link, and the branch that holds them, make one column."""
    linked = {_parts(branch) for branch in branches if branch.endswith(LINK_PARTS)}
    columns = {}
    for container, variable in dict.fromkeys(_parts(branch) for branch in branches):
        read = source.read_links if (container, variable) in linked else source.read
        columns[f"{container}AuxDyn:{variable}"] = read(container, variable)
    return columns


def _parts(branch: str) -> tuple[str, str]:
    """Return container and variable of a branch, that of the whole link for a part of one."""
    for part in LINK_PARTS:
        branch = branch.removesuffix(part)
    container, _, variable = branch.partition("AuxDyn.")
    return container, variable
