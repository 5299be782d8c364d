"""A loopback server that answers as it is told, and the entry to reach it."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tenacity import wait_fixed
from werkzeug import Request, Response

from cutbench.llm import ModelEntry

PROBE = "momentum"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again at once, where the server does not say when."""
    monkeypatch.setattr("cutbench.llm.connection.BACKOFF", wait_fixed(0.01))


def completion(content: str | None, finish_reason: str = "stop") -> dict[str, Any]:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 2}}
    message = {"role": "assistant", "content": content}
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish_reason}], "usage": usage}


class Upstream:
    """Gives its answers in turn, the last one for ever; `bodies` are the requests, without the probe."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.bodies: list[dict[str, Any]] = []
        self.probe_answer = '{"a": "pt"}'

    def __call__(self, request: Request) -> Response:
        body = request.get_json()
        if PROBE in body["messages"][-1]["content"]:
            return Response(json.dumps(completion(self.probe_answer)), mimetype="application/json")
        self.bodies.append(body)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer) and not isinstance(answer, Response):
            answer = answer()
        if isinstance(answer, Response):
            return answer
        return Response(json.dumps(answer) if isinstance(answer, dict) else answer, mimetype="application/json")


@pytest.fixture
def upstream(httpserver: HTTPServer) -> Upstream:
    server = Upstream()
    httpserver.expect_request("/v1/chat/completions").respond_with_handler(server)
    return server


@pytest.fixture
def entry(httpserver: HTTPServer) -> ModelEntry:
    return make_entry(base_url=httpserver.url_for("/v1"), timeout_seconds=2)


def make_entry(**fields: Any) -> ModelEntry:
    plain = {"id": "m", "title": "M", "engine": "endpoint", "licence": "none", "context": 100, "digest": "d"}
    plain |= {"attempts": 3, "patience_seconds": 20}
    return ModelEntry.model_validate(plain | {"sampling": {"temperature": 0.5}} | fields)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "state" / "calls.jsonl"
