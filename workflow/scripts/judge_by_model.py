"""Let a model judge cut lists."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.judge_by_model(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    judge=snakemake.wildcards.judge,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    judged=snakemake.output,
    repeats=snakemake.params.repeats,
)
