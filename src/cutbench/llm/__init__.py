"""Language models: where they come from, how they are asked, and the record of every call."""

from cutbench.llm.budget import Budget, Spending
from cutbench.llm.chat import ChatModel, Grammar, Identity, Reply, Schema, UnansweredError, estimate_tokens
from cutbench.llm.client import open_model
from cutbench.llm.environment import environment, packages
from cutbench.llm.fetch import fetch_model
from cutbench.llm.models import ModelEntry, load_models
from cutbench.llm.progress import Progress
from cutbench.llm.recorder import CallMode
from cutbench.llm.records import pack_record
from cutbench.llm.runs import run_record, unscored_record
from cutbench.llm.scripted import ScriptedModel
from cutbench.schema.chat import Message

__all__ = [
    "Budget",
    "CallMode",
    "ChatModel",
    "Grammar",
    "Identity",
    "Message",
    "ModelEntry",
    "Progress",
    "Reply",
    "Schema",
    "ScriptedModel",
    "Spending",
    "UnansweredError",
    "environment",
    "estimate_tokens",
    "fetch_model",
    "load_models",
    "open_model",
    "pack_record",
    "packages",
    "run_record",
    "unscored_record",
]
