"""Draw which cuts which models find."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.plot_cut_heatmap(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    table=snakemake.input.table[0],
    figures=snakemake.output,
)
