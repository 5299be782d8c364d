"""Pages to look at: one per run, one per cut and an index, each a file of its own that needs nothing else."""

from cutbench.reporting.pages.records import Results, WrittenRun
from cutbench.reporting.pages.site import Site, write_pages

__all__ = ["Results", "Site", "WrittenRun", "write_pages"]
