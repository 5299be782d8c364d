"""The tree of the cut language: frozen values, in which numbers are in GeV, mm, rad or 1.

A line stands in a block of an ADL file; a statement is a line with the head of its block, as a single cut is stored:
`object muon: select pT > 5 GeV` is Statement(Head("object", "muon"), Select(Requirement(Call("pT", (This(),)),
Interval(Number(5, "GeV"), None)))).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal


@dataclass(frozen=True)
class Number:
    """A constant; `unit` is a product of powers of GeV, mm and rad, '1' for a pure number."""

    value: float
    unit: str = "1"


@dataclass(frozen=True)
class Name:
    """A declared name: a collection, a quantity of the event, a working point, a region, a bound member."""

    name: str


@dataclass(frozen=True)
class Symbol:
    """A name that nobody declared, kept as it was written: it equals only itself."""

    text: str


@dataclass(frozen=True)
class This:
    """The instance that an object block is about."""


@dataclass(frozen=True)
class Item:
    """One instance of a collection by its rank in the event, 0 the first; negative ranks count from the last."""

    of: Expression
    rank: int


@dataclass(frozen=True)
class Slice:
    """The instances from rank `start` to before `stop`; `stop` None goes to the last."""

    of: Expression
    start: int
    stop: int | None


@dataclass(frozen=True)
class Binding:
    """A name for one instance of a collection, as in `disjoint(lepton a, lepton b)`."""

    of: Expression
    name: str


@dataclass(frozen=True)
class Call:
    """A property of its argument or a function of its arguments; `function` is a Symbol where nobody declared it."""

    function: str | Symbol
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Parts:
    """The instances of a kind that belong to another instance, as in `track(jet)`."""

    kind: str
    of: Expression


@dataclass(frozen=True)
class Arithmetic:
    """`left op right`; of collections or instances, + is the sum of their momenta."""

    op: Literal["+", "-", "*", "/", "^"]
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negative:
    """The negative of an expression that is no constant."""

    of: Expression


@dataclass(frozen=True)
class Rising:
    """A bound that depends on `of`: linear between the knots (value of `of`, bound), constant beyond them."""

    of: Expression
    knots: tuple[tuple[Number, Number], ...]


@dataclass(frozen=True)
class Choice:
    """`then` where the condition holds, `otherwise` elsewhere: a value, not a requirement."""

    condition: Condition
    then: Expression
    otherwise: Expression


@dataclass(frozen=True)
class Interval:
    """The values between two bounds; None is no bound. A bound is a number, or depends on the event."""

    low: Expression | None
    high: Expression | None
    low_included: bool = False
    high_included: bool = False


@dataclass(frozen=True)
class OneOf:
    """One of several named values, such as working points, kinds of muons or flavours."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """The test of what is true or false by itself, such as a trigger, a region or a tag."""


@dataclass(frozen=True)
class Requirement:
    """A test of one quantity. A missing number is neither inside nor outside of any interval."""

    quantity: Expression
    test: Interval | OneOf | Flag


@dataclass(frozen=True)
class Not:
    """The opposite."""

    of: Condition


@dataclass(frozen=True)
class And:
    """All of several; `And(())` is always true. Made by `every`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """At least one of several. Made by `either`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class When:
    """`then` where `condition` holds; elsewhere `otherwise`, or nothing is required."""

    condition: Condition
    then: Condition
    otherwise: Condition | None = None


ALWAYS, NEVER = And(()), Or(())

Expression = Number | Name | Symbol | This | Item | Slice | Call | Parts | Arithmetic | Negative | Rising | Choice
Condition = Requirement | Not | And | Or | When
Node = Expression | Binding | Condition


@dataclass(frozen=True)
class Take:
    """Where the instances of a block come from; in a region, the region that it inherits from."""

    source: Expression | Binding


@dataclass(frozen=True)
class Select:
    """A requirement; `cut` is the id of the cut that it states, '' for one without. Lines of one id are one cut."""

    condition: Condition
    cut: str = ""


@dataclass(frozen=True)
class Reject:
    """A veto: what fulfils the condition is removed."""

    condition: Condition
    cut: str = ""


@dataclass(frozen=True)
class Define:
    """A name for a value or a condition."""

    name: str
    value: Node


@dataclass(frozen=True)
class Sort:
    """The order of a collection; the first has rank 0."""

    by: Expression
    descending: bool = True


@dataclass(frozen=True)
class Best:
    """Keep the instance with the smallest `by`, among equals the next `by`; one for each value of `per`."""

    by: tuple[Expression, ...]
    per: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Bin:
    """A bin of a region by a condition."""

    condition: Condition
    label: str = ""


@dataclass(frozen=True)
class Bins:
    """Bins of a region by the edges of a quantity."""

    quantity: Expression
    edges: tuple[Number, ...]


Line = Take | Select | Reject | Define | Sort | Best | Bin | Bins
RegionKind = Literal["signal", "control", "validation", "preselection"]
BlockKind = Literal["object", "composite", "region", "event", "define"]


@dataclass(frozen=True)
class Head:
    """What a line is about: the instances of an object or composite, a region, all events, or a name of the file."""

    kind: BlockKind
    name: str = ""
    region: RegionKind = "signal"

    @property
    def has_instances(self) -> bool:
        """Whether the lines are about single objects or candidates, and not about events."""
        return self.kind in {"object", "composite"}


@dataclass(frozen=True)
class Statement:
    """A line with the head of its block."""

    head: Head
    line: Line


@dataclass(frozen=True)
class Block:
    """A head with its lines, in their order."""

    head: Head
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Analysis:
    """An ADL file: its info fields, and its blocks and definitions in their order."""

    blocks: tuple[Block, ...]
    info: tuple[tuple[str, str], ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Yield every line with its head, in the order of the file."""
        for block in self.blocks:
            for line in block.lines:
                yield Statement(block.head, line)


