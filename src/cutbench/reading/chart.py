"""A chart parser: puts neighbouring items together by rules, the cheapest first."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Made = Callable[..., Any]  # value of the whole from those of its parts; None if they do not fit
MOST_ITEMS = 6000  # of one text; beyond, it is not read
MOST_VALUES = 4  # of one category over one stretch


@dataclass
class Step:
    """A place in the tree of all rules: what may come next, and the rules that are complete here."""

    next: dict[str, Step] = field(default_factory=dict)
    complete: list[tuple[str, Made, tuple[int, ...], float]] = field(default_factory=list)


class Rules:
    """A set of rules, those with the same beginning together.

    What `silent` categories stand for is not handed on, unless a rule has an exclamation mark before them.
    """

    def __init__(self, silent: set[str]) -> None:
        self.first, self._silent = Step(), silent

    def __call__(self, category: str, *ways: str, cost: float = 0.0) -> Callable[[Made], Made]:
        """Add rules that mean the same: each way is a row of categories, a|b is either and a? may be missing."""

        def add(make: Made) -> Made:
            for parts in itertools.chain.from_iterable(map(_ways, ways)):
                step = self.first
                for part in parts:
                    step = step.next.setdefault(part.lstrip("!"), Step())
                said = tuple(place for place, part in enumerate(parts) if part not in self._silent)
                step.complete.append((category, make, said, cost))
            return make

        return add


def _ways(pattern: str) -> Iterator[tuple[str, ...]]:
    choices: list[list[str]] = []
    for part in pattern.split():
        mark, names = ("!", part[1:]) if part.startswith("!") else ("", part)
        choices.append([mark + name for name in names.rstrip("?").split("|")] + [""] * names.endswith("?"))
    for way in itertools.product(*choices):
        yield tuple(filter(None, way))


class Chart:
    """All items of one text: category and value over a stretch of places.

    `skips` has for each place the places that may follow it without any meaning lost, with the cost.
    """

    def __init__(self, rules: Rules, skips: Sequence[Mapping[int, float]]) -> None:
        self._rules, self._skips = rules, skips
        self._cost: dict[tuple[str, int, int, Any], float] = {}
        self._cells: dict[tuple[str, int, int], int] = defaultdict(int)
        self._from: dict[int, list[tuple[str, int, Any, float]]] = defaultdict(list)
        self._waiting: dict[int, list[tuple[Step, int, tuple[Any, ...], float]]] = defaultdict(list)
        self._agenda: list[tuple[float, int, str, int, int, Any]] = []
        self._count = itertools.count()
        self._next: list[list[tuple[int, float]]] = []

    def _add(self, category: str, start: int, end: int, value: Any, cost: float) -> None:
        heapq.heappush(self._agenda, (cost, next(self._count), category, start, end, value))

    def run(self, items: Iterable[tuple[str, int, int, Any]]) -> None:
        """Put everything together, beginning with these items."""
        starts = set()
        for category, start, end, value in items:
            starts.add(start)
            self._add(category, start, end, value, 0.0)
        self._next = [[one for one in skips.items() if one[0] in starts] for skips in self._skips]
        while self._agenda and len(self._cost) < MOST_ITEMS:
            cost, _, category, start, end, value = heapq.heappop(self._agenda)
            cell, key = (category, start, end), (category, start, end, value)
            if self._cells[cell] >= MOST_VALUES or key in self._cost:
                continue
            self._cost[key] = cost
            self._cells[cell] += 1
            self._from[start].append((category, end, value, cost))
            for step, begin, values, spent in (*self._waiting[start], (self._rules.first, start, (), 0.0)):
                after = step.next.get(category)
                if after is not None:
                    self._advance(after, begin, (*values, value), end, spent + cost)

    def _advance(self, step: Step, start: int, values: tuple[Any, ...], end: int, cost: float) -> None:
        for category, make, said, more in step.complete:
            made = make(*(values[place] for place in said))
            if made is not None and made is not False:  # what an 'and' of conditions ends with is no item either
                self._add(category, start, end, made, cost + more + 0.01)
        if not step.next:
            return
        for place, skipped in self._next[end]:
            self._waiting[place].append((step, start, values, cost + skipped))
            for category, there, value, more in tuple(self._from[place]):
                after = step.next.get(category)
                if after is not None:
                    self._advance(after, start, (*values, value), there, cost + skipped + more)

    def whole(self, category: str) -> list[tuple[float, Any]]:
        """Return what covers the text, the cheapest first."""
        last = len(self._skips) - 1
        found = [
            (cost + self._skips[0][start] + self._skips[end][last], value)
            for (what, start, end, value), cost in self._cost.items()
            if what == category and start in self._skips[0] and last in self._skips[end]
        ]
        return sorted(found, key=lambda one: one[0])

    def all_of(self, category: str) -> list[tuple[int, int, float, Any]]:
        """Return every item of a category: first place, the place behind it, cost and value."""
        return [(start, end, cost, value) for (what, start, end, value), cost in self._cost.items() if what == category]
