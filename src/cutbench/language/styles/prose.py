"""A condition as clauses of an English sentence, for the styles that people write in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cutbench.language import tree as t
from cutbench.language.printer import print_number
from cutbench.language.styles.nouns import WORDS, Mood, Nouns, series, text_of, with_article

FLIPPED = {
    "above": "at most",
    "at least": "below",
    "below": "at least",
    "at most": "above",
    "equal to": "different from",
}
NONE: list[list[tuple[str, t.Expression]]] = [[("equal to", t.Number(0))], [("below", t.Number(1))]]


@dataclass(frozen=True)
class Clause:
    """What is said of a subject; the verb is an infinitive, so that it fits every mood."""

    subject: str
    verb: str
    rest: str
    plural: bool = False
    no: bool = False

    def predicate(self, mood: Mood, again: bool = False) -> str:
        """Return what follows the subject; `again` leaves out the auxiliary that the clause before has said."""
        be, have = WORDS["finite"]["be"][self.plural], WORDS["finite"][self.verb][self.plural]
        not_ = "not " * self.no
        if mood == "must":
            return f"{'' if again else 'must '}{not_}{self.verb} {self.rest}"
        if mood == "required":
            return f"{'' if again else f'{be} required '}{not_}to {self.verb} {self.rest}"
        if not self.no:
            return f"{have} {self.rest}"
        does_not = f"{be} not" if self.verb == "be" else f"{'do' if self.plural else 'does'} not {self.verb}"
        return f"{does_not} {self.rest}"


def predicates(clauses: Iterable[Clause]) -> Iterator[str]:
    """Yield what clauses say of one subject; a verb is not repeated."""
    before = ""
    for clause in clauses:
        yield clause.rest if clause.verb == before and not clause.no else clause.predicate("fact")
        before = "" if clause.no else clause.verb


def sides(test: t.Interval, no: bool = False) -> list[tuple[str, t.Expression]]:
    """Return the bounds of an interval as words and numbers; of what is outside of it with `no`."""
    if test.low is not None and test.low == test.high:
        found: list[tuple[str, t.Expression | None]] = [("equal to", test.low)]
    else:
        low, high = ("above", "at least")[test.low_included], ("below", "at most")[test.high_included]
        found = [(low, test.low), (high, test.high)]
    return [(FLIPPED[word] if no else word, bound) for word, bound in found if bound is not None]


@dataclass(frozen=True)
class Prose(Nouns):
    """Writes conditions. `own` is the instance that a clause is about, `each` stands before a collection as a whole."""

    def sentence(self, condition: t.Condition, mood: Mood = "fact", nested: bool = False) -> str:
        """Return a condition as a sentence without its full stop."""
        match condition:
            case t.And(()):
                return "nothing is required"
            case t.And(parts) | t.Or(parts):
                return self._several(parts, "and" if isinstance(condition, t.And) else "or", mood, nested)
            case t.When(asked, then, otherwise):
                return self._when(asked, then, otherwise, mood, nested)
            case t.Not(t.Requirement(t.Call("any" | "all"), _) as of) | t.Not((t.And() | t.Or() | t.When()) as of):
                return f"it is not so that {self.sentence(of, 'fact', True)}"
            case t.Requirement(t.Call("any" | "all" as which, (over, inner)), _) if isinstance(inner, t.Condition):
                intro, writer = self.each_of(which, over)
                return f"{intro}, {writer.sentence(inner, mood)}"
        clause = self.clause(condition)
        return f"{clause.subject} {clause.predicate(mood)}"

    def _several(self, parts: tuple[t.Condition, ...], word: str, mood: Mood, nested: bool) -> str:
        """Join conditions; a subject that clauses share is said once, and groups are set off by commas."""
        said: list[str] = []
        writer, last, groups = self, None, [part for part in parts if isinstance(part, t.And | t.Or)]
        for part in parts:
            if said and writer.owner == "it" and (last is None or last.subject != "it"):
                writer = replace(writer, owner=f"the {self.about}")
            clause = writer.clause(part) if writer.is_clause(part) else None
            if clause and last and clause.subject == last.subject:
                same = clause.verb == last.verb and not (last.no or clause.no)
                said.append(clause.rest if same else clause.predicate(mood, True))
            elif part in groups and not nested and not any(isinstance(one, t.And | t.Or) for one in t.children(part)):
                said.append(writer._several(part.parts, "or" if word == "and" else "and", mood, False))
            else:
                said.append(writer.sentence(part, mood, True))
            last = clause
            if said[-1].startswith(f"{self.owner} ") and not self.plural:
                writer = replace(self, owner="it")
                last = replace(clause, subject="it") if clause else None
        if nested:
            return f"({series(said, word)})"
        return f", {word} ".join(said) if groups else series(said, word)

    def _when(
        self, asked: t.Condition, then: t.Condition, otherwise: t.Condition | None, mood: Mood, nested: bool
    ) -> str:
        """Put the condition first, but last in a fact, so that 'rejected unless' can stand in front."""
        named = t.This() in set(t.walk(asked)) and not self.plural
        later = replace(self, owner="it") if named else self
        if mood == "fact":
            other = f", and otherwise {later.sentence(otherwise, mood, True)}" if otherwise else ""
            text = f"{self.sentence(then, mood, True)} if {later.asking().sentence(asked, 'fact')}{other}"
            return f"({text})" if nested else text
        first = replace(self.asking(), owner=re.sub("^each (.*)", lambda it: with_article(it[1]), self.owner))
        other = f"; otherwise, {later.sentence(otherwise, mood, True)}" if otherwise else ""
        main = later.sentence(then, mood)
        if self.is_clause(asked) and self.is_clause(then) and first.clause(asked).subject == later.clause(then).subject:
            main = f"it {later.clause(then).predicate(mood)}"
        text = f"if {first.sentence(asked, 'fact')}, {main}{other}"
        return f"({text})" if nested else text

    def each_of(self, which: str, over: t.Node) -> tuple[str, Prose]:
        """Return 'for every jet', and the writer of what is said of that jet."""
        every = "for every" if which == "all" else "for at least one"
        match over:
            case t.Call(_, (t.Binding(one, a), t.Binding(other, b))):
                two = "for any two" if which == "all" else "for at least one choice of two"
                kind = self.called(one, True) if one == other else f"{self.called(one)} and {self.called(other)}"
                return f"{two} {kind}", replace(self, two=(a, b))
            case t.Slice(of):
                each = "for each of" if which == "all" else "for at least one of"
                known = self.known | {str(text_of(of))}
                return f"{each} the {self.called(over, True)}", replace(self, known=known)
        return f"{every} {self.called(over)}", replace(self, known=self.known | {str(text_of(over))})

    def asking(self) -> Prose:
        """Return the writer of a condition under which something else is required: it holds for any instance."""
        return replace(self, each="any")

    def counts(self, test: object) -> bool:
        """Whether a count is compared with numbers alone."""
        return isinstance(test, t.Interval) and all(isinstance(bound, t.Number) for _, bound in sides(test))

    def is_clause(self, condition: t.Condition) -> bool:
        """Whether a condition is one clause: a test or its opposite."""
        inner = condition.of if isinstance(condition, t.Not) else condition
        return isinstance(inner, t.Requirement) and not (
            isinstance(inner.quantity, t.Call) and inner.quantity.function in {"any", "all"}
        )

    def clause(self, condition: t.Condition, no: bool = False) -> Clause:
        """Return a test, or its opposite, as a clause."""
        match condition:
            case t.Not(of):
                return self.clause(of, not no)
            case t.Requirement(quantity, t.OneOf(words)):
                return self._named(quantity, [point(word) for word in words], no)
            case t.Requirement(quantity, t.Flag()):
                return self._flag(quantity, no)
            case t.Requirement(quantity, t.Interval() as test):
                return self._idiom(quantity, test, no) or self._bounded(quantity, test, no)
        raise TypeError(f"not a single test: {condition}")

    def _named(self, quantity: t.Expression, words: list[str], no: bool) -> Clause:
        of, (verb, rest) = quantity, ("be", "{}")
        if isinstance(quantity, t.Call) and quantity.function in WORDS["named"]:
            of, (verb, rest) = quantity.arguments[0], WORDS["named"][quantity.function]  # type: ignore[assignment]
        if isinstance(quantity, t.Call) and quantity.function == "flavour":
            pair = self.called(of).endswith("pair")
            words = [f"{with_article(word)} pair" if pair else with_article(word) for word in words]
        if len(words) == 2 and no and rest == "{}":
            return self._about(of, verb, f"neither {words[0]} nor {words[1]}", False)
        one_of = f"{'either ' * (len(words) == 2 and not no)}{series(words, 'or')}"
        return self._about(of, verb, rest.format(one_of), no)

    def _flag(self, quantity: t.Expression, no: bool) -> Clause:
        name = quantity.function if isinstance(quantity, t.Call) else text_of(quantity)
        arguments = quantity.arguments if isinstance(quantity, t.Call) else ()
        verb, rest, *subject = WORDS["flags"].get(name, ("", ""))
        match name, arguments:
            case "sfos", (of,):
                return self._about(of, "consist", f"of two leptons of {rest}", no)
            case "sfos", _:
                return Clause(self.joint(arguments), verb, rest, plural=True, no=no)
            case "trigger", _:
                kinds = series((str(text_of(one)).replace("_", "-") for one in arguments), "or")
                return self._of_event(verb, rest.format(with_article(kinds or "suitable")), no)
            case _, (of,) if verb:
                return self._about(of, verb, rest, no)
            case _, () if verb:
                return Clause(subject[0], verb, rest, no=no) if subject else self._of_event(verb, rest, no)
        return Clause(f"the condition {self.noun(quantity)}", "be", "fulfilled", no=no)

    def _about(self, of: t.Node, verb: str, rest: str, no: bool) -> Clause:
        own = of == self.own
        return Clause(self.owner if own else self.the(of), verb, rest, own and self.plural, no)

    def _of_event(self, verb: str, rest: str, no: bool) -> Clause:
        """Say something of the event, or of the candidate that holds the objects."""
        own = self.head.kind in {"event", "region", "composite"} and self.own == t.This()
        return Clause(self.owner if own else "the event", verb, rest, self.plural and own, no)

    def _idiom(  # noqa: PLR0911 (one case for each idiom)
        self, quantity: t.Expression, test: t.Interval, no: bool
    ) -> Clause | None:
        """Return a clause for what is not said with the name of the quantity, such as counts; None for others."""
        number_ = test.low if isinstance(test.low, t.Number) and test.low == test.high else None
        match quantity, test.low or test.high:
            case t.Call("size", (of, *among)), _ if self.counts(test):
                return self._count(of, among, test, no)
            case t.Call("flavour" | "charge" as name, (a,)), t.Call(same, (b,)) if (
                same == name and test.low == test.high
            ):
                return self._alike(name, (a, b), not no)
            case t.Arithmetic("*", t.Call("charge", (a,)), t.Call("charge", (b,))), t.Number(0) if (
                len(sides(test)) == 1
            ):
                if sides(test)[0][0] in {"above", "below"}:
                    return self._alike("electric charge", (a, b), test.high is None, no)
            case t.Call("id" | "btag" | "iso" | "jvt", _), t.Number(value) if number_ and 0 < value < 1:
                return self._named(quantity, [f"{print_number(round(value * 100, 6))} %"], no)
            case t.Call("abs", (t.Arithmetic("-", left, (t.Number() | t.Name() | t.Symbol()) as right),)), _:
                by = self._tests(test, no, WORDS["bounds"], 2)
                if self.own in set(t.walk(left)):
                    rest = f"{with_article(self.noun(left))} that differs from {self.the(right)} by {by}"
                    return Clause(self.owner, "have", rest, self.plural)
                return Clause(self.the(left), "differ", f"from {self.the(right)} by {by}")
        return None

    def _alike(self, what: str, pair: tuple[t.Node, t.Node], same: bool, no: bool = False) -> Clause:
        """Return 'have the same flavour' or 'opposite electric charges' of two."""
        unlike = "opposite" if what == "electric charge" else "different"
        if self.own in pair:
            other = self.the(pair[pair[0] == self.own])
            to = {"the same": "as", "opposite": "to", "different": "from"}["the same" if same else unlike]
            rest = f"the same {what} as {other}" if same else f"{with_article(what)} {unlike} {to} that of {other}"
            return Clause(self.owner, "have", rest, self.plural, no)
        return Clause(self.joint(pair), "have", f"the same {what}" if same else f"{unlike} {what}s", plural=True, no=no)

    def _count(self, of: t.Node, among: list[t.Node], test: t.Interval, no: bool) -> Clause:
        bounds = sides(test, no)
        plural = self.many(bounds)
        how_many = "no"
        if no and sides(test) in NONE:
            how_many, plural = "any", True
        elif bounds not in NONE:
            words = {
                "above": "more than",
                "below": "fewer than",
                "equal to": "exactly",
                "different from": "not exactly",
            }
            many = [f"{words.get(word, word)} {self.the(bound)}" for word, bound in bounds]
            how_many = (" or " if no else " but ").join(many)
        holder = of.of if isinstance(of, t.Parts) else None
        kind = t.Name(of.kind) if isinstance(of, t.Parts) else of
        rest = f"{how_many} {self.called(kind, plural)}{self.filtered(of, among, plural)}"
        no = how_many.startswith("not ")
        if holder is not None:
            return self._about(holder, "have", rest.removeprefix("not "), no)
        return self._of_event("contain", rest.removeprefix("not "), no)

    def many(self, bounds: list[tuple[str, t.Expression]]) -> bool:
        """Whether a count is of several, or of none: 'no jets', but 'at least one jet'."""
        return bounds in NONE or bounds[-1][1] != t.Number(1)

    def filtered(self, of: t.Node, among: Iterable[t.Node], plural: bool) -> str:
        """Return ' that have a transverse momentum above 20 GeV', what is asked of those that count."""
        inner, parts = self.counted(of, among, plural)
        if not parts:
            return ""
        clauses = [(part, inner.clause(part)) for part in parts if inner.is_clause(part)]
        own = [(part, clause) for part, clause in clauses if clause.subject == inner.owner]
        said = [f"that {series(predicates(clause for _, clause in own), 'and')}"] if own else []
        rest = [part for part in parts if part not in [one for one, _ in own]]
        said += [f"for which {inner.sentence(t.every(*rest))}"] if rest else []
        return f" {' and '.join(said)}"

    def counted(self, of: t.Node, among: Iterable[t.Node], plural: bool = True) -> tuple[Prose, list[t.Condition]]:
        """Return what is asked of those that count, and the writer for it."""
        conditions = [one for one in among if isinstance(one, t.Condition)]
        parts = [part for one in conditions for part in (one.parts if isinstance(one, t.And) else (one,))]
        own = t.Name(of.kind) if isinstance(of, t.Parts) and t.Name(of.kind) in set(t.walk(t.And(tuple(parts)))) else of
        return replace(self, own=own, owner="they" if plural else "it", plural=plural, each="every"), parts

    def _bounded(self, quantity: t.Expression, test: t.Interval, no: bool) -> Clause:
        owner = self._owner(quantity)
        if owner is None:
            return Clause(self.the(quantity), "be", self._tests(test, no, WORDS["bounds"], 1))
        own = replace(self, own=owner)
        subject = self.owner if owner == self.own else self.the(owner)
        tests = own._tests(test, no, WORDS["bounds"], 1, "of ")
        return Clause(subject, "have", f"{with_article(own.noun(quantity))} {tests}", owner == self.own and self.plural)

    def _owner(self, quantity: t.Expression) -> t.Node | None:
        """Return the instance that 'has' a quantity; None where the quantity is none of one instance."""
        if self.own in set(t.walk(quantity)) and not isinstance(quantity, t.Call | t.Name) and self.own != t.This():
            return self.own
        match quantity:
            case t.Call("abs", (of,)):
                return self._owner(of)  # type: ignore[arg-type]
            case t.Call("min" | "max" | "sum" | "size", _):
                return None
            case t.Call(_, (of,)) if isinstance(of, t.This | t.Item | t.Name | t.Parts | t.Symbol):
                return of
        return self.own if self.own in set(t.walk(quantity)) else None

    def _tests(self, test: t.Interval, no: bool, bounds: dict[str, Any], column: int, of: str = "") -> str:
        said: list[str] = []
        for word, bound in sides(test, no):
            found = bounds[word][column]
            found = found if isinstance(found, str) else found[self.variant % len(found)]
            found = "equal to" if found == "exactly" and not of and column == 1 else found
            plain = found.split()[-1] in {"above", "below", "from", "than"} and not found.startswith("no ")
            said.append(f"{'' if plain else of}{found} {self.the(bound)}")
            of = of if plain else ""
        if len(said) == 1 or not no:
            return " but ".join(said)
        start = "of either" if said[0].startswith("of ") else "either"
        return f"{start} {' or '.join(said).removeprefix('of ')}"


def point(name: str) -> str:
    """Return a named value as people write it."""
    return str(WORDS["points"].get(name, WORDS["objects"].get(name, (name.replace("_", " "),))[0]))
