"""Numbers, operators and ranges in plain text."""

import re
from dataclasses import dataclass

from cutbench.cuts.predicate import Operator
from cutbench.cuts.units import UNITS

UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS if unit not in {"1", "m"}), key=len, reverse=True))
NUMBER_WORDS = {"no": 0, "zero": 0, "one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
NUMBER = re.compile(rf"(?<![a-z0-9_.])([+-]?\d+(?:\.\d+)?)(?:\s*({UNIT}))?(?![a-z0-9]|\.\d)")

OPERATORS: list[tuple[Operator, str]] = [
    (
        ">=",
        r">=|=>|at least|down to|(?:no|not) (?:less|smaller|lower|fewer|lighter|closer|nearer|softer)(?: to \w+)? than"
        r"|(?:greater|larger) than or equal to|not (?:to )?(?:be |fall |go |lie )?below|a minimum(?: \w+)? of"
        r"|minimum of"
        r"|reach(?:es|ing)?|(?:starts?|starting|begins?) (?:at|from)",
    ),
    (
        "<=",
        r"<=|=<|at most|only(?= (?:one|two|a single)\b)"
        r"|(?:no|not) (?:more|greater|larger|higher|further|farther|heavier)(?: away)? than"
        r"|(?:not|never) (?:to )?exceed(?:ing)?|(?:less|smaller) than or equal to|up to|out to|a maximum of|maximum of"
        r"|not (?:to )?(?:be |go |lie )?(?:above|beyond)|(?:limited|restricted|confined|kept) to",
    ),
    (
        ">",
        r">|(?:greater|larger|higher|more|heavier|harder|further|farther)(?: away)?(?: from \w+)? than|above"
        r"|exceed(?:s|ed|ing)?|over|in excess of|beyond|surpass(?:es|ing)?"
        r"|(?:lower |minimum |pt |et )?thresholds? (?:of|at)",
    ),
    ("<", r"<|(?:less|smaller|lower|fewer|lighter|softer|closer|nearer)(?: to \w+)? than|below|under|within|inside"),
    ("==", r"==?|equal to|exactly|precisely|equals"),
]
OPERATOR = re.compile("|".join(f"(?P<o{i}>{p})" for i, (_, p) in enumerate(OPERATORS)))
INVERTED: dict[Operator, Operator] = {">=": "<", "<=": ">", ">": "<=", "<": ">=", "==": "!="}
MIRRORED: dict[Operator, Operator] = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "=="}
# What is thrown away if the comparison holds. Only as a statement on what is selected: the noun 'veto' names cuts that
# are stated positively, and 'which removes background' says what a cut is good for.
VETO = re.compile(
    r"\b(?:(?:is|are|was|were|be|being|been) (?:then |also )?"
    r"(?:removed|rejected|vetoed|excluded|discarded|dropped|ignored|disregarded|thrown away|eliminated)"
    r"|excluding(?! (?:its|their|the) (?:own|candidate|muon|electron|lepton))"
    r"|leads? to (?:the |its |their )?(?:rejection|removal|a veto)"
    r"|(?:criterion|cut|requirement|selection|veto) (?:then )?(?:rejects|removes|discards|excludes|vetoes)"
    r"(?= (?:[a-z-]+ ){1,3}(?:with|for which|in which|whose|where|if|having) )"
    r"|we (?:also |then |further )?(?:veto|reject|discard|remove|drop|exclude)"
    r"|rejecting|vetoing|not (?:considered|used|accepted|kept|allowed|retained|selected))\b"
)
# Says this only of what follows it: 'within 2.37, excluding the transition region'.
FROM_HERE = re.compile(r"excluding|rejecting|vetoing")
# Turns a comparison around once more: 'jets not satisfying x > 20 are removed', 'muons must not have x below 10'.
NEGATED = re.compile(
    r"\b(?:not (?:satisfying|fulfilling|passing|meeting|have|having|contain|lie|lying)|fails?|failing|unless|outside)\b"
)


@dataclass(frozen=True)
class Number:
    """A number in plain text at [start, end); `unit` is '' where none stands."""

    value: float
    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class OperatorWord:
    """An operator, as a sign or in words, at [start, end)."""

    op: Operator
    start: int
    end: int


def find_numbers(text: str) -> list[Number]:
    """Return all numbers; one without unit takes that of a list that it begins, as in '20, 15 and 10 GeV'."""
    found = [Number(float(m[1]), m[2] or "", m.start(), m.end()) for m in NUMBER.finditer(text)]
    for index in range(len(found) - 2, -1, -1):
        one, after = found[index], found[index + 1]
        if (
            not one.unit
            and after.unit
            and re.fullmatch(r"[\s,/()\]\[]*(?:(?:and|to|or|-|or)\s*)?[\s(]*", text[one.end : after.start])
        ):
            found[index] = Number(one.value, after.unit, one.start, one.end)
    return found


def find_operators(text: str) -> list[OperatorWord]:
    """Return all operators in order of place."""
    words = []
    for match in OPERATOR.finditer(text):
        op = OPERATORS[int((match.lastgroup or "o0")[1:])][0]
        if match[0][0].isalpha() and (
            text[match.start() - 1 : match.start()].isalnum() or text[match.end() : match.end() + 1].isalnum()
        ):
            continue
        words.append(OperatorWord(op, match.start(), match.end()))
    return words


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the places of sentences and table cells."""
    places, start = [], 0
    for match in re.finditer(r"[.;!?](?=\s|$)|\n+|(?<!\|)\s\|\s(?=[a-z])", text):
        places.append((start, match.start()))
        start = match.end()
    places.append((start, len(text)))
    return [(a, b) for a, b in places if text[a:b].strip()]
