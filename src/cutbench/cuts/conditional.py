"""Comparisons that say when another requirement holds: 'for |eta| < 2.4 and pT < 60 GeV the JVT must exceed 0.5'."""

import re

from cutbench.cuts.comparisons import Comparison
from cutbench.cuts.tokens import VETO

VERB = (
    r"(?:must|has to|have to|had to|need(?:s|ed)?|should"
    r"|(?:is|are|was|were) (?:also )?(?:required|applied|imposed|asked|demanded)|(?:by )?(?:demanding|requiring"
    r"|asking))"
)
# The sentence begins with when it holds; '..., the output must be' is what it asks for then.
WHEN = re.compile(r"(?:^|[,;:(] ?|\band )(?:only )?(?:for|in|if|when|where|at|while)\b(?:(?! the |, ).)*$")
FOR_SOME = re.compile(
    r"^(?:for|in) (?:the )?(?:(?:events?|candidates?|cases?|those)\b|(?:[a-z-]+ ){1,2}(?:working"
    r"|operating) points?\b)[^,;]*$"
)
THEN = re.compile(
    rf"^[^<>]*?(?:, | )(?:the |a |an |all |these |those |it |they |its |only |[a-z-]+ )[^<>]{{0,60}}?\b{VERB}"
)
MAIN = re.compile(r"^\s*(?:is|are|must|has|have|was|were|should|needs?)\b")
# The requirement stands before: '... is only applied to jets with pT < 60 GeV'.
APPLIED = re.compile(
    r"\b(?:(?:only )?(?!(?:required|asked|made) to (?:be|have|pass|satisfy|fulfil|exceed|lie|contain|meet|stay"
    r"|not|reach)\b)(?:applied|applies|apply|used|imposed|required|made|placed|valid|asked|necessary)"
    r" (?:only )?(?:to|for|on|of|in|if|when)"
    r"|only (?:for|if|in|when|where)|if|when|provided(?: that)?)\b[^;]*$"
)
CHOSEN = re.compile(
    r"\b(?:isolated|kept|accepted|selected|considered|retained|used|counted|chosen|identified|pass|called|defined|classified|valid)"
    r"\b[^;]{0,120}\b(?:if|when)\b[^;]*$"
)
OTHERWISE = re.compile(r"\s*,?\s*otherwise\b")
AND = re.compile(r"[\s,)(]*(?:and|or)?[\s(|]*")
IF = re.compile(r"\b(?:if|when|where|unless)\b(?:(?!, and (?:is|are|must|has|have|for|in)\b)[^;])*$")
# 'Stand-alone muons are used only where 2.5 < |eta| < 2.7, and ...': what they have to be, whatever follows.
USED_WHERE = re.compile(
    r"\b(?:kept|accepted|selected|used|retained|considered|allowed) (?:only )?(?:if|when|where|for|in|within) [^,;]*$"
)
WITH = re.compile(r"\bwith (?:[a-z]+ ){0,2}$")


def requirements(text: str, comparisons: list[Comparison]) -> list[Comparison]:
    """Leave out the comparisons that only say when another one of the same clause is asked for."""
    return [one for index, one in enumerate(comparisons) if not _is_condition(text, index, comparisons)]


def _is_condition(text: str, index: int, comparisons: list[Comparison]) -> bool:
    first, last = _chain(text, index, comparisons)
    before, after = text[: comparisons[first].start], text[comparisons[last].end :]
    if any(_limits_whom(before, one, after) for one in comparisons[first : last + 1]):
        return True
    if FOR_SOME.search(before) and re.match(r"[^,;]*, ", after):
        return True
    if last + 1 < len(comparisons):
        later = comparisons[last + 1]
        if WHEN.search(before) and not USED_WHERE.search(before) and _asks(after[: later.end - comparisons[last].end]):
            return True
    if CHOSEN.search(before) or USED_WHERE.search(before) or OTHERWISE.match(after):
        return False
    if first and APPLIED.search(text[comparisons[first - 1].end : comparisons[first].start]):
        return True
    return bool(IF.search(before)) and not VETO.search(text)


def _chain(text: str, index: int, comparisons: list[Comparison]) -> tuple[int, int]:
    """Return the first and the last of the comparisons that 'and' joins to one."""
    first = last = index
    while first and AND.fullmatch(text[comparisons[first - 1].end : comparisons[first].start]):
        first -= 1
    while last + 1 < len(comparisons) and AND.fullmatch(text[comparisons[last].end : comparisons[last + 1].start]):
        last += 1
    return first, last


def _asks(rest: str) -> bool:
    return bool(THEN.search(rest)) and not MAIN.match(rest)


def _limits_whom(before: str, one: Comparison, after: str) -> bool:
    """Whether an upper bound says whom the next requirement is for: 'jets with pT < 60 GeV must have JVT > 0.5'.

    A lower bound there is a requirement that is mentioned again, or for the first time.
    """
    upper = one.op in {"<", "<="} and _name(one) in {"pt", "et", "energy"}
    return upper and bool(WITH.search(before) and re.match(rf"[^<>]*?\b{VERB}", after))


def _name(comparison: Comparison) -> str:
    return comparison.variable.name if comparison.variable else ""
