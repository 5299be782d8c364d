"""Parse a PDF."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.load_paper(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    pdf=snakemake.input.pdf,
    paper=snakemake.wildcards.paper,
    document=snakemake.output.document,
    markdown=snakemake.output.markdown,
)
