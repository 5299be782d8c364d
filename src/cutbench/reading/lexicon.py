"""What words and symbols may stand for: phrases from words.yaml, numbers with their units, symbols made of parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from cutbench.language import tree as t
from cutbench.reading.data import system_of, words
from cutbench.reading.items import OF_NEAREST, Obj, Own, Region, condition_of, expression_of, of_object
from cutbench.reading.normal import Token, normal

Found = tuple[str, Any, int]  # category, value, and the token behind it
LONGEST = 12  # tokens of a phrase
LEPTON, EITHER_LEPTON = "l", {"e/μ", "e,μ", "μ/e", "μ,e"}  # in the script of a symbol
LEADING = "1234"  # the two leading jets of Δφ(j_12, MET)
MISSING = {"etmiss", "ptmiss"}


def keys(text: str) -> tuple[str, ...]:
    """Return a phrase as the lexicon looks it up: keys of its tokens without hyphens, words in lower case."""
    return tuple(key(one) for one in normal(text) if one.text != "-" or text.strip() == "-")


def key(token: Token) -> str:
    """Return a token as the lexicon looks it up: single letters and raised or lowered capitals keep their case."""
    return token.key if len(token.text) == 1 and not token.scripts else token.key.lower()


@dataclass
class Lexicon:
    """Phrases by their keys, and what each may be: category and value."""

    phrases: dict[tuple[str, ...], list[tuple[str, Any]]] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    def add(self, category: str, value: Any, ways: Sequence[str]) -> None:
        """Add ways to write something."""
        for way in (one for each in ways for one in _each_way(str(each))):
            entry = self.phrases.setdefault(keys(way), [])
            if (category, value) not in entry:
                entry.append((category, value))

    def at(self, tokens: Sequence[Token], start: int) -> Iterator[Found]:
        """Yield what may begin at a token; behind the last one, nothing does."""
        if start >= len(tokens):
            return
        if isinstance(own := tokens[start], Own):
            yield own.category, own.value, start + 1
            return
        found: tuple[str, ...] = ()
        seen: list[Found] = []
        place = start
        while place < len(tokens) and len(found) < LONGEST:
            one = tokens[place]
            if one.text == "-" and place > start and self._hyphen(tokens, place):
                place += 1
                continue
            found = (*found, key(one))
            place += 1
            if place < len(tokens) and tokens[place].text == "than":
                continue  # 'a b-jet or more than one lepton' has no 'or more'
            known = self.phrases.get(found) or self.phrases.get((*found[:-1], _singular(found[-1])), [])
            seen += [(category, value, place) for category, value in known]
        longest = max((end for _, _, end in seen), default=0)
        seen = [one for one in seen if one[2] == longest]  # a word inside a longer phrase does not stand for itself
        seen += [(category, value, start + 1) for category, value in self._written_as_one(tokens[start]) if longest < 2]
        yield from seen
        if not seen:
            yield from self._symbol(tokens[start], start)

    def _written_as_one(self, token: Token) -> list[tuple[str, Any]]:
        """same_flavour, calo_tagged: a phrase with underscores for blanks."""
        pieces = pieces_of(token)
        return self.phrases.get(tuple(map(str.lower, pieces)), []) if len(pieces) > 1 else []

    @staticmethod
    def _hyphen(tokens: Sequence[Token], place: int) -> bool:
        behind = tokens[place + 1] if place + 1 < len(tokens) else None
        joins = behind and behind.kind == "word" and (behind.glued or behind.text in {"and", "or"})
        return bool(joins and tokens[place].glued)

    def _symbol(self, token: Token, start: int) -> Iterator[Found]:
        """A symbol whose parts are a property, function or count and the objects that it is of; or kept as written."""
        if token.kind != "word":
            return
        if token.text.endswith("*"):
            yield "symbol", t.Symbol(_as_written(token)), start + 1
            return
        pieces = pieces_of(token)
        objects = self.objects(pieces)
        found: Iterable[tuple[str, Any]] = ()
        if objects:
            found = [("obj", objects[0]) if len(objects) == 1 else ("objs", objects)]
        elif {"min", "max"} & set(pieces) and len(pieces) > 1:
            rest = [one for one in pieces if one not in {"min", "max"}]
            found = [one for one in self.phrases.get(("".join(rest).lower(),), ()) if one[0] == "fn"]
            # A distance of several is the least anyway; of all else nothing may forget that it is the least or largest.
            found = [one for one in found if one[1] in OF_NEAREST and "min" in pieces]
            found = found or list(self._unknown(token, pieces))
        elif not any(len(self._each(script)) > 1 and all(self._each(script)) for script in token.scripts):
            found = itertools.islice(
                itertools.chain(self._of_parts(pieces), self._unknown(token, pieces)), 1
            )  # not p_T^{j1,j2}
        yield from ((category, value, start + 1) for category, value in found)

    def _unknown(self, token: Token, pieces: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """A symbol as it is written, if no part of it asks something of its own."""
        compares = any(ch in "<>=≤≥" for script in token.scripts for ch in script)
        named = token.scripts or any(ch.isupper() or ch.isdigit() for ch in token.text[1:])
        if named and not compares and not self._is_known(pieces):
            yield "symbol", t.Symbol(_as_written(token))

    def _each(self, script: str) -> list[tuple[Obj, ...]]:
        return [self.objects(_pieces(part)) for part in script[1:].split(",")] if "," in script else []

    def _is_known(self, pieces: Sequence[str]) -> bool:
        """Whether an object is among the parts: what the symbol stands for should be known, and is not."""
        if len(pieces) > 2 and "".join(pieces[:3]).lower() in MISSING:
            return len(pieces) == 3  # what stands behind tells how it is measured: E_T^{miss,track}
        of_objects = any(self.objects([piece]) for piece in pieces[1:])
        return of_objects or self._is_property(pieces) or (len(pieces) > 1 and self._is_function(pieces[0]))

    def _is_property(self, pieces: Sequence[str]) -> bool:
        """Whether this is a known property of an unknown thing, as in candidate_m; of M_J nobody knows."""
        if len(pieces) < 2 or len(pieces[0]) < 2 or not pieces[0].islower():
            return False
        found = self.phrases.get((pieces[-1],)) or self.phrases.get((pieces[-1].lower(),)) or []
        return any(category == "prop" for category, _ in found)

    def _is_function(self, piece: str) -> bool:
        return any(category == "fn" for category, _ in self.phrases.get((piece.lower(),), ()))

    def _of_parts(self, pieces: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """Try every way to take the head first, then objects; or objects first, as in jet_pt."""
        for stop in range(len(pieces), 0, -1):
            for begin, others in ((0, pieces[stop:]), (len(pieces) - stop, pieces[: len(pieces) - stop])):
                head = "".join(pieces[begin : begin + stop])
                yield from self._headed(head, others)
        if len(pieces) == 1:
            for cut in range(len(pieces[0]) - 1, 0, -1):  # mll, mjj, pTll
                if self.objects([pieces[0][cut:]]) and len(pieces[0]) <= 6:
                    yield from self._headed(pieces[0][:cut], [pieces[0][cut:]])

    def _headed(self, head: str, others: Sequence[str]) -> Iterator[tuple[str, Any]]:
        objects = self.objects(others)
        if objects or not others:
            yield from self.of_objects(head, objects)

    def of_objects(self, head: str, objects: Sequence[Obj]) -> Iterator[tuple[str, Any]]:
        """Yield what a head may stand for beside objects, as m_ beside two jets; without a head the only object."""
        entries = self.phrases.get((head,)) or self.phrases.get((head.lower(),)) or []
        for category, value in entries:
            made = of_object(category, value, objects) if objects else None
            if made is not None:
                yield "qty", made
        if not head and len(objects) == 1:
            yield "obj", objects[0]

    def objects(self, pieces: Sequence[str]) -> tuple[Obj, ...]:
        """Return the objects that letters and words stand for; none if one of them is unknown."""
        found: list[Obj] = []
        classes, place = "", 0
        from_zero = "0" in pieces  # jet^0,1,2 are the three leading ones
        while place < len(pieces):
            kind, length = self._object_at(pieces, place)
            letters = self._letters(pieces[place])
            if any(category == "class" for category, _ in self.phrases.get((pieces[place].lower(),), [])):
                classes = pieces[place].lower()
            elif kind:
                found.append(kind)
            elif pieces[place].isdigit() and found and (len(pieces[place]) == 1 or LEADING.startswith(pieces[place])):
                for digit in pieces[place]:
                    found[-1] = _next_rank(found[-1], int(digit) + from_zero)
            elif letters is None:
                return ()
            else:
                found += letters
            place += length or 1
        if any(not one.kind for one in found):
            return ()
        if classes:
            found = [Obj(f"{classes}_{one.kind}") for one in found]
        return tuple(_together(found))

    def _object_at(self, pieces: Sequence[str], place: int) -> tuple[Obj | None, int]:
        """Return the object that the longest row of pieces names: b, jets are b-jets."""
        for length in range(min(3, len(pieces) - place), 0, -1):
            row = tuple(one.lower() for one in pieces[place : place + length])
            for name in (row, (*row[:-1], _singular(row[-1]))):
                kinds = [value for category, value in self.phrases.get(name, ()) if category == "obj"]
                if kinds and len("".join(row)) > 1:
                    return kinds[0], length
        word, digit = pieces[place][:-1].lower(), pieces[place][-1:]
        kinds = [value for category, value in self.phrases.get((word,), ()) if category == "obj" and len(word) > 1]
        if kinds and digit.isdigit() and digit != "0" and kinds[0].kind != "MET":  # lep1, jet2
            return replace(kinds[0], start=int(digit) - 1, stop=int(digit)), 1
        return None, 0

    def _letters(self, piece: str) -> list[Obj] | None:
        """j1, ll, 4l, jj, lb, j1,2,3."""
        found: list[Obj] = []
        place = 0
        for name, letter in (("mu", "μ"), ("tau", "τ"), ("gamma", "γ")):  # m_mumu
            piece = piece.replace(name, letter)
        while place < len(piece):
            ch = piece[place]
            if ch in self.letters:
                found.append(Obj(self.letters[ch]))
            elif ch.isdigit() and ch != "0" and found and not found[-1].ranked:
                found[-1] = Obj(found[-1].kind, int(ch) - 1, int(ch))
            elif ch == "4" and piece[place + 1 :] == "l":
                return [Obj(system_of(4))]
            elif ch != "'":
                return None
            place += 1
        return found or None


def _together(found: Sequence[Obj]) -> list[Obj]:
    """Two of one kind without ranks are a pair of leptons, or the two leading ones."""
    if len(found) > 1 and all(one == found[0] for one in found) and not found[0].ranked:
        if found[0].kind == "lepton":
            return [Obj(system_of(len(found)))] if system_of(len(found)) else []
        return [Obj(one.kind, rank, rank + 1) for rank, one in enumerate(found)]
    if len(found) > 1 and not any(one.ranked for one in found) and len({one.kind for one in found}) > 1:
        return [one if one.kind == "MET" else _among(found, place) for place, one in enumerate(found)]
    return list(found)


def _among(found: Sequence[Obj], place: int) -> Obj:
    """The second lepton of m_llγ is the subleading one."""
    rank = sum(one.kind == found[place].kind for one in found[:place])
    return Obj(found[place].kind, rank, rank + 1)


def _next_rank(obj: Obj, number: int) -> Obj:
    """j_1 is the leading jet, j_1,2,3 are the three leading ones."""
    if obj.ranked and number == obj.stop + 1:
        return Obj(obj.kind, obj.start, number)
    return Obj(obj.kind, number - 1, number) if not obj.ranked else Obj("")  # j_1,4 is no rank


def pieces_of(token: Token) -> list[str]:
    """Return the parts of a symbol: of m_T^b,min m, T, b and min."""
    scripts = (LEPTON if script[1:].replace(" ", "") in EITHER_LEPTON else script[1:] for script in token.scripts)
    return [one for part in (token.text, *scripts) for one in _pieces(part)]


def _pieces(part: str) -> list[str]:
    pieces, now = [], ""
    for ch in part:
        if ch.isalnum() or ch == "'":
            now += ch
        elif now:
            pieces.append(now)
            now = ""
    return [*pieces, now] if now else pieces


def _as_written(token: Token) -> str:
    return token.text + "".join(script.replace(" ", "") for script in token.scripts)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and not word.endswith("ss") else word


# Groups of words.yaml, and the category of what is in each; that of a word of `words` is its name.
CATEGORIES = {"properties": "prop", "functions": "fn", "words": "", "comparisons": "op", "behind": "behind",
              "ranks": "rank", "named flags": "both", "alike": "alike", "isolation": "isol", "triggers": "trig",
              "remarks": "remark", "pairs of": "pairof", "units": "unit", "heavier": "heavier"}  # fmt: skip
WRITTEN_AS_CONDITIONS = {"flags": "flag", "channels": "chan"}


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon of words.yaml."""
    data, found = words(), Lexicon()
    _add_objects(found, data)
    for group, category in CATEGORIES.items():
        for name, ways in data[group].items():
            found.add(category or name, name, ways)
    for name, ways in data["quantities"].items():
        found.add("qty", expression_of(name), ways)
    for group, category in WRITTEN_AS_CONDITIONS.items():
        for text, ways in data[group].items():
            found.add(category, text if text == "others" else condition_of(text), ways)
    found.add("count", "size", data["count"])
    found.add("skip", None, data["harmless"])
    found.add("aside", None, data["asides"])
    found.add("consequence", None, data["consequences"])
    found.add("purpose", None, data["purposes"])
    _add_single_words(found, data)
    return found


