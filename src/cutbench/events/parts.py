"""The files of a sample, read one by one: each becomes a part that stays until all are there, then they are joined."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import awkward as ak
import uproot

from cutbench.errors import CutbenchError
from cutbench.events.file import EventFile
from cutbench.events.opening import faults_named, open_root
from cutbench.schema.base import Record

TREE = "EventData"
LINK_PARTS = (".m_persKey", ".m_persIndex")
NUMBERS = ("EventInfoAuxDyn.runNumber", "EventInfoAuxDyn.eventNumber")


class SourceFile(Record):
    """A file of a sample: how many events it has, how many, from the first, were taken, and what it does not have."""

    url: str
    n_events: int
    n_taken: int
    missing: tuple[str, ...] = ()


def read_parts(
    urls: Sequence[str], n_events: int, branches: Sequence[str], folder: Path
) -> list[tuple[SourceFile, Path]]:
    """Read so many events of a sample into `folder`, a part per file; parts that are there already are taken.

    So a file that cannot be read costs only itself: the next call goes on from there.

    Returns:
        The files of which events were taken, each with its part.

    Raises:
        CutbenchError: a file cannot be read, or lacks what each needs; names it.
    """
    parts: list[tuple[SourceFile, Path]] = []
    for number, url in enumerate(urls):
        left = n_events - sum(file.n_taken for file, _ in parts)
        if left <= 0:
            break
        part = folder / f"{number}.root"
        about = part.with_suffix(".json")
        known = SourceFile.read(about) if about.exists() else None
        if known is None or known.url != url or (known.n_taken and not part.exists()):
            known = _read_part(url, left, branches, part)
            known.write(about)
        parts.append((known, part))
    return [(file, part) for file, part in parts if file.n_taken]


def join_parts(parts: Sequence[tuple[SourceFile, Path]], out: Path) -> None:
    """Write the events of all parts to one file, with the branches that all of them have.

    Raises:
        CutbenchError: a branch is of one type in one file and of another in another; names the files.
    """
    missing = {_field(branch) for file, _ in parts for branch in file.missing}
    types: dict[str, str] = {}
    with uproot.recreate(out) as target:
        for file, part in parts:
            columns = {name: column for name, column in _read(part).items() if name not in missing}
            if types:
                _check_types(columns, types, file.url, parts[0][0].url)
                target[TREE].extend(columns)
            else:
                types = {name: _type(column) for name, column in columns.items()}
                target.mkrntuple(TREE, columns)


def _read_part(url: str, n_events: int, branches: Sequence[str], part: Path) -> SourceFile:
    with EventFile(url, n_events) as source:
        there = [branch for branch in branches if source.has(*_parts(branch))]
        missing = tuple(sorted(set(branches) - set(there)))
        lost = [branch for branch in NUMBERS if branch in missing]
        if not there:
            raise CutbenchError(f"{url}: it has none of the {len(branches)} branches that are wanted")
        if lost:
            raise CutbenchError(f"{url}: it has no {lost[0]}, without which its events cannot be told apart")
        if source.n_events:
            _write(_columns(source, there), part)
        n_taken = min(n_events, source.n_events)
        return SourceFile(url=url, n_events=source.n_events, n_taken=n_taken, missing=missing)


def _write(columns: Mapping[str, ak.Array], part: Path) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    partial = part.with_suffix(f".{os.getpid()}.partial")
    try:
        with uproot.recreate(partial) as target:
            target.mkrntuple(TREE, dict(columns))
        partial.replace(part)
    finally:
        partial.unlink(missing_ok=True)


def _read(part: Path) -> dict[str, ak.Array]:
    with faults_named(part, "this part of a sample is damaged; delete it and call again"), open_root(part) as opened:
        ntuple = opened[TREE]
        return {name: ntuple[name].array() for name in ntuple.keys(recursive=False)}


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


def _field(branch: str) -> str:
    return "AuxDyn:".join(_parts(branch))


def _check_types(columns: Mapping[str, ak.Array], types: Mapping[str, str], url: str, first: str) -> None:
    for name, column in columns.items():
        if _type(column) != types[name]:
            raise CutbenchError(f"{url}: {name} holds {_type(column)} per event, but {types[name]} in {first}")


def _type(column: ak.Array) -> str:
    return " ".join(str(column.type.content).split())
