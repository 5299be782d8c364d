"""Make the table of step 2."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_codegen

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_codegen(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    runs=snakemake.params.runs,
    cuts_from=snakemake.params.cuts_from,
    benchmark=snakemake.params.benchmark,
    programs=snakemake.input.programs,
    comparisons=snakemake.input.comparisons,
    records=snakemake.input.records,
    published=snakemake.input.published,
    table=snakemake.output[0],
)
