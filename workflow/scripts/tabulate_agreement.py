"""Make the tables of agreement and of disagreements."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_agreement

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_agreement(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    records=snakemake.input.records,
    judged=snakemake.input.judged,
    labels=snakemake.input.labels,
    judges=snakemake.input.judges[0],
    table=snakemake.output.table[0],
    queue=snakemake.output.queue[0],
)
