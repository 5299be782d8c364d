"""The frame of a step: its log, and one clear line instead of a traceback when the input is to blame."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.files import one_line, write_text


@dataclass(frozen=True)
class Job:
    """What Snakemake says of a job: rule, log file, and first output."""

    rule: str
    log: str
    output: str

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the log with the command that repeats this job alone; end the process on bad input with one line."""
        start = time.monotonic()
        try:
            write_text(Path(self.log), f"# to repeat: snakemake --cores 2 --force {self.output}\n")
            yield
        except (CutbenchError, OSError) as error:
            line = one_line(error) if isinstance(error, OSError) else str(error)
            self._append(f"error: {line}")
            print(f"{self.rule}: error: {line}", file=sys.stderr)
            sys.exit(1)
        self._append(f"done in {time.monotonic() - start:.1f} s")

    def _append(self, line: str) -> None:
        # A disk that is full has no room for the line that says so.
        with suppress(OSError), Path(self.log).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
