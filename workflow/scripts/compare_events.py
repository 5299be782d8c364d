"""Compare selected events with the reference."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.compare_events(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    execution=snakemake.input.execution,
    cuts=snakemake.input.cuts,
    events=snakemake.input.events,
    reference=snakemake.input.reference,
    comparison=snakemake.output[0],
)
