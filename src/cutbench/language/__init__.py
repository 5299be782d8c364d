"""The cut language: what a cut means, the same from the reader to the cutflow.

A statement is one line with its block, as in `object electron: select pT > 7 GeV`. On its way it is parsed (parse) into
a tree (tree) under the names that are known (names), taken apart and compared (language, implication), and printed
(printer) or written for people (styles). An analysis is a file of such lines (analysis); `cutbench.selection` runs it.
"""

from cutbench.language.analysis import Fault, parse_analysis, read_analysis
from cutbench.language.equalities import Equalities, load_equalities
from cutbench.language.export import as_gbnf
from cutbench.language.forms import forms, words_for
from cutbench.language.implication import Relation, can_hold, relate
from cutbench.language.language import (
    Language,
    Match,
    load_language,
    open_language,
    read_language,
    read_text,
    says_more,
)
from cutbench.language.loosened import Words, loosened
from cutbench.language.names import Meaning, Names, load_names, names_from
from cutbench.language.parse import parse_statement
from cutbench.language.printer import print_analysis, print_line, print_requirement, print_statement, without_cut
from cutbench.language.requirements import numbers_of
from cutbench.language.styles import STYLES, write
from cutbench.language.tree import Analysis, Block, Head, Statement

__all__ = [
    "STYLES",
    "Analysis",
    "Block",
    "Equalities",
    "Fault",
    "Head",
    "Language",
    "Match",
    "Meaning",
    "Names",
    "Relation",
    "Statement",
    "Words",
    "as_gbnf",
    "can_hold",
    "forms",
    "load_equalities",
    "load_language",
    "load_names",
    "loosened",
    "names_from",
    "numbers_of",
    "open_language",
    "parse_analysis",
    "parse_statement",
    "print_analysis",
    "print_line",
    "print_requirement",
    "print_statement",
    "read_analysis",
    "read_language",
    "read_text",
    "relate",
    "says_more",
    "without_cut",
    "words_for",
    "write",
]
