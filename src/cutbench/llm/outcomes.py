"""What an answer is worth: its outcome, and the JSON in it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from cutbench.llm.answers import repair_surrogates
from cutbench.llm.chat import Schema
from cutbench.llm.latex import double_stray_backslashes, restore_backslashes
from cutbench.schema.base import first_fault
from cutbench.schema.runs import CallOutcome

FENCE = re.compile(r"(?:```|~~~)[^\n`{\[]*\s*(.*?)\s*(?:```|~~~|\Z)", re.DOTALL)
JSON_START = re.compile(r'\{\s*"|\[\s*["{\[]')
STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
LENGTH, CUT_OFF = "length", ("max_tokens", "content_filter")
MOST_STARTS = 200  # braces in prose that are tried as the start of JSON


@dataclass(frozen=True)
class Assessment:
    """Outcome of an answer, why it is not `ok`, its JSON, and how many LaTeX commands had lost their backslash."""

    outcome: CallOutcome
    problem: str | None = None
    data: Any = None
    restored: int = 0


def assess(text: str, finish_reason: str | None, schema: Schema | None, thinking: str = "") -> Assessment:
    """Check an answer: truncated, empty, bad_json, schema_error, ok, in this order.

    JSON may stand alone, in a fence, in prose, or make up all the thinking of a model that said nothing else. Of an
    answer that is not whole, the complete items of its lists are kept, however it ended.
    """
    if not text.strip() and schema is not None and finish_reason != LENGTH and _is_json(thinking):
        text = thinking
    if finish_reason == LENGTH or (finish_reason in CUT_OFF and text.strip()):
        data, restored = salvage(text, schema) if schema else (None, 0)
        why = "stopped at the token limit" if finish_reason == LENGTH else f"stopped: {finish_reason}"
        kept = "" if data is None else "; the complete items were kept"
        return Assessment("truncated", f"{why}{_thought(text, thinking)}{kept}", data, restored)
    if not text.strip():
        return Assessment("empty", f"no text (finish reason: {finish_reason}){_thought(text, thinking)}")
    return Assessment("ok") if schema is None else _assess_json(text, schema)


def _assess_json(text: str, schema: Schema) -> Assessment:
    """Take the last JSON that fits the schema, because models correct themselves; else say what is wrong."""
    whole, problem = _alone_or_fenced(text)
    found = whole or list(_in_prose(text))
    for data, restored in reversed(found):
        if schema_fault(data, schema) is None:
            return Assessment("ok", None, data, restored)
    data, restored = (None, 0) if whole else salvage(text, schema)
    if data is not None or not found:
        return Assessment("bad_json", f"not JSON: {problem}", data, restored)
    return Assessment("schema_error", schema_fault(found[-1][0], schema), None, found[-1][1])


def _thought(text: str, thinking: str) -> str:
    """Say where the tokens of an answer without text went."""
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
    """Return the complete items of a cut-off answer's outermost lists, and the number of restored backslashes.

    Required lists that the answer did not reach are taken as empty. (None, 0) if nothing fits the schema. (A lenient
    parser, such as pydantic's, keeps half an item, and takes no line break in a string.)
    """
    start = JSON_START.search(text)  # behind a fence or words
    for shorter in _cut_back(text[start.start() if start else 0 :]):
        try:
            data, restored = _parsed(shorter)
        except (ValueError, RecursionError):
            continue
        _add_missing_lists(data, json_schema(schema))
        if schema_fault(data, schema) is None:
            return data, restored
    return None, 0


def _alone_or_fenced(text: str) -> tuple[list[tuple[Any, int]], str]:
    """Return the JSON that a text or its fences consist of, with restored backslashes; or else what is wrong."""
    found, problem = [], ""
    for part in (text, *FENCE.findall(text)):
        try:
            found.append(_parsed(part))
        except (ValueError, RecursionError) as error:
            problem = problem or str(error)
    return found, problem


def _in_prose(text: str) -> Iterator[tuple[Any, int]]:
    """Yield the objects and lists between words, in order."""
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
        yield _repaired(data), doubled + restored


def _parsed(text: str) -> tuple[Any, int]:
    repaired, doubled = double_stray_backslashes(text)
    data, restored = restore_backslashes(json.loads(repaired, strict=False))
    return _repaired(data), doubled + restored


def _is_json(text: str) -> bool:
    try:
        return isinstance(_parsed(text)[0], dict | list)
    except (ValueError, RecursionError):
        return False


def _repaired(data: Any) -> Any:
    r"""Replace lone surrogates, which JSON may hold as \ud800 and no file can."""
    if isinstance(data, str):
        return repair_surrogates(data)
    if isinstance(data, list):
        return [_repaired(item) for item in data]
    return {repair_surrogates(name): _repaired(item) for name, item in data.items()} if isinstance(data, dict) else data


def _cut_back(text: str) -> Iterator[str]:
    """Yield the text cut after one item fewer of its outermost lists each time, with the open brackets closed."""
    ends: list[tuple[int, str]] = []
    brackets: list[str] = []  # those that close what is open
    for token in STRING_OR_BRACKET.finditer(text):
        if token[0] in ("{", "["):
            brackets.append("}" if token[0] == "{" else "]")
        elif token[0] in ("}", "]") and brackets:
            brackets.pop()
        # A later list counts as begun, even if nothing of it is whole.
        may_end = token[0] not in ("{", "[", "]") or (token[0] == "[" and ends)
        if may_end and brackets[-1:] == ["]"] and brackets.count("]") == 1:
            ends.append((token.end(), "".join(reversed(brackets))))
    yield from (text[:end] + closing for end, closing in reversed(ends))


def _add_missing_lists(data: Any, schema: dict[str, Any]) -> None:
    for error in list(Draft202012Validator(schema).iter_errors(data)):
        inside_item = any(isinstance(step, int) for step in error.absolute_path)
        if error.validator != "required" or inside_item or not isinstance(error.instance, dict):
            continue
        properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        for name in error.validator_value:
            if properties.get(name, {}).get("type") == "array":
                error.instance.setdefault(name, [])
