"""Wordings of cuts: vocabulary, units, and the parser from words, LaTeX and Unicode to statements."""

from cutbench.cuts.clauses import TypedCut
from cutbench.cuts.parser import compares_unknown, parse_cuts
from cutbench.cuts.plain import plain
from cutbench.cuts.statements import Read, by_words, read_cuts
from cutbench.cuts.support import gate, numbers_are_quoted, operators_are_quoted
from cutbench.cuts.units import STANDARD, UNITS, to_standard
from cutbench.cuts.vocabulary import Vocabulary, load_vocabulary
from cutbench.cuts.wording import in_words

__all__ = [
    "STANDARD",
    "UNITS",
    "Read",
    "TypedCut",
    "Vocabulary",
    "by_words",
    "compares_unknown",
    "gate",
    "in_words",
    "load_vocabulary",
    "numbers_are_quoted",
    "operators_are_quoted",
    "parse_cuts",
    "plain",
    "read_cuts",
    "to_standard",
]
