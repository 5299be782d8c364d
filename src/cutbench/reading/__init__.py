"""Reading: what people and models write becomes statements of the cut language, or stays unread."""

from cutbench.reading.by_model import PROMPT, ModelReader
from cutbench.reading.data import words
from cutbench.reading.lines import BULLET_SIGNS
from cutbench.reading.quoted import gate, numbers_are_quoted
from cutbench.reading.reader import (
    GROUPS,
    Reader,
    Reading,
    as_statement,
    group_of,
    is_object,
    kind_of,
    kinds_in,
    may_require,
    speaks_of_objects,
)
from cutbench.reading.refusal import left_out, no_cut_in, refusal_of, unsaid
from cutbench.reading.rules import Read, read_by_rules

__all__ = [
    "BULLET_SIGNS",
    "GROUPS",
    "PROMPT",
    "ModelReader",
    "Read",
    "Reader",
    "Reading",
    "as_statement",
    "gate",
    "group_of",
    "is_object",
    "kind_of",
    "kinds_in",
    "left_out",
    "may_require",
    "no_cut_in",
    "numbers_are_quoted",
    "read_by_rules",
    "refusal_of",
    "speaks_of_objects",
    "unsaid",
    "words",
]
