import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from werkzeug import Response

from cutbench.errors import CutbenchError
from cutbench.llm import Grammar, Identity, Message, ModelEntry, Progress, Reply, UnansweredError, open_model
from cutbench.llm.recorder import call_key, read_calls
from cutbench.llm.wire import request_body

from .conftest import Upstream, completion, make_entry

QUESTION: list[Message] = [{"role": "user", "content": "Which cuts?"}]


class Cuts(BaseModel):
    cuts: list[str]


def ask(entry: ModelEntry, calls: Path, mode: Any = "auto", **options: Any) -> Reply:
    with open_model(entry, calls=calls, mode=mode) as model:
        return model.ask(QUESTION, purpose="read", **({"seed": 1, "schema": Cuts, "max_tokens": 50} | options))


def test_ok(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion('{"cuts": ["pt > 7 GeV"]}')]
    reply = ask(entry, calls)
    assert (reply.outcome, reply.data, reply.replayed) == ("ok", {"cuts": ["pt > 7 GeV"]}, False)
    assert (reply.summary.prompt_tokens, reply.summary.cached_tokens, reply.summary.completion_tokens) == (7, 2, 3)
    body = upstream.bodies[0]
    assert (body["seed"], body["temperature"], body["max_tokens"]) == (1, 0.5, 50)
    assert body["response_format"]["json_schema"]["strict"] is True


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (completion('{"cuts": ["a", "b', "length"), "truncated: stopped at the token limit"),
        (completion(None), "empty: no text"),
        (completion("Sure!"), "bad_json: not JSON"),
        (completion('{"cut": 1}'), "schema_error: cuts: Field required"),
    ],
)
def test_faults_are_recorded_outcomes(
    entry: ModelEntry, calls: Path, upstream: Upstream, answer: Any, expected: str
) -> None:
    upstream.answers = [answer]
    reply = ask(entry, calls)
    outcome = reply.outcome
    assert re.match(expected, f"{outcome}: {reply.summary.problem}")
    repaired = outcome in ("empty", "bad_json", "schema_error")
    assert (reply.summary.repairs, len(upstream.bodies)) == ((1, 2) if repaired else (0, 1))
    assert [line["outcome"] for line in read_calls(calls)] == [outcome] * len(upstream.bodies)
    replayed = ask(entry, calls, mode="replay")
    assert (replayed.outcome, replayed.text, replayed.summary) == (outcome, reply.text, reply.summary)


def test_repair_states_the_fault_and_counts_both(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion("Sure!"), completion('{"cuts": []}')]
    reply = ask(entry, calls)
    assert (reply.outcome, reply.summary.repairs, reply.summary.prompt_tokens) == ("ok", 1, 14)
    assert reply.summary.problem is not None
    assert reply.summary.problem.startswith("first answer: not JSON")
    said, complaint = upstream.bodies[1]["messages"][1:]
    assert said == {"role": "assistant", "content": "Sure!"}
    assert "not JSON" in complaint["content"]


def test_truncated_answer_keeps_complete_items(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion('{"cuts": ["a", "b"', "length")]
    assert ask(entry, calls).data == {"cuts": ["a", "b"]}


def test_a_hanging_server_is_given_up(httpserver: Any, calls: Path, upstream: Upstream) -> None:
    release = threading.Event()
    upstream.answers = [lambda: str(release.wait(10))]
    entry = make_entry(base_url=httpserver.url_for("/v1"), timeout_seconds=0.5, attempts=2)
    start = time.monotonic()
    with pytest.raises(UnansweredError, match=r"nothing new of an answer within 0.5 s \(asked 2 times\)"):
        ask(entry, calls)
    release.set()
    assert time.monotonic() - start < 9


