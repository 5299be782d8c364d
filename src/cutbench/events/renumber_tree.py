"""Other numbers in two branches of a TTree: bytes are exchanged, since nothing but ROOT writes links to elements."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import uproot

Numbers = Mapping[str, npt.NDArray[np.unsignedinteger[Any]]]
LARGE_FILE = 1_000_000  # from this version on, places in the file's head have 8 bytes
LARGE_KEY = 1000  # likewise in the head of a record


def write_tree_copy(events: Path, copy: Path, tree: str, numbers: Numbers) -> None:
    """Write a copy in which each branch of `numbers` holds these; its old baskets are blanked.

    The new baskets and the tree that points to them are appended, uncompressed, so that no size has to fit.

    Raises:
        ValueError: the file is not laid out as expected; says what is not.
    """
    content = bytearray(events.read_bytes())
    with uproot.open(events) as file:
        data = _object_bytes(file, tree)
        for name, values in numbers.items():
            data = _with_new_baskets(content, data, file[tree][name], values)
        _move_tree(content, file.key(tree), data)
    copy.write_bytes(content)


def check_tree_copy(events: Path, copy: Path, tree: str, numbers: Numbers) -> None:
    """Read the copy back: the numbers are the new ones, and all other branches point to the same, untouched bytes.

    Raises:
        ValueError: they are not; names the branch.
    """
    with uproot.open(events) as before, uproot.open(copy) as after:
        old, new = (dict(file[tree].iteritems(full_paths=False)) for file in (before, after))
        if list(old) != list(new) or before[tree].num_entries != after[tree].num_entries:
            raise ValueError("the copy has other branches or events")
        for name in old:
            if name in numbers:
                same = np.array_equal(new[name].array(library="np"), numbers[name])
            else:
                same = all(np.array_equal(a, b) for a, b in zip(_table(old[name]), _table(new[name]), strict=True))
            if not same:
                raise ValueError(f"the copy of branch {name} cannot be verified")


def _table(branch: Any) -> tuple[npt.NDArray[Any], ...]:
    """Return size, first event and place of each basket, as a TBranch stores them."""
    kinds = {"fBasketBytes": ">i4", "fBasketEntry": ">i8", "fBasketSeek": ">i8"}
    return tuple(np.asarray(branch.member(name)).astype(kind) for name, kind in kinds.items())


def _object_bytes(file: Any, name: str) -> bytes:
    chunk, cursor = file.key(name).get_uncompressed_chunk_cursor()
    size = file.key(name).fObjlen
    return bytes(chunk.get(cursor.index, cursor.index + size, cursor, {}))


def _with_new_baskets(content: bytearray, data: bytes, branch: Any, values: npt.NDArray[Any]) -> bytes:
    """Append a branch's new baskets and return the tree with their places."""
    sizes, firsts, seeks = _table(branch)
    old = _packed(sizes, firsts, seeks)
    kind = branch.interpretation.from_dtype
    if branch.num_baskets != np.count_nonzero(seeks) or data.count(old) != 1:
        raise ValueError(f"the baskets of branch {branch.name} are not stored as expected")
    for number in range(branch.num_baskets):
        start, stop = branch.basket_entry_start_stop(number)
        key, seek = branch.basket_key(number), int(seeks[number])
        payload = values[start:stop].astype(kind).tobytes()
        if key.fObjlen != len(payload):
            raise ValueError(f"branch {branch.name} holds more than one number per event")
        head = content[seek : seek + key.fKeylen]
        content[seek + key.fKeylen : seek + key.fNbytes] = bytes(key.fNbytes - key.fKeylen)
        seeks[number], sizes[number] = len(content), key.fKeylen + len(payload)
        content += _moved(head, payload, len(content)) + payload
    return data.replace(old, _packed(sizes, firsts, seeks))


def _packed(*table: npt.NDArray[Any]) -> bytes:
    """Return the basket table of a TBranch: before each of the arrays stands a byte that says that it is there."""
    return b"".join(b"\x01" + column.tobytes() for column in table)


def _move_tree(content: bytearray, key: Any, data: bytes) -> None:
    """Append the tree, lead the directory's list of keys to it, and set the end of the file."""
    head = bytes(content[key.fSeekKey : key.fSeekKey + key.fKeylen])
    # Once it stands before the tree, and once in the list.
    listed = content.find(head) if content.find(head) != key.fSeekKey else content.rfind(head)
    if content.count(head) != 2:
        raise ValueError("the list of keys is not stored as expected")
    moved = _moved(head, data, len(content))
    content[listed : listed + len(head)] = moved
    content += moved + data
    version = struct.unpack_from(">i", content, 4)[0]
    struct.pack_into(">q" if version >= LARGE_FILE else ">i", content, 12, len(content))


def _moved(head: bytes | bytearray, payload: bytes, place: int) -> bytes:
    """Return the head of a record (TKey) for a payload that is stored as it is, at a place in the file."""
    moved = bytearray(head)
    version = struct.unpack_from(">h", moved, 4)[0]
    struct.pack_into(">i", moved, 0, len(head) + len(payload))
    struct.pack_into(">i", moved, 6, len(payload))
    try:
        struct.pack_into(">q" if version > LARGE_KEY else ">i", moved, 18, place)
    except struct.error:
        raise ValueError("the file is too large for its records") from None
    return bytes(moved)
