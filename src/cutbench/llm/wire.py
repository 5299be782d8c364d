"""The body of a request, in the dialect of each server."""

from collections.abc import Sequence
from typing import Any

from cutbench.llm.chat import Grammar, Schema
from cutbench.llm.models import ModelEntry
from cutbench.llm.outcomes import json_schema
from cutbench.schema.chat import Message

# OpenAI's protocol has no grammars: an endpoint has to answer with this list of lines instead.
LINES: dict[str, Any] = {
    "type": "object",
    "properties": {"statements": {"type": "array", "items": {"type": "string"}}},
    "required": ["statements"],
    "additionalProperties": False,
}
# Not part of the recorded request: how an answer is sent does not change what it says.
STREAMING: dict[str, Any] = {"stream": True, "stream_options": {"include_usage": True}}
CLOSED = "additionalProperties"  # OpenAI's strict mode refuses a schema without it


def request_body(
    entry: ModelEntry,
    messages: Sequence[Message],
    seed: int,
    max_tokens: int,
    schema: Schema | None,
    *,
    grammar: Grammar | None = None,
) -> dict[str, Any]:
    """Return the request. Nothing in it depends on the machine: its hash is the key of the recorded answer."""
    body: dict[str, Any] = {
        "model": entry.served_name,
        "messages": list(messages),
        "seed": seed,
        "max_tokens": max_tokens + entry.thinking_tokens,
        **entry.sampling,
        **entry.reasoning,
    }
    if schema is not None:
        strict = CLOSED not in entry.schema_without
        form = wire_schema(json_schema(schema), entry.schema_without, strict and entry.engine == "endpoint")
        answer = {"name": "answer", "schema": form, "strict": strict}
        body["response_format"] = {"type": "json_schema", "json_schema": answer}
    elif grammar is not None and entry.engine == "llama_cpp":
        body["grammar"] = grammar.gbnf
    elif grammar is not None and entry.engine == "vllm":
        body["structured_outputs"] = {"grammar": grammar.gbnf}
    return in_dialect(entry, body)


def in_dialect(entry: ModelEntry, body: dict[str, Any]) -> dict[str, Any]:
    """Leave out the fields that the server does not take, and rename those that it calls otherwise."""
    return {entry.rename.get(name, name): value for name, value in body.items() if name not in entry.leave_out}


def wire_schema(schema: Any, without: Sequence[str] = (), all_required: bool = False) -> Any:
    """Return a JSON schema as servers take it: every enum gets a type, which strict ones demand.

    Args:
        schema: any part of a schema.
        without: keywords that the server does not take. Answers are checked against the whole schema in any case.
        all_required: require every property, as OpenAI's strict mode does; the model leaves unused ones empty.
    """
    if isinstance(schema, list):
        return [wire_schema(part, without, all_required) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts: dict[str, Any] = {
        name: {key: wire_schema(part, without, all_required) for key, part in value.items()}
        if name in {"properties", "$defs"}
        else value
        if name in {"enum", "const", "default", "examples", "required"}
        else wire_schema(value, without, all_required)
        for name, value in schema.items()
        if name not in without
    }
    if all_required and isinstance(parts.get("properties"), dict):
        parts["required"] = list(parts["properties"])
    return {"type": _type_of(parts["enum"]), **parts} if "enum" in parts and "type" not in parts else parts


def _type_of(values: Sequence[Any]) -> str | list[str]:
    names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
    types = list(dict.fromkeys(names[type(value)] for value in values))
    return types[0] if len(types) == 1 else types