def test_a_trickling_server_is_given_up(httpserver: Any, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [lambda: Response((time.sleep(0.1) or b" " for _ in range(100)), mimetype="application/json")]
    entry = make_entry(base_url=httpserver.url_for("/v1"), timeout_seconds=0.5, attempts=1)
    with pytest.raises(UnansweredError, match="nothing new of an answer within"):
        ask(entry, calls)


def test_auto_asks_once_and_what_was_not_answered_again(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [Response("", 403), completion('{"cuts": []}')]
    with pytest.raises(UnansweredError, match="HTTP 403: Forbidden"):
        ask(entry, calls)
    assert [line["outcome"] for line in read_calls(calls)] == ["server_error"]
    with pytest.raises(UnansweredError, match="HTTP 403: Forbidden"):
        ask(entry, calls, mode="replay")
    assert [ask(entry, calls).outcome for _ in range(2)] == ["ok", "ok"]
    assert len(upstream.bodies) == 2
    assert ask(entry, calls).replayed
    assert not ask(entry, calls, repeat=1).replayed


def test_live_always_asks(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion('{"cuts": []}')]
    assert not any(ask(entry, calls, mode="live").replayed for _ in range(2))


def test_replay_needs_no_server_and_names_a_miss(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion('{"cuts": []}')]
    ask(entry, calls)
    away = entry.model_copy(update={"base_url": "http://127.0.0.1:9/v1"})
    assert ask(away, calls, mode="replay").replayed
    with pytest.raises(CutbenchError, match="no call for 'read'"):
        ask(away, calls, mode="replay", seed=2)


def test_the_key_is_sent_but_never_recorded(
    entry: ModelEntry, calls: Path, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.answers = [completion('{"cuts": []}')]
    secret = entry.model_copy(update={"key_variable": "SOME_API_KEY"})
    with pytest.raises(CutbenchError, match="SOME_API_KEY"):
        ask(secret, calls)
    monkeypatch.setenv("SOME_API_KEY", "hush-hush")
    ask(secret, calls)
    assert "hush-hush" not in calls.read_text()


def test_an_endpoint_that_ignores_schemas_is_refused(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.probe_answer = "The momentum is pt."
    with pytest.raises(CutbenchError, match="does not enforce JSON schemas"):
        ask(entry, calls)


def test_an_endpoint_that_is_not_there_is_named(calls: Path) -> None:
    with pytest.raises(UnansweredError, match=r"connection failed: ConnectError.*asked 3 times"):
        ask(make_entry(base_url="http://127.0.0.1:9/v1", attempts=9), calls)
    with pytest.raises(CutbenchError, match="CUTBENCH_ENDPOINT"):
        ask(make_entry(), calls)


def test_threads_share_a_model(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion('{"cuts": []}')]
    parallel = entry.model_copy(update={"parallel": 4})
    with open_model(parallel, calls=calls, progress=Progress("x")) as model, ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(model.ask, QUESTION, purpose="read", seed=seed, schema=Cuts) for seed in range(16)]
        assert {job.result().outcome for job in jobs} == {"ok"}
    assert len(read_calls(calls)) == 16
    who = {"engine": "endpoint", "engine_version": "unknown", "digest": "d", "base_url": entry.base_url}
    assert all(line["identity"] == who for line in read_calls(calls))


def test_tokens_are_counted_by_the_server_once(
    httpserver: Any, entry: ModelEntry, calls: Path, upstream: Upstream
) -> None:
    httpserver.expect_request("/tokenize").respond_with_handler(
        lambda request: Response(json.dumps({"tokens": request.get_json()["content"].split()}))
    )
    for mode in ("auto", "auto", "replay"):
        with open_model(entry, calls=calls, mode=mode) as model:  # type: ignore[arg-type]
            assert model.count_tokens(["one two", "three"]) == [2, 1]
    assert sum(request.path == "/tokenize" for request, _ in httpserver.log) == 2


def test_without_a_tokenizer_tokens_are_guessed_and_the_guess_is_kept(
    entry: ModelEntry, calls: Path, upstream: Upstream
) -> None:
    for mode in ("auto", "replay"):
        with open_model(entry, calls=calls, mode=mode) as model:  # type: ignore[arg-type]
            assert model.count_tokens(["x" * 300]) == [101]


GRAMMAR = Grammar('root ::= "a"')


def test_an_endpoint_has_no_grammar_and_is_held_to_a_list_of_lines(
    entry: ModelEntry, calls: Path, upstream: Upstream
) -> None:
    upstream.answers = [completion('{"statements": ["a", "b"]}')]
    reply = ask(entry, calls, schema=None, grammar=GRAMMAR)
    assert (reply.outcome, reply.text, reply.data) == ("ok", "a\nb", None)
    assert upstream.bodies[0]["response_format"]["json_schema"]["schema"]["required"] == ["statements"]
    assert ask(entry, calls, mode="replay", schema=None, grammar=GRAMMAR).text == "a\nb"


def test_lines_of_an_endpoint_that_are_none_are_repaired(entry: ModelEntry, calls: Path, upstream: Upstream) -> None:
    upstream.answers = [completion("Sure!"), completion('{"statements": ["a"]}')]
    reply = ask(entry, calls, schema=None, grammar=GRAMMAR)
    assert (reply.outcome, reply.text, reply.summary.repairs) == ("ok", "a", 1)


@pytest.mark.parametrize(
    ("engine", "key", "value"),
    [("llama_cpp", "grammar", GRAMMAR.gbnf), ("vllm", "structured_outputs", {"grammar": GRAMMAR.gbnf})],
)
def test_each_engine_gets_a_grammar_in_its_own_form(engine: str, key: str, value: Any) -> None:
    entry = make_entry(engine=engine, repo="some/model")
    body = request_body(entry, QUESTION, 0, 10, None, grammar=GRAMMAR)
    assert body[key] == value
    other = request_body(entry, QUESTION, 0, 10, None, grammar=Grammar("x"))
    who = Identity(engine=engine, engine_version="1", digest="d")
    assert call_key(body, who, 0) != call_key(other, who, 0)
