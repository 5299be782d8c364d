"""What an answer is worth: its outcome, and the JSON in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from cutbench.llm.answers import whole_characters
from cutbench.llm.chat import Schema
from cutbench.llm.latex import double_stray_backslashes, restore_backslashes
from cutbench.schema.base import first_fault
from cutbench.schema.runs import CallOutcome

FENCE = re.compile(r"(?:```|~~~)[^\n`{\[]*\s*(.*?)\s*(?:```|~~~|\Z)", re.DOTALL)
JSON_START = re.compile(r'\{\s*"|\[\s*["{\[]')
LENGTH, CUT_OFF = "length", ("max_tokens", "content_filter")
# Braces in prose that are tried as the start of JSON.
MOST_STARTS = 200


@dataclass(frozen=True)
class Verdict:
    """Outcome of an answer, why it is not `ok`, its JSON, and how many LaTeX commands had lost their backslash."""

    outcome: CallOutcome
    problem: str | None = None
    data: Any = None
    restored: int = 0


def assess(text: str, finish_reason: str | None, schema: Schema | None, thinking: str = "") -> Verdict:
    """Check an answer: truncated, empty, bad_json, schema_error, ok, in this order.

    JSON counts wherever it stands: alone, fenced, in prose, or as all of the thinking of a model that said nothing
    else. Of an answer that is not whole, the complete items of its lists are kept, whatever the reason of its end.
    """
    if not text.strip() and schema is not None and finish_reason != LENGTH and _is_json(thinking):
        text = thinking
    if finish_reason == LENGTH or (finish_reason in CUT_OFF and text.strip()):
        data, restored = salvage(text, schema) if schema else (None, 0)
        why = "stopped at the token limit" if finish_reason == LENGTH else f"stopped: {finish_reason}"
        kept = "" if data is None else "; the complete items were kept"
        return Verdict("truncated", f"{why}{_thought(text, thinking)}{kept}", data, restored)
    if not text.strip():
        return Verdict("empty", f"no text (finish reason: {finish_reason}){_thought(text, thinking)}")
    if schema is None:
        return Verdict("ok")
    return _assess_json(text, schema)


def _assess_json(text: str, schema: Schema) -> Verdict:
    """Take the last JSON that fits the schema, as models correct themselves; else say what is wrong."""
    whole, problem = _parsed(text)
    found = whole or list(_in_prose(text))
    for data, restored in reversed(found):
        if schema_fault(data, schema) is None:
            return Verdict("ok", None, data, restored)
    data, restored = (None, 0) if whole else salvage(text, schema)
    if data is not None or not found:
        return Verdict("bad_json", f"not JSON: {problem}", data, restored)
    return Verdict("schema_error", schema_fault(found[-1][0], schema), None, found[-1][1])


def _thought(text: str, thinking: str) -> str:
    """Say where the answer of a thinking model went."""
    if text.strip() or not thinking.strip():
        return ""
    return f", all {len(thinking)} characters were thinking: raise thinking_tokens of the model, or turn thinking off"


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
    for shorter in _cut_back(text[_start(text) :]):
        try:
            data, restored = _loaded(shorter)
        except (ValueError, RecursionError):
            continue
        _add_missing_lists(data, json_schema(schema))
        if schema_fault(data, schema) is None:
            return data, restored
    return None, 0


def _parsed(text: str) -> tuple[list[tuple[Any, int]], str]:
    """Return the JSON that a text or what it has in fences is, with restored backslashes; or else what is wrong."""
    found, problem = [], ""
    for part in (text, *FENCE.findall(text)):
        try:
            found.append(_loaded(part))
        except (ValueError, RecursionError) as error:
            problem = problem or str(error)
    return found, problem


def _in_prose(text: str) -> Iterator[tuple[Any, int]]:
    """Yield the objects and lists that stand between words, in order."""
    repaired, doubled = double_stray_backslashes(text)
    decoder, end = json.JSONDecoder(strict=False), 0
    for start in islice(re.finditer(r"[{\[]", repaired), MOST_STARTS):
        if start.start() < end:
            continue
        try:
            data, end = decoder.raw_decode(repaired, start.start())
        except (ValueError, RecursionError):
            continue
        data, restored = restore_backslashes(data)
        yield _whole(data), doubled + restored


def _loaded(text: str) -> tuple[Any, int]:
    repaired, doubled = double_stray_backslashes(text)
    data, restored = restore_backslashes(json.loads(repaired, strict=False))
    return _whole(data), doubled + restored


def _is_json(text: str) -> bool:
    try:
        return isinstance(_loaded(text)[0], dict | list)
    except (ValueError, RecursionError):
        return False


def _start(text: str) -> int:
    """Return where JSON may begin: behind a fence or words."""
    start = JSON_START.search(text)
    return start.start() if start else 0


def _whole(data: Any) -> Any:
    r"""Replace halves of characters, which JSON may hold as \ud800 and no file can."""
    if isinstance(data, str):
        return whole_characters(data)
    if isinstance(data, list):
        return [_whole(item) for item in data]
    return {whole_characters(name): _whole(item) for name, item in data.items()} if isinstance(data, dict) else data


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
