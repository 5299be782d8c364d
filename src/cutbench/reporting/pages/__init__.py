"""Pages to look at: one per run, one per cut and an index, each a file of its own that needs nothing else."""

from cutbench.reporting.pages.records import Results, WrittenRun
from cutbench.reporting.pages.site import Site, write_overview, write_pages
from cutbench.reporting.pages.summary import Overview, Section, Summary, images, summarize

__all__ = [
    "Overview",
    "Results",
    "Section",
    "Site",
    "Summary",
    "WrittenRun",
    "images",
    "summarize",
    "write_overview",
    "write_pages",
]
