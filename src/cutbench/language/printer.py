"""From a tree back to text, in the newest way of ADL; `parse(print(x)) == x`."""

import re
from dataclasses import replace

from cutbench.language import tree as t
from cutbench.language.names import BUILT_IN

PLAIN = re.compile(r"(?!(and|or|not|per|ascend|descend)$)[^\W\d]\w*", re.IGNORECASE)
STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
SIGN, PART = 3, 5


def print_analysis(analysis: t.Analysis) -> str:
    """Return an ADL file."""
    info = [f"  {key} {value}" for key, value in analysis.info]
    blocks = ["\n".join(["info analysis", *info])] if info else []
    for block in analysis.blocks:
        lines = [print_line(line, block.head) for line in block.lines]
        blocks.append("\n".join(lines if block.head.kind == "define" else [print_head(block.head), *indented(lines)]))
    return "\n\n".join(blocks) + "\n"


def indented(lines: list[str]) -> list[str]:
    """Return lines as they stand in a block."""
    return [f"  {line}" for line in lines]


def print_statement(statement: t.Statement) -> str:
    """Return a statement on one line: 'object muon: select pT > 5 GeV'."""
    line = print_line(statement.line, statement.head)
    return line if statement.head.kind == "define" else f"{print_head(statement.head)}: {line}"


def without_cut(statement: t.Statement) -> t.Statement:
    """Return a statement without the id of a cut."""
    line = statement.line
    return replace(statement, line=replace(line, cut="")) if isinstance(line, t.Select | t.Reject) else statement


def print_requirement(statement: t.Statement) -> str:
    """Return what a statement asks for, without its block: 'pT > 5 GeV', 'not abs(eta) [] 1.37 1.52'.

    Of a region it says which.
    """
    line = without_cut(statement).line
    if isinstance(line, t.Reject):
        line = t.Select(t.kept(line.condition))
    where = f"{print_head(statement.head)}: " if statement.head.kind == "region" else ""
    return where + print_line(line, statement.head).removeprefix("select ")


def print_head(head: t.Head) -> str:
    """Return the first line of a block."""
    kind = f" ({head.region})" if head.kind == "region" and head.region != "signal" else ""
    return f"{head.kind} {head.name}".rstrip() + kind


def print_line(line: t.Line, head: t.Head) -> str:  # noqa: PLR0911 (one case for each kind of line)
    """Return a line of a block."""
    match line:
        case t.Take(t.Binding(of, name)):
            return f"take {print_node(of)} {name}"
        case t.Take(source):
            return f"take {print_node(source)}"
        case t.Select(condition, cut):
            return f"select {_label(cut)}{print_condition(condition)}"
        case t.Reject(condition, cut):
            return f"reject {_label(cut)}{print_condition(condition)}"
        case t.Define(name, value):
            return f"define {_word(name)} = {print_node(value)}"
        case t.Sort(by, descending):
            return f"sort {print_node(by)} {'descend' if descending else 'ascend'}"
        case t.Best(by, per):
            classes = f" per {', '.join(map(print_node, per))}" if per else ""
            return f"best {', '.join(map(print_node, by))}{classes}"
        case t.Bin(condition, label):
            return f"bin {_label(label)}{print_condition(condition)}"
        case t.Bins(quantity, edges):
            places = " ".join(map(print_node, edges))  # a sign right after the quantity would be a difference
            return f"bins {print_node(quantity)}{':' * places.startswith('-')} {places}"


