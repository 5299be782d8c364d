"""Checks folders of benchmarks and reports what was found."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from cutbench.benchmarks import WEIGHTS, check_marker
from cutbench.checking import Report, check_folder
from cutbench.errors import CutbenchError
from cutbench.sandbox.text import plain

PREFIX = {"fault": "", "unchecked": "unchecked: ", "warning": "warning: "}


def check_folders(folders: Sequence[Path], seconds: float, say: Callable[[str], object]) -> bool:
    """Check each folder and say what is wrong in it; return whether all are sound.

    Raises:
        CutbenchError: there are none, or one is no benchmark.
    """
    if not folders:
        raise CutbenchError("no benchmark to check; give a folder")
    for folder in folders:
        check_marker(folder)
    reports = []
    for folder in folders:
        report = check_folder(folder, seconds)
        say("\n".join(lines_of(report)))
        reports.append(report)
    return all(report.sound for report in reports)


def lines_of(report: Report) -> list[str]:
    """Return a report as lines: all faults, then a summary with their number."""
    counts = Counter(fault.weight for fault in report.faults)
    words = [
        f"{counts[weight]} {weight}{'s' * (counts[weight] != 1 and weight != 'unchecked')}"
        for weight in WEIGHTS
        if counts[weight]
    ]
    lines = [plain(f"{PREFIX[fault.weight]}{fault}") for fault in report.faults]
    return [*lines, f"{report.summary}{'; ' + ', '.join(words) if words else ''}"]