def _each_way(way: str) -> list[str]:
    """Return a phrase with each word that says that something is kept, in place of KEPT."""
    return [way.replace("KEPT", one) for one in words()["accepting"]] if "KEPT" in way else [way]


def _add_objects(found: Lexicon, data: Mapping[str, Any]) -> None:
    found.letters = {normal(letter)[0].key: kind for letter, kind in data["letters"].items()}
    found.kinds = tuple(data["objects"])
    for kind, ways in data["objects"].items():
        found.add("obj", Obj(kind), [*ways, kind])
    for number, systems in data["systems of leading ones"].items():
        for name, kind in systems.items():
            ways = [name, f"{name} pair"] if number == 2 else [name]
            found.add("obj", Obj(kind, 0, number, together=True), ways)
    for letter, kind in found.letters.items():
        found.add("obj", Obj(kind), [letter])
    found.add("obj", Obj("MET"), data["quantities"]["MET"])


def _add_single_words(found: Lexicon, data: Mapping[str, Any]) -> None:
    for one in data["classes"]:
        found.add("class", one, [one])
    for letter in data["function letters"]:
        found.add("unnamed", t.Symbol(letter), [letter])
    for name, ways in data["symbols"].items():
        found.add("symbol", t.Symbol(name), ways)
    for name, kind in data["region kinds"].items():
        found.add("region kind", kind, [name])
    for way in data["no cut"]:
        found.add("no cut", way, [way])


