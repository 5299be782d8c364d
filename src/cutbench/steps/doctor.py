"""Checks whether this machine has what a configuration needs, before a token is spent."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from cutbench.config import GROUNDTRUTH_FOLDER, INSPIRE, LoadingConfig, SandboxConfig, check_config, check_models
from cutbench.errors import CutbenchError
from cutbench.llm import ModelEntry
from cutbench.llm.engines import engine_version, public_address
from cutbench.sandbox import try_out
from cutbench.schema.yaml_text import read_mapping
from cutbench.steps.execution import limits_of

FREE_GB = 10
MEMORY = {"cgroup": "bounded by a control group", "count": "counted from outside", None: "unknown"}
NO_BENCHMARKS = "none here: one's own papers can be read, and the workflow needs a checkout"
TIMEOUT_S = 5.0
HOSTS = ("huggingface.co", "arxiv.org")


class Finding(NamedTuple):
    """One line of the diagnosis; `missing` if a run would fail because of it."""

    what: str
    missing: bool
    note: str


def examine(config: Path, project: Path) -> list[Finding]:
    """Check Python, sandbox, GPU, disk, network, and each model and server that `config` names; asks no model.

    Raises:
        CutbenchError: the configuration cannot be read or is wrong.
    """
    there = (project / GROUNDTRUTH_FOLDER).is_dir()
    settings, models = (check_config if there else check_models)(_read(config), project)
    used = dict.fromkeys((*settings.extraction.models, *settings.codegen.models, *settings.llm_judges()))
    replay = settings.calls == "replay"
    return [
        Finding("Python", False, sys.version.split()[0]),
        _sandbox(settings.sandbox),
        Finding("GPU", False, _gpus()),
        _disk(project),
        *[_host(name) for name in HOSTS],
        *_servers(settings.loading),
        Finding("benchmarks", False, ", ".join(settings.benchmarks) if there else NO_BENCHMARKS),
        *[Finding(name, False, "replayed") if replay else _model(models[name]) for name in used],
    ]


def _read(config: Path) -> dict[str, Any]:
    return {str(key): value for key, value in read_mapping(config).items()}


def _sandbox(wanted: SandboxConfig) -> Finding:
    """Run a small program in it: that it is installed does not mean that it works."""
    try:
        done = try_out(wanted.backend, limits_of(wanted))
    except CutbenchError as error:
        return Finding("sandbox", True, str(error).removeprefix("sandbox: "))
    return Finding(
        "sandbox", False, f"{done.backend} ran a program; memory of all its processes: {MEMORY[done.memory_bound]}"
    )


def _gpus() -> str:
    if shutil.which("nvidia-smi") is None:
        return "none seen (no nvidia-smi); those of a cluster are asked for by its jobs"
    order = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
    try:
        found = subprocess.run(order, capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return f"nvidia-smi fails: {' '.join(str(error).split())}"
    return "; ".join(found.split("\n")).strip("; ") or "none"


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 1e9
    return Finding("disk", free < FREE_GB, f"{free:.0f} GB free, {FREE_GB} GB wanted besides models")


def _host(name: str) -> Finding:
    try:
        with socket.create_connection((name, 443), timeout=3):
            return Finding(name, False, "reached")
    except OSError:
        return Finding(name, False, "not reached: only what is cached can be used")


def _model(entry: ModelEntry) -> Finding:
    if entry.engine == "endpoint":
        return _endpoint(entry)
    version = engine_version(entry)
    hint = "; set CUTBENCH_VLLM to its command" if entry.engine == "vllm" else ""
    needs = f", {entry.gpus} GPUs, {entry.memory_gb or 0:g} GB" if entry.gpus else ""
    absent = version == "unknown"
    return Finding(entry.id, absent, f"{entry.engine} is not installed{hint}" if absent else f"{version}{needs}")


def _endpoint(entry: ModelEntry) -> Finding:
    if not (entry.base_url or os.environ.get("CUTBENCH_ENDPOINT")):
        return Finding(entry.id, True, "set CUTBENCH_ENDPOINT")
    key = os.environ.get(entry.key_variable or "", "")
    if entry.key_variable and not key:
        return Finding(entry.id, True, f"set its key in {entry.key_variable}")
    url = (entry.base_url or os.environ["CUTBENCH_ENDPOINT"]).rstrip("/") + "/models"
    advice = f"start it, or correct its address{f' or the key in {entry.key_variable}' if key else ''}"
    return _answer(entry.id, url, advice, {"Authorization": f"Bearer {key}"} if key else {})


def _servers(loading: LoadingConfig) -> list[Finding]:
    """Ask the servers that papers are loaded with whether they are there."""
    found = []
    if loading.loader == "grobid":
        found.append(_grobid(loading.grobid.url))
    if loading.references == INSPIRE:
        advice = "try later, or set loading.references: pdf"
        found.append(_answer("INSPIRE", f"{loading.inspire.url}?size=1&fields=control_number", advice))
    return found


def _grobid(url: str) -> Finding:
    if find_spec("grobid_client") is None:
        return Finding("GROBID", True, "its client is not installed; pip install 'cutbench[grobid]'")
    return _answer(
        "GROBID", f"{url.rstrip('/')}/api/isalive", "start it as docs/papers.md says, or correct its address"
    )


def _answer(what: str, url: str, advice: str, headers: Mapping[str, str] | None = None) -> Finding:
    """Say whether a server answers; "not found" is an answer, too."""
    shown = public_address(url)
    try:
        status = httpx.get(url, headers=headers, timeout=TIMEOUT_S, follow_redirects=True).status_code
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Finding(what, True, f"{shown} does not answer ({type(error).__name__}); {advice}")
    fails = status in {401, 403} or status >= 500
    return Finding(what, fails, f"{shown} answers {status}" + (f"; {advice}" if fails else ""))
