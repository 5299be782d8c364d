"""Opening a file of events and reading its branches one by one."""

import difflib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import awkward as ak
import numpy as np
import numpy.typing as npt
import uproot

from cutbench.errors import CutbenchError
from cutbench.events.opening import faults_named, open_root

TREES = {"CollectionTree": ".", "EventData": ":"}  # PHYSLITE as a TTree and as an RNTuple
INFIX = "AuxDyn"
KINDS = ("TTree", "ROOT::RNTuple", "ROOT::Experimental::RNTuple")
LINK = ("m_persKey", "m_persIndex")
ARRAY_DEPTH = 2  # events, and the objects of an event


class Column(NamedTuple):
    """A branch without its levels: `values` of all objects of all events in order, `counts` the objects per event.

    Where objects hold several values each, `inner` says how many and `values` has those of all objects in order.
    """

    values: npt.NDArray[Any]
    counts: npt.NDArray[np.int64]
    inner: npt.NDArray[np.int64] | None = None


class EventFile:
    """A file of events open for reading, as a context manager; a path, or an address (https, root).

    Branches are named `<container><infix><separator><variable>`; the separator belongs to the tree (`trees`): PHYSLITE
    has the TTree `CollectionTree` with dots and the newer RNTuple `EventData` with colons. Each branch is read on its
    own, since matching a list of names against some 1,500 branches costs more than the reading.
    """

    def __init__(
        self,
        path: Path | str,
        n_events: int | None = None,
        trees: Mapping[str, str] = TREES,
        infix: str = INFIX,
    ) -> None:
        self.path = path
        self._n_events = n_events
        self._infix = infix
        self._columns: dict[tuple[str, str], Column] = {}
        self._file = open_root(path)
        self._tree, self.separator = self._find_tree(trees)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; columns that were read stay."""
        self._file.close()

    def has(self, container: str, variable: str) -> bool:
        """Whether there is such a branch."""
        return self._prefix(container) + variable in self._names

    def read(self, container: str, variable: str) -> ak.Array:
        """Return `variable` of `container` (without its infix) for the events asked for.

        Raises:
            CutbenchError: there is no such branch (names the nearest ones) or it cannot be decoded.
        """
        prefix = self._prefix(container)
        name = prefix + variable
        with faults_named(self.path, f"branch {name} cannot be decoded"):
            try:
                return self._tree[name].array(entry_stop=self._n_events)
            except uproot.KeyInFileError as error:
                raise CutbenchError(f"{self.path}: no branch {name}; {self._nearest(prefix, variable)}") from error

    def read_links(self, container: str, variable: str) -> ak.Array:
        """Return a branch with one element link per object as records {m_persKey, m_persIndex}."""
        if self.separator == ":":
            return self.read(container, variable)
        parts = {part: self.read(container, f"{variable}.{part}") for part in LINK}
        with faults_named(self.path, f"keys and indices of {self._prefix(container)}{variable} do not fit together"):
            return ak.zip(parts)

    def column(self, container: str, variable: str, *, words: bool = False) -> Column:
        """Return a branch of numbers, or of `words`, as flat columns, read when it is first asked for."""
        key = (container, variable)
        if key not in self._columns:
            self._columns[key] = self._flat(container, variable, self.read(container, variable), words=words)
        return self._columns[key]

    def link_columns(self, container: str, variable: str, *, several: bool = False) -> tuple[Column, Column]:
        """Return keys and indices of a branch of element links: one for each object, or `several`."""
        keys, indices = ((container, f"{variable}.{part}") for part in LINK)
        if indices not in self._columns:
            links = self.read(container, variable) if several else self.read_links(container, variable)
            if not set(LINK) <= set(ak.fields(links)):
                raise CutbenchError(f"{self.path}: branch {self._prefix(container)}{variable} holds no links")
            for name in (keys, indices):
                self._columns[name] = self._flat(*name, links[name[1].rpartition(".")[2]])
        return self._columns[keys], self._columns[indices]

    def branches(self) -> tuple[str, ...]:
        """Return the names of all branches."""
        return tuple(self._names)

    def containers(self) -> tuple[str, ...]:
        """Return the names of all containers that have a branch."""
        ending = self._infix + self.separator
        return tuple(dict.fromkeys(name.partition(ending)[0] for name in self._names if ending in name))

    @property
    def n_events(self) -> int:
        """How many events the file has."""
        return int(self._tree.num_entries)

    @cached_property
    def _names(self) -> dict[str, None]:
        return dict.fromkeys(self._tree.keys(full_paths=False))

    def _prefix(self, container: str) -> str:
        return f"{container}{self._infix}{self.separator}"

    def _flat(self, container: str, variable: str, array: ak.Array, *, words: bool = False) -> Column:
        name = self._prefix(container) + variable
        with faults_named(self.path, f"branch {name} cannot be decoded"):
            column = _column(array)
        if not words and column.values.dtype.kind not in "biuf":
            raise CutbenchError(f"{self.path}: branch {name} holds no numbers")
        return column

    def _find_tree(self, trees: Mapping[str, str]) -> tuple[Any, str]:
        with faults_named(self.path, "the list of what is in this file is damaged"):
            kinds = {name.partition(";")[0]: kind for name, kind in self._file.classnames(recursive=False).items()}
        for name, separator in trees.items():
            if kinds.get(name) in KINDS:
                with faults_named(self.path, f"the tree {name} is damaged"):
                    return self._file[name], separator
        found = ", ".join(f"{name} ({kind})" for name, kind in sorted(kinds.items())) or "nothing"
        raise CutbenchError(f"{self.path}: no tree {' or '.join(trees)} in this file, it holds {found}")

    def _nearest(self, prefix: str, variable: str) -> str:
        """Names like `variable` in the same container, else like the whole name anywhere."""
        names = list(self._names)
        siblings = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
        near = [prefix + name for name in difflib.get_close_matches(variable, siblings, cutoff=0.5)]
        near = near or difflib.get_close_matches(prefix + variable, names, cutoff=0.5)
        return "near it are " + ", ".join(near) if near else "nothing in the file has a name near it"


def _column(array: ak.Array) -> Column:
    """Take the levels off an array with one, two or three of them."""
    if array.ndim < ARRAY_DEPTH:
        return Column(ak.to_numpy(array), np.ones(len(array), dtype=np.int64))
    counts = ak.to_numpy(ak.num(array)).astype(np.int64, copy=False)
    objects = ak.flatten(array)
    if array.ndim == ARRAY_DEPTH:
        return Column(ak.to_numpy(objects), counts)
    return Column(ak.to_numpy(ak.flatten(objects)), counts, ak.to_numpy(ak.num(objects)).astype(np.int64, copy=False))
