"""Make the table of judges."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.tables import tabulate_judges

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

tabulate_judges(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    calibrations=snakemake.input.calibrations,
    threshold=snakemake.params.threshold,
    judged_models=snakemake.params.judged_models,
    table=snakemake.output[0],
)
