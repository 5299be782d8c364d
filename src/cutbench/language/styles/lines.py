"""Whole statements in a style: who is spoken of, what is asked of them, and what becomes of the others."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace

from cutbench.errors import CutbenchError
from cutbench.language import tree as t
from cutbench.language.language import Language
from cutbench.language.printer import print_statement
from cutbench.language.styles.formula import Formula, free, in_words_only
from cutbench.language.styles.nouns import WORDS, Mood, series, with_article
from cutbench.language.styles.prose import Prose

STYLES = ("latex", "ensuremath", "unicode", "code", "sentence", "terse", "reasons", "veto")
IN_PROSE = {"sentence", "reasons", "veto"}
REMOVED = ("is rejected", "is removed", "is discarded")


def write(statements: Iterable[str | t.Statement], style: str, language: Language) -> str:
    """Return statements in one of the eight `STYLES`: sentences side by side, else separated by semicolons.

    Raises:
        CutbenchError: there is no such style, or a statement cannot be parsed.
    """
    if style not in STYLES:
        raise CutbenchError(f"there is no style {style!r}; choose one of {', '.join(STYLES)}")
    trees = [language.parse(one) if isinstance(one, str) else one for one in statements]
    texts = [_write(tree, style, language) for tree in trees]
    return " ".join(texts) if style in IN_PROSE else "; ".join(texts)


def _write(statement: t.Statement, style: str, language: Language) -> str:
    choice = zlib.crc32(print_statement(statement).encode())
    head = statement.head
    words = Prose(language.names, head, spell=style == "sentence", variant=choice if style in IN_PROSE else 0)
    line = _with_shared(statement.line, words)
    if not isinstance(line, t.Select | t.Reject):
        return _other(statement, style, words)
    text = _prose(line, style, words, choice) if style in IN_PROSE else _formulas(line, style, words)
    return text if style not in IN_PROSE else f"{text[0].upper()}{text[1:]}."


def _with_shared(line: t.Line, words: Prose) -> t.Line:
    """Say 'for every jet' once where several comparisons are about one jet; a veto in a case is an 'and'."""
    if not isinstance(line, t.Select | t.Reject):
        return line
    condition = line.condition
    if isinstance(line, t.Reject) and isinstance(condition, t.When) and condition.otherwise is None:
        condition = t.every(condition.condition, condition.then)
    found = [name for part in _atoms(condition) for name in set(free(part, words.whole))]
    shared = next((name for name in found if found.count(name) > 1), None)
    if shared:
        which = "all" if isinstance(line, t.Select) else "any"
        condition = t.Requirement(t.Call(which, (t.Name(shared), condition)), t.Flag())
    return replace(line, condition=condition)


def _atoms(condition: t.Condition) -> list[t.Condition]:
    parts = [part for part in t.children(condition) if isinstance(part, t.Condition)]
    if isinstance(condition, t.Requirement) or not parts:
        return [condition]
    return [atom for part in parts for atom in _atoms(part)]


def turned(condition: t.Condition) -> t.Condition | None:
    """Return the opposite with every comparison reversed; None where 'unless' says it better."""
    match condition:
        case t.Not(of):
            return of
        case t.And(parts) | t.Or(parts):
            others = [turned(part) for part in parts]
            known = [one for one in others if one is not None]
            join = t.either if isinstance(condition, t.And) else t.every
            return join(*known) if known and len(known) == len(others) else None
        case t.When(asked, then, otherwise):
            no, yes = turned(asked), turned(then)
            other = turned(otherwise) if otherwise else None
            if yes is None or (otherwise and (no is None or other is None)):
                return None
            return t.either(t.every(asked, yes), t.every(no, other)) if no and other else t.every(asked, yes)
        case t.Requirement(t.Call("any" | "all"), _):
            return None
    return t.Not(condition)


def _prose(line: t.Select | t.Reject, style: str, words: Prose, choice: int) -> str:
    kind, removed = words.about, REMOVED[choice % len(REMOVED)]
    one, it = with_article(kind), replace(words, owner="it")
    if style == "veto":
        text = _turned_round(line, one, removed, it)
    elif isinstance(line, t.Select):
        text = _required(line.condition, kind, "must" if style == "sentence" else "required", words)
    else:
        text = f"{one} {removed} if{_apart(replace(it, each='any').sentence(line.condition))}"
    text = f"{_place(words)}{text}"
    return text if style != "reasons" else f"{_motive(line, choice)}, {text}{WORDS['asides'][choice // 7 % 3]}"


def _required(condition: t.Condition, kind: str, mood: Mood, words: Prose) -> str:
    each = "the event" if kind == "event" else f"each {kind}"
    text = replace(words, owner=each).sentence(condition, mood)
    spoken_of = kind == "event" or each in text or text.startswith(f"if {with_article(kind)} ")
    return text if spoken_of else f"in {each}, {text}"


def _turned_round(line: t.Select | t.Reject, one: str, removed: str, words: Prose) -> str:
    """Say what is rejected instead of what is required, and the other way round."""
    other, asking = turned(line.condition), replace(words, each="any")
    match line:
        case t.Select(t.When(asked, then, t.Requirement() as otherwise)) if turned(then) and turned(otherwise):
            either = [asking.sentence(turned(part) or part) for part in (then, otherwise)]
            first = replace(asking, owner=one).sentence(asked)
            return f"if {first}, {one} {removed} if {either[0]}; otherwise, it {removed} if {either[1]}"
        case t.Select(condition) if other is None:
            return f"{one} {removed} unless{_apart(words.sentence(condition))}"
        case t.Reject(condition) if other is None:
            return f"{one} is kept unless{_apart(asking.sentence(condition))}"
    if isinstance(line, t.Select):
        return f"{one} {removed} if {asking.sentence(other or line.condition)}"
    return f"{one} is only kept if {words.sentence(other or line.condition)}"


def _apart(text: str) -> str:
    """Return a text behind 'if' or 'unless', with a comma before what would be read together with it."""
    return f", {text}" if text.startswith("for ") else f" {text}"


def _motive(line: t.Line, choice: int) -> str:
    names = [getattr(node, "function", getattr(node, "name", "")) for node in t.walk(line)]
    key = next((name for name in names if isinstance(name, str) and name in WORDS["motives"]), "other")
    motives: list[str] = WORDS["motives"][key]
    return motives[choice % len(motives)]


def _formulas(line: t.Select | t.Reject, style: str, words: Prose) -> str:
    kind, named = words.about, t.This() in set(t.walk(line.condition))
    many = words.called(t.Name(words.head.name), True) if kind != "event" else "events"
    select = isinstance(line, t.Select)
    plain = replace(words, owner="the event" if kind == "event" else f"the {kind}", each="every" if select else "any")
    formula = Formula(style, plain)
    where = _region(words.head) if words.head.kind == "region" else ""
    if select and style != "code" and in_words_only(line.condition):
        return where + _only_words(line.condition, formula, kind)
    of_many = style == "latex" if select else style != "code"  # 'Muons must satisfy ...', 'muons with ... are rejected'
    if of_many:
        prose = replace(plain, owner="they", plural=True) if named or not select else plain
        formula = replace(formula, own=t.This() if named else None, prose=prose)
    if style in {"unicode", "ensuremath"} and named and select and _is_long(line):
        formula = replace(formula, own=t.This())
        where += f"{formula.math(formula.value(t.This()))}: "
    text = formula.condition(line.condition, 0 if select else 1 if isinstance(line.condition, t.When) else 0)
    if not select:
        return where + _rejected(text, many, line, formula, kind)
    if style == "latex" and named:
        return where + _of_many(text, many)
    name = formula.value(t.This()) if style == "code" else f"each {kind}"
    return f"{where}{'' if named or kind == 'event' else f'{name}: '}{text}"


def _rejected(text: str, many: str, line: t.Select | t.Reject, formula: Formula, kind: str) -> str:
    if formula.style == "code":
        return f"reject {formula.value(t.This()) if kind != 'event' else kind} if {text}"
    many = _upper(many, formula.style)
    if text.startswith("for "):
        return f"{many} are rejected if, {text.replace(':', ',', 1)}"
    measured = all(isinstance(part, t.Requirement) and not in_words_only(part) for part in _atoms(line.condition))
    return f"{many} with {text} are rejected" if measured else f"{many} are rejected if {text}"


def _of_many(text: str, many: str) -> str:
    """Say which instances a formula is about: 'Electrons must satisfy ...'."""
    many = _upper(many, "latex")
    if text.startswith("they "):
        return f"{many} {text.removeprefix('they ')}"
    if text.startswith("for "):
        return f"{many}, {text}"
    counted = text.startswith(("at ", "exactly ", "no ", "more ", "fewer "))
    return f"{many} must {'have' if counted else 'satisfy'} {text}"


def _only_words(condition: t.Condition, formula: Formula, kind: str) -> str:
    """Write what has no number, as a note: 'electron: loose identification criteria'."""
    clause = formula.prose.clause(condition)
    subject = clause.subject.removeprefix("the ")
    inside = "" if kind in {"event", subject} else f"in each {kind}, "
    if formula.style == "latex":
        text = f"{inside}{f'each {kind}' if subject == kind != 'event' else clause.subject} {clause.predicate('must')}"
        return f"{text[0].upper()}{text[1:]}"
    if subject == kind != "event" and formula.style != "terse":
        subject = formula.math(formula.value(t.This()))
    return f"{inside}{subject}: {'not ' * clause.no}{clause.rest.removeprefix('the ')}"


def _is_long(line: t.Line) -> bool:
    """Whether the name of the instance would stand behind a formula rather than a symbol."""
    names = {node.function for node in t.walk(line) if isinstance(node, t.Call)}
    return bool(names & {"d0sig", "z0sintheta", "chi2ndf"})


def _upper(text: str, style: str) -> str:
    return f"{text[0].upper()}{text[1:]}" if style == "latex" else text


def _region(head: t.Head) -> str:
    return f"{head.name}: " if head.region in {"signal", head.name} else f"{head.name} ({head.region}): "


def _place(words: Prose) -> str:
    head = words.head
    if head.kind != "region":
        return ""
    if head.name == head.region:
        return f"in the {head.name}, "
    return f"in the {'' if head.region == 'signal' else head.region + ' '}region {head.name}, "


def _other(statement: t.Statement, style: str, words: Prose) -> str:
    """Write a line that requires nothing by itself: where instances come from, a name, an order, a choice, bins."""
    head, line = statement.head, statement.line
    formula, prose = Formula(style, words), style in IN_PROSE

    def shown(node: t.Node) -> str:
        if isinstance(node, t.Condition):
            return words.sentence(node) if prose else formula.condition(node)
        return words.the(node) if prose else formula.math(formula.value(node))

    kind = "" if head.region == "signal" else f"{head.region} "
    fields = {"about": f"{kind}region {head.name}" if head.kind == "region" else words.about}
    match line:
        case t.Take(t.Binding(of, name)):
            key, fields = "called", fields | {"what": words.called(of), "name": name}
        case t.Take(source):
            key = "inherit" if head.kind == "region" else "take"
            fields["what"] = words.called(source) if key == "inherit" else _sources(source, words)
        case t.Define(name, value):
            key, fields = "define", fields | {"name": shown(t.Symbol(name)), "what": shown(value)}
        case t.Sort(by, descending):
            key, fields = "sort", fields | {"what": shown(by), "order": "largest" if descending else "smallest"}
        case t.Best(by, per):
            then = ", or the same and a smaller " if style == "veto" else " and among equals the smallest "
            then = then.join(_bare(shown(one)) for one in by)
            each = f" with the same {series((_bare(shown(one)) for one in per), 'and')}" if per else ""
            key, fields = "best", fields | {"what": then, "each": each}
        case t.Bin(condition, label):
            key, fields = "bin", fields | {"what": shown(condition), "name": f" called {label}" if label else ""}
        case t.Bins(quantity, edges):
            key, fields = "bins", fields | {"what": shown(quantity), "edges": series(map(shown, edges), "and")}
    note, sentence, other = WORDS["lines"][key]
    text = str({False: note, True: other if style == "veto" else sentence}[prose].format(**fields))
    text = f"to keep the text short, {text}" if style == "reasons" and key == "define" else text
    symbol = key == "define" and style == "sentence" and not text.startswith("the ")
    return text if not prose else f"{text[0] if symbol else text[0].upper()}{text[1:]}."


def _bare(text: str) -> str:
    return text.removeprefix("the ")


def _sources(source: t.Node, words: Prose) -> str:
    match source:
        case t.Call("union", parts):
            return series((words.called(part, True) for part in parts), "and")
        case t.Call("disjoint", parts):
            members = series((words.called(part) for part in parts), "and")
            return f"combinations of {members}, no instance twice"
    return words.called(source, True) if isinstance(source, t.Name | t.Symbol) else words.noun(source)
