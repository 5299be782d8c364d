"""Plain text: LaTeX, Unicode and the loader's notation brought to one lower-case form."""

import re
import unicodedata

from cutbench.cuts.phrases import unified

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
Z_MASS_GEV = 91.1876  # the selection has its own, as programs that are written out carry its text
AROUND_Z = re.compile(
    r"within (\d+(?:\.\d+)?) ?gev (?:of|from|around) "
    r"(?:mz\b|(?:the )?(?:mass of the )?z(?:[- ]boson)?(?: (?:mass|pole))?)"
)
# 'p_T^mu', 'eta_e', 'p_T(j1)'
SIGNS_OF_OBJECTS = [
    ("mu(?:ons?)?", "muon"),
    ("e(?:l|lectrons?)?", "electron"),
    ("(?:b|b-?jets?|j|jets?)", "jet"),
    ("(?:gamma|photons?)", "photon"),
    ("l(?:ep|eptons?)?", "lepton"),
]
NAMES = [
    (r"\s+", " "),
    # The mark of a footnote is no power.
    (r"(^|[.,;] ?)\^\s?\{?\d{1,2}\}? ?(?=[a-z])", r"\1 "),
    # A citation is no range.
    (r"(?<! in)(?<!range)(?<!window)(?<!interval)(?<![<>=]) ?\[\d{1,3}(?: ?[,-] ?\d{1,3})*\](?! ?(?:[gmt]ev|mm))", ""),
    (r"_\s?\{[^{}]*[<>][^{}]*\}", ""),
    (r"\bm\s?\^\s?\{?[a-z]+\}?\s?_\s?\{?t\}?(?![a-z0-9])", "mt "),
    (r"\b([dz])\s?(?:\^\s?\{?[a-z]+\}?\s?_\s?\{?0\}?|_\s?\{?0\}?\s?\^\s?\{?(?!sig)[a-z]+\}?)", r"\g<1>0"),
    (r"\b([pe])\s?\^\s?\{?([a-z0-9+-]+)\}?\s?_\s?\{?t\}?(?![a-z])", r"\1t^\2 "),
    (r"[{}$]", ""),
    (r"\^2", "2"),
    (r"_\(?([a-z0-9]+)\)?", r"\1"),
    (r"\b([pem])\s?t\b", r"\1t"),
    (r"\b[pe]t\s?\^?\s?miss\b", "etmiss"),
    (r"\b([pe]t)\s?\^\s?\(?((?:var)?cone)", r"\1\2"),
    *(
        (rf"(?<![a-z])(\|?)([pe]t|eta)\s?\^\s?\(?{sign}\d?\)?(?![a-z0-9])(\|?)", rf"{name} \1\2\3")
        for sign, name in SIGNS_OF_OBJECTS
    ),
    # The momentum of a system, of a track or of a neutrino is another quantity.
    (r"\b([pe]t)\s?\^\s?\(?(?=[a-z0-9])", r"\1of"),
    *(
        (rf"(?<![a-z])([pe]t|eta)\s?[\^,(]*\s?{sign}\d?\)?(?= ?(?:[<>=|]|\[))", rf"{name} \1")
        for sign, name in SIGNS_OF_OBJECTS
    ),
    (r"\|\s?m\s?\(?(ll|12|34)\)?\s?-\s?m\s?\(?z\)?\s?\|\s?(<=?)\s?(\d+(?:\.\d+)?)\s?gev", r"m\1 within \3 gev of mz"),
    (r"\bflavou?rs\b", "flavour"),
    (r"\bchi\s?2\b", "chi2"),
    (r"\bsigma\s+\(?d0\)?", "sigma(d0)"),
    (r"\bsigma\s?d0\b", "sigma(d0)"),
    (r"(\bd0\|? ?/ ?)sigma\b(?! ?\(?d)", r"\1sigma(d0)"),
    (r"\b([dz])\s0\b", r"\g<1>0"),
    (r"\bm\s(12|34|4l|ll)\b", r"m\1"),
    (r"(?<=\d)\s(?=\d{3}\b)", ""),
    # The size of a cone is part of the name of an isolation variable, no requirement.
    (
        r"\bcones?(?: (?:of|with|size|radius|a|an|opening|around\s\w+|delta\s?r|r|angle))*\s*(?:=|<|of)?\s*0?\.(\d)\b",
        r"cone0\1",
    ),
    (
        r"(?<!than )(?<!exceed )(?<!exceeds )(?<!exceeding )(?<!least )(?<!above )(?<!by )\bdelta\s?r\s?=\s?0?\.(\d)\b",
        r"cone0\1",
    ),
    (
        r"\b((?:tracks|clusters|deposits)\b[a-z -]{0,30} (?:in|within|inside)(?: an?"
        r"| the)?) delta\s?r\s?[<=]+\s?0?\.(\d)\b",
        r"\1 cone0\2",
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
    return AROUND_Z.sub(_as_range, unified(text)).strip()


def _as_range(found: re.Match[str]) -> str:
    """Write 'within 15 gev of mz' as the range that it is."""
    width = float(found[1])
    return f"between {Z_MASS_GEV - width:.6g} and {Z_MASS_GEV + width:.6g} gev"
