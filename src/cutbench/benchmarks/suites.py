"""Suites: benchmarks that are asked for by one name. Each stays a folder, and is known by the folder's name."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from cutbench.benchmarks.folder import MARKER, list_benchmarks
from cutbench.errors import CutbenchError
from cutbench.schema.base import Record, first_fault
from cutbench.schema.yaml_text import read_yaml

SUITE = "suite.yaml"


class Suite(Record):
    """What suite.yaml says; `benchmarks` are names of folders, in the suite's folder or beside it."""

    title: str
    benchmarks: tuple[str, ...]


def list_suites(root: Path) -> list[str]:
    """Return the names of the suites below `root`: its folders that hold a suite.yaml."""
    return sorted(marker.parent.name for marker in root.glob(f"*/{SUITE}"))


def list_all(root: Path) -> list[str]:
    """Return the names of all benchmarks below `root`, those in folders of suites last."""
    inside = sorted(marker.parent.name for suite in list_suites(root) for marker in (root / suite).glob(f"*/{MARKER}"))
    return [*list_benchmarks(root), *inside]


def folder_of(root: Path, name: str) -> Path:
    """Return the folder of a benchmark: below `root`, or below a suite there, else one at this path.

    It is `root`/`name` where there is none.
    """
    places = (root / name, *(root / suite / name for suite in list_suites(root)), Path(name))
    return next((place for place in places if (place / MARKER).is_file()), root / name)


def expanded(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return names of benchmarks, each once: of a suite those of its benchmarks, of a path its last part.

    Raises:
        CutbenchError: a suite.yaml is wrong; names the file and the fault.
    """
    suites = set(list_suites(root))
    found = [one for name in names for one in (_members(root / name) if name in suites else [Path(name).name])]
    return tuple(dict.fromkeys(found))


def _members(folder: Path) -> tuple[str, ...]:
    path = folder / SUITE
    try:
        return Suite.model_validate(read_yaml(path)).benchmarks
    except ValidationError as error:
        raise CutbenchError(f"{path}: {first_fault(error)}") from error
