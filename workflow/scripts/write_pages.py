"""Write the pages to look at."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.write_pages(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    extractions=snakemake.params.extractions,
    generations=snakemake.params.generations,
    judged=snakemake.input.judged,
    pages=snakemake.output[0],
)
