"""Make the table of the masses of selected events."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.masses import tabulate_masses

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_masses(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    runs=snakemake.params.runs,
    programs=snakemake.input.programs,
    executions=snakemake.input.executions,
    records=snakemake.input.records,
    reference=snakemake.input.reference,
    events=snakemake.input.events,
    table=snakemake.output[0],
)
