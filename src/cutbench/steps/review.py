"""Review: the pages of a result folder, served with forms."""

import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette

from cutbench.benchmarks import load_benchmark
from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.review import ReviewStore, make_app
from cutbench.steps.pages import read_results


def review_app(results: Path, groundtruth: Path, by: str) -> Starlette:
    """Return the review application of a folder like `results/<benchmark>`.

    Raises:
        CutbenchError: there are no runs in it, or its benchmark is not known.
    """
    layout = Layout(str(results))
    extractions, generations = found_runs(layout.cuts), found_runs(layout.comparison)
    if not extractions:
        raise CutbenchError(
            f"{results}: no extraction runs in it; give the folder of a benchmark, such as results/NAME"
        )
    judged = [layout.judged.format(**run) for run in found_runs(layout.judged)]
    benchmark = load_benchmark(groundtruth / results.resolve().name)

    def store(run: ScoredRun) -> ReviewStore:
        return review_store(layout, run.model, run.mode, run.seed)

    return make_app(read_results(benchmark, layout, extractions, generations, judged), store, by)


def serve_review(results: Path, groundtruth: Path, by: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the review until interrupted; only programs on this machine reach it.

    Raises:
        CutbenchError: the folder holds no runs, or the port is taken.
    """
    app = review_app(results, groundtruth, by)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()  # Whoever follows the address before the server answers waits instead of being refused.
        except OSError as error:
            raise CutbenchError(f"port {port} cannot be used: {error.strerror}; choose one with --port") from error
        announce(f"review of {results} by {by}: http://127.0.0.1:{listener.getsockname()[1]}/ (Ctrl-C ends it)")
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def review_store(layout: Layout, model: str, mode: str, seed: int) -> ReviewStore:
    """Return where the review of a run is kept."""
    names = {"model": model, "mode": mode, "seed": seed}
    folder = Path(layout.approved_cuts.format(**names)).parent
    return ReviewStore(folder, Path(layout.labels.format(**names)), model, mode, seed)


def found_runs(pattern: str) -> list[dict[str, Any]]:
    """Return the wildcards of all files that fit a path pattern, in the order of their names."""
    names = re.findall(r"\{(\w+)\}", pattern)
    root = pattern.split("{", maxsplit=1)[0]
    expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern))
    paths = sorted(Path(root).glob(pattern[len(root) :].format(**dict.fromkeys(names, "*"))))
    matches = [re.fullmatch(expression, str(path)) for path in paths]
    found = [match.groupdict() for match in matches if match and match["seed"].isdigit()]
    return [run | {"seed": int(run["seed"])} for run in found]
