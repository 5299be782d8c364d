import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from cutbench.llm.outcomes import assess, salvage


class Cut(BaseModel):
    model_config = ConfigDict(extra="forbid")
    content: str
    references: list[str] = []


class Selection(BaseModel):
    model_config = ConfigDict(extra="forbid")
    electron: list[Cut]
    muon: list[Cut]


FULL = {"electron": [{"content": 'a "]}" b', "references": ["1", "2"]}, {"content": "c", "references": []}], "muon": []}


@pytest.mark.parametrize(
    ("text", "finish", "outcome"),
    [
        (json.dumps(FULL), "stop", "ok"),
        (f"Here it is:\n```json\n{json.dumps(FULL)}\n```\nDone.", "stop", "ok"),
        (json.dumps(FULL), "length", "truncated"),
        ("", "length", "truncated"),
        ("  \n", "stop", "empty"),
        ("", "content_filter", "empty"),
        ("I cannot do that.", "stop", "bad_json"),
        ("[" * 100_000, "stop", "bad_json"),
        ('{"electron": []}', "stop", "schema_error"),
        ('{"electron": [], "muon": [], "tau": []}', "stop", "schema_error"),
    ],
)
@pytest.mark.parametrize("schema", [Selection, Selection.model_json_schema()])
def test_outcome(text: str, finish: str, outcome: str, schema: Any) -> None:
    verdict = assess(text, finish, schema)
    assert verdict.outcome == outcome
    assert (verdict.problem is None) == (outcome == "ok")
    assert verdict.data == (FULL if text and "content" in text else None)


def test_free_text_is_ok_without_data() -> None:
    assert assess("print(1)", "stop", None).data is None
    assert assess("print(1)", "stop", None).outcome == "ok"


def test_restored_backslashes_are_counted() -> None:
    verdict = assess(r'{"electron": [{"content": "|\eta|, \theta"}], "muon": []}', "stop", Selection)
    assert verdict.data["electron"][0]["content"] == r"|\eta|, \theta"
    assert verdict.restored == 2


def test_salvage_keeps_complete_items_only() -> None:
    text = json.dumps(FULL)
    cut = text[: text.index('"c"')]
    assert salvage(cut, Selection) == ({"electron": FULL["electron"][:1], "muon": []}, 0)


@pytest.mark.parametrize("text", ["", "{", '{"electron": [', '{"electron": [{"content": "a"', "no JSON at all", "]]}"])
def test_nothing_complete_gives_nothing(text: str) -> None:
    assert salvage(text, Selection) == (None, 0)


def test_a_missing_value_that_is_no_list_is_not_made_up() -> None:
    schema = {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "array"}, "b": {"type": "string"}}}
    assert salvage('{"a": [1, {}, {"x', schema) == (None, 0)


cuts = st.builds(lambda text, refs: {"content": text, "references": refs}, st.text(), st.lists(st.text(), max_size=2))


@given(st.lists(cuts, max_size=4), st.lists(cuts, max_size=4), st.integers(min_value=0))
def test_salvaged_items_are_a_prefix_of_the_whole(electron: list[Any], muon: list[Any], end: int) -> None:
    text = json.dumps({"electron": electron, "muon": muon})
    data, _ = salvage(text[: end % (len(text) + 1)], Selection)
    whole = assess(text, "stop", Selection).data
    if data is not None:
        assert data["electron"] == whole["electron"][: len(data["electron"])]
        assert data["muon"] == whole["muon"][: len(data["muon"])]
        assert not data["muon"] or data["electron"] == whole["electron"]
