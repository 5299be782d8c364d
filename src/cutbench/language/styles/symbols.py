"""Instances, quantities and numbers of the cut language as symbols: LaTeX, Unicode, code, and the words of notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cutbench.language import tree as t
from cutbench.language.names import MATHEMATICS, REDUCERS
from cutbench.language.printer import grouped, print_number
from cutbench.language.styles.nouns import WORDS, text_of
from cutbench.language.styles.prose import Prose

COLUMNS = {"latex": 1, "ensuremath": 1, "unicode": 2, "code": 3, "terse": 4}  # of the rows in words.yaml
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LETTERS = {"ell": "ℓ", "gamma": "γ", "mu": "μ", "nu": "ν", "tau": "τ"}
PERCENT = (" %", r"\%")


@dataclass(frozen=True)
class Symbols:
    """Writes expressions; `own` is the instance or collection whose name is left out."""

    style: str
    prose: Prose
    own: t.Node | None = None

    def condition(self, condition: t.Condition, strength: int = 0) -> str:
        """Return a condition, in brackets where what stands around it binds more tightly than `strength`."""
        raise NotImplementedError

    @property
    def latex(self) -> bool:
        """Whether this is one of the two notations of LaTeX."""
        return self.style in {"latex", "ensuremath"}

    def math(self, text: str) -> str:
        """Return a formula as it stands in a sentence."""
        if self.style == "latex":
            return f"${text}$"
        if self.style != "ensuremath":
            return text
        text = re.sub(r" (\\geq|\\leq|\\neq|[<>=+-]) ", r"\\,\1\\,", text.replace(r"\mathrm", r"\text"))
        return rf"\ensuremath{{{text}}}".replace("~", r"\,").replace(", ", r",\,")

    def value(self, node: t.Node) -> str:  # noqa: PLR0911, PLR0912 (one case for each kind of node)
        """Return an expression."""
        match node:
            case t.Number(value, unit):
                return self._number(value, unit)
            case t.This():
                return self._symbol_of(t.Name(self.prose.head.name))
            case t.Name() | t.Symbol() | t.Item() | t.Slice() | t.Binding() | t.Parts():
                return self._symbol_of(node)
            case t.Call("size", (of, *among)):
                return self._size(of, among)
            case t.Call("abs", (of,)):
                return self._abs(of)
            case t.Call("sqrt", (of,)) if self.style not in {"code", "terse"}:
                return rf"\sqrt{{{self.value(of)}}}" if self.latex else f"√({self.value(of)})"
            case t.Call("trigger", words):
                return f"trigger({' || '.join(str(text_of(one)) for one in words)})"
            case t.Call(function, (of,)) if function not in {*REDUCERS, *MATHEMATICS, "sfos"}:
                return self._property(self._symbol(function), of)
            case t.Call(function, arguments):
                return f"{self._symbol(function)}({self._arguments(arguments)})"
            case t.Arithmetic(op, left, right):
                return self._arithmetic(op, left, right)
            case t.Negative(of):
                return f"-{grouped(self.value(of), isinstance(of, t.Arithmetic))}"
            case t.Rising(of, knots) if self.style == "code":
                at, bounds = ([self.value(knot[side]) for knot in knots] for side in (0, 1))
                return f"np.interp({self.value(of)}, [{', '.join(at)}], [{', '.join(bounds)}])"
            case t.Rising(of, _):
                return f"f({self.value(of)})"
            case t.Choice(asked, then, otherwise) if self.style == "code":
                return f"({self.value(then)} if {self.condition(asked, 1)} else {self.value(otherwise)})"
        return rf"\text{{{self.prose.noun(node)}}}" if self.latex else f"({self.prose.noun(node)})"

    def _sign(self, sign: str) -> str:
        signs: dict[str, str] = WORDS["signs"]["latex" if self.latex else self.style]
        return signs.get(sign, sign)

    def _symbol(self, function: str | t.Symbol) -> str:
        name = function if isinstance(function, str) else str(text_of(function))
        if name in WORDS["values"]:
            return str(WORDS["values"][name][COLUMNS[self.style]])
        if isinstance(function, t.Symbol):
            return _upright(function.text) if self.latex else name
        known = {"min", "max", "cos", "sin", "tan", "exp", "log", "sum"}
        return f"\\{name}" if self.latex and name in known else rf"\mathrm{{{name}}}" if self.latex else name

    def _property(self, symbol: str, of: t.Node) -> str:  # noqa: PLR0911 (one case for each way to write)
        if of == self.own:
            return symbol
        owner = self.value(of)
        if self.style == "code" and isinstance(of, t.This | t.Name | t.Item | t.Slice):
            name, bracket, rank = owner.partition("[")
            if not symbol.isidentifier():
                return f'{owner}["{symbol}"]'
            return f"{name}_{symbol}{bracket}{rank}"
        if self.style == "terse" and isinstance(of, t.This | t.Name | t.Item | t.Slice):
            return f"{owner} {symbol}"
        if symbol in {"m", "q"} and self.latex:
            return f"{symbol}_{{{owner}}}"
        if self.style == "ensuremath" and not re.search(r"[\^/]|sin|\\chi", symbol):
            return f"{symbol}^{{{owner}}}"
        return f"{symbol}({owner})"

    def _arguments(self, arguments: tuple[t.Node, ...]) -> str:
        said: list[str] = []
        for node in arguments:
            if not isinstance(node, t.Condition):
                said.append(self.value(node))
            elif self.style == "code":
                whole = str(text_of(_collection(arguments)))
                known = replace(self.prose, known=self.prose.known | {whole})
                said[-1] += f" if {replace(self, prose=known).condition(node)}"
            else:
                text = self._in_text(self.prose.filtered(_collection(arguments), [node], False))
                said[-1] += text
        return ", ".join(said)

    def _in_text(self, text: str) -> str:
        return rf"\text{{{text}}}" if self.latex else text

    def _abs(self, of: t.Node) -> str:
        if self.style == "code":
            return f"abs({self.value(of)})"
        if self.style == "terse" and isinstance(of, t.Call) and len(of.arguments) == 1 and of.function not in REDUCERS:
            owner = of.arguments[0]
            return f"{'' if owner == self.own else self.value(owner) + ' '}|{self._symbol(of.function)}|"
        if self.style == "ensuremath":
            return rf"\lvert {self.value(of)}\rvert"
        return f"|{self.value(of)}|"

    def _size(self, of: t.Node, among: list[t.Node]) -> str:
        name, holder = (of.kind, of.of) if isinstance(of, t.Parts) else (of, None)
        kind = t.Name(name) if isinstance(name, str) else name
        if self.style == "code":
            inner = replace(self, prose=replace(self.prose, known=self.prose.known | {str(text_of(kind))}))
            conditions = [inner.condition(one) for one in among if isinstance(one, t.Condition)]
            whole = self.value(of)
            return f"count({', '.join([whole, *conditions])})" if among or holder or "[" in whole else f"n_{whole}"
        words = self.prose.called(kind, True) + self.prose.filtered(of, among, True)
        in_it = f" in {self.prose.the(holder)}" if holder is not None and holder != self.own else ""
        if self.style == "terse":
            return f"number of {words}{in_it}"
        return f"N_{{\\text{{{words}{in_it}}}}}" if self.latex else f"N({words}{in_it})"

    def _arithmetic(self, op: str, left: t.Expression, right: t.Expression) -> str:
        if op == "/" and self.style == "ensuremath":
            return rf"\frac{{{self.value(left)}}}{{{self.value(right)}}}"
        weak = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
        texts = [
            grouped(self.value(one), isinstance(one, t.Arithmetic) and weak[one.op] < weak[op] + side)
            for side, one in enumerate((left, right))
        ]
        if op == "^":
            return f"{texts[0]}^{{{texts[1]}}}" if self.latex else f"{texts[0]}**{texts[1]}"
        between = "/" if op == "/" else f" {self._sign(op)} "
        return between.join(texts)

    def _number(self, value: float, unit: str) -> str:
        digits = print_number(value)
        if unit == "%" and self.style == "code":  # nobody codes percent
            return print_number(round(value / 100, 12))
        if unit == "%":
            return digits + PERCENT[self.latex]
        if self.style == "code":
            return digits if unit == "1" else f"{digits}*{unit.replace('^', '**')}"
        if not self.latex:
            return print_number(value, unit)
        mantissa, _, power = digits.partition("e")
        digits = rf"{mantissa} \times 10^{{{int(power)}}}" if power else mantissa
        base, _, power = unit.partition("^")
        return digits + (f"~\\mathrm{{{base}}}" if unit != "1" else "") + (f"^{{{power}}}" if power else "")

    def _symbol_of(self, node: t.Node) -> str:  # noqa: PLR0911 (one case for each kind of node)
        """Return an instance, a collection, a quantity of the event or a symbol."""
        match node:
            case t.Item() | t.Slice() | t.Parts() if self.style == "terse":
                return self.prose.called(node, isinstance(node, t.Slice))
            case t.Item(of, rank):
                return self._ranked(of, f"[{rank}]" if self.style == "code" else str(rank + (rank >= 0)))
            case t.Slice(of, start, int() as stop) if self.style != "code" and stop - start < 5:
                ranks = [str(rank + 1) for rank in range(start, stop)]
                each = ",".join(self._ranked(of, rank) for rank in ranks)
                return each if self.style == "unicode" else self._ranked(of, ",".join(ranks))
            case t.Slice(of, start, stop):
                end = "" if stop is None else str(stop)
                return self._ranked(of, f"[{start or ''}:{end}]" if self.style == "code" else f"{start + 1}…{end}")
            case t.Parts(kind, of):
                return f"{self._symbol_of(t.Name(kind))}({self.value(of)})"
            case t.Binding(of, name):
                return f"{self.value(of)} {name}"
        name = str(text_of(node))
        if name in WORDS["values"]:
            return str(WORDS["values"][name][COLUMNS[self.style]])
        if self.style == "terse":
            return self.prose.called(node)
        if name in WORDS["objects"] or self.prose.names.is_object(name):
            return self._ranked(node, "")
        return _upright(node.text if isinstance(node, t.Symbol) else name) if self.latex else name

    def _letter(self, name: str, kind: str) -> str:
        """Return the letter of a collection, of the field or of a benchmark, else its name."""
        if kind in WORDS["objects"]:
            return str(WORDS["objects"][kind][COLUMNS[self.style]])
        meaning = self.prose.names.meaning(name)
        if meaning is None or not meaning.latex or self.style == "code":
            return rf"\mathrm{{{kind}}}" if self.latex else kind
        return meaning.latex if self.latex else _subscripts(meaning.latex)

    def _ranked(self, of: t.Node, rank: str) -> str:
        """Return a collection with its class and a rank, such as j_{1}."""
        name, code = str(text_of(of) or ""), self.style == "code"
        if not name:
            return f"{self.value(of)}{rank if code else f'_{{{rank}}}' if rank else ''}"
        meaning = self.prose.names.meaning(name)
        one = name in WORDS["objects"] or (meaning is not None and meaning.words)
        before, _, kind = ("", "", name) if one else name.rpartition("_")
        letter = self._letter(name, kind)
        if code:
            return f"{before}_{letter}{rank}".removeprefix("_")
        if self.style == "unicode":
            return f"{before.replace('_', ' ')} {letter}{rank.translate(SUBSCRIPTS)}".strip()
        letter = f"{{{letter}}}" if "_" in letter and rank else letter
        class_ = "^{\\mathrm{" + before.replace("_", "~") + "}}" if before else ""
        return letter + class_ + (f"_{{{rank}}}".replace("…", r"\ldots ") if rank else "")


def _subscripts(latex: str) -> str:
    """Return letters of LaTeX with their number in Unicode."""
    letters = re.sub(r"\\([a-z]+)", lambda found: LETTERS.get(found[1], found[0]), latex)
    return re.sub(r"_(\d)", lambda found: found[1].translate(SUBSCRIPTS), letters)


def _upright(text: str) -> str:
    """Return a word as upright letters; a symbol of TeX stays as it is."""
    return rf"\mathrm{{{text}}}" if re.fullmatch(r"[A-Za-z]{3,}[A-Za-z0-9]*", text) else text


def _collection(arguments: tuple[t.Node, ...]) -> t.Node:
    """Return the collection that a filter behind it is about."""
    last = [one for one in arguments if not isinstance(one, t.Condition)][-1]
    return _collection(last.arguments) if isinstance(last, t.Call) else last
