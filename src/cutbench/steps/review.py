"""Review: the pages of a result folder, served with forms."""

import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from cutbench.errors import CutbenchError
from cutbench.paths import Layout, found_runs
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.review.app import ReviewApp
from cutbench.reporting.review.secret import new_secret
from cutbench.reporting.review.store import ReviewStore
from cutbench.schema.review import person
from cutbench.steps.pages import benchmark_in, read_folder


def review_app(results: Path, groundtruth: Path, by: str, secret: str) -> Starlette:
    """Return the review application of a folder like `results/<benchmark>`; see `ReviewApp`.

    Raises:
        CutbenchError: there are no runs in it, or its benchmark is not known.
    """
    layout = Layout(str(results))

    def store(run: ScoredRun) -> ReviewStore:
        return review_store(layout, run.model, run.mode, run.seed)

    language = benchmark_in(results, groundtruth).language.opened()
    return ReviewApp(
        lambda: read_folder(results, groundtruth), store, by=by, secret=secret, language=language
    ).application()


def serve_review(results: Path, groundtruth: Path, by: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve the review on this machine until interrupted, at an address with a secret, which is announced.

    Raises:
        CutbenchError: the name is none to sign with, the folder holds no runs, or the port is taken.
    """
    by, secret = person(by), new_secret()
    app = review_app(results, groundtruth, by, secret)
    for problem in renewed(Layout(str(results))):
        announce(f"note: {problem}")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen()  # A browser that is quicker than the server waits instead of being refused.
        except (OSError, OverflowError) as error:
            problem = getattr(error, "strerror", "") or "there is no such port"
            raise CutbenchError(f"port {port} cannot be used: {problem}; choose one with --port") from error
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/?token={secret}"
        announce(f"review of {results} by {by}: {address} (Ctrl-C ends it)")
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def renewed(layout: Layout) -> Iterable[str]:
    """Rewrite the files that are made from the review logs; yield one line for each run where that fails."""
    for run in found_runs(layout.cuts):
        store = review_store(layout, **run)
        try:
            if store.exists:
                store.renew()
        except CutbenchError as error:
            yield str(error)


def review_store(layout: Layout, model: str, mode: str, seed: int) -> ReviewStore:
    """Return the store of a run's review."""
    names = {"model": model, "mode": mode, "seed": seed}
    approved, labels, cuts = (
        Path(place.format(**names)) for place in (layout.approved_cuts, layout.labels, layout.cuts)
    )
    return ReviewStore(Path(layout.root), approved.parent, labels, cuts, model, mode, seed)
