"""Results as logs of Inspect AI."""

from pathlib import Path

from cutbench.benchmarks import load_benchmark
from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.reporting.inspect_logs import export_logs
from cutbench.steps.pages import read_results
from cutbench.steps.review import found_runs


def export_inspect(results: Path, groundtruth: Path, out: Path) -> list[Path]:
    """Write the extraction runs of a folder like `results/<benchmark>` as logs into `out`; return their paths.

    Raises:
        CutbenchError: there are no runs, or inspect_ai is not installed.
    """
    layout = Layout(str(results))
    extractions = found_runs(layout.cuts)
    if not extractions:
        raise CutbenchError(f"{results}: no extraction runs in it; give the folder of a benchmark")
    benchmark = load_benchmark(groundtruth / results.resolve().name)
    judged = [layout.judged.format(**run) for run in found_runs(layout.judged)]
    runs = read_results(benchmark, layout, extractions, [], judged).extractions
    return export_logs(runs, benchmark.name, out)
