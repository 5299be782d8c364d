"""Numbers that decide what is done with something, or what goes into it: no requirement on the object itself."""

import re

from cutbench.cuts.clauses import Clause
from cutbench.cuts.comparisons import Comparison
from cutbench.cuts.vocabulary import Vocabulary

BE = r"(?:is|are|was|were|be|being|been|can be|may be)(?: (?:then|also|further|each|first|again|only|additionally|subsequently|thus))*"
# 'A photon is added to the pair if ...', 'tracks above 1 GeV are extrapolated', 'events with a b-jet are assigned to ...'
DONE = re.compile(
    rf"\b(?:{BE} (?:added|recovered|corrected|included|merged|extrapolated|refitted|refit|calibrated|smeared|scaled"
    r"|reweighted|replaced|attached|divided|split|subdivided|categori[sz]ed|classified|grouped|sorted|assigned|allocated"
    r"|attributed|summed)\b"
    r"|forms? (?:an?|the|its|their) [a-z -]{0,30}(?:category|class|group|bin)|falls? into|enters? (?:the|an?)\b|populates?\b)"
)
ASKED = re.compile(
    r"\b(?:must|ha(?:s|ve) to|need(?:s|ed)?|requir(?:e|es|ed|ing)|demand(?:s|ed|ing)?"
    r"|(?:is|are|was|were) (?:also |then |only |further )?(?:kept|retained|selected|accepted|considered|used|rejected|removed"
    r"|discarded|vetoed|excluded|imposed|restricted|limited))\b"
)
# The tracks of a vertex fit or of a cone; a track that an electron has, is a property of the electron.
INGREDIENTS = re.compile(r"\b(tracks|clusters|towers|cells|constituents|hits|seeds|tracklets)\b")
PARTICLES = {"Electron", "Muon", "Photon", "Jet", "Lepton", "LeptonPair", "Quadruplet"}
OF_ONE = {"delta_eta", "delta_phi", "energy", "z0", "rapidity"}


def decides_an_action(text: str, one: Comparison) -> bool:
    """Whether a number says with what something is done: the last verb before it, else the first after it, decides."""
    before = [*_spoken(DONE, text[: one.start], done=True), *_spoken(ASKED, text[: one.start], done=False)]
    if before:
        return max(before)[1]
    after = [*_spoken(DONE, text[one.end :], done=True), *_spoken(ASKED, text[one.end :], done=False)]
    return bool(after) and min(after)[1]


def _spoken(verb: re.Pattern[str], text: str, *, done: bool) -> list[tuple[int, bool]]:
    return [(match.start(), done) for match in verb.finditer(text)]


def is_of_an_ingredient(clause: Clause, one: Comparison, vocabulary: Vocabulary) -> bool:
    """Whether a number is about the tracks or clusters that something is made of."""
    if one.variable is None or not (_is_of_one(one.variable.name, vocabulary)):
        return False
    made_of = [match for match in INGREDIENTS.finditer(clause.text, 0, one.start)]
    if not made_of or re.search(r"\b(?:sum|cone0\d)\b", clause.text[: one.start]):
        return False
    last = made_of[-1]
    named = [word for word in clause.objects if word.name in PARTICLES and word.start < one.start]
    return not any(word.start > last.start() or clause.text[word.start : word.end].endswith("s") for word in named)


def _is_of_one(name: str, vocabulary: Vocabulary) -> bool:
    entry = vocabulary.words.variables.get(name)
    return name in OF_ONE or bool(entry and entry.particle and not entry.isolation)
