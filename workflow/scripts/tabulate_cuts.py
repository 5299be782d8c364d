"""Count how many runs find each curated cut."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_cuts

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_cuts(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    records=snakemake.input.records,
    judged=snakemake.input.judged,
    judges=snakemake.input.judges[0],
    table=snakemake.output[0],
)
