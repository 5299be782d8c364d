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
SFOS_PAIR = (
    rf"(?:{SAME},? (?:and )?(?:opposite|oppositely)[- ](?:charged?|signs?)"
    rf"|(?:opposite|oppositely)[- ](?:charged?|signs?),? (?:and )?{SAME})(?: leptons?)? (?:pairs?|combinations?"
    rf"|pairings?)"
)
ANY = r"(any|each|every|all|no)(?: possible)?(?: of(?: the| its)?(?: possible)?)?"
HAVING = r"(?:(?:must|should|may|can|has to|have to|to) )?(?:has|have|having|with)"
KIND = "(?:calo(?:rimeter)?-tagged|stand-?alone|segment-tagged|combined|b-tagged)"
KINDS = rf"{KIND}(?:(?:,? or|,? and|,|/) ?{KIND})*"
BOUND = r"\b([pe]t|transverse (?:momentum|energy)) (?:thresholds?|requirements?|cuts?)"
LESS = "less|lighter|lower|smaller|below|closer|fewer|softer"
MORE = "more|heavier|higher|greater|larger|above|further|harder"
SYMBOL = r"\|?(?:delta )?[a-z][a-z0-9()]*\|?"

PHRASES = [
    (r"\b(?:equal|identical|like)[- ]flavour\b", "same flavour"),
    (r"\b(?:unequal|unlike|mixed)[- ]flavour\b", "different flavour"),
    # 'X are rejected, and so are Y'
    (
        r"\b(rejected|removed|excluded|discarded|vetoed|dropped),? (?:and )?so (is|are)"
        r" ([^,;.]*(?:\.\d[^,;.]*)*)",
        r"\1, and \3 \2 \1",
    ),
    (
        r"\bthe ((?:other|second|subleading|remaining) (?:lepton )?pair)"
        r" ((?:(?:must|should|has to|is required to) )?(?:has|have|with|having)? ?)an? (?:invariant )?mass\b",
        r"the mass of the \1",
    ),
    (r"\b(?:none|not one) of (?:the |its |their |these )?(?:possible )?(?=(?:same|opposite)[- ])", "no "),
    # A bound that is a noun, or stands after its number.
    (r"\bminimum (?:value )?(?:of |for )?([a-z0-9 |()-]{2,50}?) (?:of|is|at) (?=\d)", r"\1 at least "),
    (r"\bmaximum (?:value )?(?:of |for )?([a-z0-9 |()-]{2,50}?) (?:of|is|at) (?=\d)", r"\1 at most "),
    (rf"{BOUND} (?:for|on|of) (?:the )?([a-z-]+) (?:is|are|of|at)(?: set (?:to|at))? (?=\d)", r"\2 \1 > "),
    (
        r"\bthresholds? (?:on|for|in) (?:the )?([a-z -]{0,30}?)([pe]t|transverse (?:momentum|energy)) (?:is|are|of)"
        r"(?: set (?:to|at))? (?=\d)",
        r"\1\2 > ",
    ),
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
    (
        rf"(?<!not )\b(?:above|beyond|outside|outside of|down to|over|exceed(?:s|ing)?|in excess of|(?:{MORE}) than)"
        rf" ({SYMBOL}) ?= ?(?={NUMBER})",
        r"\1 > ",
    ),
    (rf"(?<!not )\b(?:under|(?:{LESS}) than) ({SYMBOL}) ?= ?(?={NUMBER})", r"\1 < "),
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
    (
        rf"\b(?:any|each|every|all|one) of (?:the |its |their |these )?(?:possible )?{SAME}, ?(?=opposite)",
        "any same-flavour ",
    ),
    (rf"\b{ANY} {SFOS_PAIR} {HAVING} an? (?:invariant )?mass\b", rf"\1 {SFOS} pair mass"),
    (
        rf"\b{ANY} {SFOS_PAIR}((?:,? (?:that|which|in|of|from|including|among|within)\b[a-z0-9, -]{{0,120}}?)),?"
        rf" {HAVING} an? (?:invariant )?mass\b",
        rf"\1 {SFOS} pair mass\2,",
    ),
    # For whom a number is: 'in the case of muons', 'if the lepton is a muon', 'if all four leptons are muons'.
    (r"\bin (?:the )?case of\b", "for"),
    (r"\b(?:if|when|where) all (?:of )?(?:the )?leptons are (muons|electrons)", r"for four \1"),
    (
        r"\b(?:if|when|where|in case|provided(?: that)?) (?:all |both )?(?:of )?(?:the )?(four )?"
        r"(?:leptons?|tracks|of them|candidates?|it|they)(?: (?:in|of) (?:the|a) [a-z-]+)?"
        r" (?:is|are|belongs? to|stems? from) (?:all |both |each )?(?:an? )?(muons?|electrons?|photons?|jets?)\b"
        r"(?! [a-z]*(?:tag|pair))",
        r"for \1\2",
    ),
    (r"\b(?:if|when|where) only (muons|electrons) (?:are [a-z]+|contribute|appear)", r"for four \1"),
    (
        r"\b(?:if|when|where) (?:it|they|the (?:\w+plet|candidate|event|system)s?) (?:consists?|(?:is"
        r"|are) (?:made|composed|built))"
        r"(?: up)?(?: only| solely| entirely)? of (?:four |only )?(muons?|electrons?)(?: only)?\b",
        r"for four \1",
    ),
    (
        rf"\b(?:if|when|where) (?:it|they|both|the (?:two )?leptons?) (?:is of|are of|have|share|has) (?:the "
        rf"|an? )?{SAME}",
        "for the same flavour",
    ),
    (
        r"\b(?:if|when|where) (?:their|the) flavour (?:is|are) different|\b(?:if|when) (?:their|the) flavour differs?",
        "for different flavour",
    ),
    # Two cones, two objects, in order: 'a cone03 (0.2) around the muon (electron)'.
    (
        r"cone0(\d) \(0?\.(\d)\)((?: [a-z-]+){0,4}?) (?:around|about|for|centred on|of) (?:an? |the )?(muon"
        r"|electron|photon)s? ?\((?:an? |the )?(muon|electron|photon)s?\)",
        r"cone0\1 for \4 and cone0\2 for \5\3",
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
