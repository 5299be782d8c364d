"""Reads cuts by rules: text to statements of the cut language. What is not sure is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Language, print_statement, relate
from cutbench.language import tree as t
from cutbench.language.dimension import dimension, powers_of
from cutbench.language.tree import transformed
from cutbench.language.units import factor
from cutbench.reading.asides import needed_by_remarks, without_asides
from cutbench.reading.chart import Chart
from cutbench.reading.data import QUANTITIES, composites, words
from cutbench.reading.grammar import IDENTIFIED, asks_symbol, is_flag, rule
from cutbench.reading.items import DISTANCES, OF_NEAREST, Region
from cutbench.reading.lexicon import categories_at, key_of_unit, load_lexicon, numbers_at, objects_at, units
from cutbench.reading.normal import Token, normal
from cutbench.reading.own import with_known_names, with_own_names

EVENTS_THAT = {"with", "in", "where", "that", "which", "for"}
SKIP, COMMA, EVENTS = 0.05, 0.2, {"event", "events"}
CHARGES = {"^±", "^+", "^-", "^∓"}
DEFINITE = {"the", "these", "both"}
OF_OBJECTS, SEVERAL = "it is said of events, and read of objects", "it may mean several things"
TIE = 0.015  # two readings whose costs are nearer are equally likely
LONGEST_TEXT = 600  # characters; a cut is shorter
LONGEST_TITLE = 6  # words in front of the name of a region
LEAST_BARE = 3.0  # a smaller number without a unit is none of energies in GeV
REDUCERS = {"size", "any", "all", "min", "max", "sum", "trigger"}
SIGNED = {"d0", "d0sig", "z0", "z0sintheta", "sip3d", "eta", "deta", "y"}
WITH_TRACKS = {"tau", "vertex", "jet", "fatjet"}  # of which a list may ask a number of tracks
JETS = {"jet", "bjet", "tau"}  # whose mass is rather that of several together
LIGHT = {"electron", "muon", "lepton", "photon", "track"}


@dataclass(frozen=True)
class Read:
    """What rules make of a text: statements, or why there are none, with the words that were left over."""

    statements: tuple[str, ...] = ()
    problem: str = ""
    left_over: tuple[str, ...] = ()


def read_by_rules(text: str, language: Language, kind: str = "event") -> Read:
    """Read one text.

    Args:
        text: as it was written.
        language: the names that statements may use.
        kind: the object that the text is about where it does not say so; `event` for none.
    """
    if len(text) > LONGEST_TEXT:
        return Read(problem="longer than a cut")
    written = with_own_names(normal(text), language)
    tokens = with_names(written)
    needed = needed_by_remarks(tokens)
    main = without_asides(_without_comment(tokens))
    if is_of_no_need(main):
        return Read(problem="it may say what is not needed")
    parsed, left_over = _parsed(main)
    if left_over:
        return Read(problem="words are left over", left_over=left_over)
    of_events = _is_of_events_that(main)
    found: list[tuple[float, tuple[str, ...]]] = []
    problem = "it does not say of what" if parsed else "the words do not fit together"
    for cost, sentences in parsed:
        if found and cost > found[0][0] + TIE:
            break
        try:
            made = [statements_of(said_as_demanded(each, tokens), language, kind) for each in sentences]
        except CutbenchError as error:
            problem = str(error)
            continue
        said = list(dict.fromkeys(one for some in made for one in some))
        doubt = _doubt(sentences, said, kind, of_events) or _doubt_of_which_two(said, written)
        doubt = doubt or _doubt_of_words(tokens, said) or ("" if language.can_hold(said) else "it contradicts itself")
        if doubt := doubt or doubt_of_one_and_all(said, main) or doubt_of_the_kept(said, main, language):
            problem = doubt
            continue
        if all(made) and all(_speaks_of(need, some[0], language) for need in needed for some in made):
            found.append((cost, tuple(said)))
    if found and (doubt := _doubt_beside([one for one in tokens if one not in set(main)], found[0][1], kind, language)):
        return Read(problem=doubt)
    meanings = [[language.parse(one) for one in some] for _, some in found]
    if any(relate(meanings[0], other, language.names, language.equal) != "same" for other in meanings[1:]):
        return Read(problem=SEVERAL)
    return Read(found[0][1]) if found else Read(problem=problem)


def _doubt(sentences: Iterable[Any], said: Sequence[str], kind: str, of_events: bool) -> str:
    """Return why something else may be meant than what is said in statements, '' if nothing speaks for that."""
    if _is_of_one_or_all([condition for condition, *_ in sentences]):
        return "it may be asked of one or of all"
    if of_events and any(one.startswith("object ") for one in said):
        return OF_OBJECTS
    if any(f"_{kind}:" in one for one in said) and any(lacks_owner(condition) for condition, *_ in sentences):
        return "it may be asked of all, or of those that are named"
    own = tuple(f"object {one}:" for one in WITH_TRACKS)
    of_event = kind in WITH_TRACKS and any(one.startswith("event: ") and "size(track" in one for one in said)
    if of_event or any(one.startswith(own) and "size(track)" in one for one in said):
        return "the tracks may be its own"
    return "the tracks may be those of the vertex" if _are_tracks_of_vertex(said) else ""


def is_of_no_need(tokens: Sequence[Token]) -> bool:
    """'No b-jet is needed', 'where two jets are needed': whether something may be missing, or is needed besides."""
    said = [one.text.lower() for one in tokens]
    asked = [
        at
        for at, (verb, need) in enumerate(pairwise(said))
        if verb in words()["main verbs"] and need in words()["needing"]
    ]
    return bool(asked) and ("none" in categories_at(tokens, 0) or "where" in said[: asked[0]])


def _doubt_of_which_two(said: Sequence[str], written: Sequence[Token]) -> str:
    """ΔR(l1, l2) > 0.1 for same-flavour pairs: of the two that are named, or of any two?"""
    named = any(_ranked().search("|".join((one.text, *one.scripts))) for one in written if one.kind == "word")
    return "any two may be meant or the first two" if named and any("disjoint(" in one for one in said) else ""


def _is_of_events_that(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and tokens[0].text.lower() in EVENTS and tokens[1].text in EVENTS_THAT


def doubt_of_one_and_all(said: Sequence[str], tokens: Sequence[Token]) -> str:
    """'Events with a muon within ΔR < 0.4 of a jet': one such muon is enough, and not each has to be one."""
    return (
        OF_OBJECTS if _is_of_events_that(tokens) and any(one.startswith("event: select all(") for one in said) else ""
    )


def doubt_of_the_kept(said: Sequence[str], tokens: Sequence[Token], language: Language) -> str:
    """'Jets with |η| < 2.7 are kept if pT > 25 GeV': are others kept as they are, or not at all?"""
    lines: list[Any] = [language.parse(one).line for one in said if one.startswith("object ")]
    asked = [getattr(line, "condition", None) for line in lines]
    cases = [condition.condition for condition in asked if isinstance(condition, t.When)]
    only = any(categories_at(tokens, place) & {"keep_only_if", "only_if"} for place in range(len(tokens)))
    kept = set(words()["accepting"]) & {one.text.lower() for one in tokens} and not only
    return "those that it does not name may be kept or not" if kept and not all(map(is_flag, cases)) else ""


def _doubt_of_words(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return what words of a text leave open, whatever was made of them."""
    words_said = [one.text.lower() for one in tokens]
    if "neither" in words_said and any(" or " in one for one in said):
        return "what neither is asked of"
    if {"both", "all", "each"} & set(words_said) and any(one.startswith("event: reject size(") for one in said):
        return "it may be asked of one or of all"
    if "not be b" in " ".join(words_said) and any("size(bjet)" in one for one in said):
        return "which jet must not be b-tagged?"
    if any("mT(" in one for one in said) and _may_be_of_top(tokens):
        return "m_t may be the mass of a top quark"
    if _has_bare_number_behind_a_bound(tokens):
        return "a number may be exact or the least"
    kinds = {obj.kind for place in range(len(tokens)) for obj, _ in objects_at(tokens, place)}
    of_two_jets = any("m(jet[0], jet[1])" in one for one in said) and "dijet" in words_said
    return "of which jets?" if of_two_jets and "fatjet" in kinds else ""


