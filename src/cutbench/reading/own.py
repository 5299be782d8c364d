"""Names that an analysis gives its own quantities: 'm_T^b,min' is one thing then, whatever its parts mean elsewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cutbench.language import Language, Meaning, load_language
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.data import composites
from cutbench.reading.items import Obj, Own
from cutbench.reading.lexicon import key, load_lexicon, pieces_of
from cutbench.reading.normal import SAME, Token, normal

RANKS = set("123456789")
GREEK = {"γ": "gamma", "η": "eta", "μ": "mu", "τ": "tau", "φ": "phi", "χ": "chi"}


@dataclass(frozen=True)
class OwnSymbol(t.Symbol):
    """A quantity of the analysis as long as its words are read: what else they speak of does not own it."""


def with_own_names(tokens: Sequence[Token], language: Language) -> tuple[Token, ...]:
    """Return the tokens of a text with each name of the analysis as one; the longest that begins at a place."""
    ways, objects = _ways(language), _objects(language)
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        name, end = _name_at(tokens, place, ways)
        symbol = None if name else _symbol_at(tokens, place, objects)
        made.append(name or (symbol if symbol and not _is_usual(symbol, tokens, place, language) else tokens[place]))
        place = end
    return tuple(made)


def with_known_names(statement: t.Statement, language: Language) -> t.Statement:
    """Return a statement with the quantities of the analysis as the language knows them."""

    def change(node: Any) -> Any:
        if not isinstance(node, OwnSymbol):
            return None
        meaning = language.names.known.get(node.text)
        return t.Name(node.text) if meaning and meaning.kind == "quantity" else t.Symbol(node.text)

    return transformed(statement, change)  # type: ignore[no-any-return]


def _name_at(tokens: Sequence[Token], start: int, ways: Mapping[tuple[str, ...], Any]) -> tuple[Own | None, int]:
    if [one.text for one in tokens[start : start + 3 : 2]] == ["`", "`"]:  # as the cut language writes a symbol
        text = tokens[start + 1].text + "".join(tokens[start + 1].scripts)
        symbol = ways.get((tokens[start + 1].key,)) or (text, "symbol", OwnSymbol(text))
        first, last = tokens[start], tokens[start + 2]
        return Own("word", symbol[0], (), first.start, last.end, first.glued, *symbol[1:]), start + 3
    begun = _keys(tokens[start : start + 1])
    longest = max((len(way) for way in ways if way[:1] == begun), default=0)
    for end in range(min(len(tokens), start + 2 * longest), start, -1):  # hyphens between
        is_function = [one.text for one in tokens[end : end + 1]] == ["("]  # M_T(γ, MET) is no M_T
        found = ways.get(_keys(tokens[start:end]))
        if found and (found[1] == "prop" or not is_function):
            first, last = tokens[start], tokens[end - 1]
            return Own("word", found[0], (), first.start, last.end, first.glued, *found[1:]), end
    return None, start + 1


def _symbol_at(tokens: Sequence[Token], place: int, objects: Mapping[str, str]) -> Own | None:
    """n_top, m_t, p_T^{top candidate}, t_1: a symbol with an object of the analysis among its parts."""
    token, pieces = tokens[place], pieces_of(tokens[place])
    known = {category for category, _ in load_lexicon().phrases.get((key(token),), ())}
    if known - {"fn", "prop"}:
        return None  # m_Z is a constant, however an analysis calls its candidates; m_t may be written like m_T
    for start, stop in itertools.combinations(range(len(pieces) + 1), 2):
        name = objects.get("".join(pieces[start:stop]))
        behind, rest = pieces[stop : stop + 1], [*pieces[:start], *pieces[stop:]]
        if not name or (not rest and not _is_argument(tokens, place)):
            continue
        ranked = bool(behind) and behind[0] in RANKS
        of = Obj(name, int(behind[0]) - 1, int(behind[0])) if ranked else Obj(name)
        head = "".join([*pieces[:start], *pieces[stop + ranked :]])
        found = next(load_lexicon().of_objects(head, (of,)), None)
        if found:
            return Own("word", token.text, (), token.start, token.end, token.glued, *found)
    return None


def _is_usual(symbol: Own, tokens: Sequence[Token], place: int, language: Language) -> bool:
    """Whether it means what it means elsewhere: m_γγ of two leading photons where the analysis says that it is."""
    equal, names = language.equal, language.names
    usual = (value for category, value, _ in load_lexicon().at(tokens, place) if category == symbol.category == "qty")
    return any(equal.rewritten(one, names) == equal.rewritten(symbol.value, names) for one in usual)


def _is_argument(tokens: Sequence[Token], place: int) -> bool:
    """Whether it stands alone between brackets and commas or has an index: t in m(t), but not in 't-channel'."""
    before, behind = ("".join(one.text for one in tokens[max(at, 0) : at + 1]) for at in (place - 1, place + 1))
    return behind == "[" or (before in {"(", ","} and behind in {")", ","})


def _keys(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return tokens as names are looked up: case counts, as in m_T and M_T; hyphens between words do not."""
    return tuple(GREEK.get(one.key, one.key) for one in tokens if one.text != "-" or len(tokens) == 1)


