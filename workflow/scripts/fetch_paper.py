"""Get a publication from arXiv."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.papers import fetch_paper

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

fetch_paper(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    paper=snakemake.wildcards.paper,
    sha256=snakemake.params.sha256,
    pdf=snakemake.output.pdf,
)