def _may_be_of_top(tokens: Sequence[Token]) -> bool:
    """Whether m_t stands alone, and not in front of the two that a transverse mass is of."""
    alone = (
        (one.text, *one.scripts) == ("m", "_t") and [each.text for each in tokens[place + 1 : place + 2]] != ["("]
        for place, one in enumerate(tokens)
    )
    return any(alone) or any(one.text.lower() in {"top", "tops"} for one in tokens)


def _has_bare_number_behind_a_bound(tokens: Sequence[Token]) -> bool:
    """'At least two jets and one photon': exactly one?"""
    bounded = False
    for place, token in enumerate(tokens):
        end = next((end for *_, end in numbers_at(tokens, place)), 0)
        if not end:
            continue
        end = next((at for at in range(end, len(tokens)) if not categories_at(tokens, at) & {"class", "flag"}), end)
        counts = bool(objects_at(tokens, end)) and not any(one.kind == "sign" for one in tokens[place:end])
        if counts and bounded and token.text.lower() != "single" and tokens[place - 1].text in {"and", "or", "/"}:
            return True
        bounded = bounded or (counts and _is_at_least(tokens, place))
    return False


def _is_at_least(tokens: Sequence[Token], place: int) -> bool:
    """Whether 'at least' stands before a number."""
    starts = (at for at in range(max(0, place - 4), place) if "op" in categories_at(tokens, at))
    ends = [(value, end) for at in starts for category, value, end in load_lexicon().at(tokens, at) if category == "op"]
    return any(value == ">=" and end == place for value, end in ends)


def _are_tracks_of_vertex(said: Sequence[str]) -> bool:
    """A vertex with two tracks, track pT > 0.5 GeV: is it asked of these or of all tracks?"""
    return any("track(vertex)" in one for one in said) and any(one.startswith("object track:") for one in said)


def _narrows(aside: Sequence[Token]) -> bool:
    """Whether a reason names a kind of the object, which 'their' in the main clause may mean."""
    lexicon = load_lexicon()
    found = (one for place in range(len(aside)) for one in lexicon.at(aside, place))
    types = (value.quantity for category, value, _ in found if category == "flag" and isinstance(value, t.Requirement))
    return any(isinstance(of, t.Call) and of.function == "type" for of in types)


def _doubt_beside(aside: Sequence[Token], said: Sequence[str], kind: str, language: Language) -> str:
    """Return why a remark or reason beside what is said may change its meaning."""
    vetoed = any("veto" in categories_at(aside, place) for place in range(len(aside)))
    if vetoed and _keeps_window(said, language):
        return "it may be what is kept or what goes"
    return "a reason that it gives may say of which" if kind != "event" and _narrows(aside) else ""