def every(*parts: Condition) -> Condition:
    """Return 'all of these': flat, and a lower and an upper bound on one quantity side by side are one interval."""
    return _joined(And, parts, _interval_of_both)


def either(*parts: Condition) -> Condition:
    """Return 'one of these': flat, and named values of one quantity side by side are one set."""
    return _joined(Or, parts, _words_of_both)


def opposite(condition: Condition) -> Condition:
    """Return 'not this'."""
    return condition.of if isinstance(condition, Not) else Not(condition)


def kept(condition: Condition) -> Condition:
    """Return the condition that passes a `reject`; outside of the case c of `reject c ? x` everything passes."""
    if isinstance(condition, When):
        return When(condition.condition, kept(condition.then), condition.otherwise and kept(condition.otherwise))
    return opposite(condition)


def rejected(condition: Condition) -> Condition:
    """Return the condition of what a `reject` removes; `reject c ? x` removes what fulfils c and x."""
    if not isinstance(condition, When):
        return condition
    here = every(condition.condition, rejected(condition.then))
    if condition.otherwise is None:
        return here
    return either(here, every(opposite(condition.condition), rejected(condition.otherwise)))


def _joined(
    kind: type[And | Or], parts: tuple[Condition, ...], merged: Callable[[Condition, Condition], Condition | None]
) -> Condition:
    """Return And or Or of the parts, with neighbours merged where that is possible."""
    joined: list[Condition] = []
    for one in (one for part in parts for one in (part.parts if isinstance(part, kind) else (part,))):
        both = merged(joined[-1], one) if joined else None
        joined[-1:] = [both] if both else [*joined[-1:], one]
    return joined[0] if len(joined) == 1 else kind(tuple(joined))


def _interval_of_both(one: Condition, other: Condition) -> Condition | None:
    match one, other:
        case (
            Requirement(quantity, Interval(low, None, low_included, _)),
            Requirement(same, Interval(None, high, _, high_included)),
        ) if quantity == same and low is not None and high is not None:
            return Requirement(quantity, Interval(low, high, low_included, high_included))
    return None


def _words_of_both(one: Condition, other: Condition) -> Condition | None:
    match one, other:
        case Requirement(quantity, OneOf(names)), Requirement(same, OneOf(more)) if quantity == same:
            return Requirement(quantity, OneOf(tuple(dict.fromkeys((*names, *more)))))
    return None


def children(node: object) -> Iterator[object]:
    """Yield the parts of a node that are nodes themselves, in their order."""
    for entry in fields(node):  # type: ignore[arg-type]
        value = getattr(node, entry.name)
        for part in value if isinstance(value, tuple) else (value,):
            if hasattr(part, "__dataclass_fields__"):
                yield part
            elif isinstance(part, tuple):
                yield from part


def walk(node: object) -> Iterator[object]:
    """Yield a node and all below it, each before its parts."""
    yield node
    for part in children(node):
        yield from walk(part)


def transformed(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a tree in which `change` replaces each node, from the top down, unless it returns None."""
    if isinstance(node, tuple):
        return tuple(transformed(part, change) for part in node)
    if not hasattr(node, "__dataclass_fields__"):
        return node
    changed = change(node)
    if changed is not None:
        return changed
    return replace(node, **{entry.name: transformed(getattr(node, entry.name), change) for entry in fields(node)})


def asked_of_events(statement: Statement) -> Statement:
    """Return the same line as one that is asked of events: its name stands for what it was asked of each."""
    named = Name(statement.head.name)
    return Statement(Head("event"), transformed(statement.line, lambda node: named if isinstance(node, This) else None))
