"""Events in GeV, mm, rad and 1, from files in a format that is described in data, or from memory."""

from cutbench.events.branches import branches, in_words_of
from cutbench.events.format import Format, load_format
from cutbench.events.memory import MemorySource, taken, tiled
from cutbench.events.source import EventSource, FileSource

__all__ = [
    "EventSource",
    "FileSource",
    "Format",
    "MemorySource",
    "branches",
    "in_words_of",
    "load_format",
    "taken",
    "tiled",
]
