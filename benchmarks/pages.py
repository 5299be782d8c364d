"""How long the pages of many runs take: `python benchmarks/pages.py results/NAME [--runs 200]`.

The runs of step 1 of a finished folder are shown again and again as further seeds, with all that belongs to them:
quotes, drawn pages of papers, verdicts and calls.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from cutbench.reporting.pages.site import write_pages
from cutbench.steps.pages import read_folder

GROUNDTRUTH = Path(__file__).parents[1] / "resources/groundtruth"


def main() -> None:
    """Write the pages into a temporary folder and print a row of the table in docs/speed.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--runs", type=int, default=200)
    arguments = parser.parse_args()
    results = read_folder(arguments.results, GROUNDTRUTH)
    real = [run for run in results.extractions if run.mode != "selftest"]
    many = tuple(replace(run, seed=seed) for seed, run in enumerate(islice(cycle(real), arguments.runs)))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_pages(replace(results, extractions=many), Path(folder))
        seconds = time.perf_counter() - start
        sizes = {path.name: path.stat().st_size for path in Path(folder).iterdir()}
    print("| runs | pages | seconds | index, MB | all, MB |\n|---|---|---|---|---|")
    total, index = sum(sizes.values()) / 1e6, sizes["index.html"] / 1e6
    print(f"| {arguments.runs} | {len(sizes)} | {seconds:.1f} | {index:.2f} | {total:.0f} |")


if __name__ == "__main__":
    main()
