"""Draw how judges stand to known verdicts."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.plot_judge_agreement(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    table=snakemake.input.table[0],
    threshold=snakemake.params.threshold,
    figures=snakemake.output,
)
