"""Compare selected events with the reference."""

from typing import TYPE_CHECKING

from cutbench.steps.comparison import compare_events
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

compare_events(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    execution=snakemake.input.execution,
    cuts=snakemake.input.cuts,
    events=snakemake.input.events,
    reference=snakemake.input.reference,
    left_out=snakemake.input.left_out,
    comparison=snakemake.output[0],
)
