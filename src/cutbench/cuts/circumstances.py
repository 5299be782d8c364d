"""What a sentence says around its requirements: what they are for, what a sum leaves out, what others had asked for."""

import re

from cutbench.cuts.tokens import NUMBER

UP_TO_STOP = r"(?:(?!\. )[^,;])*"
# 'To suppress jets, ...', '..., so that leptons from decays be removed, ...': neither a veto nor an object.
AIM = (
    r"(?:suppress|reduc|reject|remov|discriminat|eliminat|avoid|minimi[sz]|limit|mitigat|veto|exclud|separat|enhanc|improv"
    r"|guard|protect|cop|distinguish|decreas|lower|diminish|get rid|lessen|ensur|guarante|increas|maximi[sz]"
    r"|verif|account)"
)
PURPOSES = [
    re.compile(rf"(?:^|(?<=[.;] )|(?<=, ))(?:(?:in order|so as) )?to (?:[a-z]+ )?{AIM}[^,;]*,(?! their\b| its\b)"),
    re.compile(
        r"(?:^|(?<=[.;] )|(?<=, ))(?:for|with|as) (?:the |an? )?(?:[a-z]+ )?(?:aim|purpose|goal|view|sake"
        r"|suppression|reduction"
        r"|rejection|removal|safeguard|protection|improvement)\b[^,;]*,"
    ),
    re.compile(rf"\b(?:in order|so as) to (?:[a-z]+ )?{AIM}[^,;<>]*(?=[,;.]|$)"),
    re.compile(
        r"\bso that [^,;<>]{0,200}?\b(?:be|is|are|can be|may be|was|were) (?:[a-z]+ )?[a-z]+ed\b"
        r"(?: [^,;<>]*)?(?=[,;.]|$)"
    ),
    re.compile(
        rf"\b(?:designed|meant|intended|introduced|chosen|used|applied|made) to (?:[a-z]+ )?{AIM}[^,;<>]*(?=[,;.]|$)"
    ),
]
# '..., after the energy of the lepton is subtracted, ...': what belongs to a sum and what does not.
LEFT_OUT = re.compile(
    r", (?=[^,;]*(?:subtract|exclud|not |remov|correct|includ|without|except))"
    r"(?:after|once|in which|from which|to which|of which|for which|where|excluding|including|not counting"
    r"|without|corrected)"
    r" [^,;]*(?=,)"
)
# '..., measured as a function of ET for ET > 15 GeV, ...': the range of a measurement.
RANGE = re.compile(rf"\b(?:as (?:a )?functions? of|in dependence (?:on|of)|versus)\b{UP_TO_STOP}")
# '..., with an efficiency that exceeds 99%': what a requirement is worth.
WORTH = re.compile(
    r"\b(?:with|at|having|giving|yielding|reaching) (?:an?|the|its) (?:[a-z-]+ ){0,4}?"
    rf"(?:efficienc(?:y|ies)|purity|resolution|rejection|precision)\b{UP_TO_STOP}"
)
# 'Muons had been accepted above 6 GeV': in another analysis, as is what is set against this one.
PLUPERFECT = re.compile(r"\bhad (?:(?:only|also|still|both) )?(?:been|used|required|asked|demanded|applied)\b")
BEFORE = (
    r"(?:(?:earlier|previous|preceding|prior|former|older|original|run[- ]?1|[78] tev)(?: [a-z0-9-]+){0,2}?"
    r" (?:analys[ie]s|publications?|papers?|measurements?|search(?:es)?|stud(?:y|ies)|works?|letter|selections?"
    r"|results?)"
    r"|(?:in|of|for|during) run[- ]?1\b|previously)"
)
AGAINST = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|compared (?:to|with)|other than) (?:[a-z]+ ){0,4}?"
    rf"(?:refs?\b[. ]*|{BEFORE}){UP_TO_STOP}(?:, (?:where|which|in which|whose)\b{UP_TO_STOP})?"
)
INSTEAD = re.compile(rf"\b(?:instead of|rather than) (?:the )?{NUMBER.pattern}{UP_TO_STOP}")
EARLIER = re.compile(BEFORE)
# 'As in the previous analysis, ...' speaks of this one.
LIKEWISE = re.compile(r"\b(?:as|like|unlike|than|same|follow\w*|since)\b")
PAST = re.compile(r"\b(?:was|were|had|used|required|demanded|applied|asked|imposed|accepted)\b")
PRESENT = re.compile(r"\b(?:is|are|must|has to|have to|should|now|here|we)\b")
PART = re.compile(r"(?:(?!\. )[^;,])+(?:,(?! (?:and|but|while|whereas|with)\b)(?:(?!\. )[^;,])+)*")


def without_circumstances(text: str) -> str:
    """Return plain text with spaces in the place of purposes, of what sums leave out, and of other analyses."""
    for pattern in (*PURPOSES, LEFT_OUT):
        text = pattern.sub(_blank_if_numberless, text)
    for pattern in (RANGE, WORTH, AGAINST, INSTEAD):
        text = pattern.sub(_blank, text)
    return PART.sub(_without_others, text)


def _without_others(found: re.Match[str]) -> str:
    """Blank what others did; the subject stays, since 'they' in the next clause may mean it."""
    part = found[0]
    verb = PLUPERFECT.search(part)
    if not verb and _is_of_others(part):
        verb = PAST.search(part)
    if not verb:
        return part
    subject = NUMBER.sub(_blank, part[: verb.start()])
    return subject + " " * (len(part) - len(subject))


def _is_of_others(part: str) -> bool:
    earlier = EARLIER.search(part)
    return earlier is not None and not LIKEWISE.search(part[: earlier.start()]) and not PRESENT.search(part)


def _blank_if_numberless(found: re.Match[str]) -> str:
    return found[0] if NUMBER.search(found[0]) else _blank(found)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
