import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cutbench.errors import CutbenchError
from cutbench.llm import Grammar, ModelEntry, UnansweredError, open_model
from cutbench.llm.engines import engine_version
from cutbench.llm.recorder import read_calls

from .conftest import make_entry

FAKE = Path(__file__).with_name("fake_vllm.py")
SCHEMA: dict[str, Any] = {"type": "object"}


@pytest.fixture
def vllm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModelEntry:
    monkeypatch.setenv("CUTBENCH_VLLM", f"{sys.executable} {FAKE}")
    monkeypatch.setenv("FAKE_VLLM_MARK", str(tmp_path / "died"))
    return make_entry(engine="vllm", repo="some/model", server_flags=("--flag", "x"), start_seconds=20)


def ask(model: Any, text: str) -> Any:
    return model.ask([{"role": "user", "content": text}], purpose=text, seed=0, schema=SCHEMA)


def runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ended(process: int) -> bool:
    deadline = time.monotonic() + 60
    while runs(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not runs(process)


def server_process(log: Path) -> int:
    return int(next(line for line in log.read_text().splitlines() if line.isdigit()))


def worker_process(log: Path) -> int:
    return int(next(line for line in log.read_text().splitlines() if line.startswith("worker")).split()[1])


def test_server_starts_when_needed_and_is_stopped(vllm: ModelEntry, calls: Path) -> None:
    log = calls.with_name("server.log")
    with open_model(vllm, calls=calls) as model:
        assert not log.exists()
        assert ask(model, "hello").outcome == "ok"
        process = server_process(log)
        assert runs(process)
        worker = worker_process(log)
        assert runs(worker)
    assert ended(process)
    assert ended(worker)
    assert "--model some/model" in log.read_text()
    assert "--served-model-name m" in log.read_text()
    assert "--flag x" in log.read_text()
    assert "--tensor-parallel-size 1" in log.read_text()
    with open_model(vllm, calls=calls) as model:
        log.unlink()
        assert ask(model, "hello").replayed
        assert not log.exists()


# vLLM whose engine has died answers errors for a while before it ends.
@pytest.mark.parametrize("death", ["please die", "please fall ill"])
def test_a_server_that_dies_is_started_once_more(vllm: ModelEntry, calls: Path, death: str) -> None:
    with open_model(vllm, calls=calls) as model:
        outcomes = [ask(model, text).outcome for text in ("one", death, "two")]
    assert outcomes == ["ok", "ok", "ok"]
    assert [line["purpose"] for line in read_calls(calls)] == ["one", death, "two"]


def test_the_workers_of_a_dead_server_end_too(vllm: ModelEntry, calls: Path) -> None:
    with open_model(vllm, calls=calls) as model:
        ask(model, "one")
        worker = worker_process(calls.with_name("server.log"))
        ask(model, "please die")
        assert ended(worker)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("please hang", "nothing new of an answer within 1 s"),
        ("please babble", "answer is not JSON"),
        ("please overflow", "exceed the context: HTTP 400: maximum context length"),
    ],
)
def test_no_answer_is_said_and_the_next_call_works(vllm: ModelEntry, calls: Path, text: str, problem: str) -> None:
    with open_model(vllm.model_copy(update={"timeout_seconds": 1}), calls=calls) as model:
        with pytest.raises(UnansweredError, match=problem):
            ask(model, text)
        assert ask(model, "two").outcome == "ok"


def test_no_key_in_any_file(vllm: ModelEntry, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "sk-this-is-a-secret"
    monkeypatch.setattr("cutbench.llm.server.secrets.token_urlsafe", lambda: key)
    with open_model(vllm, calls=calls) as model:
        ask(model, "one")
        with pytest.raises(UnansweredError):
            ask(model, "please overflow")
    files = [path for path in calls.parent.rglob("*") if path.is_file()]
    assert "[key]" in calls.read_text()
    assert not [path for path in files if key.encode() in path.read_bytes()]


def test_out_of_memory_says_what_to_do(vllm: ModelEntry, calls: Path) -> None:
    big = vllm.model_copy(update={"server_flags": ("--too-big",)})
    with (
        pytest.raises(CutbenchError, match="ran out of memory; raise tensor_parallel"),
        open_model(big, calls=calls) as model,
    ):
        ask(model, "hello")


def test_a_question_that_always_kills_does_not_cost_the_others(
    vllm: ModelEntry, calls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_VLLM_ALWAYS_DIES", "1")
    with open_model(vllm, calls=calls) as model:
        ask(model, "one")
        with pytest.raises(UnansweredError, match="asked 2 times"):
            ask(model, "please die")
        assert ask(model, "two").outcome == "ok"
        with pytest.raises(UnansweredError):
            ask(model, "please die 1")
        with pytest.raises(CutbenchError, match="died 4 times"):
            ask(model, "please die 2")


def test_a_server_that_does_not_start_is_one_clear_line(vllm: ModelEntry, calls: Path) -> None:
    broken = vllm.model_copy(update={"server_flags": ("--broken",)})
    with (
        pytest.raises(CutbenchError, match=r"ended with code 1.*no GPU here"),
        open_model(broken, calls=calls) as model,
    ):
        ask(model, "hello")


def test_missing_engines(vllm: ModelEntry, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUTBENCH_VLLM", "no-such-vllm serve")
    assert engine_version(vllm) == "unknown"
    with pytest.raises(CutbenchError, match="no program 'no-such-vllm'"), open_model(vllm, calls=calls) as model:
        ask(model, "hello")


JOB = """
import sys
from pathlib import Path
from cutbench.llm import open_model
sys.path.insert(0, sys.argv[2])
from conftest import make_entry
entry = make_entry(engine="vllm", repo="some/model")
with open_model(entry, calls=Path(sys.argv[1])) as model:
    model.ask([{"role": "user", "content": "x"}], purpose="x", seed=0, schema={"type": "object"})
    print("asked", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_the_job(vllm: ModelEntry, calls: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-c", JOB, str(calls), str(FAKE.parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as job:
        assert job.stdout
        assert job.stdout.readline() == b"asked\n"
        process = server_process(calls.with_name("server.log"))
        assert runs(process)
        job.send_signal(how)
    assert ended(process)


def test_a_grammar_reaches_a_server_of_ours_as_text(vllm: ModelEntry, calls: Path) -> None:
    with open_model(vllm, calls=calls) as model:
        reply = model.ask([{"role": "user", "content": "hi"}], purpose="g", seed=0, grammar=Grammar("x"))
    assert (reply.outcome, reply.text, reply.data) == ("ok", '{"a": "pt"}', None)
    assert read_calls(calls)[0]["request"]["structured_outputs"] == {"grammar": "x"}


def test_the_embedded_engine_announces_its_address(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FAKE.with_name("fake_engine")), *sys.path]))
    monkeypatch.setenv("CUTBENCH_CACHE", str(tmp_path / "cache"))
    model_file = tmp_path / "m.gguf"
    model_file.write_bytes(b"weights")
    entry = make_entry(engine="llama_cpp", path=model_file, digest=hashlib.sha256(b"weights").hexdigest())
    with open_model(entry, calls=calls) as model:
        reply = model.ask([{"role": "user", "content": "hello"}], purpose="greet", seed=0)
        assert model.count_tokens(["one two"]) == [2]
    assert (reply.text, reply.summary.completion_tokens) == ("Good day", 2)
    assert "secret" not in calls.read_text()
    assert "the engine greets" in calls.with_name("server.log").read_text()
