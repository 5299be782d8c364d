"""Judge cut lists without a model."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.judge_by_rules(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    judged=snakemake.output,
)