def _keeps_window(said: Sequence[str], language: Language) -> bool:
    """'Z veto: 81 < m_ll < 101 GeV': whether what stands behind a veto is a window that something lies in."""
    lines: list[Any] = [language.parse(one).line for one in said]
    tests = [
        node.test
        for line in lines
        if isinstance(line, t.Select)
        for node in t.walk(line.condition)
        if isinstance(node, t.Requirement) and isinstance(node.test, t.Interval)
    ]
    sides = [test.low is not None for test in tests] + [False for test in tests if test.high is not None]
    windows = any(test.low and test.high and test.low != test.high for test in tests)
    both = len(tests) == 2 and len(sides) == 3 and not any(isinstance(line.condition, t.Or) for line in lines)
    return windows or both


def _without_comment(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Put a unit behind '#' or '//', as in code, to the only number; of several each might have another."""
    for place in range(1, len(tokens)):
        behind = place + (2 if [one.text for one in tokens[place : place + 2]] == ["/", "/"] else 1)
        is_comment = tokens[place].text == "#" or behind == place + 2
        behind += is_comment and [one.text for one in tokens[behind : behind + 1]] == ["in"]
        if is_comment and tuple(map(key_of_unit, tokens[behind:])) in units():
            return _with_unit(tokens[:place], tokens[behind:])
    return tuple(tokens)


def _with_unit(tokens: Sequence[Token], unit: Sequence[Token]) -> tuple[Token, ...]:
    numbers = [at for at, one in enumerate(tokens) if one.kind == "number"]
    if units()[tuple(map(key_of_unit, unit))] == "GeV":  # the usual one
        return tuple(tokens)
    only = numbers[0] + 1 if len(numbers) == 1 else 0
    return (*tokens[:only], *unit, *tokens[only:]) if only else (*tokens, *unit)


# Names of objects that a text names elsewhere


def with_names(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write names for what stands for objects that are named elsewhere: any two leptons a and b, the leading one."""
    return without_titles_of_regions(with_names_of_ones(with_names_of_two(with_ranks_from_one(tokens))))


def without_titles_of_regions(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'The W+jets control region CRW': leave out what it is called, which asks nothing beside its name."""
    gone: set[int] = set()
    for place in range(len(tokens)):
        kinds = [end for category, _, end in region_at(tokens, place) if category == "kind"]
        if kinds and regions_in(tokens[kinds[0] :], 1):
            gone |= set(range(_title_before(tokens, place), place))
    return tuple(token for place, token in enumerate(tokens) if place not in gone)


def _title_before(tokens: Sequence[Token], end: int) -> int:
    """Return where a title of a few words begins, behind its article."""
    for place in range(end - 1, max(end - LONGEST_TITLE, 0) - 1, -1):
        if tokens[place].text.lower() in {"the", "a", "an"}:
            return place + 1
        if tokens[place].kind == "number" or tokens[place].text in {",", ";", ":", "(", "and"}:
            break
    return end


def with_ranks_from_one(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Where a text has l0, it counts from zero: write l1 and l2 for l0 and l1."""
    pieces = ["|".join((token.text, *token.scripts)) if token.kind == "word" else "" for token in tokens]
    from_zero = {letter for piece in pieces for letter, _, rank in _ranked().findall(piece) if rank == "0"}

    def counted(found: re.Match[str]) -> str:
        letter, between, rank = found.groups()
        return f"{letter}{between}{int(rank) + (letter in from_zero)}"

    if not from_zero:
        return tuple(tokens)
    texts = [_ranked().sub(counted, piece).split("|") for piece in pieces]
    return tuple(
        replace(token, text=text[0], scripts=tuple(text[1:])) if token.kind == "word" else token
        for token, text in zip(tokens, texts, strict=True)
    )


@cache
def _ranked() -> re.Pattern[str]:
    """The letter of an object with its rank, l0 or l_0, in what stands on the line and what is raised or lowered."""
    return re.compile(rf"(?<![^\W\d_])([{''.join(load_lexicon().letters)}])((?:\|_)?)(\d)(?!\d)")


def with_names_of_ones(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """'Two jets, the leading one ...': write the name of the objects for 'one' behind a rank."""
    if not {"one", "ones"} & {token.text for token in tokens}:
        return tuple(tokens)
    made: list[Token] = []
    name: Sequence[Token] = ()
    end = 0  # of the name: a jet in 'b-tagged jet' is none of its own
    for place, token in enumerate(tokens):
        if name and _is_one_of_a_rank(tokens, place):
            made += (replace(each, start=token.start, end=token.end) for each in name)
            continue
        named = [behind for value, behind in objects_at(tokens, place) if value.kind != "MET" and place >= end]
        name, end = (tokens[place : named[0]], named[0]) if named else (name, end)
        made.append(token)
    return tuple(made)


def _is_one_of_a_rank(tokens: Sequence[Token], place: int) -> bool:
    """The leading one, the leading b-tagged one; but not 'one' with a number behind."""
    if tokens[place].text not in {"one", "ones"} or "num" in categories_at(tokens, place + 1):
        return False
    return any("rank" in categories_at(tokens, before) for before in range(max(0, place - 2), place))


def with_names_of_two(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Write l1 and l2 for the names in 'any two leptons a and b', and for 'the two' behind 'any two leptons'."""
    found = _any_two(tokens)
    if found is None:
        return tuple(tokens)
    kind, names, gone = found
    letter = next((letter for letter, name in load_lexicon().letters.items() if name == kind), "")
    said = {name: f"{letter}{rank}" for rank, name in enumerate(names, 1)}
    made: list[Token] = []
    for place, token in enumerate(tokens):
        if place in gone or not letter:
            continue
        if token.text in said:
            made.append(replace(token, text=said[token.text]))
        elif _is_the_two(tokens, place):
            made.append(replace(token, text=f"{letter}1{letter}2"))
        elif not (place and _is_the_two(tokens, place - 1)):
            made.append(token)
    return tuple(made)


def _any_two(tokens: Sequence[Token]) -> tuple[str, tuple[str, ...], range] | None:
    """Return the kind of the objects, their names, and the places where these are given."""
    for place in range(len(tokens)):
        here = {category: end for category, _, end in load_lexicon().at(tokens, place)}
        at = here.get("anytwo") or (here["combinations"] + 1 if "combinations" in here else 0)
        kinds = [(value.kind, end) for value, end in objects_at(tokens, at)] if at else []
        if "anytwo" in here and kinds:
            kind, end = kinds[0]
            names = [one.text for one in tokens[end : end + 3]]
            given = len(names) == 3 and names[1] == "and" and len(names[0]) == len(names[2]) == 1
            return (kind, (names[0], names[2]), range(end, end + 3)) if given else (kind, (), range(0))
        if "combinations" in here and kinds and place > 2:
            return kinds[0][0], (tokens[place - 3].text, tokens[place - 1].text), range(0)
    return None


def _is_the_two(tokens: Sequence[Token], place: int) -> bool:
    """The two, and not the two leading jets."""
    if [one.text.lower() for one in tokens[place : place + 2]] != ["the", "two"]:
        return False
    return not categories_at(tokens, place + 2) & {"obj", "rank", "class", "flag"}


# What is demanded


def said_as_demanded(sentence: Any, tokens: Sequence[Token]) -> Any:
    """'Electrons must be isolated and have pT > 7 GeV' asks for both, and not for the one if the other."""
    condition, veto, of = sentence
    if not isinstance(condition, t.When) or condition.otherwise is not None:
        return sentence
    both = _accepts(tokens) or (_is_named(condition.condition) and _demands_flag(tokens))
    return (t.every(condition.condition, condition.then), veto, of) if both else sentence


def _accepts(tokens: Sequence[Token]) -> bool:
    """'Muons are accepted within |η| < 2.7 if pT > 5 GeV' asks for both; 'kept only if' is a phrase of its own."""
    for place in range(1, len(tokens)):
        verb = tokens[place - 1].text.lower() in words()["main verbs"]
        if verb and tokens[place].text.lower() in words()["accepting"] and "skip" in categories_at(tokens, place):
            behind = (tokens[at].text.lower() for at in range(place, len(tokens)) if "if" in categories_at(tokens, at))
            return next(behind, "") in words()["provided"]
    return False


def _is_named(condition: Any) -> bool:
    """Whether it is a word such as isolated, or one of two: one or three tracks."""
    match condition:
        case t.Or(parts):
            return all(map(_is_named, parts))
        case t.Requirement(_, t.Interval(low, high)):
            return low == high
    return is_flag(condition)


def _demands_flag(tokens: Sequence[Token]) -> bool:
    """Whether a flag stands behind 'must' and no word such as 'if' or 'with' between them."""
    demanded = False
    for place, token in enumerate(tokens):
        said = categories_at(tokens, place)
        demanded = demanded and not said & {"if", "with", "unless", "excluding"}
        demanded = demanded or token.text.lower() in words()["demanding"]
        if demanded and said & {"flag", "ident", "class"}:
            return True
    return False


# Words to sentences


def _parsed(tokens: Sequence[Token]) -> tuple[list[tuple[float, Any]], tuple[str, ...]]:
    """Return what the whole text may mean, the likeliest first, and the words that nothing is known of."""
    chart, unknown = chart_of(tokens)
    if unknown:
        return [], tuple(tokens[place].text for place in unknown)
    return chart.whole("sents")[:6], ()


def chart_of(tokens: Sequence[Token]) -> tuple[Chart, list[int]]:
    """Return all that may stand anywhere in a text, and the places of the words that nothing is known of."""
    lexicon = load_lexicon()
    items: list[tuple[str, int, int, Any]] = []
    skips: list[dict[int, float]] = [{} for _ in range(len(tokens) + 1)]
    known = [False] * len(tokens)
    unmatched, signs = _unmatched(tokens), _opposite_signs(tokens)
    inside = inside_phrases(tokens)
    for start in range(len(tokens)):
        for category, value, end in (
            *numbers_at(tokens, start),
            *lexicon.at(tokens, start),
            *region_at(tokens, start),
        ):
            if category in {"aside", "purpose", "no cut"} or (category == "symbol" and region_at(tokens, start)):
                continue
            orders = category == "rank" and start == 0 and [one.text for one in tokens[end : end + 1]] == [","]
            skipped = category == "skip" or orders  # 'First, any jet ...'
            if start and skipped and _stands_for_others(tokens, start):
                continue
            if start in inside and not skipped and end <= inside[start]:
                continue
            known[start:end] = [True] * (end - start)
            if skipped:
                skips[start][end] = SKIP * (end - start)
            else:
                items.append((category, start, end, value))
        items += _added(tokens, start)
        cost = _skipped(tokens, start, unmatched, signs)
        skips[start] |= dict.fromkeys([start + 1] * (cost is not None), cost or 0.0)
        known[start] = known[start] or cost == SKIP
    for place in _alike_charges(tokens):
        known[place] = False
    chart = Chart(rule, _closed(skips))
    chart.run(items)
    return chart, [place for place, sure in enumerate(known) if not sure]


def _stands_for_others(tokens: Sequence[Token], start: int) -> bool:
    """'... and both must be isolated': it does not say of what both."""
    behind = tokens[start + 1].text.lower() if start + 1 < len(tokens) else ""
    return tokens[start].text.lower() in {"both", "all"} and behind in words()["main verbs"]


def inside_phrases(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the places inside phrases that say nothing, as the 'for' of 'calls for', and where these end."""
    lexicon = load_lexicon()
    ends = [
        [end for category, _, end in lexicon.at(tokens, place) if category == "skip"] for place in range(len(tokens))
    ]
    return {at: end for place, some in enumerate(ends) for end in some for at in range(place + 1, end)}


def _added(tokens: Sequence[Token], start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Yield items that a word is because of its neighbours."""
    token = tokens[start]
    if token.text.lower() in DEFINITE and next(numbers_at(tokens, start + 1), None):
        yield "the", start, start + 1, "the"
    if token.key.lower() in EVENTS:
        yield "event", start, start + 1, ""
    if token.text in {"-", "–"} and 0 < start < len(tokens) - 1 and tokens[start + 1].kind == "number":
        yield "to", start, start + 1, "to"


def _skipped(tokens: Sequence[Token], start: int, unmatched: set[int], signs: set[str]) -> float | None:
    """Return what it costs to leave a sign out, None if it cannot be."""
    token = tokens[start]
    if token.text in {",", ";"}:
        return COMMA
    charge = token.text in signs and start and token.glued and tokens[start - 1].kind == "word"
    hyphen = token.text == "-" and _hyphen(tokens, start)
    return SKIP if charge or hyphen or token.text in {".", '"', "'", "`"} or start in unmatched else None


def _alike_charges(tokens: Sequence[Token]) -> list[int]:
    """Return the places of charges that are raised, where all are the same, as in a same-sign pair."""
    raised = [(place, script) for place, one in enumerate(tokens) for script in one.scripts if script in CHARGES]
    return [place for place, _ in raised] if len(raised) > 1 and len({sign for _, sign in raised}) == 1 else []


def _opposite_signs(tokens: Sequence[Token]) -> set[str]:
    """Return the signs of charges that say nothing new: one of each, as in e±μ∓ and e+e-, but not ℓ±ℓ±."""
    texts = [token.text for token in tokens]
    return {"±", "∓"} if "∓" in texts and texts.count("±") == 1 else {"+"} if texts.count("+") == 1 else set()


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    return (
        0 < place < len(tokens) - 1
        and tokens[place - 1].kind == "word"
        and tokens[place + 1].kind == "word"
        and tokens[place].glued
    )


def _closed(skips: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    """Return for each place all that can be reached by leaving words out, the cheapest way."""
    reached: list[dict[int, float]] = [{} for _ in skips]
    for start in range(len(skips) - 1, -1, -1):
        reached[start][start] = 0.0
        for end, cost in skips[start].items():
            for there, more in reached[end].items():
                reached[start][there] = min(reached[start].get(there, 99.0), cost + more)
    return reached


def _unmatched(tokens: Sequence[Token]) -> set[int]:
    """Return the brackets without a partner."""
    still, wrong = [], set()
    for place, token in enumerate(tokens):
        if token.text in {"(", "["}:
            still.append(place)
        elif token.text in {")", "]"}:
            if still:
                still.pop()
            else:
                wrong.add(place)
    return wrong | set(still)


def regions_in(tokens: Sequence[Token], before: int | None = None) -> list[Region]:
    """Return the regions that a text names, in order; only those whose names begin `before` a token, if it is given."""
    places = range(len(tokens))[:before]
    return [value for at in places for category, value, _ in region_at(tokens, at) if category == "region"]


def speaks_of_region(tokens: Sequence[Token]) -> bool:
    """Whether a text names a region, or speaks of one without its name, as 'the control region' does."""
    return any(region_at(tokens, at) for at in range(len(tokens)))


def region_at(tokens: Sequence[Token], start: int) -> list[tuple[str, Any, int]]:
    """A name that begins with SR, CR or VR, with what hangs on it by hyphens; or a kind, as in validation region."""
    kinds = words()["region kinds"]
    token, behind = tokens[start], tokens[start + 1].text.lower() if start + 1 < len(tokens) else ""
    if token.text.lower() == "preselection":
        return [("region", Region("preselection", "preselection"), start + 1)]
    if token.text.lower() in kinds and not token.text.isupper():
        return [("kind", kinds[token.text.lower()], start + 1 + (behind in {"region", "regions"}))]
    if token.text.lower() in {"region", "regions"}:
        return region_at(tokens, start + 1) if behind[:2].upper() in kinds else []
    if token.text[:2] not in kinds:
        return []
    name, end = token.text + "".join(script.replace(" ", "_") for script in token.scripts), start + 1
    while end + 1 < len(tokens) and tokens[end].text in {"-", "_"} and tokens[end].glued and tokens[end + 1].glued:
        name, end = f"{name}-{tokens[end + 1].text}", end + 2
        while end < len(tokens) and tokens[end].glued and tokens[end].kind != "sign":  # SR-2b is of three tokens
            name, end = f"{name}{tokens[end].text}", end + 1
    end += end < len(tokens) and tokens[end].text.lower() == "region"
    several = name in kinds or name.removesuffix("s") in kinds  # 'all SRs' is no name
    return [] if several else [("region", Region(name, kinds[token.text[:2]]), end)]


# Sentences to statements


def _speaks_of(need: str, statement: str, language: Language) -> bool:
    """Whether a statement is about what a remark is about: as it stands, or with the definitions of the analysis."""
    return need in statement or need in print_statement(
        language.equal.rewritten(language.parse(statement), language.names)
    )


def statements_of(sentence: Any, language: Language, kind: str) -> list[str]:
    """Return what a sentence of the grammar says, as statements; none where it is not clear of what."""
    condition, veto, of = sentence
    if condition is None or any(_is_unclear(node, veto) for node in t.walk(condition)):
        return []
    if isinstance(of, tuple):  # what is asked in several regions
        return [one for each in of for one in statements_of((condition, veto, each), language, kind)]
    kind, region = (of, None) if isinstance(of, str) else (kind, of)  # objects that are kept or go, or a region
    by_owner = _by_owner(condition, veto, kind, region)
    asked = {head: [_with_units(one, language) for one in some] for head, some in by_owner.items()}
    if veto:
        found = [t.Statement(head, t.Reject(t.every(*some))) for head, some in asked.items()]
    else:
        found = [t.Statement(head, t.Select(one)) for head, some in asked.items() for one in _single(some)]
    found = [with_known_names(one, language) for one in found]
    printed = [print_statement(one) for one in found]
    for one in printed:
        language.parse(one)
    return printed


def _by_owner(condition: Any, veto: bool, kind: str, region: Region | None) -> dict[t.Head, list[t.Condition]]:
    """Return what is asked by the block that it belongs to, nothing where that is not clear."""
    parts = _of_the_same(condition.parts) if isinstance(condition, t.And) and not veto else (condition,)
    if _is_of_one_or_all(parts):
        return {}
    named = {name for part in parts if not lacks_owner(part) for name in kinds_of(part)}
    if named - {kind} and any(map(lacks_owner, parts)):
        return {}  # what stands behind another object may be said of that
    by_owner: dict[t.Head, list[t.Condition]] = {}
    for part in parts:
        for bare in _separate(part):
            head, said = _headed(bare, _kept_apart(bare, by_owner) or kind, region)
            if head is None or any(_is_identified_oddly(node) for node in t.walk(said)):
                return {}
            by_owner.setdefault(head, []).append(of_magnitude(said, veto))
    # A quantity that nothing is known of may be one of the objects that something else is asked of.
    several = len(by_owner) > 1 or any(head.kind == "object" for head in by_owner)
    return {} if several and any(asks_symbol(one) for some in by_owner.values() for one in some) else by_owner


def _kept_apart(part: Any, by_owner: Iterable[t.Head]) -> str:
    """'Jets have pT > 30 GeV and ΔR > 0.4 from any lepton': return jet, as the distance is asked of each as well."""
    objects = [head.name for head in by_owner if head.kind == "object"]
    distances = [node for node in outside_of_counts(part) if _is_distance(node)]
    kept = len(objects) == 1 and distances and all(one.arguments[0] == t.Name(objects[0]) for one in distances)
    return objects[0] if kept else ""


def _of_the_same(parts: Sequence[t.Condition]) -> Sequence[t.Condition]:
    """'Muons must have pT > 10 GeV, |η| < 2.4': what is asked further on is asked of these, if of no others."""
    is_open = list(map(lacks_owner, parts))
    kinds = {tuple(sorted(set(kinds_of(part)))) for part in parts[: is_open.index(True)]} if True in is_open else set()
    if len(kinds) != 1 or len(only := kinds.pop()) != 1 or not all(is_open[is_open.index(True) :]):
        return parts
    owner = t.Name(only[0])
    change = {t.This(): owner}.get
    return [transformed(part, change) if asks else part for part, asks in zip(parts, is_open, strict=True)]


def _is_of_one_or_all(parts: Sequence[t.Condition]) -> bool:
    """'The leading photon must be isolated and have E_T^γ > 60 GeV': is the second of all photons?"""
    first = next(iter(parts))
    ranked = {node.of for node in t.walk(first) if isinstance(node, t.Item)}
    return len(ranked) == 1 and any(t.Name(kind) in ranked for part in parts[1:] for kind in kinds_of(part))


def _single(conditions: Sequence[t.Condition]) -> Sequence[t.Condition]:
    """Return requirements one by one; two bounds of one quantity are one."""
    together: Any = t.every(*conditions)
    return together.parts if isinstance(together, t.And) else (together,)


def _is_unclear(node: Any, veto: bool) -> bool:
    """A veto of what is asked under a condition, or of all; one exact value; mass and momentum of what has none."""
    match node:
        case t.Requirement(quantity, t.Interval(t.Number(unit=unit) as low, high)) if low == high:
            return (
                unit not in {"", "1"}
                or _is_measured(quantity)
                or (isinstance(quantity, t.Symbol) and low.value % 1 > 0)
            )
        case t.When() | t.Call("all"):
            return veto
        case t.Call("size", (of, *asked)):
            return isinstance(of, t.Item) or _asks_mass(of, asked)
        case t.Call(name, (one, other)) if one == other:
            return name in DISTANCES
        case t.Call("m" | "pT" | "ET" | "eta" as name, (t.Item(t.Name(kind)) | t.Name(kind),)):
            one_by_rank = isinstance(node.arguments[0], t.Item)
            return kind in ({"MET", *LIGHT, *(() if one_by_rank else JETS)} if name == "m" else {"vertex"})
    return _is_of_unclear_two(node)


def _is_of_unclear_two(node: Any) -> bool:
    """The mass of the leading photon and any jet; the sum of MET and the pT of any lepton; what is lost of a ratio."""
    match node:
        case t.Call("m", (first, *more)) if more and len({first, *more}) > 1:
            return any(map(_is_whole_kind, (first, *more)))
        case t.Arithmetic("/" | "-", one, other) if one == other:
            return True
        case t.Arithmetic("+", t.Name(), t.Call(_, (of,))) | t.Arithmetic("+", t.Call(_, (of,)), t.Name()):
            return _is_whole_kind(of)
    return False


def _is_whole_kind(node: Any) -> bool:
    """Whether it is all of a kind; what composites are made of is told."""
    kind = node.name.rpartition("_")[2] if isinstance(node, t.Name) else ""
    return kind in load_lexicon().kinds and kind not in composites()


def _asks_mass(of: Any, asked: Sequence[Any]) -> bool:
    """Of two jets with m > 120 GeV each, or both together? Large-radius jets and pairs have masses of their own."""
    masses = t.Call("m", (of,))
    return getattr(of, "name", "") not in {"fatjet", *composites()} and any(masses in set(t.walk(one)) for one in asked)


def _is_measured(quantity: Any) -> bool:
    """Whether what is compared has values between whole numbers, so that none is ever met."""
    if isinstance(quantity, t.Call) and quantity.function == "abs":
        quantity = quantity.arguments[0]
    return isinstance(quantity, t.Call) and quantity.function in {"pT", "ET", "m", "eta", "dR", "dphi", "deta", "mT"}


def _separate(part: t.Condition) -> Sequence[t.Condition]:
    """What is asked of several under one condition is asked of each."""
    if isinstance(part, t.When) and isinstance(part.then, t.And):
        return [t.When(part.condition, one) for one in part.then.parts]
    return [part]


def _headed(  # noqa: PLR0911 (one case for each kind of block)
    part: t.Condition, kind: str, region: Region | None
) -> tuple[t.Head | None, t.Condition]:
    """Return the block that a condition belongs to, and the condition as it stands there."""
    kinds = list(dict.fromkeys(kinds_of(part)))
    alternatives = [set(kinds_of(one)) for one in part.parts] if isinstance(part, t.Or) else []
    several = any(one != alternatives[0] for one in alternatives) and not all(kind in one for one in alternatives)
    if several and (t.This() in set(t.walk(part)) or not set(kinds) <= composites()):
        return None, part  # no electron or muon with pT > 10 GeV
    event = t.Head("region", region.name, region.kind) if region else t.Head("event")
    if lacks_owner(part):
        owner = kind if kind != "event" else ""
        if not owner:
            return None, part
        part = transformed(part, lambda node: t.Name(owner) if node == t.This() else None)
        return (t.Head("object", owner) if not region else event), part
    if not kinds:
        return event, part
    if kind == "event" and any(_is_mass_of_each(node) for node in outside_of_counts(part)):
        return None, part
    if set(kinds) <= composites() and (kind == "event" or region or len(kinds) > 1):
        return event, part
    if (
        kind == "event"
        and isinstance(part, t.When)
        and len(kinds) == 1
        and any(_is_distance(node) for node in outside_of_counts(part.then))
    ):
        return event, t.Requirement(t.Call("all", (t.Name(kinds[0]), part)), t.Flag())
    if kind == "event" and isinstance(part, t.When) and len(kinds) > 1 and set(kinds_of(part.condition)) - composites():
        return None, part  # 'ΔR(γ, j) > 0.3 for jets with pT > 20 GeV': of which jets?
    if kind == "event" and any(isinstance(node, t.Slice) or _is_distance(node) for node in outside_of_counts(part)):
        return event, transformed(part, _smallest)
    if region or (len(kinds) > 1 and kind not in kinds):
        return None, part
    return t.Head("object", kind if kind in kinds else kinds[0]), part


def _is_mass_of_each(node: Any) -> bool:
    """M_j of an event is rather a quantity of its own than the mass of each jet."""
    return (
        isinstance(node, t.Call)
        and node.function == "m"
        and isinstance(node.arguments[0], t.Name)
        and node.arguments[0].name not in composites() | {"fatjet"}
    )


def _is_distance(node: Any) -> bool:
    return isinstance(node, t.Call) and node.function in DISTANCES


def _smallest(node: Any) -> Any:
    """A distance that all of a collection have to keep is that of the nearest one."""
    if isinstance(node, t.Call) and node.function in REDUCERS:
        return node
    if isinstance(node, t.Call) and node.function in OF_NEAREST and list(kinds_of(node)):
        return t.Call("min", (node,))
    return None


def is_reduced(node: Any) -> bool:
    """Whether it is one value of many instances, and not what one has of its own, as the number of its tracks."""
    reduced = isinstance(node, t.Call) and node.function in REDUCERS
    return reduced and not (node.function == "size" and isinstance(node.arguments[0], t.Call | t.Parts))


def outside_of_counts(node: Any) -> Any:
    """Walk what is not inside a reducer."""
    yield node
    if is_reduced(node):
        return
    for part in t.children(node):
        yield from outside_of_counts(part)


def lacks_owner(condition: Any) -> bool:
    """Whether something is asked, and not only counted, of what the condition does not name."""
    return t.This() in set(outside_of_counts(condition))


def kinds_of(node: Any) -> Iterator[str]:
    """Return the collections that are spoken of as a whole."""
    if isinstance(node, t.Item) or is_reduced(node):
        yield from _beside(node)
        return
    if isinstance(node, t.Call) and node.function == "size":  # of its own: which of them is asked of no others
        node = node.arguments[0]
    if isinstance(node, t.Name) and node.name not in QUANTITIES:
        yield node.name
    for part in t.children(node):
        yield from kinds_of(part)


def _beside(node: Any) -> Iterator[str]:
    """Of any jet that something is asked of with a photon, as their distance: the photon."""
    over: Any = node.arguments[0] if isinstance(node, t.Call) and node.function in {"any", "all"} else None
    for one in t.walk(node) if isinstance(over, t.Name) else ():
        if isinstance(one, t.Name) and one.name in load_lexicon().kinds and one != over:
            yield one.name


def _is_identified_oddly(node: Any) -> bool:
    """A working point of a jet is rather one of b-tagging."""
    return (
        isinstance(node, t.Call)
        and node.function == "id"
        and any(one.name.split("_")[-1] not in IDENTIFIED for one in t.walk(node) if isinstance(one, t.Name))
    )


def of_magnitude(condition: Any, veto: bool) -> Any:
    """An upper bound on something with a sign means its magnitude, as does a lower bound that leads to a veto."""
    lower = {node.quantity for node in t.walk(condition) if isinstance(node, t.Requirement) and _side(node) == "low"}

    def change(node: Any) -> Any:
        if isinstance(node, t.Requirement) and getattr(node.quantity, "function", "") in SIGNED:
            turned = veto and node is condition and _side(node) == "low"
            if turned or (_side(node) == "high" and node.quantity not in lower):
                return replace(node, quantity=t.Call("abs", (node.quantity,)))
        return None

    return transformed(condition, change)


def _side(node: t.Requirement) -> str:
    """Return on which side a bound is, if it is on one only and above zero."""
    low, high = getattr(node.test, "low", None), getattr(node.test, "high", None)
    edge = low or high
    one_sided = (low is None) != (high is None) and isinstance(edge, t.Number) and edge.value > 0
    return ("low" if low else "high") if one_sided else ""


# Units


def _with_units(condition: t.Condition, language: Language) -> Any:
    """Give numbers their units: one without takes that of the others, or the usual one of what is compared."""
    written = [node.unit for node in t.walk(condition) if isinstance(node, t.Number) and node.unit]

    def change(node: Any) -> Any:
        match node:
            case t.Requirement(quantity, t.Interval(low, high) as interval):
                own = [one.unit for one in t.walk(node) if isinstance(one, t.Number) and one.unit]
                quantity = transformed(
                    quantity, lambda one: change(one) or _scaled(one, quantity, own or written, language)
                )
                low, high = (_scaled(one, quantity, own or written, language) or _pure(one) for one in (low, high))
                return t.Requirement(quantity, replace(interval, low=low, high=high))
        return None

    return transformed(condition, change)


def _pure(edge: Any) -> Any:
    """Return an edge that is calculated, in which numbers without a unit are pure numbers."""
    if edge is None:
        return None
    return transformed(edge, lambda one: replace(one, unit="1") if isinstance(one, t.Number) and not one.unit else None)


def _scaled(number: Any, quantity: Any, written: Sequence[str], language: Language) -> t.Number | None:
    """Return a number in the unit of what it is compared with, None for what is no number."""
    if not isinstance(number, t.Number):
        return None
    wanted = dimension(
        transformed(quantity, lambda one: t.Number(1.0) if isinstance(one, t.Number) else None), language.names
    )
    if wanted is None:
        wanted = next(
            (
                dimension(one, language.names)
                for one in t.walk(quantity)
                if isinstance(one, t.Call) and one.function in {"m", "pT"}
            ),
            None,
        )
    unknown = any(isinstance(one, t.Symbol) for one in t.walk(quantity))
    fitting = [unit for unit in written if unknown or (wanted is not None and powers_of(factor(unit)[1]) == wanted)]
    if not number.unit and not fitting and wanted == powers_of("GeV") and number.value < LEAST_BARE:
        raise CutbenchError(f"{number.value:g} has no unit, and is too small for an energy in GeV")
    usual = next((one for one in ("GeV", "GeV^0.5") if wanted == powers_of(one)), "1")
    unit = number.unit or (fitting[0] if fitting else usual)
    if isinstance(quantity, t.Call) and quantity.function == "size":
        unit = number.unit or "1"
    scale, base = factor(unit)
    if wanted is not None and powers_of(base) != wanted and not (base == "rad" or wanted == powers_of("rad")):
        raise CutbenchError(f"{number.value:g} {unit} is compared with another dimension")
    if base == "GeV^0.5":  # written as a pure number, all in GeV
        base = "1"
    return t.Number(float(f"{number.value * scale:.12g}"), base)
