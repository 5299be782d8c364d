"""The manifest of a workflow run, and its log with a line at each start and end."""

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cutbench.config import NO_MODEL, Config
from cutbench.files import PACKAGE, make_folder, sha256_of
from cutbench.llm import environment, packages
from cutbench.schema.base import Record
from cutbench.steps.campaign import Campaign


class Manifest(Record):
    """What a run was started with: sha256 of `prompts` by name, `models` as in models.yaml.

    `coded_cuts` says which list step 2 codes and who approves it; cuts.coded.json of each run names the person.
    """

    started: str
    environment: dict[str, str]
    packages: dict[str, str]
    config: dict[str, Any]
    models: dict[str, dict[str, Any]]
    prompts: dict[str, str]
    coded_cuts: str


def start_run(campaign: Campaign) -> None:
    """Write the manifest of each benchmark, and log the start."""
    config = campaign.config
    used = {*config.extraction.models, *config.codegen.models, *config.llm_judges(), config.reading.model} - {NO_MODEL}
    templates = sorted((PACKAGE / "prompts").glob("*/*.j2"))
    manifest = Manifest(
        started=_now(),
        environment=environment(),
        packages=packages(),
        config=config.model_dump(mode="json"),
        models={name: campaign.models[name].model_dump(mode="json", exclude_defaults=True) for name in sorted(used)},
        prompts={path.name: sha256_of(path) for path in templates},
        coded_cuts=_coded_cuts(config),
    )
    for benchmark in campaign.benchmarks:
        manifest.write(Path(campaign.on(benchmark).manifest))
    made_with = ", ".join(f"{name} {value}" for name, value in environment().items())
    log_run(campaign, f"started: {shlex.join(sys.argv[1:])} ({made_with})")


def _coded_cuts(config: Config) -> str:
    if config.coded_run() is None:
        return "the curated list"
    by = "a person" if config.codegen.review == "required" else "nobody: automatically"
    return f"extracted by {config.codegen.cuts_from}, approved by {by}"


def log_run(campaign: Campaign, line: str) -> None:
    """Add a line to the log of the workflow in the results of each benchmark."""
    for benchmark in campaign.benchmarks:
        log = Path(campaign.on(benchmark).workflow_log)
        make_folder(log.parent)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{_now()} {line}\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
