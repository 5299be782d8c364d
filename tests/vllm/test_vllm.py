"""A real vLLM on CPU cores serves the embedded model. docs/cluster.md says how to install one.

CUTBENCH_VLLM is its command, `/opt/vllm/bin/python -m vllm.entrypoints.openai.api_server` for builds for CPUs. The
model is unpacked once into the folder of models: 3.5 GB; serving it takes about 10 GB of memory.
"""

import os
import shlex
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cutbench.llm import ModelEntry, fetch_model, load_models, open_model
from cutbench.llm.chat import Reply
from cutbench.steps.own import extract_own

# A model of another test may be using the cores.
pytestmark = [pytest.mark.vllm, pytest.mark.timeout(1800)]
PROJECT = Path(__file__).parents[2]
CPU = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_CPU_KVCACHE_SPACE": "2",  # GB; its own guess is most of the machine
    "VLLM_CPU_OMP_THREADS_BIND": f"0-{(os.cpu_count() or 1) - 1}",
}
SCHEMA = {
    "type": "object",
    "properties": {"variable": {"enum": ["pt", "eta"]}, "threshold": {"type": "number"}},
    "required": ["variable", "threshold"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def weights() -> Path:
    """The embedded model as a folder that vLLM loads."""
    command = shlex.split(os.environ.get("CUTBENCH_VLLM", ""))
    if not command:
        pytest.skip("CUTBENCH_VLLM names no command of a vLLM for CPUs")
    file = fetch_model(load_models(PROJECT / "config/models.yaml")["qwen2.5-coder-1.5b"])
    folder, partial = file.with_suffix(".folder"), file.with_suffix(".folder.partial")
    if not folder.exists():
        script = Path(__file__).with_name("gguf_to_folder.py")
        subprocess.run([command[0], script, file, partial], check=True)
        partial.rename(folder)
    return folder


@pytest.fixture
def entry(weights: Path, monkeypatch: pytest.MonkeyPatch) -> ModelEntry:
    for name, value in CPU.items():
        monkeypatch.setenv(name, value)
    return ModelEntry(
        id="vllm-test",
        title="The embedded model on vLLM",
        engine="vllm",
        licence="Apache-2.0",
        repo=str(weights),
        context=8192,
        sampling={"temperature": 0.7, "top_p": 0.8, "top_k": 20},
        digest="unpinned",
        parallel=4,
        start_seconds=900,
        timeout_seconds=600,
        server_flags=("--dtype", "bfloat16", "--enforce-eager"),
    )


def processes(word: str) -> set[int]:
    """Ids of the processes that have a word in their command line."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if word.encode() in path.read_bytes():
                found.add(int(path.parent.name))
        except OSError:  # It ended meanwhile.
            continue
    return found


def test_schema_seeds_lengths_and_the_end_of_the_server(entry: ModelEntry, tmp_path: Path) -> None:
    before = processes(str(entry.repo)) | processes("VLLM::")
    question = "Muons need a transverse momentum above 5 GeV. Give variable and threshold."
    with open_model(entry, calls=tmp_path / "calls.jsonl") as model:  # Its first question is the schema probe.

        def ask(seed: int, text: str = question) -> Reply:
            message = {"role": "user", "content": text}
            return model.ask([message], purpose="type a cut", seed=seed, schema=SCHEMA, max_tokens=60)

        with ThreadPoolExecutor(4) as pool:
            replies = list(pool.map(ask, range(4)))
        too_long = ask(0, "word " * 9000)
        assert processes(str(entry.repo)) - before
    assert {reply.outcome for reply in replies} == {"ok"}
    assert all(set(reply.data) == {"variable", "threshold"} for reply in replies)
    assert too_long.outcome == "server_error"
    assert "HTTP 400" in (too_long.summary.problem or "")
    assert processes(str(entry.repo)) | processes("VLLM::") <= before


def test_a_server_that_is_killed_is_started_again(entry: ModelEntry, tmp_path: Path) -> None:
    before = processes("VLLM::")
    calls = tmp_path / "calls.jsonl"
    with open_model(entry, calls=calls) as model:
        first = model.ask([{"role": "user", "content": "Say yes."}], purpose="a", seed=0, max_tokens=4)
        for worker in processes("VLLM::") - before:
            os.kill(worker, signal.SIGKILL)
        second = model.ask([{"role": "user", "content": "Say no."}], purpose="b", seed=0, max_tokens=4)
    assert {first.outcome, second.outcome} <= {"ok", "truncated"}
    assert processes("VLLM::") <= before


def test_a_paper_is_read(entry: ModelEntry, tmp_path: Path) -> None:
    paper = min((PROJECT / "resources/groundtruth/atlas_h4l/standin").glob("*.pdf"))
    found = extract_own([paper], entry, "grounded", tmp_path)
    assert {call.outcome for call in found.run.calls} == {"ok"}
    assert any(quote.page for cut in found.cuts.cuts for quote in cut.quotes)
