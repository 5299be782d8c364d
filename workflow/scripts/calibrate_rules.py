"""Test the judge without a model on lists with known verdicts."""

from typing import TYPE_CHECKING

from cutbench.steps.calibration import calibrate_rules
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

calibrate_rules(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    result=snakemake.output[0],
)
