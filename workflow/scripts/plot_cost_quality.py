"""Draw correct cuts against model time."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.plot_cost_quality(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    runs_table=snakemake.input.runs[0],
    figures=snakemake.output,
)
