"""Test a model as judge on lists with known verdicts."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.calibrate_model(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    judge=snakemake.wildcards.judge,
    result=snakemake.output[0],
)
