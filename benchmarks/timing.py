"""What the two scripts that time event selections share; needs nothing of cutbench, which is another one in each."""

import math
import time
from collections.abc import Callable
from typing import Any

import awkward as ak


def seconds(run: Callable[[], Any]) -> float:
    """Return the best of three timings, after one run to warm up."""
    run()
    return min(_once(run) for _ in range(3))


def _once(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def repeated(events: ak.Array, size: int) -> ak.Array:
    """Return the events over and over, `size` of them."""
    return ak.to_packed(ak.concatenate([events] * math.ceil(size / len(events)))[:size])


def in_pieces(run: Callable[[], Any], n_pieces: int) -> Callable[[], None]:
    """Return what works on so many pieces of the same events, one after the other."""

    def all_of_them() -> None:
        for _ in range(n_pieces):
            run()

    return all_of_them
