"""Sets of values: unions of intervals, such as |eta| below 1.37 or above 1.52, and words, such as all but tight."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, inf, isinf

Edge = tuple[float, int]  # (value, 0) lies just before a number, (value, 1) just after it
LEAST, MOST = (-inf, 0), (inf, 1)


@dataclass(frozen=True)
class Numbers:
    """A union of intervals, each from one edge to another; they rise and do not touch."""

    pieces: tuple[tuple[Edge, Edge], ...] = ((LEAST, MOST),)

    @staticmethod
    def between(low: float | None, high: float | None, low_included: bool, high_included: bool) -> Numbers:
        """Return one interval; a bound of None is none."""
        start = LEAST if low is None else (_rounded(low), int(not low_included))
        end = MOST if high is None else (_rounded(high), int(high_included))
        return Numbers(((start, end),) if start < end else ())

    @property
    def low(self) -> float:
        """The lower bound of a set that is not empty."""
        return self.pieces[0][0][0]

    @property
    def high(self) -> float:
        """The upper bound of a set that is not empty."""
        return self.pieces[-1][1][0]

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __contains__(self, value: float) -> bool:
        return any(start <= (value, 0) and (value, 1) <= end for start, end in self.pieces)

    def __and__(self, other: Numbers) -> Numbers:
        both = ((max(a, c), min(b, d)) for a, b in self.pieces for c, d in other.pieces)
        return Numbers(tuple(piece for piece in both if piece[0] < piece[1]))

    def __invert__(self) -> Numbers:
        edges = [LEAST, *itertools.chain(*self.pieces), MOST]
        gaps = zip(edges[::2], edges[1::2], strict=True)
        return Numbers(tuple(gap for gap in gaps if gap[0] < gap[1]))

    def __or__(self, other: Numbers) -> Numbers:
        return ~(~self & ~other)

    def moved(self, times: float, plus: float = 0) -> Numbers:
        """Return the values `times` x + `plus` for all x of the set."""
        return self._mapped(lambda value: value * times + plus, falls=times < 0)

    def widened(self, low: float, high: float) -> Numbers:
        """Return an interval around all x + y, x of the set and y from `low` to `high`."""
        edges = *self.moved(1, low).pieces, *self.moved(1, high).pieces
        return Numbers(((min(start for start, _ in edges), max(end for _, end in edges)),) if edges else ())

    def inverted(self) -> Numbers:
        """Return 1 / x for the x of a set that has none below 0."""
        return self._mapped(lambda value: 1 / value if value else inf, falls=True)

    def whole(self) -> Numbers:
        """Return the whole numbers of the set, each with the half around it, so that neighbours touch."""

        def between(edge: Edge) -> Edge:
            return edge if isinf(edge[0]) else ((floor(edge[0]) + 0.5 if edge[1] else ceil(edge[0]) - 0.5), 0)

        pieces = [(between(start), between(end)) for start, end in self.pieces]
        united = Numbers(())
        for piece in pieces:
            united |= Numbers((piece,) if piece[0] < piece[1] else ())
        return united

    def _mapped(self, change: Callable[[float], float], falls: bool) -> Numbers:
        def moved(edge: Edge) -> Edge:
            return _rounded(change(edge[0])), 1 - edge[1] if falls else edge[1]

        pieces = [(moved(start), moved(end)) for start, end in self.pieces]
        return Numbers(tuple((end, start) for start, end in reversed(pieces)) if falls else tuple(pieces))


@dataclass(frozen=True)
class Words:
    """Some of the words that there may be, or all but some."""

    words: frozenset[str]
    all_but: bool = False

    def __bool__(self) -> bool:
        return self.all_but or bool(self.words)

    def __invert__(self) -> Words:
        return Words(self.words, not self.all_but)

    def __and__(self, other: Words) -> Words:
        if self.all_but and other.all_but:
            return Words(self.words | other.words, True)
        if self.all_but:
            return other & self
        return Words(self.words - other.words if other.all_but else self.words & other.words)


Values = Numbers | Words
TRUE = Words(frozenset({"true"}))


def _rounded(value: float) -> float:
    """Ten digits, so that 91.2 - 20 is 71.2."""
    return float(f"{value:.10g}")
