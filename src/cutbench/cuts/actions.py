"""Numbers that decide what is done with something, or what goes into it: no requirement on the object itself."""

import re

from cutbench.cuts.clauses import Clause
from cutbench.cuts.comparisons import Comparison
from cutbench.cuts.vocabulary import Vocabulary

BE = (
    r"(?:is|are|was|were|be|being|been|can be|may be)(?: (?:then|also|further|each|first|again|only"
    r"|additionally|subsequently|thus))*"
)
# 'Photons above 10 GeV are added if ...', 'tracks are extrapolated', 'events with a b-jet are assigned to ...'
DONE = re.compile(
    rf"\b(?:{BE} (?:added|recovered|corrected|extrapolated|refitted|refit|replaced|attached|assigned|allocated"
    rf"|attributed"
    r"|summed)\b|forms? (?:an?|the|its|their) [a-z -]{0,30}(?:category|class|group|bin)"
    r"|(?:falls? into|enters?|populates?|go into) (?:the|an?) [a-z -]{0,40}(?:category|class|bin|sum|fit"
    r"|reconstruction|calculation))"
)
# What is divided had to pass before: 'candidates with 118 < m < 129 GeV are divided into categories'.
SPLIT = re.compile(rf"\b{BE} (?:divided|split|subdivided|categori[sz]ed|classified|grouped|sorted)\b(?! as signal)")
LINK = re.compile(r"\b(?:if|when|where|which|whether|provided|unless|whose|for|with|having|those|according|at|by|in)\b")
ASKED = re.compile(
    r"\b(?:must|ha(?:s|ve) to|need(?:s|ed)?|requir(?:e|es|ed|ing)|demand(?:s|ed|ing)?|satisfy|satisfies"
    r"|fulfils?|pass(?:es)?"
    r"|and (?:also |then )?(?:have|has|with)|(?:is|are|was|were|and) (?:also |then |only |further )?(?:kept"
    r"|retained|selected"
    r"|accepted|considered|used|rejected|removed|discarded|vetoed|excluded|imposed|restricted|limited))\b"
)
# The tracks of a vertex fit or of a cone; a track that an electron has, is a property of the electron.
INGREDIENTS = re.compile(
    r"(?<!muon )(?<!electron )(?<!lepton )(?<!photon )(?<!pion )(?<!kaon )(?<!proton )(?<!hadron )(?<!daughter )"
    r"\b(tracks|clusters|towers|cells|constituents|hits|seeds|tracklets)\b"
)
MADE_OF = re.compile(r"\b(?:from|out of|using) (?:[a-z-]+ ){0,2}$")
OF_ONE = {"delta_eta", "delta_phi", "energy", "z0", "rapidity"}


def decides_an_action(text: str, start: int, end: int) -> bool:
    """Whether a number at [start, end) says with what something is done.

    The last verb before it decides, else the first after it.
    """
    asked = [match.start() for match in ASKED.finditer(text, 0, start)]
    done = [match for pattern in (DONE, SPLIT) for match in pattern.finditer(text, 0, start)]
    if asked or done:
        last = max(done, key=lambda match: match.start(), default=None)
        return bool(last and last.start() > max(asked, default=-1) and LINK.search(text, last.end(), start))
    split = SPLIT.search(text, end) if _some(text, start) else None
    acted, wanted = DONE.search(text, end) or split, ASKED.search(text, end)
    return acted is not None and (wanted is None or acted.start() < wanted.start())


def _some(text: str, start: int) -> bool:
    return bool(re.search(r"\bthose (?:with|having|in|of)\b[^,;]*$", text[:start]))


def is_of_an_ingredient(clause: Clause, one: Comparison, vocabulary: Vocabulary) -> bool:
    """Whether a number is about the tracks or clusters that something is made of."""
    if one.variable is None or not (_is_of_one(one.variable.name, vocabulary)):
        return False
    made_of = list(INGREDIENTS.finditer(clause.text, 0, one.start))
    if not made_of or re.search(r"\b(?:sum|cone0\d)\b", clause.text[: one.start]):
        return False
    last = made_of[-1]
    if MADE_OF.search(clause.text[: last.start()]) and not ASKED.search(clause.text, last.end(), one.start):
        return True
    named = [word for word in clause.objects if word.name != "Event" and word.start < one.start]
    return not any(word.start > last.start() or clause.text[word.start : word.end].endswith("s") for word in named)


def _is_of_one(name: str, vocabulary: Vocabulary) -> bool:
    entry = vocabulary.words.variables.get(name)
    return name in OF_ONE or bool(entry and entry.particle and not entry.isolation)
