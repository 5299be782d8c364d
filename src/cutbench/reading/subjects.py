"""Of which objects or events something is asked: where that is not sure, nothing is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cutbench.reading.lexicon import categories_at, load_lexicon, numbers_at, objects_at
from cutbench.reading.normal import UNKNOWN, Token
from cutbench.reading.said import measured
from cutbench.reading.scope import NUMBER, Way, first_doubt

OF_EVENTS_IF = re.compile(
    r"^ (?:(?:reject|veto|drop|discard|remove|exclude|skip|throw (?:away|out)) )?(?:all |any |the |an )?events?(?: .*)?"
    r" (?:if|when|whenever|as soon as|in which|for which|where) "
)
EVENTS_GO = re.compile(
    r"^ (?:all |any |the )?events? (?:with|having|containing|that|which|in) .* "
    r"(?:vetoed|rejected|discarded|removed|excluded|dropped|thrown) "
)
VETO_IF = re.compile(r"(?:^| : ) ?vetoe?d? (?:if|for) ")
OF_NEAREST = re.compile(r"(?:min\()?(?:dR|dphi)\(([^)]*)\)")
COUNTED = re.compile(r"size\((\w+), ")
BOTH_LEADING = re.compile(r" both (?:of )?(?:the )?(?:two )?(?:leading )?\S+s (?:have|has|are|fulfil|satisfy|fail) ")
ASKED = r"(?:(?:are|is) required to|must|have to|should|need to) "
EVENTS_WITH = re.compile(
    r"^ (?:\S+ ){0,3}events (?:with|containing|having|triggered|in|that|which|where) "
    rf"(?:(?!{ASKED}|are |is |[,;:] )\S+ )*{ASKED}"
)
EVENTS_MUST = re.compile(rf"^ (?:\S+ ){{1,3}}events {ASKED}")
EVENTS_IN_REGION = re.compile(
    r"^ (?:the )?events in (?:(?!with |where |that )\S+ ){1,6}?(?:are|is|must|have|should|need) "
)
DEFINES = re.compile(r" defines? (?:the )?\S*(?:sr|cr|vr)\S*")
SAME_TWICE = re.compile(r"m\((\w+), \1\)")
OF_BOTH = re.compile(r"m\((\w+)\[0\], \1\[1\]\)")
MASS_OF_EACH = re.compile(r" each (?:have|has|having|with) (?:an? )?(?:invariant )?mass | (?:have|having) masses ")
COMPUTED = re.compile(r" (?:re)?(?:computed|calculated) (?:without|with|excluding|ignoring|treating|by) ")
THE_REST = re.compile(r" (?:remaining|other|rest of the) ")
WHOLE_KIND = re.compile(r"reject size\(\w+\) >= 1$| size\(\w+\) == 0$")
OUTSIDE = re.compile(r"select (?:[^<\[]*m\([^<\[]*>=? [^<\[]*|.* or .*)$")  # of a window of masses that goes
VETO_TITLE = re.compile(r"^ (?:[^:]* )?(?:veto|vetoes|rejection) : ")
NO_CUT_TITLE = re.compile(r"^ (?:[^:]* )?(?:backgrounds?|optional|previous \S+|alternative) : ")
BRACKET_TITLE = re.compile(r"^ \S+ \( [^:]*\) : ")


def doubt_of_subject(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return why it may be asked of others than of those that statements ask it of, '' if nothing speaks for that."""
    return first_doubt(WAYS, tokens, said) if said else ""


