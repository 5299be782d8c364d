"""A condition as boxes in phase space: alternatives, each of which bounds some quantities.

`pT > 20 GeV and (abs(eta) < 1.37 or abs(eta) > 1.52)` is three boxes, with eta below -1.52, between -1.37 and 1.37, and
above 1.52. What is asked of some or all of a collection is asked of a count: all electrons fulfil F if the number of
those that do not is 0, the smallest value is above 3 if no value is not, and the third jet is above 50 GeV if there are
three such jets. The second argument of a count is what is counted; in it, the collection stands for one instance.
"""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cutbench.language import tree as t
from cutbench.language.algebra import ONE, Terms, canonical, combined, joined, sorted_terms, terms
from cutbench.language.equalities import Equalities
from cutbench.language.names import COMBINING, UNKNOWN, Meaning, Names
from cutbench.language.sets import LEAST, MOST, TRUE, Edge, Numbers, Values, Words

Box = Mapping[t.Node, Values]
MOST_BOXES = 500
MOST_STEPS = 3000
NOT_NEGATIVE = Numbers.between(0, None, True, False)
SIGNS = Numbers.between(-1, -1, True, True) | Numbers.between(1, 1, True, True)
AT_ZERO = {LEAST, MOST, (0.0, 0), (0.0, 1)}


class TooManyError(Exception):
    """A comparison has too many boxes to be made."""


def joined_boxes(one: list[Box], other: list[Box]) -> list[Box]:
    """Return the boxes that fulfil one of each list."""
    if len(one) * len(other) > MOST_BOXES:
        raise TooManyError
    return [box for first, second in itertools.product(one, other) if (box := _both(first, second)) is not None]


def _combined(each: Iterable[list[Box]], every: bool) -> list[Box]:
    """Return the boxes that fulfil one of each list, or with `every` False one of any list."""
    found: list[Box] = [{}] if every else []
    for boxes in each:
        found = joined_boxes(found, boxes) if every else [*found, *boxes]
    return found


def _both(one: Box, other: Box) -> Box | None:
    shared = {key: one[key] & other[key] for key in one.keys() & other.keys()}  # type: ignore[operator]
    return {**one, **other, **shared} if all(shared.values()) else None


