"""What goes over the wire: the body of a request, and the parts of an answer."""

from collections.abc import Sequence
from typing import Any

from cutbench.llm.chat import Grammar, Schema
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import json_schema
from cutbench.schema.chat import Message


class RequestFailedError(Exception):
    """The server gave no usable answer; the message says why on one line."""


class ServerGoneError(RequestFailedError):
    """Nothing is listening, or the connection broke off."""


# What an endpoint is held to where others have a grammar: OpenAI's protocol knows none.
LINES: dict[str, Any] = {
    "type": "object",
    "properties": {"statements": {"type": "array", "items": {"type": "string"}}},
    "required": ["statements"],
    "additionalProperties": False,
}


def request_body(
    entry: ModelEntry,
    messages: Sequence[Message],
    seed: int,
    max_tokens: int,
    schema: Schema | None,
    *,
    grammar: Grammar | None = None,
) -> dict[str, Any]:
    """Return the whole request: nothing in it depends on the machine, as its hash finds the recorded answer."""
    body: dict[str, Any] = {
        "model": entry.served_name,
        "messages": list(messages),
        "seed": seed,
        "max_tokens": max_tokens + entry.thinking_tokens,
        **entry.sampling,
        **entry.reasoning,
    }
    if schema is not None:
        answer = {"name": "answer", "schema": json_schema(schema), "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": answer}
    elif grammar is not None and entry.engine == "llama_cpp":
        body["grammar"] = grammar.gbnf
    elif grammar is not None and entry.engine == "vllm":
        body["structured_outputs"] = {"grammar": grammar.ebnf}
    return body


def answer_text(raw: dict[str, Any]) -> tuple[str, str | None]:
    """Return (text, finish reason) of a server's answer."""
    choice = raw["choices"][0]
    return (choice.get("message") or {}).get("content") or "", choice.get("finish_reason")


def answer_usage(raw: dict[str, Any] | None) -> dict[str, int]:
    """Return the token counts of a server's answer, 0 where it gives none."""
    usage = (raw or {}).get("usage") or {}
    return {
        "prompt_tokens": usage.get("prompt_tokens") or 0,
        "cached_tokens": (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
        "completion_tokens": usage.get("completion_tokens") or 0,
    }
