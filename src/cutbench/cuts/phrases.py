"""One way of saying for many: phrases of plain text whose order or wording differs from paper to paper."""

import re

NUMBER = r"\d+(?:\.\d+)?"
MEASURED = rf"{NUMBER} ?(?:[gmt]ev|mm|cm|um|mum|%|per ?cent)"
VALUE = rf"{MEASURED}|0?\.\d+|\d+\.\d+"
SAME, OPPOSITE, SFOS = (
    "same[- ]flavou?r",
    "opposite (?:electric )?(?:charges?|signs?)",
    "same-flavour opposite-charge",
)
KIND = "(?:calo(?:rimeter)?-tagged|stand-?alone|segment-tagged|combined|b-tagged)"
KINDS = rf"{KIND}(?:(?:,? or|,? and|,|/) ?{KIND})*"
BOUND = r"\b([pe]t|transverse (?:momentum|energy)) (?:thresholds?|requirements?|cuts?)"
LESS = "less|lighter|lower|smaller|below|closer|fewer|softer"
MORE = "more|heavier|higher|greater|larger|above|further|harder"
SYMBOL = r"\|?(?:delta )?[a-z][a-z0-9()]*\|?"

PHRASES = [
    # A bound that is a noun, or stands after its number.
    (r"\bminimum (?:value )?(?:of |for )?([a-z0-9 |()-]{2,50}?) (?:of|is|at) (?=\d)", r"\1 at least "),
    (r"\bmaximum (?:value )?(?:of |for )?([a-z0-9 |()-]{2,50}?) (?:of|is|at) (?=\d)", r"\1 at most "),
    (rf"{BOUND} (?:for|on|of) (?:the )?([a-z-]+) (?:is|are|of|at)(?: set (?:to|at))? (?=\d)", r"\2 \1 > "),
    (rf"{BOUND} (?:is |are )?(?:of|at|is|are|set to|set at) (?=\d)", r"\1 > "),
    (rf"\bcut (?:of|at) ({NUMBER} ?[gmt]ev) (?:on|in) (?:the )?([a-z -]{{0,30}}?)([pe]t)\b", r"\2\3 > \1"),
    (rf"\b(?:of |as \w+ as )?({VALUE}) (?:or|and) (?:{MORE})\b(?! than| [0-9(|])", r"at least \1"),
    (rf"\b(?:of |as \w+ as )?({VALUE}) (?:or|and) (?:{LESS})\b(?! than| [0-9(|])", r"at most \1"),
    (rf"\b(?:starting )?from ({VALUE}) (?:upwards?|on(?:wards?)?)\b", r"at least \1"),
    (rf"([<>]=? ?(?:{VALUE})) upwards?\b", r"\1"),
    # An equality after 'up to' or 'beyond' is the edge of a range.
    (rf"\b(?:up|out|as far(?: out)? as) to ({SYMBOL}) ?= ?(?={NUMBER})", r"\1 <= "),
    (
        rf"\b(?:within|inside|below|not beyond|restricted to|limited to|confined to) ({SYMBOL}) ?= ?(?={NUMBER})",
        r"\1 < ",
    ),
    (rf"\b(?:above|beyond|outside|outside of|down to) ({SYMBOL}) ?= ?(?={NUMBER})", r"\1 > "),
    (
        rf"\|eta\|\s?<\s?({NUMBER}) (?:or|and) ({NUMBER})\s?<\s?\|eta\|\s?<\s?({NUMBER})",
        r"|eta| < \3, excluding \1 < |eta| < \2",
    ),
    (
        r"(?:\b(?:with|where|and|but|while) (?:the )?(?:[a-z/-]+ ){0,3}(?:region|gap|range|crack|zone) )?"
        rf"\(?({NUMBER} ?<=? ?\|eta\| ?<=? ?{NUMBER})\)?"
        r"(?: region| range)?,? (?:(?:is|are|being) )?(?:excluded|left out|omitted|vetoed|removed)\b",
        r"excluding \1",
    ),
    (r"\b(two|three|four) or more (?=(?:associated )?tracks)", r"at least \1 "),
    (r"\bimpact parameter in the transverse plane", "transverse impact parameter"),
    # Thresholds in the order of pt.
    (
        r"\b((?:leading|hardest|highest-pt|pt-ordered|most energetic)[a-z, -]{0,40}leptons?(?: in [a-z ]{3,25}?)?) ?:?"
        r" ?(?:(?:have to |must )?pass |with )?(?:(?:pt )?thresholds of )?"
        rf"({NUMBER}(?: ?gev)?(?:, ?|/| and |, and ){NUMBER}(?: ?gev)?(?:, ?|/| and |, and ){NUMBER} ?gev)",
        r"\1 with pt > \2",
    ),
    # Pairs of leptons.
    (rf"\bleptons? (?:of|with|having) (?:the )?{SAME} and (?:of )?(?:the )?{OPPOSITE}", f"{SFOS} leptons"),
    (rf"\b(?:oppositely[- ]charged|{OPPOSITE}) leptons? (?:of|with) (?:the )?{SAME}", f"{SFOS} leptons"),
    (rf"\b{SAME} (lepton )?(pairs?) (?:of|with|having) {OPPOSITE}", rf"{SFOS} \1\2"),
    (
        rf"\b(?:oppositely[- ]charged|opposite[- ](?:charge|sign)) (lepton )?(pairs?) (?:of|with) (?:the )?{SAME}",
        rf"{SFOS} \1\2",
    ),
    (
        rf"\b(pairs?),? (?:each )?(?:made |consisting |composed )?of (?:two )?{SAME},? leptons? (?:of|with) {OPPOSITE}",
        rf"{SFOS} \1",
    ),
    # What kind of object something may be: 'one of the muons is allowed to be of the stand-alone kind'.
    (
        r"\b(?:of the (?:\w+ )?)?(muons?|electrons?|leptons?|jets?)"
        r"((?: (?:of|in|per) (?:(?:a|an|the|each|every) )?[a-z-]+)?)"
        r" (?:(?:may|can|must|(?:is|are) (?:allowed|permitted) to) be|(?:that|which) (?:is|are)(?: either)?)"
        rf" (?:of the |an? )?({KINDS})(?: (?:kind|type|ones?))?",
        r"\3 \1\2",
    ),
]


def unified(text: str) -> str:
    """Return plain text with its phrases in one order."""
    for pattern, replacement in PHRASES:
        text = re.sub(pattern, replacement, text)
    return text