def objects_at(tokens: Sequence[Token], start: int) -> list[tuple[Obj, int]]:
    """Return the objects that words may name from a token on, each with the token behind."""
    return [(value, end) for category, value, end in load_lexicon().at(tokens, start) if category == "obj"]


def categories_at(tokens: Sequence[Token], start: int) -> set[str]:
    """Return the categories of what may begin at a token, a number among them."""
    return {category for category, _, _ in (*load_lexicon().at(tokens, start), *numbers_at(tokens, start))}


# Numbers


def numbers_at(tokens: Sequence[Token], start: int) -> Iterator[Found]:
    """Yield the number that begins at a token, in digits or words, with its unit if one is behind it."""
    value, end = _value(tokens, start) if start < len(tokens) else (None, start)
    if value is None:
        return
    while end < len(tokens) and tokens[end].text in {"a", "of"} and end > start and tokens[end - 1].text == "half":
        end += 1
    end += _times(tokens, end)
    for length in range(LONGEST, 0, -1):
        unit = units().get(tuple(key_of_unit(one) for one in tokens[end : end + length]))
        if unit and end + length <= len(tokens):
            yield "num", t.Number(value, unit), end + length
            return
    yield "num", t.Number(value, ""), end


def _times(tokens: Sequence[Token], end: int) -> bool:
    """Whether a sign stands between number and unit, as in 26*GeV."""
    behind = tuple(map(key_of_unit, tokens[end + 1 : end + 2]))
    return len(behind) == 1 and tokens[end].text == "*" and behind in units()


