"""Get a publication from arXiv."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.fetch_paper(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    paper=snakemake.wildcards.paper,
    sha256=snakemake.params.sha256,
    pdf=snakemake.output.pdf,
)
