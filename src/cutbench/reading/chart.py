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


@dataclass(frozen=True)
class Rule:
    """A category, what it is put together from, and what it means."""

    category: str
    parts: tuple[str, ...]
    make: Made
    cost: float

    @property
    def name(self) -> str:
        """The rule in one line."""
        return f"{self.category}: {' '.join(self.parts)}"


@dataclass(frozen=True)
class Begun:
    """A rule of which some parts were found, the first of them at `start`."""

    rule: Rule
    start: int
    values: tuple[Any, ...]
    cost: float


@dataclass
class Rules:
    """A set of rules by the category that they begin with."""

    by_first: dict[str, list[Rule]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, category: str, *ways: str, cost: float = 0.0) -> Callable[[Made], Made]:
        """Add rules that mean the same: each way is a row of categories, a|b is either and a? may be missing."""

        def add(make: Made) -> Made:
            for parts in itertools.chain.from_iterable(map(_ways, ways)):
                self.by_first[parts[0]].append(Rule(category, parts, make, cost))
            return make

        return add

    def all(self) -> list[Rule]:
        """Return all rules."""
        return list(itertools.chain.from_iterable(self.by_first.values()))


def _ways(pattern: str) -> Iterator[tuple[str, ...]]:
    choices = [[*part.rstrip("?").split("|"), *([""] if part.endswith("?") else [])] for part in pattern.split()]
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
        self._from: dict[tuple[str, int], list[tuple[int, Any, float]]] = defaultdict(list)
        self._waiting: dict[tuple[str, int], list[Begun]] = defaultdict(list)
        self._agenda: list[tuple[float, int, str, int, int, Any]] = []
        self._count = itertools.count()

    def add(self, category: str, start: int, end: int, value: Any, cost: float) -> None:
        """Put an item on the agenda."""
        heapq.heappush(self._agenda, (cost, next(self._count), category, start, end, value))

    def run(self, items: Iterable[tuple[str, int, int, Any]]) -> None:
        """Put everything together, beginning with these items."""
        for category, start, end, value in items:
            self.add(category, start, end, value, 0.0)
        while self._agenda and len(self._cost) < MOST_ITEMS:
            cost, _, category, start, end, value = heapq.heappop(self._agenda)
            key = category, start, end, value
            if key in self._cost or self._cells[key[:3]] >= MOST_VALUES:
                continue
            self._cost[key] = cost
            self._cells[key[:3]] += 1
            self._from[category, start].append((end, value, cost))
            for rule in self._rules.by_first.get(category, ()):
                self._advance(Begun(rule, start, (), 0.0), end, value, cost)
            for begun in list(self._waiting[category, start]):
                self._advance(begun, end, value, cost)

    def _advance(self, begun: Begun, end: int, value: Any, cost: float) -> None:
        values, total = (*begun.values, value), begun.cost + cost
        rule = begun.rule
        if len(values) == len(rule.parts):
            made = rule.make(*values)
            if made is not None:
                self.add(rule.category, begun.start, end, made, total + rule.cost + 0.01)
            return
        wanted = rule.parts[len(values)]
        for place, skipped in self._skips[end].items():
            now = Begun(rule, begun.start, values, total + skipped)
            self._waiting[wanted, place].append(now)
            for there, other, more in list(self._from[wanted, place]):
                self._advance(now, there, other, more)

    def whole(self, category: str) -> list[tuple[float, Any]]:
        """Return what covers the text, the cheapest first."""
        last = len(self._skips) - 1
        found = [
            (cost + self._skips[0][start] + self._skips[end][last], value)
            for (what, start, end, value), cost in self._cost.items()
            if what == category and start in self._skips[0] and last in self._skips[end]
        ]
        return sorted(found, key=lambda one: one[0])
