"""Opening a PHYSLITE file and reading its branches one by one."""

import difflib
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import awkward as ak
import uproot

from cutbench.errors import CutbenchError

TREES = ("CollectionTree", "EventData")


class EventFile:
    """A PHYSLITE file open for reading, as a context manager; a path, or an address (https, root).

    Both layouts are known: the TTree `CollectionTree`, whose branches are named `Container.variable`, and the
    newer RNTuple `EventData`, whose fields are named `Container:variable`. Branches are always asked for with a dot.
    Each is read on its own, since matching a list of names against some 1,500 branches costs more than the reading.
    """

    def __init__(self, path: Path | str, n_events: int | None = None) -> None:
        self._path = path
        self._n_events = n_events
        self._file = _open(path)
        self._tree = self._find_tree()
        self.separator = "." if self._tree.classname == "TTree" else ":"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def has(self, container: str, variable: str) -> bool:
        """Whether there is such a branch."""
        return f"{container}AuxDyn{self.separator}{variable}" in self._names

    def read(self, container: str, variable: str) -> ak.Array:
        """Return `variable` of `container` (without its ending AuxDyn) for the events asked for.

        Raises:
            CutbenchError: there is no such branch (names the nearest ones) or it cannot be decoded.
        """
        prefix = f"{container}AuxDyn{self.separator}"
        name = prefix + variable
        try:
            return self._tree[name].array(entry_stop=self._n_events)
        except uproot.KeyInFileError as error:
            raise CutbenchError(f"{self._path}: no branch {name}; {self._nearest(prefix, variable)}") from error
        except Exception as error:  # a damaged file brings up whatever the decompressor happens to raise
            raise CutbenchError(f"{self._path}: branch {name} cannot be decoded: {_line(error)}") from error

    def read_links(self, container: str, variable: str) -> ak.Array:
        """Return a branch with one element link per object as records {m_persKey, m_persIndex}."""
        if self.separator == ":":
            return self.read(container, variable)
        parts = ("m_persKey", "m_persIndex")
        return ak.zip({part: self.read(container, f"{variable}.{part}") for part in parts})

    def branches(self) -> tuple[str, ...]:
        """Return the names of all branches."""
        return tuple(self._names)

    @cached_property
    def _names(self) -> dict[str, None]:
        return dict.fromkeys(self._tree.keys(full_paths=False))

    @property
    def n_events(self) -> int:
        """How many events the file has."""
        return int(self._tree.num_entries)

    def _find_tree(self) -> Any:
        names = {name.partition(";")[0] for name in self._file.keys(recursive=False)}
        for name in TREES:
            if name in names:
                return self._file[name]
        found = ", ".join(sorted(names)) or "nothing"
        raise CutbenchError(f"{self._path}: no tree {' or '.join(TREES)} in this file, it holds {found}")

    def _nearest(self, prefix: str, variable: str) -> str:
        """Names like `variable` in the same container, else like the whole name anywhere."""
        names = list(self._names)
        siblings = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        near = [prefix + name for name in difflib.get_close_matches(variable, siblings, cutoff=0.5)]
        near = near or difflib.get_close_matches(prefix + variable, names, cutoff=0.5)
        return "near it are " + ", ".join(near) if near else "nothing in the file has a name near it"


def _open(path: Path | str) -> Any:
    try:
        return uproot.open(path)
    except FileNotFoundError as error:
        raise CutbenchError(f"{path}: there is no such file") from error
    except ImportError as error:  # fsspec looks for the package of a protocol when it is first needed
        raise CutbenchError(f"{path}: cannot be read; pip install xrootd fsspec-xrootd, or take https") from error
    except (OSError, ValueError, uproot.DeserializationError) as error:
        raise CutbenchError(f"{path}: not a ROOT file: {_line(error)}") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
