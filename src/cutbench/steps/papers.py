"""Papers: PDF to text that can be pointed into."""

from pathlib import Path

from cutbench import papers
from cutbench.steps.job import Job


def load_paper(*, job: Job, pdf: str, paper: str, document: str, markdown: str) -> None:
    """Parse a PDF and write it as document.json and as Markdown."""
    with job.running():
        parsed = papers.load_paper(Path(pdf), paper)
        parsed.write(Path(document))
        Path(markdown).write_text(papers.to_markdown(parsed), encoding="utf-8")
