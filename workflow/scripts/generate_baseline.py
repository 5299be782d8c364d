"""Run the program of a self-test agent in the sandbox."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.generate_baseline(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    agent=snakemake.wildcards.model,
    events=snakemake.input.events,
    program=snakemake.output.program,
    protocol=snakemake.params.protocol,
)