@cache
def units() -> Mapping[tuple[str, ...], str]:
    """Return the units by the tokens that they are written with."""
    return {tuple(map(key_of_unit, normal(way))): unit for unit, ways in words()["units"].items() for way in ways}


def names_unit(text: str) -> bool:
    """Whether a text has a unit in it, as a comment on numbers may."""
    return any(unit_of([one]) for one in normal(text))


def unit_of(tokens: Sequence[Token]) -> str:
    """Return the unit that tokens are and nothing else, '' for others."""
    return units().get(tuple(map(key_of_unit, tokens)), "")


def key_of_unit(token: Token) -> str:
    """Return a token of a unit as it is looked up: a plural as its singular, short ones in their case."""
    written = token.text + "".join(token.scripts).replace(" ", "")
    return _singular(written.lower()) if len(written) > 4 and written.isalpha() else written


def _value(tokens: Sequence[Token], start: int) -> tuple[float | None, int]:
    one = tokens[start]
    if one.kind == "number":
        power = [script[1:] for script in one.scripts if script.startswith("^")]
        try:
            value = float(one.text.replace(",", "").replace(" ", "")) ** (float(power[0]) if power else 1)
        except (ValueError, OverflowError):
            return None, start
        after = tokens[start + 1 : start + 3]
        if len(after) == 2 and after[0].text == "*" and after[1].text == "10" and after[1].scripts:
            return value * (_value(tokens, start + 2)[0] or 1), start + 3
        return value, start + 1
    return _in_words(tokens, start)


