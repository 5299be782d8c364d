"""Parse a PDF."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.papers import load_paper

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

load_paper(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    pdf=snakemake.input.pdf,
    paper=snakemake.wildcards.paper,
    document=snakemake.output.document,
    markdown=snakemake.output.markdown,
)
