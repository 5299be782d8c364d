"""Requirements that compare nothing: counts, flags, triggers, working points."""

import re
from collections.abc import Iterator

from cutbench.cuts.clauses import Clause, TypedCut
from cutbench.cuts.predicate import Predicate, Variable
from cutbench.cuts.vocabulary import Vocabulary

TRIGGER = re.compile(r"trigger|\bhlt\b|\blogical or\b")
# 'a set of triggers demanding a single lepton': what a trigger asks for is not what the analysis asks for.
OF_A_TRIGGER = re.compile(
    r"\btriggers?,? (?:(?:that|which|each|either|[a-z]+ly) )*"
    r"(?:demand|requir|ask|look|select|based|for|with|on|sensitive|seeded|target|containing)"
    r"(?:(?!\b(?:contain|must|ha(?:s|ve)|is|are|exactly|selected|comprise|events?)\b)[^;])*$"
)
# 'The Gradient working point is tuned to ...': what a name means, not that it is asked for.
DEFINED = re.compile(
    r"\W*(?:(?:working|operating) points?|selection|criterion|criteria)?,? (?:is|are) (?:tuned|defined"
    r"|optimi[sz]ed|adjusted|designed"
    r"|constructed|chosen so|such that)\b|\W*(?:working|operating) points? (?:requires?|demands?|asks?|has"
    r"|gives?|yields?|corresponds?)\b"
)
# 'single- and di-lepton', 'on one, two or three leptons': each member of the list is a kind of its own.
HOW_MANY = {
    "single": "single_lepton",
    "one": "single_lepton",
    "di": "dilepton",
    "double": "dilepton",
    "two": "dilepton",
}
HOW_MANY |= {"tri": "trilepton", "triple": "trilepton", "three": "trilepton"}
_MANY = "|".join(HOW_MANY)
LISTED = re.compile(
    rf"\b({_MANY})(?=-?(?:(?:,? (?:and|or) |, ?|/ ?)(?:{_MANY})-?)*"
    r" ?(?:(?:isolated|charged) )?(?:leptons?|electrons?|muons?)\b)"
)


def named(clause: Clause, vocabulary: Vocabulary, numeric: set[str]) -> Iterator[TypedCut]:
    """Find requirements without a number: flags, triggers, working points."""
    text = clause.text
    flags = [word for word in vocabulary.find("flags", text) if not _is_of_its_name(text, word.start, word.end)]
    for name in dict.fromkeys(word.name for word in flags):
        covered = (name == "isolation" and any("cone" in n for n in numeric)) or (
            name == "common_vertex" and "vertex_chi2_ndof" in numeric
        )
        if not covered:
            spoken = "Event" if name == "good_run_list" else clause.object
            yield TypedCut(spoken or "Event", (Predicate(variable=Variable(name=name), op="flag"),), sure=True)
    if TRIGGER.search(text):
        yield _trigger(text, vocabulary)
        return
    yield from _working_points(clause, vocabulary)


def is_of_a_trigger(text: str, place: int) -> bool:
    """Whether a count at `place` is what a trigger asks for."""
    return bool(OF_A_TRIGGER.search(text[:place]))


def _is_of_its_name(text: str, start: int, end: int) -> bool:
    """Whether a word is part of what a trigger is called: 'isolated-muon triggers', 'triggers for isolated muons'."""
    return is_of_a_trigger(text, start) or bool(re.match(r"[- ](?:[a-z-]+ ){0,2}?triggers?\b", text[end:]))


def _trigger(text: str, vocabulary: Vocabulary) -> TypedCut:
    named = [(word.start, word.name) for word in vocabulary.find("triggers", text)]
    listed = [(match.start(), HOW_MANY[match[1]]) for match in LISTED.finditer(text)]
    kinds = tuple(dict.fromkeys(name for _, name in sorted(named + listed)))
    predicate = Predicate(variable=Variable(name="trigger"), op="in" if kinds else "flag", value=kinds or None)
    return TypedCut("Event", (predicate,), sure=bool(kinds))


def _working_points(clause: Clause, vocabulary: Vocabulary) -> Iterator[TypedCut]:
    seen = set()
    for name, value, owner, pattern, near in vocabulary.working_points:
        for match in pattern.finditer(clause.text):
            around = clause.text[max(0, match.start() - 45) : match.end() + 45]
            spoken = _owner(clause, match.start())
            if DEFINED.match(clause.text[match.end() :]):
                continue
            fits = owner is None or spoken in {owner, "Lepton"}
            if fits and (near is None or near.search(around)) and (name, value) not in seen:
                seen.add((name, value))
                predicate = Predicate(variable=Variable(name=name), op="==", value=value)
                yield TypedCut(owner or spoken or "Lepton", (predicate,), sure=spoken is not None)


def _owner(clause: Clause, place: int) -> str | None:
    """Return the object that a name belongs to: the one behind it, else the last before it, both up to a comma."""
    if not clause.objects:
        return clause.object
    left = max(clause.text.rfind(sign, 0, place) for sign in ",;:")
    after = [word for word in clause.objects if word.start >= place]
    if after and re.fullmatch(r"\S+ (?:quality )?", clause.text[place : after[0].start]):
        return after[0].name
    before = [word for word in clause.objects if left < word.start < place]
    near = before[-1:] or [word for word in after if "," not in clause.text[place : word.start]]
    near = near or [min(clause.objects, key=lambda word: abs(word.start - place))]
    return near[0].name
