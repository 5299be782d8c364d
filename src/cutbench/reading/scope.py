"""How far a veto, a heading, a region or a definition reaches: where that is not sure, nothing is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from cutbench.reading.data import words
from cutbench.reading.lexicon import categories_at
from cutbench.reading.normal import Token
from cutbench.reading.regions import regions_in

NUMBER = r"\d+(?:\.\d+)?"
RANGE_BEHIND_A_SIGN = re.compile(rf"[<>≤≥]=? *{NUMBER} *[-–] *{NUMBER}(?: |$)")
AT_MOST_OF_WHICH = re.compile(r" at (?:the )?most \S+ of (?:which|them|these) ")
NO_VETO = re.compile(r" no (?:\S+ ){0,3}?veto (?:is|are|was|were) ")
LIKE = re.compile(r" (?:as|same|subset|like|but) | sr\S* selection ")  # one region by another
BARE_REGION = re.compile(r" (?:sr|cr|vr)s? (?![-_])")
UNIT = r"(?:gev|tev|mev|mm|cm|m)"
SYMBOL_WITH_UNIT = re.compile(r"`\)? [<>]=? [\d.]+ \w")
NUMBER_WITHOUT_UNIT = re.compile(rf"[<>≤≥]=? {NUMBER} (?!{UNIT} |\d)")
WHOLE = re.compile(r" (?:di\w+|systems?|candidates?|pairs?|\w+plets?|bosons?) ")
A_PAIR_WITH = re.compile(r" (?:an?|any|some|one|every) (?:b - )?(?:jet|tau|photon) pairs? (?:with|whose|having) ")
CRACK = re.compile(r"^ (?:the )?(?:crack|transition|gap)(?: region)? : ")
CHANNEL = r"(?:e ?[μe]|μ ?[eμ]|e ?mu|mu ?mu)"
HEADING = re.compile(rf"^ {CHANNEL} : ")
BEHIND = re.compile(rf" in {CHANNEL} ")
COUNT = re.compile(r"reject size\(\w+\) >= 1$")
REASON = re.compile(
    r" (?:because|since|as) (?!(?:of|are|is|do|does|well) )[^,;]*? (?:have|has|is|are|contains?) [^,;]*"
)
FOR_ONE = re.compile(r" for (?:at least )?one ")
IF_IT = re.compile(r" (?:if|when|where) (?:it|they) (?:is|are|has|have) ")
CALLED = re.compile(r"^ (?:any|all) \( | (?:and|&&|∧) (?:any|all) \( ")


Way = Callable[[Sequence[Token], str, Sequence[str]], str]  # of doubting: tokens, their text, and what is said


def doubt_of_reach(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return why a statement may say more, or something else, than its text, '' if nothing speaks for that."""
    return first_doubt(WAYS, tokens, said)


