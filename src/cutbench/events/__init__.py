"""Events in GeV, mm, rad and 1, from files in a format that is described in data, or from memory."""

from cutbench.events.branches import branches, in_words_of
from cutbench.events.flat import FlatSource, joined
from cutbench.events.format import Format, load_format
from cutbench.events.memory import MemorySource
from cutbench.events.protocol import EventSource
from cutbench.events.source import FileSource

__all__ = [
    "EventSource",
    "FileSource",
    "FlatSource",
    "Format",
    "MemorySource",
    "branches",
    "in_words_of",
    "joined",
    "load_format",
]
