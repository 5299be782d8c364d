"""What a requirement does not apply to: 'except for stand-alone muons' names a class that is no condition of a cut."""

import re

# The class ends with its phrase: at a comma, a bracket, a stop, or where the sentence goes on with a verb.
CLASS = (
    r"[a-z][a-z' -]*?(?= *(?:[,;:.()]|$"
    r"| (?:must|has|have|is|are|need|should|satisfy|pass|[<>]|where|which|by|the|an?|all|every|each)\b))"
)
KINDS = r"(?:[a-z-]*(?:tagged|alone)|muons?|electrons?|leptons?|photons?|jets?|candidates?|events?|pairs?|channels?)"
# 'without 1.37 < |eta| < 1.52', 'except in the transition region 1.37-1.52': cut out of what is wanted.
GAP = re.compile(
    r"\b(?:except(?:ing)?(?: for| in)?|with the exception of|apart from|save for|without|but not|leaving out|omitting)"
    r"(?= (?:in )?(?:the )?(?:[a-z-]+ ){0,4}?\(?\|?(?:eta)?\|?\s?(?:of |from |between )?\d\.\d+)"
)
BRACKETED = re.compile(
    r"\([^()0-9<>]*\b(?:no|not|cannot|without|lacks?|unless|except(?:ing)?|exempt(?:ed)?)\b[^()0-9<>]*\)"
)
PREPOSITION = r"(?: for| in| of| to| if)?(?: the| those| any)?"
EXEMPTED = [
    BRACKETED,
    re.compile(
        r"\b(?:except(?:ing)?(?: for| in| of)?|with the exception of|apart from|save for|other than)"
        rf"{PREPOSITION} {CLASS}"
    ),
    re.compile(rf"\b(?:but )?not (?:for|in|on|to)(?: the| those| any)? {CLASS}"),
    re.compile(rf"\bexcluding(?: the| those| any)? [a-z -]{{0,30}}?{KINDS}(?= *(?:[,;:.()]|$))"),
    re.compile(r"\bunless (?:it|this|that|they|these|the [a-z]+) (?:is|are)(?: an?)? [a-z -]+(?= *(?:[,;:.()]|$))"),
    re.compile(r",? [a-z]+-[a-z]+(?: [a-z]+)? (?:excepted|exempted|excluded)(?= *(?:[,;:.()]|$))"),
    # A statement of its own: '..., this does not apply to X', 'X are exempt from this'.
    re.compile(
        r",?(?: (?:but|and|it|this|which|that|they|these))*"
        r" (?:(?:do|does|is|are) not (?:apply|applied|imposed|used|required|asked)(?: to| for| of| on)"
        rf"|(?:is|are) (?:waived|dropped|lifted|omitted) for) {CLASS}"
    ),
    re.compile(r"(?:,|;| but| and|^) ?(?:[a-z-]+ ){1,4}?(?:is|are) (?:exempt(?:ed)?|excepted|spared|excused)\b[^,;]*"),
]


def without_exemptions(text: str) -> str:
    """Return plain text with spaces in the place of exempted classes, and gaps in a range called 'excluding'."""
    text = GAP.sub("excluding", text)
    for pattern in EXEMPTED:
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text
