"""Check that every self-test agent came out as it has to."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_selftest

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_selftest(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    agents=snakemake.params.agents,
    comparisons=snakemake.input.comparisons,
    table=snakemake.output[0],
)
