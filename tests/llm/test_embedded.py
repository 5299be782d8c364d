"""The embedded engine for real; texts differ from draw to draw, so only their form is checked."""

from pathlib import Path
from typing import Any

import pytest

from cutbench.llm import UnansweredError, load_models, open_model

pytestmark = pytest.mark.llm

MODELS = load_models(Path(__file__).parents[2] / "config/models.yaml")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"variable": {"enum": ["pt", "eta"]}, "threshold": {"type": "number"}},
    "required": ["variable", "threshold"],
    "additionalProperties": False,
}


def test_a_schema_is_obeyed_and_the_prefix_is_cached(calls: Path) -> None:
    sentence = "Muons are required to have a transverse momentum pt above 5 GeV. "
    with open_model(MODELS["qwen2.5-coder-1.5b"], calls=calls) as model:
        replies = [
            model.ask(
                [{"role": "user", "content": sentence * 4 + "Give variable and threshold."}],
                purpose="type a cut",
                seed=seed,
                schema=SCHEMA,
                max_tokens=40,
            )
            for seed in range(2)
        ]
    assert {reply.outcome for reply in replies} == {"ok"}
    assert all(set(reply.data) == {"variable", "threshold"} for reply in replies)
    assert replies[1].summary.cached_tokens > replies[0].summary.cached_tokens


def test_a_tiny_model_runs_into_the_token_limit(calls: Path) -> None:
    with open_model(MODELS["smollm2-135m"], calls=calls) as model:
        reply = model.ask([{"role": "user", "content": "Tell a long story."}], purpose="x", seed=0, max_tokens=8)
        with pytest.raises(UnansweredError, match="exceed the context: HTTP 400"):
            model.ask([{"role": "user", "content": "word " * 5000}], purpose="y", seed=0, max_tokens=8)
    assert reply.outcome == "truncated"
    assert reply.summary.completion_tokens == 8
