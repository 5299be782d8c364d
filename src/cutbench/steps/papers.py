"""Papers: PDF to text that can be pointed into."""

import shutil
from pathlib import Path

from cutbench import papers
from cutbench.files import write_text


def fetch_paper(*, paper: str, sha256: str | None, pdf: str) -> None:
    """Get a publication from arXiv; its digest is checked if the benchmark knows it, and noted in the cache."""
    from cutbench.papers.arxiv import Papers  # noqa: PLC0415  (only who fetches needs the package)

    shutil.copyfile(Papers().get(paper, sha256), pdf)


def load_paper(*, pdf: str, paper: str, document: str, markdown: str) -> None:
    """Parse a PDF and write it as document.json and as Markdown."""
    parsed = papers.load_paper(Path(pdf), paper)
    parsed.write(Path(document))
    write_text(Path(markdown), papers.to_markdown(parsed))
