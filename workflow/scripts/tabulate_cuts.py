"""Count how many runs find each curated cut."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.tabulate_cuts(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    records=snakemake.input.records,
    judged=snakemake.input.judged,
    judges=snakemake.input.judges[0],
    table=snakemake.output[0],
)
