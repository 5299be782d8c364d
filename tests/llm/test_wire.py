"""Requests in the words that each server takes."""

from typing import Any

import pytest
from pydantic import BaseModel

from cutbench.llm.wire import LINES, request_body, wire_schema

from .conftest import make_entry

QUESTION: list[Any] = [{"role": "user", "content": "?"}]


class Inner(BaseModel):
    enum: list[int] = []


class Schema(BaseModel):
    properties: list[Inner]
    type: str


def body(**fields: Any) -> dict[str, Any]:
    return request_body(make_entry(**fields), QUESTION, 3, 10, LINES)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", "b"], "string"),
        ([1, 2], "integer"),
        ([1.5], "number"),
        ([True], "boolean"),
        (["a", None], ["string", "null"]),
    ],
)
def test_every_list_of_values_has_a_type(values: list[Any], kind: Any) -> None:
    schema = {"type": "object", "properties": {"enum": {"enum": values}}, "required": ["enum"]}
    assert wire_schema(schema)["properties"]["enum"] == {"type": kind, "enum": values}


def test_names_that_are_keywords_are_left_alone() -> None:
    assert wire_schema(Schema.model_json_schema()) == Schema.model_json_schema()
    without = wire_schema(Schema.model_json_schema(), without=["type"])
    assert set(without["properties"]) == {"properties", "type"}


def test_a_server_need_not_take_all_fields() -> None:
    asked = body(
        leave_out=["seed"],
        rename={"max_tokens": "max_completion_tokens"},
        schema_without=["additionalProperties"],
    )
    assert "seed" not in asked
    assert (asked["max_completion_tokens"], "max_tokens" in asked) == (10, False)
    form = asked["response_format"]["json_schema"]
    assert ("additionalProperties" in form["schema"], form["strict"]) == (False, False)
    assert body()["response_format"]["json_schema"]["strict"] is True


def test_whole_numbers_stay_whole() -> None:
    asked = body(sampling={"top_k": 20, "temperature": 1.0, "top_p": 0.8})
    assert [repr(asked[name]) for name in ("top_k", "temperature", "top_p")] == ["20", "1.0", "0.8"]


def test_an_endpoint_in_strict_mode_demands_every_key_at_every_depth() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}, "required": {"type": "array"}}}
    form = {"type": "object", "properties": {"one": {"$ref": "#/$defs/inner"}}, "$defs": {"inner": inner}}
    closed = request_body(make_entry(engine="endpoint"), QUESTION, 3, 10, form)["response_format"]["json_schema"]
    assert closed["schema"]["required"] == ["one"]
    assert closed["schema"]["$defs"]["inner"]["required"] == ["a", "required"]
    own = request_body(make_entry(engine="vllm"), QUESTION, 3, 10, form)["response_format"]["json_schema"]
    assert own["schema"] == form
