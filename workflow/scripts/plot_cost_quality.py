"""Draw correct cuts against model time."""

from typing import TYPE_CHECKING

from cutbench.steps.figures import plot_cost_quality
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

plot_cost_quality(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    runs_table=snakemake.input.runs[0],
    figures=snakemake.output,
)
