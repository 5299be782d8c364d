"""The frame of a step: its log, and one clear line instead of a traceback when the input is to blame."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cutbench.errors import CutbenchError


@dataclass(frozen=True)
class Job:
    """What Snakemake says of a job: rule, log file, and first output."""

    rule: str
    log: str
    output: str

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the log with the command that repeats this job alone; end the process on bad input with one line."""
        log = Path(self.log)
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(f"# to repeat: snakemake --cores 2 --force {self.output}\n", encoding="utf-8")
        start = time.monotonic()
        try:
            yield
        except CutbenchError as error:
            self._append(f"error: {error}")
            print(f"{self.rule}: error: {error}", file=sys.stderr)
            sys.exit(1)
        self._append(f"done in {time.monotonic() - start:.1f} s")

    def _append(self, line: str) -> None:
        with Path(self.log).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
