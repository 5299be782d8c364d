"""The cut language: what a cut means, the same from the reader to the cutflow."""

from cutbench.language.analysis import Fault, parse_analysis, read_analysis
from cutbench.language.equal import Equalities, load_equalities
from cutbench.language.meaning import Relation, relate
from cutbench.language.names import Meaning, Names, load_names, names_from
from cutbench.language.parse import parse_line, parse_statement
from cutbench.language.printer import print_analysis, print_condition, print_line, print_node, print_statement
from cutbench.language.tree import Analysis, Block, Head, Statement

__all__ = [
    "Analysis",
    "Block",
    "Equalities",
    "Fault",
    "Head",
    "Meaning",
    "Names",
    "Relation",
    "Statement",
    "load_equalities",
    "load_names",
    "names_from",
    "parse_analysis",
    "parse_line",
    "parse_statement",
    "print_analysis",
    "print_condition",
    "print_line",
    "print_node",
    "print_statement",
    "read_analysis",
    "relate",
]
