"""Judge cut lists without a model."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.judging import judge_by_rules

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

judge_by_rules(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    runs=snakemake.params.runs,
    cuts=snakemake.input.cuts,
    judged=snakemake.output,
)
