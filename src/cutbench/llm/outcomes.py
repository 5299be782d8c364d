"""What an answer is worth: its outcome, and the JSON in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from cutbench.llm.chat import Schema
from cutbench.llm.latex import double_stray_backslashes, restore_backslashes
from cutbench.schema.base import first_fault
from cutbench.schema.runs import CallOutcome

FENCE = re.compile(r"```\w*\s*\n(.*?)\n?```", re.DOTALL)


@dataclass(frozen=True)
class Verdict:
    """Outcome of an answer, why it is not `ok`, its JSON, and how many LaTeX commands had lost their backslash."""

    outcome: CallOutcome
    problem: str | None = None
    data: Any = None
    restored: int = 0


def assess(text: str, finish_reason: str | None, schema: Schema | None) -> Verdict:
    """Check an answer: truncated, empty, bad_json, schema_error, ok, in this order."""
    if finish_reason == "length":
        data, restored = salvage(text, schema) if schema else (None, 0)
        kept = "" if data is None else "; the complete items were kept"
        return Verdict("truncated", f"stopped at the token limit{kept}", data, restored)
    if not text.strip():
        return Verdict("empty", f"no text (finish reason: {finish_reason})")
    if schema is None:
        return Verdict("ok")
    try:
        data, restored = _parse(text)
    except (ValueError, RecursionError) as error:
        return Verdict("bad_json", f"not JSON: {error}")
    if fault := schema_fault(data, schema):
        return Verdict("schema_error", fault, None, restored)
    return Verdict("ok", None, data, restored)


def json_schema(schema: Schema) -> dict[str, Any]:
    """Return the JSON schema of a pydantic class, or the schema itself."""
    return schema if isinstance(schema, dict) else schema.model_json_schema()


def schema_fault(data: Any, schema: Schema) -> str | None:
    """Return 'key: what is wrong' for the first fault, None if the data fit."""
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        try:
            schema.model_validate_json(json.dumps(data))
        except ValidationError as error:
            return first_fault(error)
        return None
    fault = next(iter(Draft202012Validator(json_schema(schema)).iter_errors(data)), None)
    return f"{fault.json_path}: {fault.message[:200]}" if fault else None


def salvage(text: str, schema: Schema) -> tuple[Any, int]:
    """Return what a cut-off answer holds in complete items of its outermost lists, and the restored backslashes.

    Lists that the schema requires and the answer did not reach are taken as empty. (None, 0) if nothing fits.
    """
    for shorter in _cut_back(text):
        try:
            data, restored = _parse(shorter)
        except (ValueError, RecursionError):
            continue
        _add_missing_lists(data, json_schema(schema))
        if schema_fault(data, schema) is None:
            return data, restored
    return None, 0


def _parse(text: str) -> tuple[Any, int]:
    fenced = FENCE.search(text) if text.lstrip()[:1] not in ("{", "[") else None
    repaired, doubled = double_stray_backslashes(fenced.group(1) if fenced else text)
    data, restored = restore_backslashes(json.loads(repaired, strict=False))
    return data, doubled + restored


def _cut_back(text: str) -> Iterator[str]:
    """Yield the answer cut after ever earlier items of its outermost lists, with the open brackets closed."""
    yield from (text[:end] + closing for end, closing in reversed(list(_item_ends(text))))


def _item_ends(text: str) -> Iterator[tuple[int, str]]:
    """Yield (end, brackets to close) after each complete item of an outermost list, and where a further list starts."""
    stack: list[str] = []
    in_string = escaped = has_item = False
    for place, character in enumerate(text):
        if in_string:
            in_string = escaped or character != '"'
            escaped = character == "\\" and not escaped
            ends_item = not in_string
        else:
            in_string = character == '"'
            if character in "{[":
                stack.append("}" if character == "{" else "]")
            elif character in "}]" and stack:
                stack.pop()
            ends_item = character == "}" or (character == "[" and has_item)
        if ends_item and stack and stack[-1] == "]" and stack.count("]") == 1:
            has_item = True
            yield place + 1, "".join(reversed(stack))


def _add_missing_lists(data: Any, schema: dict[str, Any]) -> None:
    for error in list(Draft202012Validator(schema).iter_errors(data)):
        inside_item = any(isinstance(step, int) for step in error.absolute_path)
        if error.validator != "required" or inside_item or not isinstance(error.instance, dict):
            continue
        properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for name in error.validator_value:
            if properties.get(name, {}).get("type") == "array":
                error.instance.setdefault(name, [])
