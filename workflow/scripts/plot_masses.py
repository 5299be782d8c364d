"""Draw the masses of selected events."""

from typing import TYPE_CHECKING

from cutbench.steps.figures import plot_masses
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

plot_masses(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    table=snakemake.input.table[0],
    figures=snakemake.output,
)
