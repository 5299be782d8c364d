"""Make the table of how the curated list is read in each style."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_reading

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_reading(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    table=snakemake.output[0],
)
