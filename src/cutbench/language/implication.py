"""Whether one statement implies another: `pT(jet) > 60 GeV` implies `pT(jet) > 50 GeV`, and is the stronger one.

It does if nothing fulfils the one and not the other: if all boxes in phase space of 'the one and not the other' are
empty.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

from cutbench.language import tree as t
from cutbench.language.equalities import Equalities, kind_of
from cutbench.language.names import Names
from cutbench.language.phase_space import Box, Boxes, TooManyError, joined_boxes
from cutbench.language.sets import Numbers

Relation = Literal["same", "stronger", "weaker", "contradicts", "different"]
Stated = dict[t.Head, t.Condition]
DEEPEST = 4  # steps from one instance to another


def relate(
    a: t.Statement | Sequence[t.Statement], b: t.Statement | Sequence[t.Statement], names: Names, equal: Equalities
) -> Relation:
    """Return what `a` is, compared with `b`: 'stronger' if all that fulfils it fulfils `b`, but not the reverse.

    Several statements are meant together. A number that is not there is taken to be below all others. 'different' also
    is what takes too many cases to tell, and what nothing can fulfil.
    """
    logic = _Comparison(names, equal, Boxes(names, equal))
    one, other = logic.stated(a), logic.stated(b)
    if one == other:
        return "same"
    try:
        if not all(map(logic.possible, (*one.values(), *other.values()))):
            return "different"
        forth, back = logic.all_imply(one, other), logic.all_imply(other, one)
        if forth or back:
            return "same" if forth and back else "stronger" if forth else "weaker"
        exclude = any(not logic.possible(t.And((one[head], other[head]))) for head in one.keys() & other.keys())
    except TooManyError:
        return "different"
    return "contradicts" if exclude else "different"


def can_hold(statements: Sequence[t.Statement], names: Names, equal: Equalities) -> bool:
    """Whether something may fulfil all of some statements; True if that takes too many cases to tell."""
    logic = _Comparison(names, equal, Boxes(names, equal))
    try:
        return all(map(logic.possible, logic.stated(statements).values()))
    except TooManyError:
        return True


@dataclass
class _Comparison:
    names: Names
    equal: Equalities
    boxes: Boxes
    fresh: Iterator[int] = field(default_factory=itertools.count)

    def stated(self, statements: t.Statement | Sequence[t.Statement]) -> Stated:
        """Return all that is required in each block; of a union such as lepton, what is required of each kind."""
        found: Stated = {}
        for one in [statements] if isinstance(statements, t.Statement) else statements:
            head = self.equal.head(one.head)
            of_instance = head.kind == "object"  # where a composite is the event itself, it is spoken of by its name
            for name in self._parts(head.name) if of_instance else (head.name,):
                subject = t.Binding(t.Name(name), "this") if of_instance else t.Name(one.head.name)
                said = t.transformed(_required(one.line), {t.This(): subject}.get)
                place = t.Head(head.kind, name, head.region)
                found[place] = t.every(found.get(place, t.ALWAYS), said)
        return found

    def all_imply(self, one: Stated, other: Stated) -> bool:
        """Whether, in each block that `other` speaks of, `one` requires as much."""
        return all(self.implies(one.get(head, t.ALWAYS), wanted) for head, wanted in other.items())

    def implies(self, one: t.Condition, other: t.Condition, depth: int = 0) -> bool:
        """Whether nothing fulfils the one condition and not the other."""
        return not self.possible(t.And((one, t.Not(other))), {}, depth)

    def possible(self, condition: t.Condition, given: Box | None = None, depth: int = 0) -> bool:
        """Whether something may fulfil a condition, given what is known already; True if that cannot be told."""
        return any(self._may_be(box, depth) for box in joined_boxes([given or {}], self.boxes.of(condition)))

    def _may_be(self, box: Box, depth: int) -> bool:
        """Whether all counts of a box can be fulfilled together."""
        counts = {key: box[key] for key in box if isinstance(key, t.Call) and key.function == "size"}
        if depth > DEEPEST or not counts:
            return True
        if len(counts) > 1:  # 'not two' is fewer or more, which one lower and one upper bound would hide
            for key, values in counts.items():
                if isinstance(values, Numbers) and len(values.pieces) > 1:
                    return any(self._may_be({**box, key: Numbers((piece,))}, depth) for piece in values.pieces)
        low = {key: values.low for key, values in counts.items() if isinstance(values, Numbers)}
        high = {key: values.high for key, values in counts.items() if isinstance(values, Numbers)}
        for few, many in itertools.permutations(low, 2):
            if low[few] >= high[many] and self._is_part(few, many, depth):
                return False
        ground = {key: values for key, values in box.items() if key not in counts}
        none = [key for key in high if high[key] < 1]
        spoken_of = {one for key in ground for one in t.walk(key) if isinstance(one, t.Item | t.Binding)}
        known = [part for one in spoken_of for part in self._not_counted(none, one)]
        if known and not self.possible(t.And(tuple(known)), box, depth + 1):
            return False
        lasting = ground | {key: counts[key] for key in none}
        return all(self._may_exist(key, none, lasting, depth) for key in low if low[key] > 0)

    def _is_part(self, few: t.Call, many: t.Call, depth: int) -> bool:
        """Whether all that one count counts is counted by the other, too."""
        (over, one), (whole, other) = few.arguments, many.arguments
        some = t.Binding(over, f"some{next(self.fresh)}")  # type: ignore[arg-type]
        return self._belongs(over, whole) and self.implies(_for(some, over, one), _for(some, whole, other), depth + 1)

    def _may_exist(self, count: t.Call, none: Sequence[t.Call], given: Box, depth: int) -> bool:
        """Whether an instance can be counted, given what holds for all instances of a collection."""
        over, counted = count.arguments
        for part in map(t.Name, self._parts(over.name)) if isinstance(over, t.Name) else (over,):
            some = t.Binding(part, f"some{next(self.fresh)}")  # type: ignore[arg-type]
            if self.possible(t.And((_for(some, over, counted), *self._not_counted(none, some))), given, depth + 1):
                return True
        return False

    def _not_counted(self, none: Sequence[t.Call], one: t.Node) -> list[t.Condition]:
        """Return what holds for an instance because none of its collection fulfils a condition."""
        return [t.Not(_for(one, *count.arguments)) for count in none if self._belongs(one, count.arguments[0])]

    def _belongs(self, one: t.Node, whole: t.Node) -> bool:
        """Whether an instance, or all of a collection, is in a collection."""
        if one == whole:
            return True
        match one, whole:
            case t.Item(of, rank), t.Slice(same, start, stop):
                return of == same and 0 <= start <= rank < (inf if stop is None else stop)
            case t.Slice(of, low, high), t.Slice(same, start, stop):
                ends = inf if high is None else high, inf if stop is None else stop
                return of == same and 0 <= start <= low and ends[0] <= ends[1] and (high is None or high >= 0)
            case ((t.Item(of) | t.Slice(of) | t.Binding(of)), _):
                return self._belongs(of, whole)
            case t.Name(name), t.Name(union):
                return name in self._parts(union)
        return False

    def _parts(self, name: str) -> tuple[str, ...]:
        """Return the kinds of a union, with its class in front; other collections are their only part."""
        kind = kind_of(t.Name(name), self.names) or ""
        meaning = self.names.meaning(kind)
        return (
            tuple(name.removesuffix(kind) + part for part in meaning.made_of)
            if meaning and meaning.made_of
            else (name,)
        )


def _required(line: t.Line) -> t.Condition:
    """Return what a line requires; a line that is no requirement is the same only as itself."""
    match line:
        case t.Select(condition):
            return condition
        case t.Reject(condition):
            return t.kept(condition)
    return t.Requirement(t.Call(t.Symbol(type(line).__name__), (line,)), t.Flag())  # type: ignore[arg-type]


def _for(one: Any, over: Any, said: Any) -> t.Condition:
    """Return what is said of any instance of a collection as said of one."""
    stands_for = {over: one, _whole(over): one}
    if isinstance(over, t.Call):
        pairs = [part for part in over.arguments if isinstance(part, t.Binding)]
        stands_for |= {
            t.Name(pair.name): t.Binding(pair.of, f"{getattr(one, 'name', '')} {pair.name}") for pair in pairs
        }

    def change(node: Any) -> Any:
        return stands_for.get(node, node if isinstance(node, t.Item | t.Slice | t.Binding) else None)

    return t.transformed(said, change)  # type: ignore[no-any-return]


def _whole(over: Any) -> Any:
    return _whole(over.of) if isinstance(over, t.Slice) else over
