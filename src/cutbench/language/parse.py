"""From the text of a line to its tree: cuts.lark says how a line is built, the names what its words mean."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedInput

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.dimension import PURE, dimension, unit_of
from cutbench.language.names import COMBINING, REDUCERS, UNKNOWN, Meaning, Names
from cutbench.language.units import factor

LONGEST_LINE = 8000  # characters; a line of a hostile file must not take minutes
DEEPEST = 40  # parentheses in each other
ASKING = {"size", "any", "all"}  # functions whose second argument is a condition
COMPARISONS = {"≤": "<=", "≥": ">=", "≠": "!="}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
HEAD = re.compile(
    r"\s*(?:(?P<kind>object|composite|event|region)\b[ \t]*(?P<name>.*?)"
    r"(?:[ \t]*\((?P<region>signal|control|validation|preselection)\))?[ \t]*:[ \t]+)?"
    r"(?P<line>(?:take|select|reject|define|sort|best|bins?)\b.*)",
    re.DOTALL | re.IGNORECASE,
)
JOINED_REGION = re.compile(r"take\s+(\w+(?:[-+/→]\w+)+)\s*", re.IGNORECASE)  # SR-1L is no difference
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
    if head.kind == "region":
        joined = JOINED_REGION.fullmatch(text)
        text = f"take `{joined[1]}`" if joined else text
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
    filtered: list[str] = field(default_factory=list)  # collections whose filters we are in, the innermost last

    def line(self, tree: Any) -> t.Line:  # noqa: PLR0911 (one case for each kind of line)
        """Return a line of a block: `data` is the name of its rule in cuts.lark."""
        match tree.data, tree.children:
            case "take", [taken]:
                return self._take(taken.children)
            case "select", [_, quantity, _, nearest]:  # the older `~=`: the instance nearest to a value
                return t.Best((t.Call("abs", (t.Arithmetic("-", *map(self.expression, (quantity, nearest))),)),))
            case "select", [label, condition]:
                return t.Select(self.condition(condition), _unquoted(label))
            case "reject", [label, condition]:
                return t.Reject(self.condition(condition), _unquoted(label))
            case "define", [name, value]:
                return t.Define(str(name).strip("`"), self.value(value))
            case "sort", [by, order]:
                return t.Sort(self.expression(by), descending=order is None or order.lower() == "descend")
            case "best", [*by, per]:
                classes = per.children if per is not None else ()
                return t.Best(tuple(map(self.expression, by)), tuple(map(self.expression, classes)))
            case "bin", [label, condition]:
                return t.Bin(self.condition(condition), _unquoted(label))
            case "bins", [quantity, *edges]:
                of = self.expression(quantity)
                measured = (self._measured(self.expression(edge), of) for edge in edges)
                return t.Bins(of, tuple(edge for edge in measured if isinstance(edge, t.Number)))
        raise TypeError(f"no line: {tree.data}")

    def _take(self, sources: Sequence[Any]) -> t.Take:
        """`take A, B` and the older `take A B` unite; the older `take jets j` names the instance."""
        if sources[0].data == "together":
            sources = sources[0].children
            if len(sources) == 2 and (name := self._new_name(sources[1])):
                return t.Take(t.Binding(self._collection(sources[0]), name))
        found = tuple(map(self._collection, sources))
        return t.Take(found[0] if len(found) == 1 else t.Call("union", found))

    def condition(self, node: Any) -> t.Condition:  # noqa: PLR0911 (one case for each kind of condition)
        """Return what is true or false, a flag among others."""
        match node.data, node.children:
            case "group", [inner]:
                return self.condition(inner)
            case "when", [asked, then, otherwise]:
                other = None if otherwise is None else self.condition(otherwise)
                return t.When(self.condition(asked), self.condition(then), None if other == t.ALWAYS else other)
            case "either", parts:
                return t.either(*map(self.condition, parts[::2]))
            case "every", parts:
                return t.every(*map(self.condition, parts[::2]))
            case "negate", [_, part]:
                return t.opposite(self.condition(part))
            case "compare", parts:
                return self._compared(parts[::2], parts[1::2])
            case "inside", bounds:
                return self._within(*bounds, included=True)
            case "outside", bounds:
                return t.Not(self._within(*bounds, included=False))
        value = self.expression(node)
        if value == t.Name("ALL"):
            return t.ALWAYS
        if isinstance(value, t.Number | t.Rising | t.Arithmetic | t.Negative | t.Choice):
            raise self._fault("a condition is needed, not a number")
        return t.Requirement(value, t.Flag())

    def _compared(self, parts: Sequence[Any], signs: Sequence[Token]) -> t.Condition:
        """Return `a < b <= c` as what it says of neighbours."""
        values = [self.expression(parts[0])]
        for part in parts[1:]:
            values.append(self._word(part) if self._is_named(values[-1]) else self.expression(part))
        plain = [COMPARISONS.get(str(sign), str(sign)) for sign in signs]
        return t.every(*map(self._comparison, values, plain, values[1:]))

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
        """Return what a named quantity is compared with: a plain name is a word, whatever else it may mean."""
        return t.Name(str(node.children[0])) if node.data == "name" else self.expression(node)

    def _is_word(self, left: t.Expression, right: t.Expression) -> bool:
        """Whether the right side is a named value such as a working point, and no quantity."""
        if isinstance(right, t.Symbol):
            return self._is_named(left) or dimension(left, self.names) is None
        return isinstance(right, t.Name) and (self._is_named(left) or self.names.resolve(right.name) is None)

    def _is_named(self, node: t.Expression) -> bool:
        return self._meaning(node).named

    def _meaning(self, node: t.Node) -> Meaning:
        name = node.function if isinstance(node, t.Call) else node.name if isinstance(node, t.Name) else None
        return (self.names.meaning(name) if isinstance(name, str) else None) or UNKNOWN

    def value(self, node: Any) -> t.Node:
        """Return a condition or an expression, whichever it is."""
        match node.data, node.children:
            case "group", [inner]:
                return self.value(inner)
            case "either" | "every" | "negate" | "compare" | "inside" | "outside", _:
                return self.condition(node)
            case "when", [_, then, otherwise]:
                outcomes = [self.value(part) for part in (then, otherwise) if part is not None]
                if len(outcomes) == 1 or any(map(self._is_yes_or_no, outcomes)):
                    return self.condition(node)
        return self.expression(node)

    def _is_yes_or_no(self, node: t.Node) -> bool:
        return isinstance(node, t.Condition) or (isinstance(node, t.Call) and self._meaning(node).flag)

    def expression(self, node: Any) -> t.Expression:  # noqa: PLR0911, PLR0912 (one case for each kind of expression)
        """Return what has a value."""
        match node.data, node.children:
            case "group", [inner]:
                return self.expression(inner)
            case "when", [_, _, None]:
                raise self._fault("a value that depends on a condition needs ': otherwise'")
            case "when", [asked, then, otherwise]:
                return t.Choice(self.condition(asked), self.expression(then), self.expression(otherwise))
            case "number", [digits, unit]:
                return _number(digits, unit)
            case "magnitude", [inner]:
                return t.Call("abs", (self.expression(inner),))
            case "negative", [_, inner]:
                value = self.expression(inner)
                return t.Number(-value.value, value.unit) if isinstance(value, t.Number) else t.Negative(value)
            case "arithmetic", [left, op, right]:
                return self._arithmetic("-" if op == "−" else str(op), self.expression(left), self.expression(right))
            case "together", parts:
                return self._together(parts)
            case "name", [written]:
                return self._name(str(written))
            case "symbol", [quoted]:
                return t.Symbol(str(quoted)[1:-1])
            case "call", [function, *arguments]:
                return self._call(self._function(function), [one for one in arguments if one is not None])
            case "item", [of, rank]:
                return t.Item(self._collection(of), _rank(rank))
            case "slice", [of, start, stop]:
                return t.Slice(self._collection(of), _rank(start) if start else 0, _rank(stop) if stop else None)
            case "attribute", [of, written]:
                value = self.expression(of)
                return t.Call(self._function_called(str(written)), (value,))
        raise self._fault("a number or a quantity is needed, not a condition")

    def _arithmetic(self, sign: Any, one: t.Expression, other: t.Expression) -> t.Expression:
        made = t.Arithmetic(sign, one, other)
        return self._folded(made, one, other) if isinstance(one, t.Number) and isinstance(other, t.Number) else made

    def _folded(self, of: t.Arithmetic, one: t.Number, other: t.Number) -> t.Number:
        """Return a constant for two; raises an error where there is none, as behind `1 / 0`."""
        try:
            value = {
                "+": one.value + other.value,
                "-": one.value - other.value,
                "*": one.value * other.value,
                "/": one.value / other.value if other.value else None,
                "^": one.value**other.value if abs(other.value) <= 8 else None,
            }[of.op]
        except OverflowError:
            value = None
        if not isinstance(value, float):
            raise self._fault("this constant cannot be computed")
        return t.Number(value, unit_of(dimension(of, self.names) or PURE))

    def _together(self, parts: Sequence[Any]) -> t.Expression:
        """`lepton a` names an instance; `jets[0] jets[1]` is the older way to write their sum."""
        if len(parts) == 2 and (name := self._new_name(parts[1])):
            return t.Binding(self.expression(parts[0]), name)  # type: ignore[return-value]
        total = self.expression(parts[0])
        for part in parts[1:]:
            total = t.Arithmetic("+", total, self.expression(part))
        return total

    def _new_name(self, node: Any) -> str:
        """Return a name that stands for nothing yet, '' if this is none."""
        name = str(node.children[0]) if node.data == "name" else ""
        return name if name and self.names.resolve(name) is None else ""

    def _name(self, written: str) -> t.Expression:
        if written in self.members:
            return t.Name(written)
        found = self.names.resolve(written)
        own = self.head.has_instances and found == self.head.name and found not in self.filtered
        if written.lower() == "this" and self.filtered and not self.head.has_instances:
            return t.Name(self.filtered[-1])
        if own or written.lower() == "this":
            return t.This()
        if found == "pi":
            return t.Number(3.141592653589793)
        if found is None:
            return self._unknown(written)
        meaning = self.names.meaning(found)
        return self._property(found) if meaning and meaning.kind in {"property", "function"} else t.Name(found)

    def _property(self, name: str) -> t.Expression:
        """A plain property belongs to the instance that is spoken of."""
        if self.filtered:
            return t.Call(name, (t.Name(self.filtered[-1]),))
        if self.head.has_instances:
            return t.Call(name, (t.This(),))
        raise self._fault(f"{name} of what? Write {name}(...)")

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
        return self._function_called(str(node.children[0]))

    def _function_called(self, written: str) -> str | t.Symbol:
        return self.names.resolve(written) or self._unknown(written)

    def _call(self, function: str | t.Symbol, given: Sequence[Any]) -> t.Expression:
        if function == "linear":
            return self._rising([self.expression(one) for one in given])
        meaning = self._meaning(t.Call(function, ()))
        if meaning.flag and meaning.kind == "quantity":  # a trigger's arguments are words of their own
            return t.Call(function, tuple(t.Name(str(one.children[0])) for one in given if one.data == "name"))
        outer = self.members, self.filtered
        self.members = self.members | _bound(given)
        self.filtered = self.filtered + self._filtered_by(function, given)
        made = tuple(self._argument(function, place, one) for place, one in enumerate(given))
        self.members, self.filtered = outer
        if isinstance(function, str) and self.names.is_object(function) and len(made) == 1:
            return t.Parts(function, made[0])  # type: ignore[arg-type]
        return t.Call(function, made)

    def _argument(self, function: str | t.Symbol, place: int, node: Any) -> t.Node:
        if node.data == "together" and function in COMBINING:
            of, name = node.children
            return t.Binding(self.expression(of), str(name.children[0]))
        return self.condition(node) if place and function in ASKING else self.value(node)

    def _filtered_by(self, function: str | t.Symbol, arguments: Sequence[Any]) -> list[str]:
        """The collection whose instances a call goes through, for plain names of properties in its filter."""
        if len(arguments) < 2 or not (function in REDUCERS or len(arguments) > 2):
            return []
        first = arguments[0] if function in REDUCERS else arguments[-2]
        while first.data in {"slice", "item"}:
            first = first.children[0]
        found = self.names.resolve(str(first.children[0])) if first.data == "name" else None
        return [found] if found and self.names.is_object(found) else []

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
        unit = unit_of(wanted)
        if isinstance(bound, t.Number) and not given and (self.names.open or bound.value == 0):
            return t.Number(bound.value, unit)
        raise self._fault(f"a bound in {unit if unit != '1' else 'a pure number'} is needed")

    def _unknown(self, written: str) -> t.Symbol:
        if self.names.open:
            return t.Symbol(written)
        raise self._fault(
            f"unknown name '{written}'; {self.names.near(written)}; write `{written}` to keep it as it is"
        )

    def _fault(self, what: str) -> CutbenchError:
        return CutbenchError(f"'{_short(self.text)}': {what}")


def _number(digits: Token, unit: Token | None) -> t.Number:
    times, base = factor(str(unit or "1").replace("µ", "u").replace("μ", "u"))
    value = float(digits)
    return t.Number(value if times == 1 else float(f"{value * times:.12g}"), base)


def _bound(arguments: Sequence[Any]) -> set[str]:
    """The names that the first argument of a call gives to instances: a and b of any(disjoint(jet a, jet b), ...)."""
    makers = [one for one in arguments[:1] if one.data == "call"]
    pairs = [pair for maker in makers for pair in maker.children[1:] if pair is not None and pair.data == "together"]
    return {str(pair.children[-1].children[0]) for pair in pairs if pair.children[-1].data == "name"}


def _interval(sign: str, bound: t.Expression) -> t.Interval:
    included = sign in {"<=", ">=", "==", "!="}
    low = bound if sign[0] != "<" else None
    high = bound if sign[0] != ">" else None
    return t.Interval(low, high, included and low is not None, included and high is not None)


def _rank(node: Any) -> int:
    return int(float("".join(map(str, node.children)).replace("−", "-")))


def _unquoted(label: Token | None) -> str:
    return "" if label is None else str(label)[1:-1]
