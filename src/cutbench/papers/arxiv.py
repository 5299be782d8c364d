"""Publications from arXiv by id: asked for politely, kept outside of the project, known by their sha256."""

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import arxiv
import requests
from requests.adapters import HTTPAdapter

from cutbench.errors import CutbenchError
from cutbench.files import cache_folder, sha256_of, write_bytes
from cutbench.locks import alone
from cutbench.papers.identifiers import NEW_ID, OLD_ID
from cutbench.schema.base import Record

DELAY_S = 3.0  # between requests, as the terms of use of arXiv's interface ask for
TIMEOUT_S = 60.0
TRIES = 3
MAX_BYTES = 100_000_000
ID = re.compile(rf"({NEW_ID}|{OLD_ID})(v\d+)?")
AGENT = {"User-Agent": "cutbench (reads event selections; one request in 3 s)", "Accept-Encoding": "identity"}


class Fetched(Record):
    """A paper that was fetched: where from, which version, and the sha256 of the PDF."""

    arxiv: str
    url: str
    sha256: str
    title: str


class _Patient(HTTPAdapter):  # type: ignore[misc]
    """Every request ends after `TIMEOUT_S`; the arxiv package itself would wait for ever."""

    def send(self, request, *args, **kwargs):  # type: ignore[no-untyped-def]
        return super().send(request, *args, **kwargs | {"timeout": TIMEOUT_S})


class Papers:
    """Papers by arXiv id, from the cache or from arXiv.

    Args:
        folder: the cache; default `papers` in $CUTBENCH_CACHE, else in the user's cache folder.
        query_url: where to ask, with {} for the query; default arXiv's own interface.
        delay_s: seconds between two requests.
    """

    def __init__(
        self,
        folder: Path | None = None,
        query_url: str | None = None,
        delay_s: float = DELAY_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder or cache_folder("papers")
        self._client = arxiv.Client(page_size=1, delay_seconds=delay_s, num_retries=TRIES - 1)
        self._client.query_url_format = query_url or arxiv.Client.query_url_format
        # The package has no switch for a time limit.
        for scheme in ("https://", "http://"):
            self._client._session.mount(scheme, _Patient())
        self._delay_s, self._sleep = delay_s, sleep

    def get(self, paper: str, sha256: str | None = None) -> Path:
        """Return the PDF of a paper, which is asked for only once.

        Args:
            paper: its arXiv id; without a version the newest one.
            sha256: what the PDF has to be, if that is known.

        Raises:
            CutbenchError: no such id, offline, not a PDF, or another PDF than it should be.
        """
        if not ID.fullmatch(paper):
            raise CutbenchError(f"'{paper}' is no arXiv id; they look like 1806.00242 or hep-ex/0106025")
        pdf = self.folder / f"{paper.replace('/', '_')}.pdf"
        # One process at a time, so that several jobs together stay polite.
        with alone(self.folder / "fetch.lock"):
            if not (pdf.is_file() and pdf.with_suffix(".json").is_file()):
                self._fetch(paper, pdf)
        return self._checked(paper, pdf, sha256)

    def _checked(self, paper: str, pdf: Path, sha256: str | None) -> Path:
        """Compare the file with what was fetched, and with what is asked for."""
        found = sha256_of(pdf)
        if found != Fetched.read(pdf.with_suffix(".json")).sha256:
            raise CutbenchError(f"{pdf}: was changed since it was fetched; remove it to fetch it again")
        if sha256 not in (None, found):
            raise CutbenchError(f"arXiv:{paper}: its PDF has the sha256 {found}, but papers.yaml says {sha256}")
        return pdf

    def _fetch(self, paper: str, pdf: Path) -> None:
        try:
            (result,) = self._client.results(arxiv.Search(id_list=[paper]))
            self._sleep(self._delay_s)
            url = result.pdf_url or ""
            content = self._download(url)
        except ValueError as error:
            raise CutbenchError(f"arXiv:{paper}: arXiv knows no paper of this id") from error
        except (arxiv.ArxivError, requests.RequestException) as error:
            raise CutbenchError(
                f"arXiv:{paper}: {_reason(error)}; bring its PDF as {pdf} or use papers: standin"
            ) from error
        if not content.startswith(b"%PDF"):
            raise CutbenchError(f"arXiv:{paper}: {url} gave no PDF; it may be made just now, try again in a minute")
        write_bytes(pdf, content)
        digest = hashlib.sha256(content).hexdigest()
        Fetched(arxiv=paper, url=url, sha256=digest, title=result.title).write(pdf.with_suffix(".json"))

    def _download(self, url: str) -> bytes:
        content = b""
        with self._client._session.get(url, headers=AGENT, stream=True) as response:
            response.raise_for_status()
            for piece in response.iter_content(1 << 20):
                content += piece
                if len(content) > MAX_BYTES:
                    raise CutbenchError(f"{url}: larger than {MAX_BYTES // 10**6} MB")
        return content


def _reason(error: Exception) -> str:
    """Say in a few words why arXiv did not answer."""
    if isinstance(error, requests.Timeout):
        return f"arXiv did not answer in {TIMEOUT_S:g} s"
    if isinstance(error, requests.ConnectionError):
        return "arXiv cannot be reached, are you offline?"
    status = getattr(error, "status", None) or getattr(getattr(error, "response", None), "status_code", None)
    return f"arXiv answered {status}" if status else f"arXiv failed: {type(error).__name__}"
