"""A server that misbehaves in one way per model: what may pass is asked again, what will not is said, never 0 cuts."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from cutbench.llm import ModelEntry, Reply, UnansweredError, open_model
from cutbench.llm.recorder import read_calls

from .conftest import PROBE, completion, make_entry


class Cuts(BaseModel):
    cuts: list[str]


GOOD = '{"cuts": ["pt > 7 GeV"]}'
FOUND = {"cuts": ["pt > 7 GeV"]}


def message(**fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": {"role": "assistant", **fields}, "finish_reason": "stop"}]}


def events(*pieces: Any, done: bool = True) -> Iterator[bytes]:
    for piece in pieces:
        yield piece if isinstance(piece, bytes) else b"data: " + json.dumps(piece).encode() + b"\n\n"
    if done:
        yield b"data: [DONE]\n\n"


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


def stream(*pieces: Any, done: bool = True, mimetype: str = "text/event-stream") -> Response:
    return Response(events(*pieces, done=done), mimetype=mimetype)


def slowly(*pieces: Any, pause: float = 0.3) -> Response:
    """A stream that takes longer than the limit on silence, but is never silent for that long."""
    return Response((time.sleep(pause) or piece for piece in events(*pieces)), mimetype="text/event-stream")


def breaking_off() -> Response:
    return stream(delta(content=GOOD[:9]), done=False)


def refused(status: int, body: Any = "", **headers: str) -> Response:
    return Response(body if isinstance(body, str) else json.dumps(body), status, headers)


def later(**delta: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**delta), usegmt=True)


OPENAI = {"error": {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}}
USED_UP = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
GEMINI = [{"error": {"code": 429, "message": "Quota exceeded", "details": [{"retryDelay": "0.1s"}]}}]
TWICE = [{"error": {"code": 400, "message": "Unknown name 'seed'", "status": "INVALID_ARGUMENT"}}]

# What comes first; the server is well afterwards.
PASSING: dict[str, Callable[[], Any]] = {
    "429": lambda: refused(429, OPENAI, **{"Retry-After": "0.1"}),
    "429-date": lambda: refused(429, OPENAI, **{"Retry-After": later(seconds=-5)}),
    "429-milliseconds": lambda: refused(429, OPENAI, **{"Retry-After-Ms": "50"}),
    "429-nonsense": lambda: refused(429, OPENAI, **{"Retry-After": "soon"}),
    "429-list": lambda: refused(429, GEMINI),
    "503": lambda: refused(503, "<html><h1>Service Unavailable</h1></html>"),
    "529": lambda: refused(529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
    "524": lambda: refused(524),
    "408": lambda: refused(408),
    "html": lambda: Response("<html>Log in to the hotel</html>", mimetype="text/html"),
    "half-json": lambda: Response('{"choices": [{"mess', mimetype="application/json"),
    "nothing": lambda: Response("", mimetype="application/json"),
    "no-choices": lambda: {"choices": []},
    "error-with-200": lambda: {"error": {"message": "upstream is busy", "code": 502}},
    "error-finish": lambda: completion("", "error"),
    "abort-finish": lambda: completion(GOOD[:5], "abort"),
    "breaks-off": breaking_off,
    "cut-off": lambda: Response(events(delta(content=GOOD[:9]), done=False), headers={"Content-Length": "9999"}),
    "error-in-stream": lambda: stream(delta(content=GOOD[:9]), {"error": {"message": "overloaded", "code": 503}}),
    "half-event": lambda: stream(delta(content=GOOD[:9]), b'data: {"choices": [{"de\n\n'),
    "deep": lambda: Response("[" * 100_000, mimetype="application/json"),
}
# What stays, and the words in which it is said.
LASTING: dict[str, tuple[Callable[[], Any], str]] = {
    "400": (
        lambda: refused(400, {"error": {"message": "temperature is not supported"}}),
        "HTTP 400: temperature is no",
    ),
    "400-list": (lambda: refused(400, TWICE), "HTTP 400: Unknown name 'seed'"),
    "401": (lambda: refused(401, {"error": {"message": "no such key"}}), "refuses the key: HTTP 401: no such key"),
    "402": (lambda: refused(402, {"detail": "Insufficient balance"}), "HTTP 402: Insufficient balance"),
    "403": (lambda: refused(403), "HTTP 403: Forbidden"),
    "404": (lambda: refused(404, "no such model"), "does not know the model or the address: HTTP 404: no such model"),
    "413": (lambda: refused(413, ""), "HTTP 413"),
    "422": (lambda: refused(422, {"detail": [{"loc": ["seed"], "msg": "extra fields"}]}), "HTTP 422: extra fields"),
    "501": (lambda: refused(501, "no schemas here"), "HTTP 501: no schemas here"),
    "429-for-good": (lambda: refused(429, OPENAI), r"HTTP 429: Rate limit reached \(asked 3 times\)"),
    "429-used-up": (lambda: refused(429, USED_UP), "HTTP 429: You exceeded your current quota$"),
    "429-for-an-hour": (lambda: refused(429, OPENAI, **{"Retry-After": "3600"}), r"asks to wait 3600 s\)$"),
    "429-until-tomorrow": (lambda: refused(429, OPENAI, **{"Retry-After": later(days=1)}), r"asks to wait 8\d+ s\)$"),
    "500-for-good": (lambda: refused(500, "oops"), r"HTTP 500: oops \(asked 3 times\)"),
    "too-long": (
        lambda: refused(400, "This model's maximum context length is 9 tokens"),
        "exceed the context: HTTP 400",
    ),
    "error-400-with-200": (lambda: {"error": {"message": "bad schema", "code": 400}}, "HTTP 400: bad schema"),
}
# Odd forms of a good answer.
READ: dict[str, Callable[[], Any]] = {
    "stream": lambda: stream(
        delta(role="assistant", content=""), delta(content=GOOD[:9]), delta("stop", content=GOOD[9:])
    ),
    "stream-without-type": lambda: stream(delta("stop", content=GOOD), mimetype="text/plain"),
    "stream-without-done": lambda: stream(delta("stop", content=GOOD), done=False),
    "stream-with-comments": lambda: stream(
        b": ping\n\n", delta(content=GOOD), b"event: x\n", {"choices": [], "usage": None}
    ),
    "stream-crlf": lambda: stream(b"data: " + json.dumps(delta("stop", content=GOOD)).encode() + b"\r\n\r\n"),
    "stream-of-a-message": lambda: stream(completion(GOOD)),
    "slow-stream": lambda: slowly(*(delta(content=part) for part in (GOOD[:5], GOOD[5:9], GOOD[9:15], GOOD[15:]))),
    "parts": lambda: message(content=[{"type": "text", "text": GOOD[:9]}, {"type": "text", "text": GOOD[9:]}]),
    "parts-with-thinking": lambda: message(
        content=[{"type": "thinking", "thinking": "x"}, {"type": "text", "text": GOOD}]
    ),
    "usage-null": lambda: completion(GOOD) | {"usage": None},
    "usage-text": lambda: completion(GOOD) | {"usage": {"prompt_tokens": "7", "prompt_tokens_details": "none"}},
    "usage-list": lambda: completion(GOOD) | {"usage": [1, 2]},
    "usage-odd": lambda: completion(GOOD) | {"usage": {"prompt_tokens": float("1e400"), "completion_tokens": -3}},
    "message-text": lambda: {"choices": [{"message": GOOD, "finish_reason": "stop"}]},
    "finish-null": lambda: {"choices": [{"message": {"content": GOOD}, "finish_reason": None}]},
    "tool": lambda: message(content=None, tool_calls=[{"function": {"name": "answer", "arguments": GOOD}}]),
    "tool-object": lambda: message(content=None, tool_calls=[{"function": {"arguments": json.loads(GOOD)}}]),
    "tool-stream": lambda: stream(
        delta(tool_calls=[{"index": 0, "function": {"name": "answer", "arguments": GOOD[:9]}}]),
        delta("tool_calls", tool_calls=[{"index": 0, "function": {"arguments": GOOD[9:]}}]),
    ),
    "function-call": lambda: message(content=None, function_call={"name": "answer", "arguments": GOOD}),
    "reasoning-only": lambda: message(content=None, reasoning_content=GOOD),
    "reasoning-before": lambda: message(content=GOOD, reasoning="perhaps {}"),
    "think-before": lambda: message(content='<think>Is it {"cuts": ["eta < 2"]}?</think>\n\n' + GOOD),
    "think-unopened": lambda: message(content='Is it {"cuts": ["eta < 2"]}?</think>' + GOOD),
    "think-around": lambda: message(content=f"<think>{GOOD}</think>"),
    "think-unclosed": lambda: message(content=f"<think>\n{GOOD}"),
    "harmony": lambda: message(
        content='<|channel|>analysis<|message|>Maybe {"cuts": []}.<|end|><|start|>assistant<|channel|>final'
        f"<|message|>{GOOD}<|return|>"
    ),
    "harmony-constrained": lambda: message(content=f"<|channel|>final <|constrain|>json<|message|>{GOOD}"),
    "prose-before": lambda: message(content=f"Here are the cuts [1]:\n{GOOD}"),
    "prose-around": lambda: message(content=f"Sure {{smile}}! {GOOD} I hope that this helps."),
    "corrected": lambda: message(content=f'{{"cuts": ["eta < 2"]}} Wait, it is {GOOD}'),
    "fence": lambda: message(content=f"```json\n{GOOD}\n```"),
    "fence-one-line": lambda: message(content=f"```json {GOOD} ```"),
    "fence-tildes": lambda: message(content=f"~~~\n{GOOD}\n~~~"),
    "fence-open": lambda: message(content=f"The cuts:\n```json\n{GOOD}"),
    "fences": lambda: message(content=f'```json\n{{"cuts": []}}\n```\nbetter:\n```json\n{GOOD}\n```'),
    "fence-crlf": lambda: message(content=f"```json\r\n{GOOD}\r\n```"),
}


@pytest.fixture
def server(httpserver: HTTPServer) -> Callable[..., ModelEntry]:
    """Return an entry of a model that gives these answers in turn, the last one for ever."""

    def entry(*answers: Callable[[], Any], **fields: Any) -> ModelEntry:
        left = list(answers)

        def handle(request: Request) -> Response:
            if PROBE in request.get_json()["messages"][-1]["content"]:
                return Response(json.dumps(completion('{"a": "pt"}')), mimetype="application/json")
            answer = (left.pop(0) if len(left) > 1 else left[0])()
            return answer if isinstance(answer, Response) else Response(json.dumps(answer), mimetype="application/json")

        httpserver.clear()
        httpserver.expect_request("/v1/chat/completions").respond_with_handler(handle)
        return make_entry(base_url=httpserver.url_for("/v1"), timeout_seconds=1, **fields)

    return entry


def ask(entry: ModelEntry, calls: Path, mode: Any = "auto", **options: Any) -> Reply:
    question = [{"role": "user", "content": "Which cuts?"}]
    with open_model(entry, calls=calls, mode=mode) as model:
        return model.ask(question, purpose="read", **({"seed": 1, "schema": Cuts} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize("way", PASSING)
def test_what_may_pass_is_asked_again(server: Callable[..., ModelEntry], calls: Path, way: str) -> None:
    reply = ask(server(PASSING[way], PASSING[way], lambda: completion(GOOD)), calls)
    assert (reply.outcome, reply.data, reply.summary.retries) == ("ok", FOUND, 2)


@pytest.mark.parametrize("way", LASTING)
def test_what_stays_is_said_in_the_words_of_the_server_and_asked_by_the_next_run(
    server: Callable[..., ModelEntry], calls: Path, way: str
) -> None:
    answer, words = LASTING[way]
    entry = server(answer)
    for _ in range(2):
        with pytest.raises(UnansweredError, match=words):
            ask(entry, calls)
    assert [line["outcome"] for line in read_calls(calls)] == ["server_error"] * 2


@pytest.mark.parametrize("way", READ)
def test_a_good_answer_is_read_in_whatever_form(server: Callable[..., ModelEntry], calls: Path, way: str) -> None:
    reply = ask(server(READ[way]), calls)
    assert (reply.outcome, reply.data, len(read_calls(calls))) == ("ok", FOUND, 1)
    assert ask(server(READ[way]), calls, mode="replay").data == FOUND


def test_a_server_that_fails_for_good_is_waited_for_once(server: Callable[..., ModelEntry], calls: Path) -> None:
    entry = server(lambda: refused(503, "busy"), attempts=4)
    with open_model(entry, calls=calls) as model:
        for attempts in (4, 1):
            with pytest.raises(UnansweredError):
                model.ask([{"role": "user", "content": str(attempts)}], purpose="read", seed=0)
            assert read_calls(calls)[-1]["attempts"] == attempts


def test_the_time_of_an_answer_is_not_that_of_waiting_for_it(server: Callable[..., ModelEntry], calls: Path) -> None:
    slow = lambda: refused(429, OPENAI, **{"Retry-After": "1"})  # noqa: E731
    start = time.monotonic()
    reply = ask(server(slow, lambda: completion(GOOD)), calls)
    assert time.monotonic() - start >= 1
    assert reply.summary.seconds < 1


# What a model did not finish keeps what it did, however it ended.
HALF = '{"cuts": ["pt > 7 GeV", "|eta'


@pytest.mark.parametrize("finish", ["length", "stop", "content_filter", "max_tokens", None])
@pytest.mark.parametrize("before", ["", "Sure:\n```json\n"])
def test_half_written_lists_are_kept(
    server: Callable[..., ModelEntry], calls: Path, finish: str | None, before: str
) -> None:
    reply = ask(server(lambda: completion(before + HALF, finish)), calls)  # type: ignore[arg-type]
    assert (reply.outcome in {"truncated", "bad_json"}, reply.data) == (True, FOUND)


def test_a_bad_second_answer_does_not_cost_what_the_first_had(server: Callable[..., ModelEntry], calls: Path) -> None:
    reply = ask(server(lambda: completion(HALF), lambda: completion("Sorry.")), calls)
    assert (reply.outcome, reply.data, reply.summary.repairs) == ("bad_json", FOUND, 1)


@pytest.mark.parametrize(
    ("fields", "finish"),
    [
        ({"content": None, "reasoning_content": "Let me think: " * 9}, "length"),
        ({"content": "<think>" + "Let me think: " * 9}, "length"),
        ({"content": "<think>Let me think.</think>"}, "stop"),
        ({"content": None, "reasoning": 'perhaps {"cuts": ["a"]}'}, "length"),
        ({"content": None, "reasoning": '{"cuts": ["a"]}'}, "length"),
    ],
)
def test_a_model_that_only_thinks_is_told_apart(
    server: Callable[..., ModelEntry], calls: Path, fields: dict[str, Any], finish: str
) -> None:
    answer = message(**fields)
    answer["choices"][0]["finish_reason"] = finish
    reply = ask(server(lambda: answer), calls)
    assert (reply.outcome in {"truncated", "empty"}, reply.data) == (True, None)
    assert "were thinking: raise thinking_tokens" in str(reply.summary.problem)


@pytest.mark.parametrize("text", ["half \ud83d of it", "\udc00", "\ud83d\ude00", "a\\ud800b"])
@pytest.mark.parametrize("schema", [Cuts, None])
def test_half_characters_do_no_harm(
    server: Callable[..., ModelEntry], calls: Path, tmp_path: Path, text: str, schema: Any
) -> None:
    content = f'{{"cuts": ["{text}"]}}'
    for mode in ("auto", "auto", "replay"):
        reply = ask(server(lambda: message(content=content)), calls, mode=mode, schema=schema)
        assert reply.outcome == "ok"
        (tmp_path / "out.json").write_text(reply.text + str(reply.data), encoding="utf-8")


def test_a_key_in_an_answer_is_blanked_however_it_is_written(
    server: Callable[..., ModelEntry], calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret/+1")
    escaped = '{"error": {"message": "bad key \\u0073k-secret\\/+1 or sk-secret%2F%2B1"}}'
    entry = server(lambda: refused(401, escaped), key_variable="SOME_KEY")
    with pytest.raises(UnansweredError, match=r"bad key \[key\] or \[key\]"):
        ask(entry, calls)
    with pytest.raises(UnansweredError, match=r"\[key\]"):
        ask(server(lambda: refused(400, "x" * 280 + "sk-secret/+1"), key_variable="SOME_KEY"), calls)
    halves = lambda: stream(delta(content='{"cuts": ["sk-sec'), delta("stop", content='ret/+1"]}'))  # noqa: E731
    ask(server(halves, key_variable="SOME_KEY"), calls)
    assert "secret" not in calls.read_text()
