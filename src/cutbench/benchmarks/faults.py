"""What is wrong with a benchmark folder: one line for each fault, by file and cut."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cutbench.errors import CutbenchError

Weight = Literal["fault", "unchecked", "warning"]
WEIGHTS: tuple[Weight, ...] = ("fault", "unchecked", "warning")


@dataclass(frozen=True)
class Fault:
    """One line of a report.

    `place` is the id of a cut, else the key at fault; `line` counts from 1, 0 where there is none. What is `unchecked`
    could not be looked at because of something else; a `warning` may be meant.
    """

    file: Path
    message: str
    place: str = ""
    line: int = 0
    weight: Weight = "fault"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        said = " ".join(self.message.split())
        return ": ".join(part for part in (where, self.place, said) if part)


def fault_of(file: Path, error: CutbenchError, place: str = "", weight: Weight = "fault") -> Fault:
    """Return an error as a fault of a file; where the error names the file and a line itself, it does so once."""
    found = re.match(rf"{re.escape(str(file))}(?::(\d+))?: (.*)", str(error), re.DOTALL)
    line, message = (int(found[1] or 0), found[2]) if found else (0, str(error))
    return Fault(file, message, place, line, weight)


def sorted_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Return each of some faults once: faults, then what is unchecked, then warnings, by file, line and cut."""
    return sorted(dict.fromkeys(faults), key=_order)


def _order(fault: Fault) -> tuple[object, ...]:
    place = [(len(part), part) for part in re.split(r"\D+", fault.place)]
    return WEIGHTS.index(fault.weight), str(fault.file), fault.line, place, fault.place, fault.message
