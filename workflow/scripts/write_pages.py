"""Write the pages to look at."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.pages import write_pages

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

write_pages(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    extractions=snakemake.params.extractions,
    generations=snakemake.params.generations,
    judged=snakemake.input.judged,
    pages=snakemake.output[0],
)
