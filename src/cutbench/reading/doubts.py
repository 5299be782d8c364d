"""Why something else may be meant than what the grammar makes of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise, zip_longest
from typing import Any

from cutbench.language import Language, relate
from cutbench.language import tree as t
from cutbench.reading.blocks import is_of_one_or_all
from cutbench.reading.coreference import ranked_letter
from cutbench.reading.data import system_of, words
from cutbench.reading.existence import leaves_one_open
from cutbench.reading.grammar import is_flag
from cutbench.reading.items import Obj
from cutbench.reading.lexicon import categories_at, load_lexicon, numbers_at, objects_at
from cutbench.reading.normal import Token
from cutbench.reading.owners import lacks_owner
from cutbench.reading.parsing import EVENTS
from cutbench.reading.regions import regions_in

EVENTS_THAT = {"with", "in", "where", "that", "which", "for"}
OF_OBJECTS = "it is said of events, and read of objects"
CODE = {"df": "df in code"}  # the name of a table, and no different flavour
LOWER_BOUND = re.compile(r"(\w+\(\w+\)) >=? ")
BOUND_BY_RANK = re.compile(r"(\w+)\((\w+)\[(\d)\]\) >=? ([\d.]+)")
WITH_TRACKS = {"tau", "vertex", "jet", "fatjet"}  # of which a list may ask a number of tracks


def doubt_of(sentences: Iterable[Any], said: Sequence[str], kind: str, of_events: bool) -> str:
    """Return why something else may be meant than what is said in statements, '' if nothing speaks for that."""
    if is_of_one_or_all([condition for condition, *_ in sentences]):
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


def doubt_of_which_two(said: Sequence[str], written: Sequence[Token]) -> str:
    """ΔR(l1, l2) > 0.1 for same-flavour pairs: of the two that are named, or of any two?"""
    named = any(ranked_letter().search("|".join((one.text, *one.scripts))) for one in written if one.kind == "word")
    return "any two may be meant or the first two" if named and any("disjoint(" in one for one in said) else ""


def is_of_events_that(tokens: Sequence[Token]) -> bool:
    """Whether it begins with 'events with', 'events in which' and the like."""
    return len(tokens) > 1 and tokens[0].text.lower() in EVENTS and tokens[1].text in EVENTS_THAT


def doubt_of_one_and_all(said: Sequence[str], tokens: Sequence[Token]) -> str:
    """'Events with a muon within ΔR < 0.4 of a jet': one such muon is enough, and not each has to be one."""
    return OF_OBJECTS if is_of_events_that(tokens) and any(one.startswith("event: select all(") for one in said) else ""


def doubt_of_the_kept(said: Sequence[str], tokens: Sequence[Token], language: Language) -> str:
    """'Jets with |η| < 2.7 are kept if pT > 25 GeV': are others kept as they are, or not at all?"""
    lines: list[Any] = [language.parse(one).line for one in said if one.startswith("object ")]
    asked = [getattr(line, "condition", None) for line in lines]
    cases = [condition.condition for condition in asked if isinstance(condition, t.When)]
    only = any(categories_at(tokens, place) & {"keep_only_if", "only_if"} for place in range(len(tokens)))
    kept = set(words()["accepting"]) & {one.text.lower() for one in tokens} and not only
    return "those that it does not name may be kept or not" if kept and not all(map(is_flag, cases)) else ""


def doubt_of_what_is_asked(said: Sequence[str], language: Language) -> str:
    """'Medium taus of unit charge (|q| = 1)' is no condition under which the same is asked again.

    Nor is 'pT > 25 GeV, and pT > 30 GeV if |η| > 2.4' asked twice in that case.
    """
    statements = [language.parse(one) for one in said]
    for one, other in combinations(statements, 2):
        both = (getattr(each.line, "condition", None) for each in (one, other))
        match (*both,):
            case t.When(case, t.Requirement(of)), t.When(same, t.Requirement(again)) if (case, of) == (same, again):
                if relate([one], [other], language.names, language.equal) in {"weaker", "stronger"}:
                    return "one of them may be asked in any case"
    for one in statements:
        match one.line:
            case t.Select(t.When(case, then, None)):
                given, asked = (replace(one, line=t.Select(each)) for each in (case, then))
                if relate([given], [asked], language.names, language.equal) in {"same", "stronger"}:
                    return "it asks what is so already"
    return ""


def doubt_of_place(tokens: Sequence[Token]) -> str:
    """'Electrons in the crack region are removed': it does not say where that is, and not all go."""
    named = {one.text.lower() for one in tokens} & set(words()["places without bounds"])
    return "where that is, it does not say" if named and not any(one.kind == "number" for one in tokens) else ""


def _doubt_of_one(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'We require a jet pT above 30 GeV', 'a tau with three tracks is required': of which, and whose tracks?"""
    if leaves_one_open(tokens) and any(one.startswith("object ") for one in said):
        return "it may be asked of one or of all"
    kinds = _kinds_named(tokens)
    counted = (one for one in said if one.startswith("event: ") and ("size(track)" in one or "size(track," in one))
    return "the tracks may be its own" if kinds & WITH_TRACKS and any(counted) else ""


