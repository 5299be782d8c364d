"""Plain text: LaTeX, Unicode and the loader's notation brought to one lower-case form."""

import re
import unicodedata

NAMES_OF_LETTERS = ("alpha", "beta", "gamma", "eta", "theta", "mu", "nu", "pi", "tau", "phi", "chi", "psi")
GREEK = dict(zip("αβγηθμνπτφχψ", NAMES_OF_LETTERS, strict=True))
GREEK |= {"Δ": "delta ", "∆": "delta ", "δ": "delta ", "σ": "sigma ", "Σ": "sum ", "ϕ": "phi", "µ": "mu"}
SIGNS = (
    dict.fromkeys("≥⩾", ">=")
    | dict.fromkeys("≤⩽", "<=")
    | dict.fromkeys("−–‐‑", "-")
    | dict.fromkeys("×·∗⋅", " * ")
    | dict.fromkeys("∣│", "|")
    | dict.fromkeys("′’", "'")
    | dict.fromkeys("“”", '"')
    | {"≳": ">", "≲": "<", "—": " - ", "ℓ": "l", "√": "sqrt", "∈": " in ", "≡": "=", "≠": "!=", "±": "+-", "∼": "~"}
)
LATEX = [
    (r"\\(?:leq?slant|leq?|le)(?![a-z])", "<="),
    (r"\\(?:geq?slant|geq?|ge)(?![a-z])", ">="),
    (r"\\lt(?![a-z])", "<"),
    (r"\\gt(?![a-z])", ">"),
    (r"\\(?:neq?)(?![a-z])", "!="),
    (r"\\(?:cdot|times|ast)(?![a-z])", " * "),
    (r"\\(?:vert|mid|lvert|rvert)(?![a-z])|\\\|", "|"),
    (r"\\ell(?![a-z])", "l"),
    (r"\\(?:text|mathrm|mathit|mathsf|rm|operatorname|mbox|textrm|mathbf|unit)\s*\{([^{}]*)\}", r"\1"),
    (r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2"),
    (r"\\(?:left|right|,|;|:|!|quad|qquad|displaystyle|rm|mathrm|text|big|Big)(?![a-z])|\\[,;:! ]", " "),
    (r"\\(delta|sigma)(?![a-z])", r"\1 "),
    (r"\\([a-z]+)", r"\1"),
]
SAME, OPPOSITE, SFOS_LEPTONS = (
    "same[- ]flavou?r",
    "opposite (?:electric )?(?:charges?|signs?)",
    "same-flavour opposite-charge leptons",
)
KIND = "(?:calo(?:rimeter)?-tagged|stand-?alone|segment-tagged|combined|b-tagged)"
NAMES = [
    (r"\s+", " "),
    (r"[{}$]", ""),
    (r"\^2", "2"),
    (r"_\(?([a-z0-9]+)\)?", r"\1"),
    (r"\b([pem])\s?t\b", r"\1t"),
    (r"\bpt\s?miss\b|\bet\s?miss\b", "etmiss"),
    (r"\bchi\s?2\b", "chi2"),
    (r"\bsigma\s+\(?d0\)?", "sigma(d0)"),
    (r"\bsigma\s?d0\b", "sigma(d0)"),
    (r"\b([dz])\s0\b", r"\g<1>0"),
    (r"\bm\s(12|34|4l|ll)\b", r"m\1"),
    (r"(?<=\d)\s(?=\d{3}\b)", ""),
    # The size of a cone is part of the name of an isolation variable, no requirement.
    (
        r"\bcones?(?: (?:of|with|size|radius|a|an|opening|around\s\w+|delta\s?r|r|angle))*\s*(?:=|<|of)?\s*0?\.(\d)\b",
        r"cone0\1",
    ),
    (r"\bdelta\s?r\s?=\s?0?\.(\d)\b", r"cone0\1"),
    # One word order for what is said in many: pairs, and what kind of object something may be.
    (rf"\bleptons? (?:of|with|having) (?:the )?{SAME} and (?:of )?(?:the )?{OPPOSITE}", SFOS_LEPTONS),
    (rf"\b(?:oppositely[- ]charged|{OPPOSITE}) leptons? (?:of|with) (?:the )?{SAME}", SFOS_LEPTONS),
    (
        rf"\b(muons?|electrons?|leptons?|jets?)((?: (?:of|in|per) (?:a|an|the|each|every) [a-z-]+)?)"
        rf" (?:may|can) be ({KIND}(?:(?:,? or|,? and|,) {KIND})*)",
        r"\3 \1\2",
    ),
    (r"\|\s*([^|]{1,30}?)\s*\|", r"|\1|"),
    (r"\s+", " "),
]


def plain(text: str) -> str:
    r"""Return `text` in lower case with symbols spelled out: '|η| < 2.47' and '$|\eta|<2.47$' become the same."""
    text = "".join(SIGNS.get(character, GREEK.get(character, character)) for character in text)
    text = unicodedata.normalize("NFKC", text)
    text = "".join(SIGNS.get(character, GREEK.get(character, character)) for character in text)
    for pattern, replacement in LATEX:
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    text = text.replace("~", " ").lower()
    for pattern, replacement in NAMES:
        text = re.sub(pattern, replacement, text)
    return text.strip()
