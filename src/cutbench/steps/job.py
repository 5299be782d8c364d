"""What surrounds a step: its log, and one line instead of a traceback if the input is at fault."""

import json
import re
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.files import one_line, write_text
from cutbench.schema.yaml_text import read_yaml

DEFAULTS = Path("config/config.yaml")  # of the folder that Snakemake runs in

PLAIN = re.compile(r"[A-Za-z_/][\w./-]*", re.ASCII)
WORDS = {"true", "false", "nan", "inf", "infinity"}  # that YAML does not read as text


@dataclass(frozen=True)
class Job:
    """A job of Snakemake: rule, log file, first output, configuration of the run, folder of the workflow."""

    rule: str
    log: str
    output: str
    config: Mapping[str, Any] = field(default_factory=dict)
    project: Path = Path()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the log with the command that repeats this job alone; on bad input, end the process with one line."""
        start = time.monotonic()
        try:
            write_text(Path(self.log), f"# to repeat: {repeat_command(self.output, self.config)}\n")
            yield
        except (CutbenchError, OSError) as error:
            line = one_line(error) if isinstance(error, OSError) else str(error)
            self._append(f"error: {line}")
            print(f"{self.rule}: error: {line}", file=sys.stderr)
            sys.exit(1)
        self._append(f"done in {time.monotonic() - start:.1f} s")

    def _append(self, line: str) -> None:
        # On a full disk there is no room for this line.
        with suppress(OSError), Path(self.log).open("a", encoding="utf-8") as log:
            log.write(line + "\n")


def repeat_command(output: str, config: Mapping[str, Any], defaults: Path = DEFAULTS) -> str:
    """Return the command that makes `output` again under this configuration, in the folder that Snakemake runs in.

    It spells out what differs from the file of defaults, wherever the configuration came from.
    """
    known = read_yaml(defaults) if defaults.exists() else {}
    changed = differing(config, known)
    values = [f"{key}={_as_option(value)}" for key, value in changed.items()]
    return shlex.join(["snakemake", "--cores", "2", "--force", output, *(["--config", *values] if values else [])])


def _as_option(value: object) -> str:
    """Write a value for Snakemake's option --config, which reads a number, else YAML; JSON is YAML."""
    if value is None:
        return ""
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    text = json.dumps(value, ensure_ascii=False, default=str)
    # Snakemake strips quotes at both ends of a value, so the text must not end with one.
    return f" {text} " if isinstance(value, str) else text


def differing(config: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries of `config` that differ from those of `known`, down to nested ones."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        if key in known and known[key] == value:
            continue
        nested = isinstance(value, Mapping) and isinstance(known.get(key), Mapping)
        found[key] = differing(value, known[key]) if nested else value
    return found