def _in_words(tokens: Sequence[Token], start: int) -> tuple[float | None, int]:
    """Sixteen hundred, one hundred and fifty, two point four, two and a half, five hundredths, half (a)."""
    table, place = words()["numbers"], start
    total: float | None = None
    before, last = 0.0, ""  # thousands that are complete: one thousand six hundred
    while place < len(tokens):
        word = tokens[place].text.lower()
        ahead = tokens[place + 1].text.lower() if place + 1 < len(tokens) else ""
        if word == "single" and not _is_count(tokens, place):
            break
        if word in table["cardinal"] and last != "unit":
            number = table["cardinal"][word]
            total, last = (total or 0) + number, "tens" if number >= 20 else "unit"
        elif word in table["scale"] and total:
            total, last = before + (total - before) * table["scale"][word], "scale"
            before = total if table["scale"][word] > 100 else before
        elif _singular(word) in table["part"] and (total is not None or word in {"half", "quarter"}):
            part = table["part"][_singular(word)]
            if word == "third" and total is None:
                break
            total, last, place = (part if total is None else total * part), "part", place + 1
            break
        elif word == "and" and last == "scale" and ahead in table["cardinal"]:
            pass
        elif word == "and" and total and ahead == "a" and _is_part(tokens, place + 2, table):
            return total + table["part"][_singular(tokens[place + 2].text.lower())], place + 3
        elif word == "-" and last == "tens" and ahead in table["cardinal"]:
            pass
        elif word == "point" and total is not None and ahead in table["cardinal"]:
            digits, place = _digits(tokens, place + 1, table["cardinal"])
            return float(f"{total:g}.{digits}"), place
        else:
            break
        place += 1
    return total, place


def _is_count(tokens: Sequence[Token], place: int) -> bool:
    """A single muon is a number of muons, a single-muon trigger is none."""
    words = {one.text.lower() for one in tokens[place:]}
    return place > 0 and tokens[place - 1].text.lower() == "a" and not words & {"trigger", "triggers"}


def _is_part(tokens: Sequence[Token], place: int, table: Mapping[str, Any]) -> bool:
    return place < len(tokens) and _singular(tokens[place].text.lower()) in table["part"]


def _digits(tokens: Sequence[Token], place: int, cardinal: Mapping[str, int]) -> tuple[str, int]:
    digits = ""
    while place < len(tokens) and cardinal.get(tokens[place].text.lower(), 10) < 10:
        digits, place = digits + str(cardinal[tokens[place].text.lower()]), place + 1
    return digits, place


__all__ = ["Lexicon", "Region", "load_lexicon", "numbers_at", "words"]
