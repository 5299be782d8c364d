"""A condition with its comparisons as formulas: LaTeX, Unicode, code, and the short words of notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from cutbench.language import tree as t
from cutbench.language.names import REDUCERS
from cutbench.language.printer import grouped
from cutbench.language.styles.nouns import series
from cutbench.language.styles.prose import predicates, sides
from cutbench.language.styles.symbols import Symbols

COMPARED = {"above": ">", "at least": ">=", "below": "<", "at most": "<=", "equal to": "==", "different from": "!="}


def free(node: object, whole: Callable[[str], bool]) -> Iterator[str]:
    """Yield the collections of which a condition says something about every instance."""
    match node:
        case t.Name(name) if whole(name):
            yield name
        case t.Call("size", (t.Parts(_, of), *_)):
            yield from free(of, whole)
        case t.Call(function) if function in REDUCERS:
            return
        case t.Item() | t.Slice():
            return
        case _:
            for part in t.children(node):
                yield from free(part, whole)


@dataclass(frozen=True)
class Formula(Symbols):
    """Writes conditions in one of the notations."""

    def condition(self, condition: t.Condition, strength: int = 0) -> str:  # noqa: PLR0911 (one case for each kind)
        """Return a condition, in brackets where what stands around it binds more tightly than `strength`."""
        code = self.style == "code"
        match condition:
            case t.And(()):
                return "true"
            case t.And(parts) | t.Or(parts):
                own, word = (2, "and") if isinstance(condition, t.And) else (1, "or")
                sign = {"and": "&&", "or": "||"}[word] if code else word
                if not code and all(map(in_words_only, parts)):
                    return self.prose.sentence(condition, nested=strength > own)
                texts = [self.condition(part, 3 if isinstance(part, t.And | t.Or) else own + 1) for part in parts]
                return grouped(f" {sign} ".join(texts), strength > own)
            case t.When(asked, then, otherwise):
                return grouped(self._when(asked, then, otherwise, strength), strength > 0)
            case t.Requirement(t.Call("any" | "all" as which, (over, inner)), _) if isinstance(inner, t.Condition):
                return grouped(self._each(which, over, inner), strength > 0 and not code)
            case t.Not(t.Requirement(_, t.Interval()) as asked) | (t.Requirement(_, t.Interval()) as asked) if (
                code or not in_words_only(asked)
            ):
                return self._of_each(asked, self._bounded(asked, isinstance(condition, t.Not), strength))
            case t.Not(t.Requirement(quantity, t.OneOf((word,)))) if code:
                return self._of_each(condition, f"{self.value(quantity)} != {word}")
            case t.Not(of) if code or not isinstance(of, t.Requirement):
                return f"{'!' if code else 'not '}({self.condition(of)})"
            case t.Requirement(quantity, t.OneOf(words)) if code:
                texts = [f"{self.value(quantity)} == {word}" for word in words]
                return self._of_each(condition, grouped(" || ".join(texts), len(texts) > 1 < strength))
            case t.Requirement(quantity, _) if code:
                return self.value(quantity)
        return self.prose.sentence(condition, nested=True)

    def _when(self, asked: t.Condition, then: t.Condition, otherwise: t.Condition | None, strength: int) -> str:
        if self.style != "code":
            other = f", otherwise {self.condition(otherwise, 3)}" if otherwise else ""
            return f"{self.condition(then, 3)} if {replace(self, prose=self.prose.asking()).condition(asked, 1)}{other}"
        asked_, then_ = self.condition(asked), self.condition(then, 1)
        if strength == 0:
            return f"if {asked_}: {then_}" + (f" else: {self.condition(otherwise, 1)}" if otherwise else "")
        return f"{then_} if {asked_} else {self.condition(otherwise, 1) if otherwise else 'true'}"

    def _each(self, which: str, over: t.Node, inner: t.Condition) -> str:
        intro, prose = self.prose.each_of(which, over)
        writer = replace(self, prose=prose)
        if self.style == "code":
            each = self.value(over.of if isinstance(over, t.Slice) else over)
            within = f"{each} in {self.value(over)}" if isinstance(over, t.Slice) else f"{each} in {each}s"
            if isinstance(over, t.Call) and prose.two:
                kinds = [self.value(one.of) for one in over.arguments if isinstance(one, t.Binding)]
                pairs = (
                    f"combinations({kinds[0]}s, 2)" if len(set(kinds)) == 1 else f"product({kinds[0]}s, {kinds[1]}s)"
                )
                within = f"{', '.join(prose.two)} in {pairs}"
            return f"{which}({writer.condition(inner, 1)} for {within})"
        if isinstance(over, t.Call):
            intro += " " + series((self.math(name) for name in prose.two), "and")
        return f"{intro}: {writer.condition(inner)}"

    def _of_each(self, of: t.Condition, text: str) -> str:
        """Add 'for every jet' or 'for any jet' for the collections that a comparison is about."""
        found = dict.fromkeys(free(of, self.prose.whole))
        over = [name for name in found if t.Name(name) != self.own and name not in self.prose.known]
        every = self.prose.each
        for name in over:
            if self.style == "code":
                each = self.value(t.Name(name))
                text = f"{'all' if every == 'every' else 'any'}({text} for {each} in {each}s)"
            else:
                text = f"{text} for {every} {self.prose.called(t.Name(name))}"
        return text

    def _bounded(self, asked: t.Requirement, no: bool, strength: int) -> str:
        quantity, test = asked.quantity, asked.test
        assert isinstance(test, t.Interval)  # noqa: S101 (what the caller has matched)
        if isinstance(quantity, t.Call) and quantity.function == "size" and self.style != "code":
            counted = self._counted(quantity, asked, no, strength)
            if counted:
                return counted
        signs = [(COMPARED[word], bound) for word, bound in sides(test, no)]
        value = self.value(quantity)
        if len(signs) == 2 and not no and self.style not in {"code", "terse"}:
            (low, first), (high, last) = signs
            low = low.replace(">", "<")
            chain = f"{self.value(first)} {self._sign(low)} {value} {self._sign(high)} {self.value(last)}"
            return self.math(chain) + self._where(asked)
        if self.style == "terse":
            texts = [f"{self._sign(sign)} {self.value(bound)}" for sign, bound in signs]
            said = f"{value} {(' or ' if no else ' but ').join(texts)}{self._where(asked)}"
            return grouped(said, no and len(texts) > 1 < strength)
        texts = [self.math(f"{value} {self._sign(sign)} {self.value(bound)}") for sign, bound in signs]
        word = " or " if no else " and "
        word = {" or ": " || ", " and ": " && "}[word] if self.style == "code" else word
        return grouped(word.join(texts) + self._where(asked), len(texts) > 1 < strength)

    def _where(self, asked: t.Requirement) -> str:
        """Add what the function f is that stands for a rising bound."""
        rising = [node for node in t.walk(asked) if isinstance(node, t.Rising)]
        if not rising or self.style == "code":
            return ""
        points = [f"{self.math(self.value(bound))} at {self.math(self.value(at))}" for at, bound in rising[0].knots]
        return f", where {self.math('f')} is {series(points, 'and')}, linear in between and constant beyond"

    def _counted(self, quantity: t.Call, asked: t.Requirement, no: bool, strength: int) -> str:
        """Return 'at least 4 jets with ...', which is what people write of a count with a filter."""
        of, *among = quantity.arguments
        assert isinstance(asked.test, t.Interval)  # noqa: S101 (what the caller has matched)
        if (not among and self.style != "terse") or not self.prose.counts(asked.test):
            return ""
        plain = replace(asked, quantity=t.Call("size", (of,)))
        clause = self.prose.clause(plain, no)
        count = f"{'not ' * clause.no}{clause.rest}"
        text = count + self._filtered(of, among, self.prose.many(sides(asked.test, no)))
        if isinstance(of, t.Parts) and of.of != self.own:
            text += f" in {self.prose.the(of.of)}"
        return grouped(text, bool(among) and strength > 0)

    def _filtered(self, of: t.Node, among: list[t.Node], plural: bool) -> str:
        inner, parts = self.prose.counted(of, among, plural)
        writer = replace(self, prose=inner, own=inner.own)
        clauses = {part: inner.clause(part) for part in parts if in_words_only(part) and inner.is_clause(part)}
        said = list(predicates(clause for clause in clauses.values() if clause.subject == inner.owner))
        if not parts:
            return ""
        if len(said) < len(clauses):
            return f" for which {series((writer.condition(part, 2) for part in parts), 'and')}"
        formulas = [writer.condition(part, 2) for part in parts if part not in clauses]
        with_ = f" with {series(formulas, 'and')}" if formulas else ""
        return with_ + " and" * bool(formulas and said) + (f" that {series(said, 'and')}" if said else "")


def in_words_only(condition: t.Condition) -> bool:
    """Whether a test is said in words also between formulas: a named value, a flag, two of the same flavour."""
    match condition:
        case t.Not(of):
            return in_words_only(of)
        case t.Requirement(t.Call("id" | "btag" | "iso" | "flavour" | "charge"), _):
            return True
        case t.Requirement(t.Call("jvt"), t.Interval(low, high)):
            return low == high
        case t.Requirement(t.Call("any" | "all"), _):
            return False
        case t.Requirement(_, test):
            return not isinstance(test, t.Interval)
    return False
