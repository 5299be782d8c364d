"""Check that every self-test agent came out as it has to."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.tabulate_selftest(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    agents=snakemake.params.agents,
    comparisons=snakemake.input.comparisons,
    table=snakemake.output[0],
)
