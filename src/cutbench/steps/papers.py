"""Papers: from PDF to text with positions."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cutbench import papers
from cutbench.config import INSPIRE, LoadingConfig
from cutbench.files import write_text
from cutbench.papers.inspire import check_references, inspire_references
from cutbench.schema.documents import Document


def fetch_paper(*, paper: str, sha256: str | None, pdf: str) -> None:
    """Fetch a publication from arXiv; its digest is checked if the benchmark knows it, and noted in the cache."""
    from cutbench.papers.arxiv import Papers  # noqa: PLC0415  (only who fetches needs the package)

    shutil.copyfile(Papers().get(paper, sha256), pdf)


def load_paper(*, pdf: str, paper: str, document: str, markdown: str, loading: Mapping[str, Any] | None = None) -> None:
    """Parse a PDF and write it as document.json and as Markdown; `loading` is a `LoadingConfig`."""
    how = LoadingConfig.model_validate(loading or {})
    parsed = _loader(how)(Path(pdf), paper)
    if how.references == INSPIRE:
        parsed = _with_references_of_inspire(parsed, how.inspire.url)
    parsed.write(Path(document))
    write_text(Path(markdown), papers.to_markdown(parsed))


def _loader(how: LoadingConfig) -> papers.PdfBackend:
    if how.loader == "pypdfium":
        return papers.load_paper
    from cutbench.papers.grobid import Grobid  # noqa: PLC0415  (only who uses it needs the package)

    return Grobid(how.grobid.url)


def _with_references_of_inspire(document: Document, url: str) -> Document:
    """Return a paper with INSPIRE's reference list, and a warning that says how far the PDF's own list agrees."""
    listed = inspire_references(document.paper, url)
    found = check_references(document, listed)
    warning = (
        f"the references are INSPIRE's: {found.n_both} arXiv ids stand in the PDF, too, "
        f"{len(found.only_inspire)} do not, and {len(found.only_ours)} stand only there"
    )
    return document.model_copy(update={"references": listed, "warnings": (*document.warnings, warning)})
