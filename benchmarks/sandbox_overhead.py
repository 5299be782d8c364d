"""What a sandbox adds to the start of a program, beside the same program as a plain process, in one run.

    python benchmarks/sandbox_overhead.py --runs 40

The two take turns, so that both see the same machine; the program writes an empty result and ends.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cutbench.sandbox import run_program

ROOT = Path(__file__).parents[1]
PROGRAM = """\
import json, sys
with open(sys.argv[sys.argv.index("--output") + 1], "w") as output:
    json.dump({"selected": [], "cutflow": []}, output)
"""


def main() -> None:
    """Measure and print medians in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--backend", default="bubblewrap")
    options = parser.parse_args()
    events = next(ROOT.glob("resources/groundtruth/*/events/standin_events.root"))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "selection.py")
        script.write_text(PROGRAM, encoding="utf-8")
        command = [sys.executable, "-I", script, "--events", events, "--output", Path(folder, "out.json")]
        plain, sandboxed = [], []
        for _ in range(options.runs):
            plain.append(timed(lambda: subprocess.run(command, check=True, capture_output=True)))
            sandboxed.append(timed(lambda: run_checked(events, options.backend)))
    ours, theirs = statistics.median(sandboxed), statistics.median(plain)
    print(f"| program | median of {options.runs} starts |\n|---|---|")
    print(f"| plain Python | {theirs:.0f} ms |\n| in {options.backend} | {ours:.0f} ms ({ours - theirs:+.0f} ms) |")


def run_checked(events: Path, backend: str) -> None:
    """Run the program in the sandbox; raise if it did not come out as it should."""
    execution = run_program(PROGRAM, events, backend=backend)
    if execution.events is None:
        raise SystemExit(f"the program failed in the sandbox: {execution.problem}")


def timed(run: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
