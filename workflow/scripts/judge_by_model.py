"""Let a model judge cut lists."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.judging import judge_by_model

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

judge_by_model(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    judge=snakemake.wildcards.judge,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    judged=snakemake.output,
    repeats=snakemake.params.repeats,
)