def print_condition(condition: t.Condition, strength: int = 0) -> str:  # noqa: PLR0911 (the same)
    """Return a condition; in brackets where what stands around it binds more tightly than `strength`."""
    match condition:
        case t.When(asked, then, otherwise):
            other = f" : {print_condition(otherwise, 1)}" if otherwise else ""
            return grouped(f"{print_condition(asked, 1)} ? {print_condition(then, 1)}{other}", strength > 0)
        case t.Or(parts):
            return grouped(" or ".join(print_condition(part, 2) for part in parts), strength > 1)
        case t.And(()):
            return "ALL"
        case t.And(parts):
            return grouped(" and ".join(print_condition(part, 3) for part in parts), strength > 2)
        case t.Not(t.Requirement(quantity, t.Interval(low, high, included, _))) if (
            low is not None and low == high and included
        ):
            return f"{print_node(quantity)} != {_bound(low)}"
        case t.Not(t.Requirement(quantity, t.Interval(low, high, False, False))) if None not in (low, high):
            return f"{print_node(quantity)} ][ {_bound(low)} {_bound(high)}"
        case t.Not(t.Requirement(quantity, t.OneOf((name,)))):
            return f"{print_node(quantity)} != {_word(name)}"
        case t.Not(of):
            return f"not {print_condition(of, 4)}"
        case t.Requirement(quantity, test):
            return _test(print_node(quantity), test, strength)


def _test(quantity: str, test: t.Interval | t.OneOf | t.Flag, strength: int) -> str:
    match test:
        case t.Flag():
            return quantity
        case t.OneOf(names):
            return grouped(
                " or ".join(f"{quantity} == {_word(name)}" for name in names), strength > 1 and len(names) > 1
            )
        case t.Interval(low, high, True, True) if low == high:
            return f"{quantity} == {_bound(low)}"
        case t.Interval(low, high, True, True):
            return f"{quantity} [] {_bound(low)} {_bound(high)}"
    sides = [(">", test.low, test.low_included), ("<", test.high, test.high_included)]
    given = [f"{quantity} {sign}{'=' * included} {print_node(of)}" for sign, of, included in sides if of is not None]
    return grouped(" and ".join(given), strength > 2 and len(given) > 1)


def print_node(node: t.Node | None, strength: int = 0) -> str:  # noqa: PLR0911, PLR0912 (the same)
    """Return an expression; in brackets where what stands around it binds more tightly than `strength`."""
    match node:
        case t.Number(value, unit):
            digits = print_number(value, unit)
            return grouped(digits, strength > SIGN and digits.startswith("-"))
        case t.Name(name):
            return name
        case t.Symbol(text):
            return f"`{text}`"
        case t.This():
            return "this"
        case t.Item(of, rank):
            return f"{print_node(of, PART)}[{rank}]"
        case t.Slice(of, start, stop):
            return f"{print_node(of, PART)}[{start or ''}:{'' if stop is None else stop}]"
        case t.Binding(of, name):
            return f"{print_node(of)} {name}"
        case t.Call(str() as function, (t.This(),)) if function not in BUILT_IN:
            return function
        case t.Parts(kind, of):
            return f"{kind}({print_node(of)})"
        case t.Call(function, arguments):
            return f"{_word_of(function)}({', '.join(map(print_node, arguments))})"
        case t.Arithmetic(op, left, right):
            own = STRENGTH[op]
            both = print_node(left, own + (op == "^")), print_node(right, own + 1)
            return grouped(f"{both[0]} {op} {both[1]}", strength > own)
        case t.Negative(of):
            return grouped(f"-{print_node(of, SIGN)}", strength > SIGN)
        case t.Rising(of, knots):
            places = [print_node(one) for knot in knots for one in knot]
            return f"linear({', '.join([print_node(of), *places])})"
        case t.Choice(condition, then, otherwise):
            return grouped(
                f"{print_condition(condition, 1)} ? {print_node(then, 1)} : {print_node(otherwise, 1)}", True
            )
    return print_condition(node)  # type: ignore[arg-type]


def _bound(node: t.Node | None) -> str:
    """Return a bound, in brackets where a sign or a product would tear it apart."""
    return print_node(node, SIGN)


def print_number(value: float, unit: str = "1") -> str:
    """Return a number with its unit: '5 GeV'."""
    digits = repr(float(value)).removesuffix(".0")
    return digits if unit == "1" else f"{digits} {unit}"


def _word(name: str) -> str:
    return name if PLAIN.fullmatch(name) else f"`{name}`"


def _word_of(function: str | t.Symbol) -> str:
    return function if isinstance(function, str) else f"`{function.text}`"


def _label(text: str) -> str:
    return f'"{text}" ' if text else ""


def grouped(text: str, needed: bool) -> str:
    """Return a text in brackets where they are needed."""
    return f"({text})" if needed else text
