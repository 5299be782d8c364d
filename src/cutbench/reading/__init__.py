"""Reading: what people and models write becomes statements of the cut language, or stays unread."""

from cutbench.reading.by_model import PROMPT, ModelReader
from cutbench.reading.reader import Reader, Reading, as_statement, kind_of
from cutbench.reading.rules import Read, read_by_rules
from cutbench.reading.said import refusal_of

__all__ = [
    "PROMPT",
    "ModelReader",
    "Read",
    "Reader",
    "Reading",
    "as_statement",
    "kind_of",
    "read_by_rules",
    "refusal_of",
]
