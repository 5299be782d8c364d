"""GROBID as a backend: a server that parses PDFs, reached through its Python client."""

import hashlib
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.files import read_bytes
from cutbench.papers.pdfium import MAX_BYTES
from cutbench.papers.tei import read_tei
from cutbench.schema.documents import Document

SERVICE = "processFulltextDocument"
BUSY, EMPTY, OK = 503, 204, 200
DOWN = "cannot be reached; is it running? docs/papers.md says how to start one"


class Grobid:
    """Parses papers with a GROBID server; a `PdfBackend`.

    Args:
        url: the server, such as http://localhost:8070.
        timeout_s: how long a paper may take.
        tries: how often a paper is sent to a server that says it is busy.
        pause_s: time between these.
    """

    def __init__(self, url: str, timeout_s: int = 120, tries: int = 4, pause_s: float = 5.0) -> None:
        self.url = url
        self._client = _client(url, timeout_s, tries, pause_s)
        self._tries, self._timeout_s = tries, timeout_s

    def __call__(self, pdf: Path, paper: str | None = None) -> Document:
        """Return the parsed paper.

        Raises:
            CutbenchError: the file cannot be read, or the server is down, slow, overloaded, or finds nothing in it.
        """
        content = read_bytes(pdf, MAX_BYTES)
        self._client.sent = 0
        _, status, text = self._client.process_pdf(
            SERVICE,
            content,
            consolidate_header=False,
            consolidate_citations=False,
            include_raw_citations=True,
            tei_coordinates=True,
        )
        if status != OK:
            raise CutbenchError(f"{pdf}: {self._failure(status, text or '')}")
        return read_tei(text or "", paper or pdf.stem, hashlib.sha256(content).hexdigest())

    def _failure(self, status: int, text: str) -> str:
        """Say what a status means; the client reports trouble of its own as 400, 408 or 500 with a text."""
        if status == BUSY:
            return f"the GROBID server {self.url} is overloaded, it refused {self._tries} times; try later"
        if status == EMPTY:
            return "GROBID found no text in it, it seems to be a scan; run OCR over it first"
        if "timed out" in text.lower():
            return f"the GROBID server {self.url} took more than {self._timeout_s} s"
        if text.startswith(("Failed to open file", "Request failed")):
            return f"the GROBID server {self.url} {DOWN}"
        return f"the GROBID server {self.url} failed ({status}): {' '.join(text.split())[:150]}"


def _client(url: str, timeout_s: int, tries: int, pause_s: float) -> Any:
    """Return a client that gives up on a busy server; the one of the package would ask for ever."""
    try:
        from grobid_client.grobid_client import GrobidClient, ServerUnavailableException  # noqa: PLC0415
    except ImportError as error:
        raise CutbenchError("GROBID needs its client: pip install 'cutbench[grobid]'") from error

    class Bounded(GrobidClient):  # type: ignore[misc]
        sent = 0

        def _handle_server_busy_retry(self, name: str, retry: Any, *arguments: Any, **options: Any) -> Any:
            self.sent += 1
            if self.sent >= tries:
                return name, BUSY, ""
            return super()._handle_server_busy_retry(name, retry, *arguments, **options)

    client = Bounded(grobid_server=url, timeout=timeout_s, sleep_time=pause_s, check_server=False)
    client.logger.disabled = True  # What it would log is in our errors.
    try:
        alive, status = client.ping()
    except ServerUnavailableException as error:
        raise CutbenchError(f"the GROBID server {url} {DOWN}") from error
    if not alive:
        raise CutbenchError(f"the GROBID server {url} is not ready: it answered {status}")
    return client