def first_doubt(ways: Iterable[Way], tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return the first doubt of several ways, '' if none has one."""
    text = f" {' '.join(one.text.lower() for one in tokens)} "
    return next(filter(None, (way(tokens, text, said) for way in ways)), "")


def _nothing_asked(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'No b-jet requirement is applied', 'none of which needs to be b-tagged': nothing is asked, and nothing vetoed."""
    forbids = any(" == 0" in one or ": reject " in one for one in said)
    behind = text.partition(" no ")[2].split()[:7]
    applied = set(behind) & {*words()["requirements"], "selection"} or NO_VETO.search(text)
    neither = re.search(r" (?:neither|none) ", text)
    needed = any(f" {one} " in text for one in words()["needing to"])
    return "it may be that nothing is asked" if forbids and (applied or (neither and needed)) else ""


def _range_behind_a_sign(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'MET > 200-300 GeV' is no difference."""
    return "which of the two is the bound?" if said and is_range_behind_a_sign(text) else ""


def is_range_behind_a_sign(text: str) -> bool:
    """Whether two numbers with a dash follow a comparison.

    >>> is_range_behind_a_sign("MET > 200-300 GeV")
    True
    """
    return bool(RANGE_BEHIND_A_SIGN.search(text))


def _most_of_which(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Two jets, at most one of which is b-tagged': the limit is one of those, and not of the jets."""
    limited = any(" <= " in one and ("bjet" in one or ", " in one) for one in said)
    return "what is limited?" if AT_MOST_OF_WHICH.search(text) and not limited else ""


def _goes_or_stays(tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """'Jets with A are removed, and taus with B', 'SRA vetoes b-jets and HT above 500 GeV': does the second go, too?"""
    rejects = any(": reject " in one or " == 0" in one for one in said)
    if not rejects or not any(": select " in one and " == 0" not in one for one in said):
        return ""
    going = {"veto", "drop"}
    first = next((at for at in range(len(tokens)) if categories_at(tokens, at) & going), len(tokens))
    behind = {one.text.lower() for one in tokens[first + 1 :]}
    again = behind & {*words()["asking"], *words()["main verbs"], ";", ".", ":", "than", "at"}
    return "" if again or first == len(tokens) or not behind & {"and"} else "it may go as well"


def _veto_and_demand(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'SRB vetoes MET > 200 GeV and requires HT > 500 GeV': the second is asked for."""
    both = any(": reject " in one and " and " in one for one in said)
    return "how much of it goes?" if both and re.search(r" vetoe?s .* and (?:requires?|demands?) ", text) else ""


def _overlap(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Overlap removal: ΔR(e, j) < 0.4', 'if an electron is near a jet, the jet is kept': no event has to have that."""
    near = any(re.match(r"event: select min\(dR\(.*(?: < | <= |\[\])", one) for one in said)
    asked = {"must", "should", "required", "require", "requires", "demanded", "event", "events"}
    if near and not asked & {one.text.lower() for one in tokens}:
        return "it may be what goes"
    of_events = {"event", "events"} & set(text.split()) or any(
        "veto" in categories_at(tokens, at) for at in range(len(tokens))
    )
    none = any("none" in categories_at(tokens, at) for at in range(len(tokens)))
    if re.search(r"^ any .* (?:is|are) vetoed ", text) and any(one.startswith("object ") for one in said):
        return "does the event go, or the object?"
    if " it " in text and any(one.startswith("event: reject min(dR(") for one in said):
        return "what is removed?"
    if CRACK.search(text) and any("select abs(eta" in one for one in said):
        return "it may be what is left out"
    return "does the object go, or the event?" if any(map(COUNT.search, said)) and not (of_events or none) else ""


def _regions_missing(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'SRB, defined as SRA but with MET > 200 GeV': each region that is named has to be in a statement."""
    heads = {one.partition(":")[0] for one in said}
    of_regions = {one.split()[1] for one in heads if one.startswith("region ")}
    named = {one.name for one in regions_in(tokens) if one.kind != "preselection"} if LIKE.search(text) else set()
    bare = bool(LIKE.search(text) and BARE_REGION.search(text))
    if of_regions and (named - of_regions or bare or re.search(r" as (?:do|does) | the (?:former|latter) ", text)):
        return "which region is it of?"
    if of_regions and any(one.startswith("event") for one in heads):
        return "is all of it of the region?"
    alike = len({one.split()[0] for one in heads}) == 1
    several = " respectively " in text and alike and len(heads) > 1 and len(said) >= 2 * len(heads)
    return "which is of which?" if several else ""


def _case_or_cut(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'SF and DF: ...', '... isolated if it is an electron': a flavour is a case, and not asked for."""
    cases = [one for one in said if " ? " in one]
    flavoured = [one for one in said if " ? " not in one and ("flavour(" in one or "charge(" in one)]
    if cases and flavoured and " : " in text:
        return "it may be a case, or asked for"
    if flavoured and any("itis" in categories_at(tokens, at) for at in range(len(tokens))):
        return "it may be a case, or asked for"
    state = re.search(r" in (?:\S+ ){1,5}?final states? ", text)
    plain = re.search(r" in (?:the|a|this) final states? ", text)
    channel = HEADING.search(text) or BEHIND.search(text)
    if (state and not plain and not cases) or (channel and len(cases) < len(said)):
        return "it may be asked in one final state"
    return "it may be asked in all cases" if cases and re.search(r" in all (?:\. )?$", text) else ""


def _made_of(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'The system made of an electron and a muon must have pT > 30 GeV': what it is made of need not."""
    made = next((one for one in words()["being made of"] if f" {one} " in text), "")
    parts = any((one.startswith("object ") and not one.startswith("object pair")) or "size(" in one for one in said)
    parts = parts or any(re.search(r"m\((?:[^,]+, ){3}", one) for one in said)
    parts = parts or (made != "" and " with " in text.partition(f" {made} ")[2])
    whole = WHOLE.search(text)
    return "it may be asked of what they make" if made and parts and whole else ""


def _which_pair(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'A jet pair with m > 1 TeV', 'both photons of the pair', 'two Z candidates': of which pair, or of its parts?"""
    if any("size(pair" in one for one in said) and re.search(r" z (?:boson )?candidates? ", text):
        return "which pairs are candidates?"
    if any("(pair)" in one for one in said) and re.search(r" (?:with|from|in) the (?:\S+ )?z (?:boson )?cand", text):
        return "it may be asked of what it is made of"
    if any("[0] + " in one for one in said) and re.search(r" of the (?:\S+ )?pairs? | (?:jet|tau|photon) pairs ", text):
        return "it may be asked of what it is made of"
    return "which two are meant?" if A_PAIR_WITH.search(text) and any("[1])" in one for one in said) else ""


def _none_of_both(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Events must not have a b-jet and MET > 300 GeV': both may be forbidden, alone or together."""
    denied, joined, behind = text.partition(" not ")[2].partition(" and ")
    again = {*behind.split()} & {*words()["main verbs"], *words()["asking"]}
    of_event = re.search(r"^ (?:the )?events? ", text)
    return "is the second forbidden, too?" if said and of_event and denied and joined and not again else ""


def _reason(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Because signal events have MET > 300 GeV, ...': what is true of them is no requirement."""
    reasons = list(REASON.finditer(text))
    inside = {one for reason in reasons for one in re.findall(NUMBER, reason[0])}
    outside = Counter(re.findall(NUMBER, REASON.sub(" ", text)))
    stated = Counter(one for statement in said for one in re.findall(NUMBER, statement))
    return "it may be a reason" if any(stated[one] > outside[one] for one in inside) else ""


def _for_one(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'For at least one lepton, m_T > 50 GeV', 'the leading jet ..., if it is b-tagged': of which one is it asked?"""
    if FOR_ONE.search(text) and any(" ? " in one for one in said):
        return "one of them may be enough"
    condition = IF_IT.search(text)
    before = len(text[: condition.start()].split()) if condition else 0
    ranked = any("rank" in categories_at(tokens, at) for at in range(before))
    return "it may be asked of that one" if ranked and any(one.startswith("object ") for one in said) else ""


def _not_in_events(tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """'Events cannot include a lepton above 10 GeV': the event goes, and not the lepton."""
    texts = [one.text.lower() for one in tokens]
    of_objects = any(one.startswith("object ") for one in said)
    denied = texts[:1] in (["events"], ["event"]) and "not" in texts
    return "the event may go" if of_objects and denied else ""


def _code(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """any(jet_pt > 100) asks for one of them."""
    called = CALLED.search(text) and any(one.startswith("object ") for one in said)
    return "of one or of all?" if called else ""


def _unit_of_another(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'|y*| < 0.8 for m_jj < 1 TeV': the unit of one number is not that of another."""
    lent = any(" ? " in one and SYMBOL_WITH_UNIT.search(one) for one in said) and NUMBER_WITHOUT_UNIT.search(text)
    return "which unit does it have?" if lent else ""


def _alternatives(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'These requirements are alternatives', 'the two most forward jets': each may be enough, or others are meant."""
    if re.search(r" two (?:most \S+|light|other|nearest|closest) ", text) and any("[1])" in one for one in said):
        return "which two are these?"
    return "one of them may be enough" if len(said) > 1 and " alternatives " in text else ""


def _other_than_itself(_tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """|d0| / d0 is no quantity."""
    found = (re.search(r"abs\(([\w()\[\]]+)\) / \1", one) for one in said)
    return "it divides a quantity by itself" if any(found) else ""


def _after_removal(tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """'Veto on b-jets and leptons with pT > 30 GeV' asks nothing of each lepton."""
    texts = [one.text.lower() for one in tokens]
    asked = {*words()["main verbs"], *words()["asking"]} & {*texts}
    vetoed = {"veto", "vetoes"} & {*texts} or (texts[:1] == ["no"] and not asked)
    mixed = any(one.startswith("object ") and ": select " in one for one in said)
    others = any(": reject " in one or " == 0" in one for one in said)
    return "how much of it goes?" if vetoed and mixed and others else ""


WAYS: tuple[Way, ...] = (
    _nothing_asked,
    _range_behind_a_sign,
    _most_of_which,
    _goes_or_stays,
    _veto_and_demand,
    _overlap,
    _regions_missing,
    _case_or_cut,
    _made_of,
    _which_pair,
    _none_of_both,
    _reason,
    _for_one,
    _not_in_events,
    _code,
    _unit_of_another,
    _alternatives,
    _other_than_itself,
    _after_removal,
)
