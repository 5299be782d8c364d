"""What a configuration needs and this machine has, before a token is spent."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from cutbench.config import GROUNDTRUTH_FOLDER, SandboxConfig, check_config, check_models
from cutbench.errors import CutbenchError
from cutbench.llm import ModelEntry
from cutbench.llm.engines import engine_version
from cutbench.sandbox import Limits, try_out
from cutbench.schema.yaml_text import read_mapping

FREE_GB = 10
MEMORY = {"cgroup": "bounded by a control group", "count": "counted from outside", None: "unknown"}
NO_BENCHMARKS = "none here: one's own papers can be read, and the workflow needs a checkout"
HOSTS = ("huggingface.co", "arxiv.org")


class Finding(NamedTuple):
    """One line of the diagnosis; `missing` if a run of the configuration would fail on it."""

    what: str
    missing: bool
    note: str


def examine(config: Path, project: Path) -> list[Finding]:
    """Look at Python, sandbox, GPU, disk, network and each model that `config` names; sends nothing.

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
        Finding("benchmarks", False, ", ".join(settings.benchmarks) if there else NO_BENCHMARKS),
        *[Finding(name, False, "replayed") if replay else _model(models[name]) for name in used],
    ]


def _read(config: Path) -> dict[str, Any]:
    return {str(key): value for key, value in read_mapping(config).items()}


def _sandbox(wanted: SandboxConfig) -> Finding:
    """Start it with a small program: that it is installed says little."""
    try:
        done = try_out(wanted.backend, Limits(wall_seconds=wanted.wall_seconds, memory_mb=wanted.memory_mb))
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
    if entry.key_variable and not os.environ.get(entry.key_variable):
        return Finding(entry.id, True, f"set its key in {entry.key_variable}")
    return Finding(entry.id, False, "address and key are set; not asked")