def _doubt_of_theirs(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Taus must have pT > 20 GeV and three tracks': what is counted may be what each of them has."""
    texts = [one.text.lower() for one in tokens]
    owning = (at for at, (verb, behind) in enumerate(pairwise(texts)) if verb in words()["owning"] and behind != "to")
    verb = next(owning, 0)
    named = [place for place in range(verb) if objects_at(tokens, place)]
    of_events = {*EVENTS, *words()["asking"]} & set(texts[: named[0]]) if named else EVENTS
    if of_events or not any(one.startswith("event: ") and "size(" in one for one in said):
        return ""
    behind = range(verb + 1, len(tokens))
    joined = [place for place in behind if tokens[place].text in {"and", ","} and _counts(tokens, place + 1)]
    again = set(words()["main verbs"]) & set(texts[joined[0] :]) if joined else set()
    return "what is counted may be what each of them has" if joined and not again else ""


def _counts(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number of objects is said: three tracks, at least one b-tag, no jets."""
    here = categories_at(tokens, place) if place < len(tokens) else set()
    near = range(place + 1, min(place + 5, len(tokens)))
    return bool(here & {"num", "none", "op"}) and any(objects_at(tokens, at) for at in near)


def _doubt_of_permission(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'The leading jet may have |η| > 2.5': what is allowed is not asked for, but where no more than that is."""
    texts = [one.text.lower() for one in tokens]
    allowed = [at for at, one in enumerate(texts) if one in words()["permitting"]]
    limited = any("size(" in one and _limits(one) for one in said)
    if limited and allowed and texts[allowed[0]] == "allowed":
        begin = max((at for at in range(allowed[0]) if texts[at] in {",", "and", "but"}), default=0)
        ops = {value for at in range(begin, allowed[0]) for what, value, _ in load_lexicon().at(tokens, at)}
        allowed = allowed[1:] if {"<=", "none"} & {one for one in ops if isinstance(one, str)} else allowed
    return "it may be allowed and not asked for" if allowed and not all(map(_limits, said)) else ""


def _limits(statement: str) -> bool:
    """Whether a statement gives a limit: so many at most, or what must not be."""
    if ": reject " in statement or " not " in statement or " <= " in statement:
        return True
    return "size(" in statement and any(limit in statement for limit in (" == 0", " < ", " != "))


def _doubt_of_one_there(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Events have a pair of opposite charge whose mass ...': such a pair has to be there, if nothing says 'if'."""
    texts = [one.text.lower() for one in tokens]
    verbs = {*words()["owning"], *words()["wanting"]}
    begun = [at + 2 for at, (verb, one) in enumerate(pairwise(texts)) if verb in verbs and one in {"a", "an"}]
    there = any("prop" not in categories_at(tokens, at) and _names_object(tokens[at : at + 12]) for at in begun)
    asked = any(categories_at(tokens, place) & {"if", "all", "any"} for place in range(len(tokens)))
    conditional = any(one.startswith("event: ") and " ? " in one for one in said)
    return "it may have to be there" if there and conditional and not asked else ""


def _names_object(tokens: Sequence[Token]) -> bool:
    return any(objects_at(tokens, place) for place in range(len(tokens)))


def _doubt_of_heading(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Two OS leptons, SF: |m_ll - m_Z| > 15 GeV': whether 'SF' is a case, or asked for, too."""
    texts = [one.text for one in tokens]
    within = ":" in texts and "," in texts[: texts.index(":")]
    return "it may be a case, or asked for" if within and any(" ? " in one for one in said) else ""


def _doubt_of_negated_choice(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Muons must not have pT < 5 GeV or |η| > 2.5': whether 'not' is said of both; '... or if ...' is clear."""
    texts = [one.text.lower() for one in tokens]
    turned = [at for at, one in enumerate(texts) if one in words()["negating"] and not _is_of_bound(tokens, at)]
    pairs = list(pairwise(texts[turned[0] :])) if turned else []
    choice = any(one in {"or", "nor"} and other not in {"if", "when"} for one, other in pairs)
    return "what 'not' is said of" if choice and "either" not in texts and any(" or " in one for one in said) else ""


def _is_of_bound(tokens: Sequence[Token], place: int) -> bool:
    """Not more than, not below."""
    return place + 1 < len(tokens) and "op" in categories_at(tokens, place + 1) and tokens[place].text.lower() == "not"


def _doubt_of_mixed_choice(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'A or B and C': (A or B) and C, or A or (B and C)?"""
    texts = [one.text.lower() for one in tokens]
    choices = [one for one in said if " or " in one and "size(track" not in one]
    if "either" in texts and any(" and " in one for one in choices):
        return "does 'and' join more closely than 'or'?" if (",", "and") in pairwise(texts) else ""
    if len(said) == len(choices) or not choices or "or" not in texts or {"(", "either"} & set(texts):
        return ""
    behind = texts[texts.index("or") :]
    mixed = "and" in behind and behind[behind.index("and") - 1] != ","
    return "does 'and' join more closely than 'or'?" if mixed else ""


def _doubt_of_subject(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Muons in jets must have pT > 5 GeV': whether nothing is said of what the sentence begins with."""
    texts, verb = [one.text.lower() for one in tokens], _verb_of(tokens)
    named = list(_named_before(tokens, verb))
    if len({kind for kind, _ in named}) < 2:
        return ""
    kind, place = named[0]
    if kind == system_of(4) or EVENTS & set(texts[:place]) or {"and", "or", ",", ":"} & set(texts[place:verb]):
        return ""
    meant = any(part in one for one in said for part in (kind.rpartition("_")[2], *words()["also meant"].get(kind, ())))
    return "" if meant or not said else "it may be asked of what it begins with"


def _doubt_of_some(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'The lepton that fired the trigger must have pT > 26 GeV': some are meant, and all would be asked."""
    before = {one.text.lower() for one in tokens[: _verb_of(tokens)]}
    narrowed = before & set(words()["narrowing"]) and not EVENTS & before
    of_all = any(one.startswith("object ") and " ? " not in one and "dR(" not in one for one in said)
    return "which of them are meant?" if narrowed and of_all else ""


def _doubt_of_two_bounds(_tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Two muons with pT > 25 GeV and pT > 15 GeV', 'pT above 15 and 25 GeV': which is of which?"""
    for counted in (part for one in said for part in one.split("size(")[1:]):
        bounded = LOWER_BOUND.findall(counted)
        if len(bounded) > len(set(bounded)):
            return "each may have a bound of its own"
    ranked = sorted(found for one in said for found in BOUND_BY_RANK.findall(one))
    for (*what, rank, low), (*same, next_rank, higher) in pairwise(ranked):
        if what == same and rank != next_rank and float(low) < float(higher):
            return "the leading one would have the lower bound"
    return ""


def _doubt_of_what_goes_as_well(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Jets with |η| > 2.5 are removed, as are jets with pT < 20 GeV': what goes, too, is not what is kept."""
    texts = [one.text.lower() for one in tokens]
    alike = {("as", "are"), ("as", "is"), ("as", "well")} & set(pairwise(texts))
    both = any(": reject " in one for one in said) and any(": select " in one for one in said)
    return "it may go as well" if alike and both else ""


def _verb_of(tokens: Sequence[Token]) -> int:
    """Return where the main verb is, 'must' rather than one before it; behind all where there is none."""
    texts = [one.text.lower() for one in tokens]
    places = [at for at, one in enumerate(texts) if one in words()["main verbs"]]
    demands = (at for at in places if texts[at] in words()["demanding"])
    return next(demands, places[0] if places else len(tokens))


def _kinds_named(tokens: Sequence[Token]) -> set[str]:
    return {obj.kind for place in range(len(tokens)) for obj, _ in objects_at(tokens, place)}


def _named_before(tokens: Sequence[Token], end: int) -> Iterator[tuple[str, int]]:
    """Yield the kinds of objects that are named before a place, the longest name where several begin."""
    place = 0
    while place < end:
        found = [(stop, of.kind) for of, stop in objects_at(tokens, place) if of.kind != "MET"]
        if found:
            yield max(found)[1], place
        place = max([stop for stop, _ in found], default=place + 1)


def doubt_of_words(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return what words of a text leave open, whatever was made of them."""
    if any("mT(" in one for one in said) and _has_bare_mt(tokens):
        return "m_t may be the mass of a top quark"
    return "a number may be exact or the least" if _has_bare_number_behind_a_bound(tokens) else ""


def doubt_of_scope(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return why what is said may be meant of others, or not asked for."""
    ways = (
        _doubt_of_theirs,
        _doubt_of_one,
        _doubt_of_permission,
        _doubt_of_negated_choice,
        _doubt_of_one_there,
        _doubt_of_heading,
        _doubt_of_mixed_choice,
        _doubt_of_subject,
        _doubt_of_some,
        _doubt_of_two_bounds,
        _doubt_of_what_goes_as_well,
        _doubt_of_phrases,
    )
    return next(filter(None, (way(tokens, said) for way in ways)), "")


def _doubt_of_phrases(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return what a phrase leaves open beside a statement of some form, as in words.yaml."""
    text = f" {' '.join(CODE.get(one.text, one.text.lower()) for one in tokens)} "
    named = _kinds_named(tokens)
    for doubt, (form, phrases, *others) in words()["doubts"].items():
        formed, spoken = any(form in one for one in said), any(f" {one} " in text for one in phrases)
        if formed and spoken and set(others) <= named:
            return str(doubt)
    return ""


def _has_bare_mt(tokens: Sequence[Token]) -> bool:
    """Whether m_t stands alone, and not in front of the two that a transverse mass is of."""
    return any(
        (one.text, *one.scripts) == ("m", "_t") and (behind is None or behind.text != "(")
        for one, behind in zip_longest(tokens, tokens[1:])
    )


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


def doubt_beside(aside: Sequence[Token], said: Sequence[str], kind: str, language: Language) -> str:
    """Return why a remark or reason beside what is said may change its meaning."""
    vetoed = any("veto" in categories_at(aside, place) for place in range(len(aside)))
    if vetoed and _keeps_window(said, language):
        return "it may be what is kept or what goes"
    if regions_in(aside) and not any(one.startswith("region ") for one in said):
        return "what it says beside may say in which region"
    if _describes(aside):
        return "what it says of them beside may narrow them"
    return "a reason that it gives may say of which" if kind != "event" and _narrows(aside) else ""


def doubt_of_definition(tokens: Sequence[Token], said: Sequence[str], language: Language) -> str:
    """'m_jj > 500 GeV, where m_jj is the mass of the two leading b-jets': it is not that of the jets."""
    nodes: set[Any] = {node for one in said for node in t.walk(language.parse(one).line)}
    kinds = {node.name for node in nodes if isinstance(node, t.Name)} & {*words()["objects"]}
    kinds |= {one for kind in kinds & {*words()["systems"].values()} for one in (kind, "lepton")}
    named = [*_defined_of(tokens)] if kinds else []
    ranks = {node.rank for node in nodes if isinstance(node, t.Item)} or {0, 1}
    others = any(obj.kind not in {*kinds, "MET"} for obj in named if isinstance(obj, Obj))
    return "it is defined with others than usual" if others or {one for one in named if one in range(9)} - ranks else ""


def _defined_of(tokens: Sequence[Token]) -> Iterator[Obj | int]:
    """Yield the objects and ranks that what is defined is made of: up to the end of the clause."""
    for place in range(len(tokens) - 2):
        begin = _behind_definition(tokens, place)
        ends = (at for at in range(begin, len(tokens)) if tokens[at].text in {",", ";", ".", ")"})
        at, end = begin, next(ends, len(tokens)) if begin else begin
        while at < end:
            found = [(value, stop) for what, value, stop in load_lexicon().at(tokens, at) if what in {"obj", "rank"}]
            yield from (value for value, _ in found)
            at = max((stop for _, stop in found), default=at + 1)


def _behind_definition(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind 'where m_jj is', 'with m_jj from' or 'calculated from', 0 if it is none of them."""
    first, second = (one.text.lower() for one in tokens[place : place + 2])
    if first in words()["defining"] and second in words()["made of"]:
        return place + 2
    known = load_lexicon().at(tokens, place + 1) if first in {"where", "with"} else ()
    end = max((stop for category, _, stop in known if category in {"qty", "prop", "fn"}), default=0)
    verb = tokens[end].text.lower() if 0 < end < len(tokens) else ""
    return end + 1 if verb in {*words()["made"], *words()["defining"], *words()["made of"], "is", "being"} else 0


def _describes(aside: Sequence[Token]) -> bool:
    """'..., where a vertex has at least two tracks': whether a remark gives objects a number."""
    starts = [place for place, one in enumerate(aside) if one.text.lower() == "where"]
    named = starts and any(objects_at(aside, place) for place in range(starts[0] + 1, min(starts[0] + 4, len(aside))))
    return bool(named and any(next(numbers_at(aside, place), None) for place in range(starts[0], len(aside))))


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
    windows = windows or any("abs(m(" in one and " < " in one and ": select " in one for one in said)
    both = len(tests) == 2 and len(sides) == 3 and not any(isinstance(line.condition, t.Or) for line in lines)
    return windows or both
