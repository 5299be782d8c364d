"""What every sandbox offers, and the bounds that it keeps."""

from pathlib import Path
from typing import Protocol

from pydantic import Field

from cutbench.schema.base import Record
from cutbench.schema.events import Execution

MEGABYTE = 1 << 20


class Limits(Record):
    """Bounds on a program.

    `memory_mb` bounds the address space of each process and what all together keep in memory; `tmp_mb` each folder
    that can be written and each file, `files` how many it may write there; `processes` counts threads, too. CPU time
    is bounded by `wall_seconds`, too.
    """

    wall_seconds: float = Field(default=120, gt=0)
    memory_mb: int = Field(default=4096, ge=64)
    processes: int = Field(default=64, ge=1)
    open_files: int = Field(default=256, ge=16)
    tmp_mb: int = Field(default=64, ge=1)
    files: int = Field(default=10_000, ge=10)
    result_mb: int = Field(default=8, ge=1)
    kept_characters: int = Field(default=8000, ge=0)


class Sandbox(Protocol):
    """Runs a program with nothing of ours in sight but one events file."""

    @property
    def name(self) -> str:
        """What `Execution.backend` says."""
        ...

    def run(self, program: str, events: Path, limits: Limits) -> Execution:
        """Run Python source on an events file; failures of the program are part of what is returned."""
        ...
