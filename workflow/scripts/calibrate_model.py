"""Test a model as judge on lists with known verdicts."""

from typing import TYPE_CHECKING

from cutbench.steps.calibration import calibrate_model
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

calibrate_model(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    judge=snakemake.wildcards.judge,
    result=snakemake.output[0],
)
