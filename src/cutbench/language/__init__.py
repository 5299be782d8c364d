"""The cut language: what a cut means, the same from the reader to the cutflow."""

from cutbench.language.analysis import Fault, parse_analysis, read_analysis
from cutbench.language.equalities import Equalities, load_equalities
from cutbench.language.export import as_ebnf, as_gbnf
from cutbench.language.forms import forms, words_for
from cutbench.language.loosened import Words, loosened
from cutbench.language.meaning import Relation, relate
from cutbench.language.names import Meaning, Names, load_names, names_from
from cutbench.language.parse import parse_line, parse_statement
from cutbench.language.printer import (
    print_analysis,
    print_condition,
    print_line,
    print_node,
    print_requirement,
    print_statement,
    without_cut,
)
from cutbench.language.standing import (
    Language,
    Standing,
    directions_of,
    load_language,
    numbers_of,
    read_language,
    read_text,
    says_more,
    split,
)
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
    "Meaning",
    "Names",
    "Relation",
    "Standing",
    "Statement",
    "Words",
    "as_ebnf",
    "as_gbnf",
    "directions_of",
    "forms",
    "load_equalities",
    "load_language",
    "load_names",
    "loosened",
    "names_from",
    "numbers_of",
    "parse_analysis",
    "parse_line",
    "parse_statement",
    "print_analysis",
    "print_condition",
    "print_line",
    "print_node",
    "print_requirement",
    "print_statement",
    "read_analysis",
    "read_language",
    "read_text",
    "relate",
    "says_more",
    "split",
    "without_cut",
    "words_for",
    "write",
]
