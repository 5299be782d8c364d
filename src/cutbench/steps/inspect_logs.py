"""Exports results as logs of Inspect AI."""

from pathlib import Path

from cutbench.reporting.inspect_logs import export_logs
from cutbench.steps.pages import benchmark_in, read_folder


def export_inspect(results: Path, groundtruth: Path, out: Path) -> list[Path]:
    """Write the extraction runs of a folder like `results/<benchmark>` as logs into `out`; return their paths.

    Raises:
        CutbenchError: there are no runs, or inspect_ai is not installed.
    """
    runs = read_folder(results, groundtruth, programs=False).extractions
    return export_logs(runs, benchmark_in(results, groundtruth).name, out)