@dataclass
class Boxes:
    """Makes boxes, and stops when there are too many in one comparison."""

    names: Names
    equal: Equalities
    steps: int = 0

    def of(self, condition: t.Condition, holds: bool = True) -> list[Box]:
        """Return the boxes of a condition, or of its opposite."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyError
        match condition:
            case t.Not(of):
                return self.of(of, not holds)
            case t.When(asked, then, otherwise):
                return self.of(t.And((t.Or((t.Not(asked), then)), t.Or((asked, otherwise or t.ALWAYS)))), holds)
            case t.And(parts) | t.Or(parts):
                return _combined((self.of(part, holds) for part in parts), isinstance(condition, t.And) == holds)
        read = self.equal.rewritten(condition, self.names)
        return self._of_requirement(read, holds) if isinstance(read, t.Requirement) else self.of(read, holds)

    def _of_requirement(self, asked: t.Requirement, holds: bool) -> list[Box]:
        quantity = asked.quantity
        match asked.test:
            case t.Interval():
                return self._of_interval(quantity, asked.test, holds)
            case t.OneOf(words):
                key, values = t.OneOf(()), Words(frozenset(words))
                return [{t.Requirement(canonical(quantity, self.names), key): values if holds else ~values}]
        simpler = self._simpler(quantity)
        if simpler is not None:
            return self.of(simpler, holds)
        return [{canonical(asked, self.names): TRUE if holds else ~TRUE}]

    def _simpler(self, flag: t.Expression) -> t.Condition | None:
        """Return what a flag says: one of several triggers, something of all or any of a collection."""
        match flag:
            case t.Call("any", (over, body)):
                return at_least(1, over, body)
            case t.Call("all", (t.Slice() as over, t.Requirement() as body)) if extreme := self._extreme(over, body):
                return extreme
            case t.Call("all", (over, body)):
                return t.Not(at_least(1, over, t.Not(asked(body))))
            case t.Call(function, (_, _, *_) as words) if (
                self._meaning(flag).flag and self._meaning(flag).kind == "quantity"
            ):
                return t.Or(tuple(asked(t.Call(function, (one,))) for one in words))
        return None

    def _extreme(self, over: t.Slice, body: t.Requirement) -> t.Condition | None:
        """`all(jet[:2], pT > 30 GeV)` as `min(pT(jet[:2])) > 30 GeV`: of what orders, ranks tell, and all are there."""
        match body.quantity, body.test:
            case t.Call(name, (of,)), t.Interval(low, high) if (
                of == over.of and None in {low, high} and self._meaning(body.quantity).orders
            ):
                least = t.Call("min" if high is None else "max", (t.Call(name, (over,)),))
                return t.Requirement(least, body.test)
        return None

    def _of_interval(self, quantity: t.Expression, test: t.Interval, holds: bool) -> list[Box]:
        low, high = test.low, test.high
        for one in (quantity, low, high):
            if isinstance(one, t.Choice):
                then, other = (
                    t.Requirement(*_with_choice(quantity, test, one, it)) for it in (one.then, one.otherwise)
                )
                return self.of(t.When(one.condition, then, other), holds)
        if isinstance(low, t.Number | None) and isinstance(high, t.Number | None):
            bounds = [None if bound is None else bound.value for bound in (low, high)]
            values = Numbers.between(bounds[0], bounds[1], test.low_included, test.high_included)
            return self._of_sum(terms(quantity, self.names), values if holds else ~values)
        above = low, Numbers.between(0, None, test.low_included, False)
        below = high, Numbers.between(None, 0, False, test.high_included)
        equal = low, Numbers.between(0, 0, test.low_included, test.high_included)
        sides = [(bound, values) for bound, values in ([equal] if low == high else [above, below]) if bound is not None]
        differences = ((terms(t.Arithmetic("-", quantity, bound), self.names), values) for bound, values in sides)
        return _combined((self._of_sum(of, values if holds else ~values) for of, values in differences), holds)

    def _of_sum(self, of: Terms, values: Numbers) -> list[Box]:
        """Return the boxes in which a sum is in a set of values."""
        values = values.moved(1, -of.get(ONE, 0.0))
        ordered = sorted_terms({term: factor for term, factor in of.items() if term != ONE})
        if not ordered:
            return [{}] if 0 in values else []
        (first, factor), *more = ordered
        values = values.moved(1 / factor)
        if not values:
            return []
        if not more:
            return self._of_term(first, values)
        if len(more) == 1:
            same = self._of_two(first, more[0][0], more[0][1] / factor, values)
            if same is not None:
                return same
        scaled = combined(dict(ordered), 1 / factor, {})
        boxes: list[Box] = [{joined(scaled): values}]
        for term, times in scaled.items():  # a rising bound lies between the lowest and the highest of its knots
            if isinstance(term, t.Rising):
                ends = [-times * bound.value for _, bound in term.knots]
                rest = {other: factor for other, factor in scaled.items() if other != term}
                boxes = joined_boxes(boxes, self._of_sum(rest, values.widened(min(ends), max(ends))))
        return boxes

    def _of_two(self, one: t.Expression, other: t.Expression, ratio: float, values: Numbers) -> list[Box] | None:
        """Return the boxes of one + ratio * other as those of a product of signs or a quotient, if it is one."""
        meanings = self._meaning(one), self._meaning(other)
        if all(meaning.sign for meaning in meanings) and all(
            (1 + sign * ratio in values) == (-1 - sign * ratio in values) for sign in (1, -1)
        ):
            signs = [Numbers.between(sign, sign, True, True) for sign in (1, -1) if 1 + sign * ratio in values]
            product = terms(t.Arithmetic("*", one, other), self.names)
            return [box for sign in signs for box in self._of_sum(product, sign)]
        if abs(ratio) == 1 or not {edge for piece in values.pieces for edge in piece} <= AT_ZERO:
            return None
        if meanings[1].least == 0:
            return self._of_sum(terms(t.Arithmetic("/", one, other), self.names), values.moved(1, -ratio))
        if meanings[0].least == 0:
            quotient = terms(t.Arithmetic("/", other, one), self.names)
            return self._of_sum(quotient, values.moved(1, -1).moved(1 / ratio))
        return None

    def _of_term(self, of: t.Expression, values: Numbers) -> list[Box]:
        """Return the boxes in which one term is in a set of values."""
        match of:
            case t.Call("abs", (inner,)):
                size = values & NOT_NEGATIVE
                return self._of_sum(terms(inner, self.names), size | size.moved(-1))  # type: ignore[arg-type]
            case t.Call("size", (over, *body)):
                of = t.Call("size", _renamed(over, t.every(*map(asked, body))))
            case t.Arithmetic("*", t.Arithmetic("/", t.Number(1.0), under), over) if all(
                self._meaning(one).least == 0 for one in (over, under)
            ):
                return self._of_term(t.Arithmetic("/", under, over), (values & NOT_NEGATIVE).inverted())
        above = self._above(of)
        if above is None:
            values = self._possible(of, values)
            return [{of: values}] if values else []
        beyond: dict[Edge, t.Condition] = {LEAST: t.ALWAYS, MOST: t.NEVER}
        beyond |= {edge: above(edge) for piece in values.pieces for edge in piece if edge not in beyond}
        return self.of(t.Or(tuple(t.And((beyond[start], t.Not(beyond[end]))) for start, end in values.pieces)))

    def _above(self, of: t.Expression) -> Callable[[Edge], t.Condition] | None:
        """Return the condition that an extreme, or what has a rank, lies beyond an edge; None for other terms."""
        match of:
            case t.Call("min" | "max" as which, (_, second, *_) as each) if not isinstance(second, t.Condition):
                return lambda edge: (t.And if which == "min" else t.Or)(tuple(_beyond(one, edge) for one in each))
            case t.Call("min" | "max" as which, (inner, *filters)):
                return self._of_extreme(which, inner, t.every(*map(asked, filters)))
            case t.Call(function, (t.Item(over, rank),)) if rank >= 0 and self._meaning(of).orders:
                return lambda edge: at_least(rank + 1, over, _beyond(t.Call(function, (over,)), edge))
            case t.Call(_, (_, _)) if self._meaning(of).symmetric:
                return self._of_extreme("min", of, t.ALWAYS)
        return None

    def _of_extreme(self, which: str, of: Any, among: t.Condition) -> Callable[[Edge], t.Condition] | None:
        over = _collection(of, self.names)
        if over is None:
            return None
        match of:
            case t.Call(function, (t.Slice(whole, start, int() as stop),)) if (
                among == t.ALWAYS and stop > start >= 0 and self._meaning(of).orders
            ):
                rank = stop - 1 if which == "min" else start
                return lambda edge: _beyond(t.Call(function, (t.Item(whole, rank),)), edge)
        if which == "max":
            return lambda edge: at_least(1, over, t.every(among, _beyond(of, edge)))
        return lambda edge: t.Not(at_least(1, over, t.every(among, t.Not(_beyond(of, edge)))))

    def _possible(self, of: t.Expression, values: Numbers) -> Numbers:
        """Return the values of a set that a term can have: sizes are whole, masses not negative."""
        if isinstance(of, t.Call) and of.function == "size":
            return (values & NOT_NEGATIVE).whole()
        if isinstance(of, t.Arithmetic):
            sides = self._meaning(of.left), self._meaning(of.right)
            signs = of.op == "*" and all(side.sign for side in sides)
            return values & (SIGNS if signs else NOT_NEGATIVE if all(side.least == 0 for side in sides) else Numbers())
        meaning = self._meaning(of)
        values &= SIGNS if meaning.sign else Numbers.between(meaning.least, None, True, False)
        return values.whole() if meaning.whole else values

    def _meaning(self, of: object) -> Meaning:
        name = of.function if isinstance(of, t.Call) else of.name if isinstance(of, t.Name) else None
        return (self.names.meaning(name) if isinstance(name, str) else None) or UNKNOWN


def at_least(number: int, over: t.Node, counted: t.Node) -> t.Condition:
    """Return the condition that at least so many of a collection fulfil another."""
    return t.Requirement(t.Call("size", (over, asked(counted))), t.Interval(t.Number(number), None, True))


def _renamed(over: Any, counted: t.Condition) -> tuple[t.Node, t.Condition]:
    """Return a collection of pairs and what is said of them, with its members named by their places."""
    inner = sum(isinstance(node, t.Call) and node.function in COMBINING for node in t.walk(counted))
    pairs = over.arguments if isinstance(over, t.Call) and over.function in COMBINING else ()
    names = {part.name: f"{inner}.{place}" for place, part in enumerate(pairs) if isinstance(part, t.Binding)}

    def change(node: Any) -> Any:
        if isinstance(node, t.Binding) and node in pairs:
            return t.Binding(node.of, names[node.name])
        return t.Name(names[node.name]) if isinstance(node, t.Name) and node.name in names else None

    return t.transformed((over, counted), change) if names else (over, counted)


def asked(node: t.Node) -> t.Condition:
    """Return what an argument asks for: a condition, or that a flag is true."""
    return node if isinstance(node, t.Condition) else t.Requirement(node, t.Flag())  # type: ignore[arg-type]


def _beyond(of: t.Node, edge: Edge) -> t.Condition:
    return t.Requirement(of, t.Interval(t.Number(edge[0]), None, not edge[1]))  # type: ignore[arg-type]


def _with_choice(quantity: t.Expression, test: t.Interval, choice: t.Choice, value: t.Expression) -> tuple[Any, Any]:
    return t.transformed((quantity, test), lambda node: value if node == choice else None)  # type: ignore[no-any-return]


def _collection(node: Any, names: Names) -> t.Expression | None:
    """Return the first collection that an expression goes over as a whole, without a rank or a count."""
    if isinstance(node, t.Slice) or (isinstance(node, t.Name) and names.is_object(node.name)):
        return node
    if isinstance(node, t.Item | t.Binding | t.Condition) or (
        isinstance(node, t.Call) and node.function in {"size", "sum"}
    ):
        return None
    if isinstance(node, t.Call) and node.function in COMBINING:
        return node
    return next((found for part in t.children(node) if (found := _collection(part, names)) is not None), None)
