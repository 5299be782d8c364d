"""Reading: what people and models write becomes statements of the cut language, or stays unread."""

from cutbench.reading.rules import Read, read_by_rules

__all__ = ["Read", "read_by_rules"]
