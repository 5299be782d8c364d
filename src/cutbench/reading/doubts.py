"""Why something else may be meant than what the grammar makes of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, zip_longest
from typing import Any

from cutbench.language import Language
from cutbench.language import tree as t
from cutbench.reading.blocks import is_of_one_or_all
from cutbench.reading.coreference import ranked_letter
from cutbench.reading.data import words
from cutbench.reading.existence import leaves_one_open
from cutbench.reading.grammar import is_flag
from cutbench.reading.lexicon import categories_at, load_lexicon, numbers_at, objects_at
from cutbench.reading.normal import Token
from cutbench.reading.owners import lacks_owner
from cutbench.reading.parsing import EVENTS

EVENTS_THAT = {"with", "in", "where", "that", "which", "for"}
OF_OBJECTS = "it is said of events, and read of objects"
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


def doubt_of_place(tokens: Sequence[Token]) -> str:
    """'Electrons in the crack region are removed': it does not say where that is, and not all go."""
    named = {one.text.lower() for one in tokens} & set(words()["places without bounds"])
    return "where that is, it does not say" if named and not any(one.kind == "number" for one in tokens) else ""


def doubt_of_one(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'We require a jet pT above 30 GeV', 'a tau with three tracks is required': of which, and whose tracks?"""
    if leaves_one_open(tokens) and any(one.startswith("object ") for one in said):
        return "it may be asked of one or of all"
    kinds = {obj.kind for place in range(len(tokens)) for obj, _ in objects_at(tokens, place)}
    counted = (one for one in said if one.startswith("event: ") and ("size(track)" in one or "size(track," in one))
    return "the tracks may be its own" if kinds & WITH_TRACKS and any(counted) else ""


def doubt_of_theirs(tokens: Sequence[Token], said: Sequence[str]) -> str:
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


def doubt_of_words(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return what words of a text leave open, whatever was made of them."""
    if doubt := doubt_of_phrases(tokens, said):
        return doubt
    if any("mT(" in one for one in said) and _has_bare_mt(tokens):
        return "m_t may be the mass of a top quark"
    return "a number may be exact or the least" if _has_bare_number_behind_a_bound(tokens) else ""


def doubt_of_phrases(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return what a phrase leaves open beside a statement of some form, as in words.yaml."""
    text = f" {' '.join(one.text.lower() for one in tokens)} "
    named = {obj.kind for place in range(len(tokens)) for obj, _ in objects_at(tokens, place)}
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
