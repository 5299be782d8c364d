"""Run the hand-written selection."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.run_reference(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    program=snakemake.input.program,
    events=snakemake.input.events,
    selected=snakemake.output.events,
    cutflow=snakemake.output.cutflow,
)