def _ways(language: Language) -> Mapping[tuple[str, ...], tuple[str, str, Any]]:
    everyone = _of_everyone()
    symbols = tuple(left.text for left, _ in language.equal.rules if isinstance(left, t.Symbol))
    aliases = tuple(language.names.aliases.items())
    # An abbreviation of the selection file is not declared: its words mean what they do elsewhere.
    undeclared = Meaning("quantity")
    known = ((name, meaning) for name, meaning in language.names.known.items() if name not in everyone)
    own = tuple((name, meaning) for name, meaning in known if meaning != undeclared)
    symbols = tuple(symbol for symbol in symbols if symbol not in everyone)
    return _looked_up(own, aliases, symbols)


def _objects(language: Language) -> Mapping[str, str]:
    """Return the objects of the analysis by what they may be called in a symbol, as one word."""
    known = language.names.known.items()
    own = ((name, meaning) for name, meaning in known if name not in _of_everyone())
    return _called(tuple((name, meaning) for name, meaning in own if _item(name, meaning) == ("obj", Obj(name))))


@cache
def _called(objects: tuple[tuple[str, Meaning], ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, meaning in objects:
        ways = (name, *_singular_and_plural(meaning.words), f"${meaning.latex}$")
        for pieces in ([piece for one in normal(way) for piece in pieces_of(one)] for way in ways):
            found["".join(pieces)] = name
    return {called: name for called, name in found.items() if called}


@cache
def _of_everyone() -> frozenset[str]:
    """Return what any analysis may write, such as m_Z: the words of the reader know it already."""
    language = load_language()
    symbols = (left.text for left, _ in language.equal.rules if isinstance(left, t.Symbol))
    return frozenset((*language.names.known, *symbols))


@cache
def _looked_up(
    own: tuple[tuple[str, Meaning], ...], aliases: tuple[tuple[str, str], ...], symbols: tuple[str, ...]
) -> Mapping[tuple[str, ...], tuple[str, str, Any]]:
    found: dict[tuple[str, ...], tuple[str, str, Any]] = {}
    for symbol in symbols:
        found |= dict.fromkeys(_written(symbol), (symbol, "symbol", OwnSymbol(symbol)))
    for name, meaning in own:
        if (item := _item(name, meaning)) is None:
            continue
        is_word = meaning.kind == "object" and name.isalpha()  # 'top' may be any
        called = [] if is_word else [name]
        called += (way for way, of in aliases if of == name)
        called += [name.replace("_", " ")] if meaning.kind == "quantity" else []
        called += _singular_and_plural(meaning.words)
        found |= dict.fromkeys((keys for way in called for keys in _written(way)), (name, *item))
    return found


def _singular_and_plural(called: str) -> list[str]:
    bare = called.removeprefix("the ")
    begun = dict.fromkeys((bare, bare[:1].upper() + bare[1:], bare.lower()))
    return [way for one in begun for way in (one, f"{one}s")] if called else []


def _item(name: str, meaning: Meaning) -> tuple[str, Any] | None:
    """Return category and value; None of an object without words, and of a property that is so or not."""
    if meaning.kind == "object" and meaning.words and name not in composites():
        return "obj", Obj(name)
    if meaning.kind == "quantity" and meaning.flag:
        return "flag", t.Requirement(OwnSymbol(name), t.Flag())
    if meaning.kind == "quantity" and not meaning.named:
        return "symbol", OwnSymbol(name)
    return ("prop", name) if meaning.kind == "property" and not (meaning.flag or meaning.named) else None


def _written(way: str) -> Iterator[tuple[str, ...]]:
    """Yield the keys of a name as it is written, and of one without blanks as one token, scripts and all."""
    yield _keys(normal(way))
    if not any(ch in way for ch in " ()/∑"):  # a sum of E_T is no E_T
        base, *scripts = re.split(r"(?=[_^])", way.translate(SAME))
        lowered_first = sorted(scripts, key=lambda script: script[0] == "^")  # as in tokens
        joined = "".join(ch for part in (base, *lowered_first) for ch in part if ch.isalnum() or ch == "'")
        yield (joined,)
        yield (joined.replace("'", "0"),)  # as which a prime is often read in a PDF
