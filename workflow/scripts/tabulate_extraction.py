"""Make the tables of step 1."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_extraction

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_extraction(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    records=snakemake.input.records,
    judged=snakemake.input.judged,
    judges=snakemake.input.judges[0],
    runs_table=snakemake.output.runs[0],
    table=snakemake.output.table[0],
    variance=snakemake.output.variance[0],
)
