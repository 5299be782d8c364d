"""Review: the pages of a result folder, served with forms."""

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.review import ReviewStore, make_app
from cutbench.steps.pages import read_folder


def review_app(results: Path, groundtruth: Path, by: str) -> Starlette:
    """Return the review application of a folder like `results/<benchmark>`.

    Raises:
        CutbenchError: there are no runs in it, or its benchmark is not known.
    """
    layout = Layout(str(results))

    def store(run: ScoredRun) -> ReviewStore:
        return review_store(layout, run.model, run.mode, run.seed)

    return make_app(read_folder(results, groundtruth), store, by)


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
