"""From the text of a line to its tree."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.dimension import PURE, dimension
from cutbench.language.names import Names
from cutbench.language.units import factor

LONGEST_LINE = 8000  # characters; a line of a hostile file must not take minutes
DEEPEST = 40  # parentheses in each other
ASKING = {"size", "any", "all"}  # functions whose second argument is a condition
FILTERED = {*ASKING, "min", "max", "sum"}  # functions whose first argument may be a collection to filter
COMPARISONS = {"≤": "<=", "≥": ">=", "≠": "!="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
HEAD = re.compile(
    r"\s*(?:(?P<kind>object|composite|event|region)\b[ \t]*(?P<name>.*?)"
    r"(?:[ \t]*\((?P<region>signal|control|validation|preselection)\))?[ \t]*:[ \t]+)?"
    r"(?P<line>(?:take|select|reject|define|sort|best|bins?)\b.*)",
    re.DOTALL | re.IGNORECASE,
)
EVENT = t.Head("event")


@cache
def _grammar() -> Lark:
    return Lark(
        Path(__file__).with_name("cuts.lark").read_text(encoding="utf-8"), parser="lalr", maybe_placeholders=True
    )


def parse_statement(text: str, names: Names) -> t.Statement:
    """Return the tree of a line with the head of its block, such as 'object muon: select pT > 5 GeV'.

    Raises:
        CutbenchError: it does not parse, or uses a name or a unit that does not fit; one line says what and where.
    """
    found = HEAD.fullmatch(text.strip())
    if not found:
        raise CutbenchError(f"'{_short(text)}': a statement begins with its block, as in 'object muon: select ...'")
    line = found["line"]
    if found["kind"] is None:
        return t.Statement(
            t.Head("define") if line.lower().startswith("define") else EVENT, parse_line(line, EVENT, names)
        )
    head = t.Head(found["kind"].lower(), found["name"], found["region"] or "signal")  # type: ignore[arg-type]
    return t.Statement(head, parse_line(line, head, names))


def parse_line(text: str, head: t.Head, names: Names, members: Sequence[str] = ()) -> t.Line:
    """Return the tree of a line of the block `head`.

    Args:
        text: the line, without comment.
        head: the block that it stands in.
        names: what it may speak of.
        members: names for instances that the block bound before, in `take disjoint(lepton a, lepton b)`.

    Raises:
        CutbenchError: see `parse_statement`.
    """
    _check_size(text)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise CutbenchError(_where(error, text)) from None
    return _Builder(text, head, names, set(members)).line(tree)


def _check_size(text: str) -> None:
    if len(text) > LONGEST_LINE:
        raise CutbenchError(f"'{_short(text)}': {len(text)} characters; a line may have {LONGEST_LINE}")
    depth = deepest = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST or text.count("-" * DEEPEST) or len(re.findall(r"\bnot\b|!", text)) > DEEPEST:
        raise CutbenchError(f"'{_short(text)}': nested more than {DEEPEST} deep")


def _where(error: UnexpectedInput, text: str) -> str:
    at_end = getattr(getattr(error, "token", None), "type", "") == "$END"
    place = None if at_end else error.pos_in_stream
    rest = text[place:].strip() if isinstance(place, int) and place >= 0 else ""
    return f"'{_short(text)}': does not parse " + (f"at '{_short(rest, 30)}'" if rest else "at its end")


def _short(text: str, length: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


@dataclass
class _Builder:
    """Builds the tree of one line from what lark found, from the top down, so that bound names are known."""

    text: str
    head: t.Head
    names: Names
    members: set[str]
    filtered: list[str] = field(default_factory=list)

    # Lines

    def line(self, tree: Tree[Any]) -> t.Line:
        method: Any = getattr(self, f"{tree.data}_line")
        line: t.Line = method(*tree.children)
        return line

    def take_line(self, taken: Tree[Any]) -> t.Line:
        if taken.children[0].data == "together":  # the older 'take jets j' names the instance, and 'take A B' unites
            parts = taken.children[0].children
            if len(parts) == 2 and parts[1].data == "name" and self.names.resolve(str(parts[1].children[0])) is None:
                return t.Take(t.Binding(self._collection(parts[0]), str(parts[1].children[0])))
            return t.Take(t.Call("union", tuple(map(self._collection, parts))))
        sources = [self._collection(one) for one in taken.children]
        return t.Take(sources[0] if len(sources) == 1 else t.Call("union", tuple(sources)))

    def select_line(self, label: Token | None, *parts: Any) -> t.Line:
        if len(parts) == 3:  # the older `~=`: the instance nearest to a value
            return t.Best((t.Call("abs", (t.Arithmetic("-", self.expression(parts[0]), self.expression(parts[2])),)),))
        return t.Select(self.condition(parts[0]), _unquoted(label))

    def reject_line(self, label: Token | None, condition: Any) -> t.Line:
        return t.Reject(self.condition(condition), _unquoted(label))

    def define_line(self, name: Token, value: Any) -> t.Line:
        return t.Define(str(name).strip("`"), self.value(value))

    def sort_line(self, by: Any, order: Token | None) -> t.Line:
        return t.Sort(self.expression(by), descending=order is None or order.lower() == "descend")

    def best_line(self, *parts: Any) -> t.Line:
        per = parts[-1].children if parts[-1] is not None else ()
        return t.Best(tuple(map(self.expression, parts[:-1])), tuple(map(self.expression, per)))

    def bin_line(self, label: Token | None, condition: Any) -> t.Line:
        return t.Bin(self.condition(condition), _unquoted(label))

    def bins_line(self, quantity: Any, *edges: Any) -> t.Line:
        of = self.expression(quantity)
        measured = (self._measured(self.expression(edge), of) for edge in edges)
        return t.Bins(of, tuple(edge for edge in measured if isinstance(edge, t.Number)))

    # Conditions

    def condition(self, node: Any) -> t.Condition:
        kind = getattr(node, "data", "")
        if kind == "group":
            return self.condition(node.children[0])
        if kind in {"when", "either", "every", "negate", "compare", "inside", "outside"}:
            made: t.Condition = getattr(self, f"{kind}_condition")(*node.children)
            return made
        value = self.expression(node)
        if value == t.Name("ALL"):
            return t.And(())
        if isinstance(value, t.Number | t.Rising | t.Arithmetic | t.Negative | t.Choice):
            raise self._fault("a condition is needed, not a number")
        return t.Requirement(value, t.Flag())

    def when_condition(self, condition: Any, then: Any, otherwise: Any) -> t.Condition:
        other = None if otherwise is None else self.condition(otherwise)
        return t.When(self.condition(condition), self.condition(then), None if other == t.And(()) else other)

    def either_condition(self, *parts: Any) -> t.Condition:
        return t.either(*(self.condition(part) for part in parts if not isinstance(part, Token)))

    def every_condition(self, *parts: Any) -> t.Condition:
        return t.every(*(self.condition(part) for part in parts if not isinstance(part, Token)))

    def negate_condition(self, _: Token, part: Any) -> t.Condition:
        return t.opposite(self.condition(part))

    def compare_condition(self, *parts: Any) -> t.Condition:
        values = [self.expression(parts[0])]
        for part in parts[2::2]:
            values.append(self._word(part) if self._is_named(values[-1]) else self.expression(part))
        signs = [COMPARISONS.get(str(sign), str(sign)) for sign in parts[1::2]]
        return t.every(*map(self._comparison, values, signs, values[1:]))

    def inside_condition(self, of: Any, low: Any, high: Any) -> t.Condition:
        return self._within(of, low, high, included=True)

    def outside_condition(self, of: Any, low: Any, high: Any) -> t.Condition:
        return t.Not(self._within(of, low, high, included=False))

    def _within(self, of: Any, low: Any, high: Any, *, included: bool) -> t.Condition:
        quantity = self.expression(of)
        lower, upper = (self._measured(self.expression(bound), quantity) for bound in (low, high))
        return t.Requirement(quantity, t.Interval(lower, upper, included, included))

    def _comparison(self, left: t.Expression, sign: str, right: t.Expression) -> t.Condition:
        if isinstance(left, t.Number | t.Rising) and not isinstance(right, t.Number | t.Rising):
            left, sign, right = right, TURNED[sign], left
        if sign in {"==", "!="} and self._is_word(left, right):
            word = right.name if isinstance(right, t.Name) else right.text  # type: ignore[union-attr]
            same: t.Condition = t.Requirement(left, t.OneOf((word,)))
        else:
            same = t.Requirement(left, _interval(sign, self._measured(right, left)))
        return t.Not(same) if sign == "!=" else same

    def _word(self, node: Any) -> t.Expression:
        """What a named quantity is compared with: a word, whatever else it may mean, or another quantity."""
        return t.Name(str(node.children[0])) if node.data == "name" else self.expression(node)

    def _is_word(self, left: t.Expression, right: t.Expression) -> bool:
        """Whether the right side is a named value such as a working point, and no quantity."""
        if isinstance(right, t.Symbol):
            return self._is_named(left) or dimension(left, self.names) is None
        return isinstance(right, t.Name) and (self._is_named(left) or self.names.resolve(right.name) is None)

    def _is_flag(self, function: str | t.Symbol) -> bool:
        meaning = self.names.meaning(function) if isinstance(function, str) else None
        return meaning is not None and meaning.flag and meaning.kind == "quantity"

    def _is_yes_or_no(self, node: t.Node) -> bool:
        function = node.function if isinstance(node, t.Call) else None
        meaning = self.names.meaning(function) if isinstance(function, str) else None
        return isinstance(node, t.Condition) or (meaning is not None and meaning.flag)

    def _is_named(self, node: t.Expression) -> bool:
        name = node.function if isinstance(node, t.Call) else node.name if isinstance(node, t.Name) else None
        meaning = self.names.meaning(name) if isinstance(name, str) else None
        return meaning is not None and meaning.named

    # Values

    def value(self, node: Any) -> t.Node:
        """Return a condition or an expression, whichever it is."""
        kind = getattr(node, "data", "")
        if kind == "group":
            return self.value(node.children[0])
        if kind in {"either", "every", "negate", "compare", "inside", "outside"}:
            return self.condition(node)
        if kind == "when":
            outcomes = [self.value(part) for part in node.children[1:] if part is not None]
            if len(outcomes) == 1 or any(map(self._is_yes_or_no, outcomes)):
                return self.condition(node)
        return self.expression(node)

    def expression(self, node: Any) -> t.Expression:
        method = getattr(self, str(getattr(node, "data", "")), None)
        if method is None or not isinstance(node, Tree):
            raise self._fault("a number or a quantity is needed, not a condition")
        made: t.Expression = method(*node.children)
        return made

    def when(self, condition: Any, then: Any, otherwise: Any) -> t.Expression:
        if otherwise is None:
            raise self._fault("a value that depends on a condition needs ': otherwise'")
        return t.Choice(self.condition(condition), self.expression(then), self.expression(otherwise))

    def group(self, inner: Any) -> t.Expression:
        return self.expression(inner)

    def number(self, digits: Token, unit: Token | None = None) -> t.Number:
        times, base = factor(str(unit or "1").replace("µ", "u").replace("μ", "u"))
        value = float(digits)
        return t.Number(value if times == 1 else float(f"{value * times:.12g}"), base)

    def magnitude(self, inner: Any) -> t.Expression:
        return t.Call("abs", (self.expression(inner),))

    def negative(self, _: Token, inner: Any) -> t.Expression:
        value = self.expression(inner)
        return t.Number(-value.value, value.unit) if isinstance(value, t.Number) else t.Negative(value)

    def arithmetic(self, left: Any, op: Token, right: Any) -> t.Expression:
        sign = "-" if op == "−" else str(op)
        one, other = self.expression(left), self.expression(right)
        if isinstance(one, t.Number) and isinstance(other, t.Number):
            return self._folded(sign, one, other)
        return t.Arithmetic(sign, one, other)  # type: ignore[arg-type]

    def _folded(self, sign: str, one: t.Number, other: t.Number) -> t.Number:
        try:
            value = {
                "+": one.value + other.value,
                "-": one.value - other.value,
                "*": one.value * other.value,
                "/": one.value / other.value if other.value else None,
                "^": one.value**other.value if abs(other.value) <= 8 else None,
            }[sign]
        except OverflowError:
            value = None
        if not isinstance(value, float):
            raise self._fault("this constant cannot be computed")
        powers = dimension(t.Arithmetic(sign, one, other), self.names) or PURE  # type: ignore[arg-type]
        unit = "*".join(base if power == 1 else f"{base}^{power:g}" for base, power in powers.items())
        return t.Number(value, unit or "1")

    def name(self, token: Token) -> t.Expression:
        written = str(token)
        if written in self.members:
            return t.Name(written)
        found = self.names.resolve(written)
        if written.lower() == "this" or (
            self._of_instance() and found == self.head.name and found not in self.filtered
        ):
            return t.This()
        if found == "pi":
            return t.Number(3.141592653589793)
        if found is None:
            return self._unknown(written)
        meaning = self.names.meaning(found)
        if meaning and meaning.kind in {"property", "function"}:
            return self._property(found)
        return t.Name(found)

    def _property(self, name: str) -> t.Expression:
        """A plain property belongs to the instance that is spoken of."""
        if self.filtered:
            return t.Call(name, (t.Name(self.filtered[-1]),))
        if self._of_instance():
            return t.Call(name, (t.This(),))
        raise self._fault(f"{name} of what? Write {name}(...)")

    def symbol(self, token: Token) -> t.Expression:
        return t.Symbol(str(token)[1:-1])

    def call(self, function: Any, *arguments: Any) -> t.Expression:
        named = self._function(function)
        given = [one for one in arguments if one is not None]
        if named == "linear":
            return self._rising([self.expression(one) for one in given])
        if self._is_flag(named):  # a trigger's arguments are words of their own
            return t.Call(named, tuple(t.Name(str(one.children[0])) for one in given if one.data == "name"))
        outer = self.members, self.filtered
        self.members = self.members | self._bound(given)
        self.filtered = self.filtered + self._filtered_by(named, given)
        binds = named in {"disjoint", "cartesian"}
        made = tuple(
            self._binding(one)
            if binds and one.data == "together"
            else self.condition(one)
            if named in ASKING and place
            else self.argument(one)
            for place, one in enumerate(given)
        )
        self.members, self.filtered = outer
        if isinstance(named, str) and self.names.is_object(named) and len(made) == 1:
            return t.Parts(named, made[0])  # type: ignore[arg-type]
        return t.Call(named, made)

    def argument(self, node: Any) -> t.Node:
        return self.together(*node.children) if node.data == "together" else self.value(node)

    def _binding(self, node: Any) -> t.Node:
        of, name = node.children
        return t.Binding(self.expression(of), str(name.children[0]))

    def together(self, *parts: Any) -> t.Node:
        """`lepton a` names an instance; `jets[0] jets[1]` is the older way to write their sum."""
        last = parts[-1]
        if len(parts) == 2 and last.data == "name" and self.names.resolve(str(last.children[0])) is None:
            return t.Binding(self.expression(parts[0]), str(last.children[0]))
        total = self.expression(parts[0])
        for part in parts[1:]:
            total = t.Arithmetic("+", total, self.expression(part))
        return total

    def item(self, of: Any, rank: Any) -> t.Expression:
        return t.Item(self._collection(of), _rank(rank))

    def slice(self, of: Any, start: Any, stop: Any) -> t.Expression:
        return t.Slice(self._collection(of), _rank(start) if start else 0, _rank(stop) if stop else None)

    def attribute(self, of: Any, name: Token) -> t.Expression:
        value = self.together(*of.children) if of.data == "together" else self.expression(of)
        return t.Call(self._function(Tree("name", [name])), (value,))

    def _collection(self, node: Any) -> t.Expression:
        """A collection by its name, also where the name stands for the instance otherwise."""
        if node.data == "name" and self.names.resolve(str(node.children[0])) == self.head.name != "":
            return t.Name(self.head.name)
        return self.expression(node)

    def _function(self, node: Any) -> str | t.Symbol:
        if node.data == "symbol":
            return t.Symbol(str(node.children[0])[1:-1])
        if node.data != "name":
            raise self._fault("only a name can be called")
        written = str(node.children[0])
        found = self.names.resolve(written)
        if found is None:
            unknown = self._unknown(written)
            return unknown if isinstance(unknown, t.Symbol) else written
        return found

    def _bound(self, arguments: Sequence[Any]) -> set[str]:
        """Names for instances that a call binds for its other arguments."""
        makers = [one for one in arguments[:1] if one.data == "call"]
        pairs = [
            pair for maker in makers for pair in maker.children[1:] if pair is not None and pair.data == "together"
        ]
        return {str(pair.children[-1].children[0]) for pair in pairs if pair.children[-1].data == "name"}

    def _filtered_by(self, function: str | t.Symbol, arguments: Sequence[Any]) -> list[str]:
        """The collection whose instances a call goes through, for plain names of properties in its filter."""
        if not arguments or not (function in FILTERED or len(arguments) > 2):
            return []
        first = arguments[0] if function in FILTERED else arguments[-2]
        while first.data in {"slice", "item"}:
            first = first.children[0]
        found = self.names.resolve(str(first.children[0])) if first.data == "name" else None
        return [found] if found and len(arguments) > 1 and self.names.is_object(found) else []

    def _rising(self, values: Sequence[t.Expression]) -> t.Rising:
        knots = [self._measured(one, values[0]) for one in values[1:]]
        if len(knots) < 4 or len(knots) % 2 or not all(isinstance(one, t.Number) for one in knots):
            raise self._fault("linear needs a quantity and pairs of numbers, at least two: linear(x, x1, y1, x2, y2)")
        pairs = tuple(zip(knots[::2], knots[1::2], strict=True))
        if any(one[0].value >= other[0].value for one, other in itertools.pairwise(pairs)):  # type: ignore[union-attr]
            raise self._fault("the places of linear(...) have to rise")
        return t.Rising(values[0], pairs)  # type: ignore[arg-type]

    def _measured(self, bound: t.Expression, quantity: t.Expression) -> t.Expression:
        """Refuse a bound in the wrong unit; where names are open, a bare number is in the unit of the quantity."""
        given, wanted = dimension(bound, self.names), dimension(quantity, self.names)
        if given is None or wanted is None or given == wanted or any(power % 1 for power in wanted.values()):
            return bound
        unit = "*".join(f"{base}^{power:g}" if power != 1 else base for base, power in wanted.items()) or "1"
        if isinstance(bound, t.Number) and not given and (self.names.open or bound.value == 0):
            return t.Number(bound.value, unit)
        raise self._fault(f"a bound in {unit if unit != '1' else 'a pure number'} is needed")

    def _of_instance(self) -> bool:
        return self.head.kind in {"object", "composite"}

    def _unknown(self, written: str) -> t.Expression:
        if self.names.open:
            return t.Symbol(written)
        raise self._fault(
            f"unknown name '{written}'; {self.names.near(written)}; write `{written}` to keep it as it is"
        )

    def _fault(self, what: str) -> CutbenchError:
        return CutbenchError(f"'{_short(self.text)}': {what}")


def _interval(sign: str, bound: t.Expression) -> t.Interval:
    included = sign in {"<=", ">=", "==", "!="}
    low = bound if sign[0] != "<" else None
    high = bound if sign[0] != ">" else None
    return t.Interval(low, high, included and low is not None, included and high is not None)


def _rank(node: Any) -> int:
    return int(float("".join(map(str, node.children)).replace("−", "-")))


def _unquoted(label: Token | None) -> str:
    return "" if label is None else str(label)[1:-1]
