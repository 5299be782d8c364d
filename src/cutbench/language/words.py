"""A statement for people: in words, and as LaTeX."""

import re
from dataclasses import dataclass

from cutbench.language import tree as t
from cutbench.language.names import Names
from cutbench.language.printer import print_head, print_line, print_node

SIGNS = {"above": ">", "at least": r"\geq", "below": "<", "at most": r"\leq", "equal to": "="}
RANKS = ("leading", "subleading", "third", "fourth")
ESCAPED = {one: f"\\{one}" for one in "_%#&${}"} | {"\\": "\\backslash{}", "^": "\\wedge{}", "~": "\\sim{}", " ": "~"}


def in_words(statement: t.Statement, names: Names) -> str:
    """Return a statement in words: 'electron pT above 7 GeV', 'jet with ... is rejected'."""
    head, said = statement.head, _Writer(names, statement.head, latex=False)
    about = "event" if head.kind in {"event", "region"} else head.name
    place = f"{print_head(head)}: " if head.kind == "region" else ""
    match statement.line:
        case t.Select(condition):
            needs_object = head.name and head.kind not in {"event", "region"} and t.This() not in set(t.walk(condition))
            return f"{place}{f'{about} with ' if needs_object else ''}{said.condition(condition)}"
        case t.Reject(condition):
            return f"{place}{about} with {said.condition(condition)} is rejected"
    return f"{print_head(head)}: {print_line(statement.line, head)}"


def in_latex(statement: t.Statement, names: Names) -> str:
    r"""Return what a statement requires as math: '$p_{\mathrm{T}}(\mathrm{electron}) > 7~\mathrm{GeV}$'."""
    said = _Writer(names, statement.head, latex=True)
    match statement.line:
        case t.Select(condition):
            return f"${said.condition(condition)}$"
        case t.Reject(condition):
            return f"${said.condition(t.opposite(condition), 2)}$"
    return f"${_roman(print_line(statement.line, statement.head))}$"


@dataclass(frozen=True)
class _Writer:
    names: Names
    head: t.Head
    latex: bool

    def condition(self, condition: t.Condition, strength: int = 0) -> str:  # noqa: PLR0911 (one case for each kind of condition)
        """Return a condition, in brackets where what stands around it binds more tightly than `strength`."""
        match condition:
            case t.And(()):
                return self._word("true", r"\mathrm{true}")
            case t.And(parts) | t.Or(parts):
                own = 2 if isinstance(condition, t.And) else 1
                between = self._word(" and ", r" \wedge ") if own == 2 else self._word(" or ", r" \vee ")
                return _grouped(between.join(self.condition(part, own + 1) for part in parts), strength > own)
            case t.Not(of):
                return self._word("not ", r"\neg ") + f"({self.condition(of)})"
            case t.When(asked, then, otherwise):
                text = self.condition(asked, 1) + self._word(": ", r" \Rightarrow ") + self.condition(then, 1)
                other = self._word("; otherwise: ", r"\text{; otherwise }")
                text = self._word("where ", "") + text + (other + self.condition(otherwise, 1) if otherwise else "")
                return _grouped(text, strength > 0)
            case t.Requirement(quantity, t.Interval() as interval):
                return self._within(quantity, interval, strength)
            case t.Requirement(quantity, t.OneOf(words)):
                one_of = self._word(" or ", r"\text{ or }").join(_roman(word) if self.latex else word for word in words)
                return _grouped(f"{self.value(quantity)}{self._word(' is ', ' = ')}{one_of}", len(words) > 1 < strength)
        return self.value(condition.quantity)

    def _within(self, of: t.Expression, test: t.Interval, strength: int) -> str:
        if test.low == test.high:
            sides = [("equal to", test.low)]
        else:
            low, high = ("above", "at least")[test.low_included], ("below", "at most")[test.high_included]
            sides = [(sign, bound) for sign, bound in ((low, test.low), (high, test.high)) if bound is not None]
        signs = [f"{SIGNS[sign] if self.latex else sign} {self.value(bound)}" for sign, bound in sides]  # type: ignore[arg-type]
        quantity = self.value(of)
        if self.latex:
            return _grouped(r" \wedge ".join(f"{quantity} {one}" for one in signs), len(signs) > 1 and strength > 2)
        return _grouped(f"{quantity} {' and '.join(signs)}", len(signs) > 1 and strength > 1)

    def value(self, node: t.Node) -> str:  # noqa: PLR0911, PLR0912 (one case for each kind of node)
        """Return an expression."""
        match node:
            case t.Number(value, unit):
                digits = repr(float(value)).removesuffix(".0")
                if not self.latex:
                    return f"{digits} {unit}".removesuffix(" 1")
                digits = re.sub(r"e([+-]?)\+?0*(\d+)", r" \\times 10^{\1\2}", digits).replace("{+", "{")
                base, _, power = unit.partition("^")
                return digits + f"~\\mathrm{{{base}}}" * (unit != "1") + f"^{{{power}}}" * bool(power)
            case t.This():
                return self._name(self.head.name)
            case t.Name(name):
                return self._name(name)
            case t.Item(of, rank) if not self.latex and 0 <= rank < len(RANKS) and isinstance(of, t.Name):
                return f"{RANKS[rank]} {self.value(of)}"
            case t.Call("abs", (of,)):
                return f"|{self.value(of)}|"
            case t.Call("size", (of, *among)) if not self.latex:
                only = f" with {self.condition(among[0], 3)}" if among else ""  # type: ignore[arg-type]
                return _grouped(f"number of instances of {self.value(of)}{only}", bool(among))
            case t.Call(str() as function, (t.This() | t.Name() | t.Item() as of,)) if (
                not self.latex and function in self.names.of_kind("property")
            ):
                return f"{self.value(of)} {self._name(function)}"
            case t.Call(function, arguments):
                name = self._name(function) if isinstance(function, str) else self.value(function)
                return f"{name}({', '.join(self._argument(one) for one in arguments)})"
            case t.Arithmetic("/", left, right) if self.latex:
                return rf"\frac{{{self.value(left)}}}{{{self.value(right)}}}"
            case t.Arithmetic(op, left, right):
                sides = [_grouped(self.value(one), self._is_compound(one)) for one in (left, right)]
                times = self._word("*", r"\cdot")
                if self.latex and op == "^":
                    return f"{sides[0]}^{{{sides[1]}}}"
                return f"{sides[0]} {times if op == '*' else op} {sides[1]}"
            case t.Symbol(text):
                return _roman(text) if self.latex else text
        return _roman(print_node(node)) if self.latex else print_node(node)

    def _argument(self, node: t.Node) -> str:
        return self.condition(node) if isinstance(node, t.Condition) else self.value(node)

    def _is_compound(self, node: t.Expression) -> bool:
        return isinstance(node, t.Arithmetic | t.Negative) or (isinstance(node, t.Number) and node.value < 0)

    def _name(self, name: str) -> str:
        meaning = self.names.meaning(name)
        if self.latex:
            return (meaning.latex if meaning else "") or _roman(name)
        return (meaning.words if meaning else "") or name

    def _word(self, in_words: str, in_latex: str) -> str:
        return in_latex if self.latex else in_words


def _roman(text: str) -> str:
    """Text as upright letters of a formula."""
    return rf"\mathrm{{{''.join(ESCAPED.get(one, one) for one in text)}}}"


def _grouped(text: str, needed: bool) -> str:
    return f"({text})" if needed else text
