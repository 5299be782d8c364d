"""Lists of different lengths as flat arrays: which list an entry belongs to stands in a sorted array `parent`."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cutbench.events.protocol import Integers

EMPTY = {"min": np.inf, "max": -np.inf, "sum": 0.0}
UFUNCS: dict[str, np.ufunc] = {"min": np.minimum, "max": np.maximum, "sum": np.add}


def lengths(parent: Integers, n_lists: int) -> Integers:
    """Return how many entries each list has."""
    return np.bincount(parent, minlength=n_lists).astype(np.int64, copy=False)


def firsts(counts: Integers) -> Integers:
    """Return where each list begins."""
    starts: Integers = np.cumsum(counts) - counts
    return starts


def ranges(starts: Integers, counts: Integers) -> Integers:
    """Return start, start + 1, ... for each start, `counts` numbers each, one after the other."""
    within = np.arange(int(counts.sum()), dtype=np.int64)
    within += np.repeat(starts - firsts(counts), counts)
    return within


def reduced(how: str, values: npt.NDArray[Any], parent: Integers, n_lists: int) -> npt.NDArray[np.float64]:
    """Return the min, max or sum of each list; of an empty list +inf, -inf or 0."""
    result = np.full(n_lists, EMPTY[how])
    if len(parent):
        first = np.flatnonzero(np.concatenate(([True], parent[1:] != parent[:-1])))
        result[parent[first]] = UFUNCS[how].reduceat(values.astype(np.float64, copy=False), first)
    return result


def any_of(flags: npt.NDArray[np.bool_], parent: Integers, n_lists: int) -> npt.NDArray[np.bool_]:
    """Return whether a flag is set in each list."""
    result = np.zeros(n_lists, dtype=bool)
    result[parent[flags]] = True
    return result


def ordering(parent: Integers, n_lists: int, *keys: npt.NDArray[Any]) -> Integers:
    """Return the permutation that sorts each list by keys, the first one first; equals keep their order, NaN is last.

    Lists of one length are rows of a matrix, whose rows are sorted together: much faster than a sort of everything.
    """
    order = np.arange(len(parent), dtype=np.int64)
    counts = lengths(parent, n_lists)
    starts = firsts(counts)
    for length in np.unique(counts[counts > 1]):
        place = starts[counts == length][:, np.newaxis] + np.arange(length)
        within = np.lexsort(tuple(key[place] for key in reversed(keys)), axis=1)
        order[place] = np.take_along_axis(place, within, axis=1)
    return order
