"""Draw how judges stand to known verdicts."""

from typing import TYPE_CHECKING

from cutbench.steps.figures import plot_judge_agreement
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

plot_judge_agreement(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    table=snakemake.input.table[0],
    threshold=snakemake.params.threshold,
    figures=snakemake.output,
)
