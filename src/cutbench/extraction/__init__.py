"""Step 1: papers to cut lists, by a model in three modes, by patterns, or by a self-test agent."""

from cutbench.extraction.agents import agent_cuts
from cutbench.extraction.chunks import ChunkSize
from cutbench.extraction.graph import Extraction, extract_cuts
from cutbench.extraction.memory import MemoryRate, memory_rate
from cutbench.extraction.pattern import read_by_pattern, read_text
from cutbench.extraction.reader import Mode
from cutbench.extraction.talk import to_adl, to_talk_json

__all__ = [
    "ChunkSize",
    "Extraction",
    "MemoryRate",
    "Mode",
    "agent_cuts",
    "extract_cuts",
    "memory_rate",
    "read_by_pattern",
    "read_text",
    "to_adl",
    "to_talk_json",
]
