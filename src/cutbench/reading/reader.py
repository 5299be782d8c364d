"""Text to statements: as the cut language itself, by rules, then by a model, else not at all; the answer says which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, Protocol

from cutbench.errors import CutbenchError
from cutbench.language import Language, Names, parse_statement, print_statement, relate
from cutbench.language import tree as t
from cutbench.reading.context import (
    Context,
    context_after,
    continued,
    in_region,
    is_alternative,
    not_of_all,
    objects_named,
    untitled,
)
from cutbench.reading.data import composites, words
from cutbench.reading.doubts import OF_OBJECTS
from cutbench.reading.grammar import LEPTONS, compares_leptons
from cutbench.reading.items import Obj, Region
from cutbench.reading.lexicon import categories_at, names_unit, objects_at, unit_of
from cutbench.reading.lines import (
    ALONE,
    below_inner_title,
    below_title,
    cells_of,
    comment_of,
    without_bullet,
    without_markup,
)
from cutbench.reading.normal import Token, normal
from cutbench.reading.passages import read_passage
from cutbench.reading.rules import SEVERAL, Read, read_by_rules
from cutbench.reading.scope import is_range_behind_a_sign
from cutbench.reading.subjects import doubt_of_subject
from cutbench.reading.table_rows import read_row

# A full stop between words, not one of a number, of an abbreviation or behind the number of an item; a line; a bullet.
ABBREVIATED = "".join(rf"(?<!\b{one})" for one in (r"i\.e", r"e\.g", "Fig", "Sec", "Ref", "cf"))
NUMBERED = r"(?<!^\d)(?<!^\d\d)"  # the first item of a list
SENTENCE_END = re.compile(rf"(?m){NUMBERED}(?:(?<=[a-z\d)\]}}$%])|(?<=eV)){ABBREVIATED}\.\s+(?=[A-Z$\\|(])|\n+\s*")
# The groups that a cut may be listed in, in the order of the talk's table, and the kind of object of each.
GROUPS: Mapping[str, str] = words()["groups"]
REQUIRING = {"num", "count", "flag", "both", "trig", "ident", "none", "chan", "op", "veto", "drop"}
ReaderName = Literal["language", "rules", "model", "person", ""]


class OneReader(Protocol):
    """Reads one text about a kind of object."""

    def read(self, text: str, kind: str = "event") -> Read:
        """Return statements, or why there are none."""


@dataclass(frozen=True)
class Reading:
    """What became of a text: its statements, who read them ('' for nobody), or why it is unread."""

    statements: tuple[str, ...] = ()
    reader: ReaderName = ""
    problem: str = ""
    left_over: tuple[str, ...] = ()

    @property
    def why_unread(self) -> str:
        """Why nobody could read it, in a line."""
        words_left = ", ".join(f"'{one}'" for one in self.left_over)
        return f"{self.problem or 'nothing is required'}{f' ({words_left})' if words_left else ''}"


@dataclass
class Reader:
    """Reads texts in a fixed order: the cut language itself, rules, then a model. `name` says who reads."""

    language: Language
    rules: bool = True
    model: OneReader | None = None
    name: str = "rules"
    _read: dict[tuple[str, str], Reading] = field(default_factory=dict, repr=False)

    @cached_property
    def by_rules(self) -> Reader:
        """The same reader without its model."""
        return replace(self, model=None, _read={}) if self.model else self

    def read(self, text: str, kind: str = "event") -> Reading:
        """Return what a text says; `kind` is the object that it is about where it does not say so.

        Of several sentences all have to be read that may require something; those that nobody could read stand in
        `left_over`.
        """
        if (text, kind) not in self._read:
            parts = sentences_of(text)
            found = [self._by_someone(*self._titled(part, kind)) for part in parts]
            whole = _joined(parts, found)
            self._read[text, kind] = replace(whole, statements=(), reader="") if whole.left_over else whole
        return self._read[text, kind]

    def read_passage(self, text: str, kind: str = "event") -> Reading:
        """Return what a text from a paper says, also where its sentences hold more than requirements.

        What may be a requirement as well and is not read stands in `left_over`.
        """
        parts = sentences_of(text)
        found: list[Reading] = []
        context = Context()
        of_some = not_of_all(parts)
        for place, part in enumerate(parts):
            if place in of_some:
                found.append(Reading(problem="it is not asked of all events"))
                continue
            if found and is_alternative(part):
                found[-1] = Reading(problem="it is one of two")
            item, title = untitled(part)
            context = title or context
            sentence = continued(item, context)
            found.append(self._of_prose(*self._titled(sentence, kind), context.region))
            context = context_after(sentence, context)
        return _joined(parts, found)

    def _of_prose(self, text: str, kind: str, region: Region | None) -> Reading:
        whole = self.read(text, kind)
        if not whole.statements and self.rules and whole.problem not in {OF_OBJECTS, SEVERAL}:
            found = read_passage(text, self.language, kind)
            clear = tuple(one for one in found.statements if not self._is_of_whichever(one, text, kind))
            whole = _reading(replace(found, statements=clear), "rules")
        return replace(whole, statements=in_region(whole.statements, region, self.language))

    def _by_rules(self, text: str, kind: str) -> Read:
        text = without_markup(text)
        found = read_by_rules(text, self.language, kind)
        found = found if found.statements else self._by_rules_in_part(text, kind) or found
        unclear = any(self._is_of_whichever(one, text, kind) for one in found.statements)
        return Read(problem="it does not say whose charges or flavours") if unclear else found

    def _by_rules_in_part(self, text: str, kind: str) -> Read | None:
        """Read what is below a title, beside a comment or in a row, if the rest of the line does not narrow it."""
        ways = (self._by_rules_below_title, self._by_rules_beside_comment, self._by_rules_of_a_row)
        made = (way(text, kind) for way in ways)
        found = next((one for one in made if one and one.statements), None)
        doubt = doubt_of_subject(normal(comment_of(text)[0]), found.statements) if found else ""
        return Read(problem=doubt) if doubt else found

    def _titled(self, text: str, kind: str) -> tuple[str, str]:
        """Return a text with its kind of objects; what is in a group that is no kind has its name as a title."""
        known = kind == "event" or kind in composites() or self.language.names.is_object(kind)
        return (text, kind) if known else (f"{kind}: {text}", "event")

    def _by_rules_below_title(self, text: str, kind: str) -> Read | None:
        """'Muon kinematics: pT > 25 GeV', 'Muons: kinematics: pT > 25 GeV'."""
        if bare := below_inner_title(text):
            return read_by_rules(bare, self.language, kind)
        line = below_title(text)
        found = read_by_rules(line.text, self.language, kind) if line else Read()
        said = " ".join(found.statements)
        return found if line and said and all(any(one in said for one in need) for need in line.needs) else None

    def _by_rules_of_a_row(self, text: str, kind: str) -> Read | None:
        """'m_jj [TeV] | > 1.2'."""
        cells = cells_of(text)
        return read_row(cells, self.language, kind) if cells else None

    def _by_rules_beside_comment(self, text: str, kind: str) -> Read | None:
        """'n_jets >= 2  # at least two jets': a comment that asks something asks the same."""
        code, comment = comment_of(text)
        found = read_by_rules(code, self.language, kind) if comment else Read()
        comment = ", ".join(part for part in comment.split(",") if unit_of(normal(part)) != "GeV")  # the usual one
        if not found.statements or not (may_require(comment) or names_unit(comment)):
            return found if found.statements else None
        said = read_by_rules(comment, self.language, kind).statements
        code_asks, comment_asks = ([self.language.parse(one) for one in some] for some in (found.statements, said))
        same = said and relate(code_asks, comment_asks, self.language.names, self.language.equal) == "same"
        return found if same else None

    def _is_of_whichever(self, statement: str, text: str, kind: str) -> bool:
        """Whether charges of any two leptons are compared in words on muons: 'two muons and opposite charge'."""
        line: Any = self.language.parse(statement).line
        if not (isinstance(line, t.Select) and compares_leptons(line.condition)):
            return False
        named = {kind, *kinds_in(text)}
        return len(named & LEPTONS) == 1 and "lepton" not in named

    def _by_someone(self, text: str, kind: str) -> Reading:
        found = _reading(Read(as_statement(text, self.language), "there is no reader"), "language")
        if self.rules and not found.statements:
            found = _reading(self._by_rules(text, kind), "rules")
        if not found.statements:
            bare = as_requirement(text, self.language, kind)
            found = _reading(Read(bare), "language") if bare else found
        if self.model and not found.statements:
            by_model = _reading(self.model.read(text, kind), "model")
            found = by_model if by_model.statements else replace(by_model, left_over=found.left_over)
        return found


def kind_of(group: str) -> str:
    """Return the kind of object of a group of the talk, such as Muon; event for what is none.

    A group that says more, such as 'Leading jet' or 'Z veto', is a title and no kind: it is returned as it is.
    """
    tokens = normal(group)
    if group in GROUPS or not any(map(_says_more, tokens)):
        return GROUPS.get(group) or "event"
    named = {obj for _, _, obj in objects_named(tokens)}
    one = next(iter(named), Obj(""))
    said = (token.text.lower() for token in tokens)
    classes = [text for text in said if text in words()["classes"] and text != "signal"]  # a list is of the signal's
    plain = one == Obj(one.kind) and len(named) == 1 and not any(_says_more(token) for token in _beside(tokens))
    return "_".join([*classes, one.kind]) if plain else group if " " in group else group.lower()


def _says_more(token: Token) -> bool:
    """Whether a word of a group is no mere 'selection' or 'candidates'."""
    text = token.text.lower()
    said_anyway = text in words()["titles"] or text in {"region", "regions"} or categories_at([token], 0) == {"skip"}
    return text in ALONE or not said_anyway


def _beside(tokens: Sequence[Token]) -> list[Token]:
    """Return the words beside the objects and their classes."""
    named = {place for start, end, _ in objects_named(tokens) for place in range(start, end)}
    ranks = {place for place in named if categories_at(tokens, place) & {"rank", "num"}}
    kept = (tokens[place] for place in range(len(tokens)) if place not in named - ranks)
    return [one for one in kept if one.text.lower() not in words()["classes"]]


def group_of(kind: str) -> str:
    """Return the group of the talk that a kind of object is listed in, or a class of it such as veto_muon."""
    plain = kind.rpartition("_")[2] or "event"
    return next((group for group, of in GROUPS.items() if of == plain), "Other")


def kinds_in(text: str) -> tuple[str, ...]:
    """Return the kinds of objects that a text names, in order."""
    tokens = normal(text)
    return tuple(value.kind for place in range(len(tokens)) for value, _ in objects_at(tokens, place))


def speaks_of_objects(text: str) -> bool:
    """Whether a text says itself what it is about: in words, or in symbols such as m_jj and E_T^miss."""
    tokens = normal(text)
    return any(categories_at(tokens, place) & {"obj", "objs", "qty"} for place in range(len(tokens)))


def is_object(text: str) -> bool:
    """Whether a text names objects, or some of them, and nothing else: 'Leading photon'; a system is none of these."""
    tokens = normal(text)
    whole = (0, len(tokens))
    return any((start, end) == whole and of.kind not in composites() for start, end, of in objects_named(tokens))


def may_require(text: str) -> bool:
    """Whether a text has a number, or a word that a requirement without one may be made of."""
    tokens = normal(text)
    return any(categories_at(tokens, place) & REQUIRING for place in range(len(tokens)))


def sentences_of(text: str) -> list[str]:
    """Return the sentences and lines of a text."""
    return [part for part in (without_bullet(one.strip()) for one in SENTENCE_END.split(text)) if part] or [text]


def _joined(parts: Sequence[str], found: Sequence[Reading]) -> Reading:
    """Return what sentences say together, with those that nobody could read and that may require something."""
    if len(parts) == 1:
        return found[0]
    unread = [part for part, one in zip(parts, found, strict=True) if not one.statements and may_require(part)]
    statements = tuple(dict.fromkeys(text for one in found for text in one.statements))
    readers = {one.reader for one in found if one.reader}
    reader: ReaderName = next((name for name in ("model", "rules", "language") if name in readers), "")
    problem = f"{len(unread)} of {len(parts)} sentences unread" if unread or not statements else ""
    return Reading(statements, reader, problem, tuple(unread))


def as_statement(text: str, language: Language) -> tuple[str, ...]:
    """Return a text that is a statement of the cut language; no name in it may be unknown."""
    closed = replace(language.names, open=False)
    try:
        statement = parse_statement(text, closed)
    except CutbenchError:
        return ()
    return () if any(_is_odd(node, closed) for node in t.walk(statement.line)) else (print_statement(statement),)


def as_requirement(text: str, language: Language, kind: str) -> tuple[str, ...]:
    """Return a text that asks something in the cut language of a kind of object, or of the event."""
    head = f"object {kind}" if language.names.is_object(kind) else "event"
    if is_range_behind_a_sign(text):  # 'MET > 200-300 GeV' would be a difference
        return ()
    return as_statement(f"{head}: select {text}", language)


def _is_odd(node: object, names: Names) -> bool:
    """An unknown name, or objects compared like a number, as n_jets would be, a jet of class n."""
    match node:
        case t.Symbol():
            return True
        case t.Requirement(t.Name(name)):
            return names.is_object(name)
        case t.Requirement(t.This()):
            return True
        case t.Call("m", arguments):
            return len(set(arguments)) < len(arguments)
        case t.Requirement(t.Call(name), t.Flag()):
            return not getattr(names.known.get(str(name)), "flag", False)
    return False


def _reading(read: Read, reader: ReaderName) -> Reading:
    return Reading(read.statements, reader if read.statements else "", read.problem, read.left_over)
