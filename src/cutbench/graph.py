"""LangGraph, for all graphs of this library: nothing but plain JSON values may be read back from checkpoints."""

import os

# Has to be set before langgraph is imported.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

__all__ = ["END", "START", "Command", "SqliteSaver", "StateGraph", "interrupt"]
