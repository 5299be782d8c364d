"""Draw the effect of chunking."""

from typing import TYPE_CHECKING

from cutbench.steps.figures import plot_chunking_effect
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

plot_chunking_effect(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    runs_table=snakemake.input.runs[0],
    figures=snakemake.output,
)
