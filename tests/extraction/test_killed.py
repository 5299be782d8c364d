"""A run that is killed goes on: the server is asked nothing twice that it has answered before."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from werkzeug import Request, Response

SCRIPT = Path(__file__).with_name("extract_once.py")


class Model:
    """Answers with the shortest text that fits the schema, and counts what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.many = threading.Event()

    def __call__(self, request: Request) -> Response:
        body = request.get_json()
        prompt = json.dumps(body["messages"])
        self.asked.append(prompt)
        if len(self.asked) > 5:
            self.many.set()
            time.sleep(0.5)
        schema = body["response_format"]["json_schema"]["schema"]
        content = json.dumps(shortest(schema))
        message = {"role": "assistant", "content": content}
        answer = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": {}}
        self.answered.append(prompt)
        return Response(json.dumps(answer), mimetype="application/json")


def shortest(schema, parts=None):
    """Return an instance of the schemas that extraction uses; a statement in each list."""
    parts = schema.get("$defs", parts)
    if "$ref" in schema:
        return shortest(parts[schema["$ref"].rpartition("/")[2]], parts)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: shortest(part, parts) for name, part in schema["properties"].items()}
    return [shortest(schema["items"], parts)] if schema["type"] == "array" else "pT > 5 GeV"


def start(url, project, state):
    return subprocess.Popen(
        [sys.executable, SCRIPT, url, project, state], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_no_finished_call_is_repeated_after_kill_9(httpserver, project, tmp_path):
    model = Model()
    httpserver.expect_request("/v1/chat/completions").respond_with_handler(model)
    url = httpserver.url_for("/v1")
    killed = start(url, project, tmp_path)
    assert model.many.wait(timeout=300), killed.communicate(timeout=5)
    killed.kill()
    killed.communicate()
    recorded = [json.loads(line)["request"] for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    finished = [request["messages"] for request in recorded if "messages" in request]
    assert len(finished) >= 3
    asked_before = len(model.asked)

    output, errors = start(url, project, tmp_path).communicate(timeout=300)
    n_calls = int(output.split()[0]) if output else pytest.fail(errors)
    asked_again = model.asked[asked_before:]
    assert not {json.dumps(messages) for messages in finished} & set(asked_again)
    # A probe of the server at each start, and at most the one call that was under way, come on top.
    assert n_calls - len(finished) <= len(asked_again) <= n_calls - len(finished) + 1