def doubt_of_part(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """Return the same of a text that is read in part: a rank may stand in what is not read."""
    return first_doubt((way for way in (*WAYS, _no_rank) if way is not _ranked), tokens, said) if said else ""


def _no_rank(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'The leading lepton must be a muon with pT > 30 GeV' asks nothing of each muon."""
    joined = " ".join(said)
    ranks = [rank for rank, end in _ranks(tokens) if any(objects_at(tokens, at) for at in range(end, end + 2))]
    of_all = any(one.startswith("object ") or OF_NEAREST.search(one) for one in said)
    if of_all and (" except " in text or " all but " in text):
        return "it may be asked of the others"
    return "it may be asked of one" if ranks and of_all and not any(_speaks_of(one, joined) for one in ranks) else ""


def _struck(_tokens: Sequence[Token], text: str, _said: Sequence[str]) -> str:
    """A sign with a stroke through it, a line that is struck out."""
    return "it is struck out, or turned round" if UNKNOWN in text or re.search(r" anti - (?!k)", text) else ""


def _ranked(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Leading muon: ΔR(muon, jet) > 0.4', 'third lepton: m_T > 40 GeV': the rank has to be in a statement."""
    joined = " ".join(said)
    missing = [rank for rank, _ in _ranks(tokens) if not _speaks_of(rank, joined)]
    return "of which of them is it asked?" if missing or " softest " in text else ""


def _speaks_of(rank: int, joined: str) -> bool:
    return f"[{rank}]" in joined or "[:" in joined or f">= {rank + 1}" in joined


def _ranks(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield ranks, each with the token behind it; 'First, ...' is none."""
    place = 0
    while place < len(tokens):
        found = list(load_lexicon().at(tokens, place))
        end = max((end for *_, end in found), default=place + 1)
        behind = tokens[end].text if end < len(tokens) else ""
        ranks = [value for category, value, _ in found if category == "rank" and isinstance(value, int)]
        at_first = tokens[place].text.lower() == "first" and behind in {",", ":"}
        yield from ((rank, end) for rank in ranks[:1] if not at_first)
        place = end


def _events_if(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Events are rejected if any jet has |η| > 2.4', 'veto if pT > 20 GeV': events go, and no jets."""
    of_objects = any(one.startswith("object ") for one in said)
    if EVENTS_GO.search(text) and any(one.startswith("object ") and ": reject " in one for one in said):
        return "the event may go, or stay"
    if of_objects and (OF_EVENTS_IF.search(text) or (VETO_IF.search(text) and any(": reject " in one for one in said))):
        return "the event may go, or stay"
    first = any(": reject " in one and "[0]" in one and "[1]" not in one for one in said)
    return "both of them?" if BOTH_LEADING.search(text) and first else ""


def doubt_of_numbers(tokens: Sequence[Token], said: Sequence[str]) -> str:
    """'Δφ(j, MET) > 0.4 for the four leading jets with pT > 30 GeV': no energy may be left out."""
    energies = [value for place in range(len(tokens)) for value in _energies_at(tokens, place)]
    written = set(map(float, re.findall(NUMBER, " ".join(said))))
    return "a number is in no statement" if any(value not in written for value in energies) else ""


def _energies_at(tokens: Sequence[Token], place: int) -> Iterator[float]:
    if tokens[place].kind == "number":
        yield from (measured(value)[0] for _, value, _ in numbers_at(tokens, place) if value.unit in {"GeV", "TeV"})


def _counted_apart(_tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """'At least one jet with pT > 100 GeV and ΔR(jet, muon) > 0.4': the distance is that of those that are counted."""
    counted = {kind for one in said for kind in COUNTED.findall(one)}
    beside = [one for one in said if not COUNTED.search(one) and one.startswith("event: ")]
    near = {kind for one in beside for of in OF_NEAREST.findall(one) for kind in of.split(", ")}
    return "it may be asked of those that are counted" if counted & near else ""


def _some_events(tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Events with b-jets must have MET > 200 GeV', 'dimuon events are required to ...': of others nothing is asked."""
    if any(" ? " in one for one in said):
        return ""
    of_region = any(one.startswith("region ") for one in said) and EVENTS_IN_REGION.search(text)
    first = next((at for at, one in enumerate(tokens[:4]) if one.text.lower() == "events"), 0)
    called = set[str]().union(*(categories_at(tokens, place) for place in range(first)))
    named = bool(called & {"obj", "objs", "chan", "pairof"}) and EVENTS_MUST.search(text)
    return "it may be asked of some events" if named or (EVENTS_WITH.search(text) and not of_region) else ""


def _defines(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'MET > 400 GeV and HT > 800 GeV define SR2' asks nothing of all events."""
    of_region = any(one.startswith("region ") for one in said)
    return "it may be asked in a region" if DEFINES.search(text) and not of_region else ""


def _condition_of_last(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'pT > 20 GeV, |η| < 2.8, JVT > 0.59 for pT < 60 GeV': is it the condition of all, or of the last?"""
    conditions = {one.partition(" ? ")[0] for one in said if " ? " in one}
    alike = len(said) > 2 and len(conditions) == 1 and all(" ? " in one for one in said)
    return "is it the condition of all of it?" if alike and text.partition(" for ")[0].count(" , ") > 1 else ""


def _overlap(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Overlap removal: ΔR(e, jet) > 0.4': objects go, and no events."""
    near = any(one.startswith("event: ") and "dR(" in one for one in said)
    return "the object may go, or the event" if " overlap " in text and near else ""


def _mass_of_each(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'The two leading jets must each have a mass above 40 GeV': it is not that of both; m(μ, μ) of one is nothing."""
    if any(SAME_TWICE.search(one) for one in said):
        return "it is of the same twice"
    return "of each or of both?" if MASS_OF_EACH.search(text) and any(OF_BOTH.search(one) for one in said) else ""


def _without_momentum(tokens: Sequence[Token], text: str, _said: Sequence[str]) -> str:
    """'The MET, computed without muons, must exceed 200 GeV' is no veto of muons."""
    named = any(obj.kind == "MET" for place in range(len(tokens)) for obj, _ in objects_at(tokens, place))
    return "it may be another missing momentum" if named and COMPUTED.search(text) else ""


def _otherwise(tokens: Sequence[Token], _text: str, said: Sequence[str]) -> str:
    """'...; otherwise a photon with E_T > 10 GeV is accepted for electrons': it is asked of what is left."""
    texts = [one.text.lower() for one in tokens]
    behind = range(texts.index("otherwise"), len(tokens)) if "otherwise" in texts else ()
    goes = any(categories_at(tokens, place) & {"veto", "drop"} for place in behind)
    return "it is asked of what is left" if behind and not goes and not any(" ? " in one for one in said) else ""


def _rest(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'The remaining leptons are vetoed': those that are selected stay."""
    of_all = any(WHOLE_KIND.search(one) for one in said)
    return "it may be asked of the others" if THE_REST.search(text) and of_all else ""


def _title(_tokens: Sequence[Token], text: str, said: Sequence[str]) -> str:
    """'Cosmic veto: Δφ(μ1, μ2) > 3.1', 'background: ...', 'jets (b-tagged): ...': what does the title make of it?"""
    rejects = any(": reject " in one or " == 0" in one or "!=" in one or OUTSIDE.search(one) for one in said)
    if VETO_TITLE.search(text):
        rest = set(re.findall(NUMBER, text.partition(" : ")[2])) - {
            one for each in said for one in re.findall(NUMBER, each)
        }
        bare = any(WHOLE_KIND.search(one) for one in said) and rest - {"0"}
        return "it may be what goes" if not rejects or bare else ""
    if NO_CUT_TITLE.search(text):
        return "it may be no requirement"
    several = len({one.partition(":")[0] for one in said}) > 1
    return "what is in brackets may narrow it" if BRACKET_TITLE.search(text) and several else ""


WAYS: tuple[Way, ...] = (
    _struck,
    _ranked,
    _events_if,
    _counted_apart,
    _some_events,
    _defines,
    _condition_of_last,
    _overlap,
    _mass_of_each,
    _without_momentum,
    _otherwise,
    _rest,
    _title,
)
