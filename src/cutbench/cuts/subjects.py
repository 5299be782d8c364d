"""Which variable a number in a sentence is about."""

import re

from cutbench.cuts.clauses import Clause
from cutbench.cuts.tokens import Number, OperatorWord, find_numbers, find_operators
from cutbench.cuts.vocabulary import Found

SIGN = re.compile(r"[<>=]")
# 'N_trk < 3', '|h| < 2.4': a symbol that no vocabulary knows has the number, whatever was spoken of before.
SYMBOL = re.compile(r"\|[^|]*\||[pe]tof\S*|[a-df-ik-z]{1,2}\d*|n[a-z]{1,5}|[a-z]/[a-z]|\S*[_^]\S*")
SHORT_WORDS = {"is", "of", "to", "be", "or", "mu", "at", "in", "an", "a", "by", "on", "as"}
# '..., the ratio must be below 10': another subject with a number of its own.
SUBJECT = re.compile(
    r"(?:,|\band|\bwhile|\bbut) (?:the|its|their|an?) ([^,;<>]{3,60}?) "
    r"(?:must|has|have|is|are|should|needs?|stays?|lies)\b[^,]*$"
)
RATIO = re.compile(r"\bratio of [a-z ]{0,12}$")
OF = re.compile(r" of (?:the |all )?(?:[a-z-]+ )?")  # 'ht of the jet pt'
DIVIDED = re.compile(
    r"(?:^[\s)|]*/|divided by|relative to|over|with respect to|normali[sz]ed (?:to|by)|as a fraction of)"
    r"[a-z\s('|-]{0,30}$"
)


def is_unknown(clause: Clause, operator: OperatorWord) -> bool:
    """Whether what is compared has a name that is not in the vocabulary."""
    text = clause.text[: operator.start]
    token = re.search(r"\S+(?=\s*$)", text)
    last = next((word for word in reversed(clause.variables) if word.start < operator.start), None)
    if SIGN.match(clause.text[operator.start]):
        if token is None or (last and last.end > token.start()) or token[0] in SHORT_WORDS:
            return False
        return bool(SYMBOL.fullmatch(token[0]))
    other = SUBJECT.search(text[last.end :]) if last else None
    named = [word for word in clause.objects if last and other and word.start >= last.end + other.start(1)]
    return bool(other and find_numbers(text[last.end :][: other.start()]) and not named) if last else False


def variable_for(clause: Clause, start: int, end: int) -> Found | None:
    """Return the variable that the number at [start, end) belongs to: the last before it, else the first after it.

    'above 30 GeV in pt' names it after the number whatever stands before.
    """
    named = [w for w in clause.variables if re.fullmatch(r" in (?:the )?", clause.text[end : w.start])]
    if named:
        return named[0]
    before = [word for word in clause.variables if word.end <= start]
    if before:
        return _numerator(clause, before)
    return variable_after(clause, end)


def _numerator(clause: Clause, before: list[Found]) -> Found:
    """Of 'x / y' and 'x relative to y' the variable is x."""
    last = before[-1]
    for one in reversed(before[:-1]):
        gap = clause.text[one.end : last.start]
        summed = last.name in {"pt", "et"} and OF.fullmatch(gap)
        share = RATIO.search(clause.text[: one.start]) and re.fullmatch(r" to (?:the |its )?[a-z' ]{0,20}", gap)
        if (DIVIDED.search(gap) or summed or share) and not find_operators(gap):
            return Found(one.name, one.start, last.end)
        break
    return last


def momentum_of(clause: Clause, operator: OperatorWord, number: Number) -> Found | None:
    """'Muons above 5 GeV' means their momentum."""
    near = [word for word in clause.objects if not clause.text[word.end : operator.start].strip(" |:")]
    known = near and near[-1].end <= operator.start and near[-1].name in {"Electron", "Muon", "Jet", "Photon", "Lepton"}
    return Found("pt", operator.start, operator.end) if known and number.unit in {"gev", "mev"} else None


def variable_after(clause: Clause, end: int) -> Found | None:
    """Return the variable that follows a place without a stop or another comparison between them."""
    after = [w for w in clause.variables if w.start >= end and not re.search(r"[,;<>]", clause.text[end : w.start])]
    return after[0] if after else None
