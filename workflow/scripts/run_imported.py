"""Run an imported program in the sandbox."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.run_imported(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    system=snakemake.wildcards.model,
    seed=int(snakemake.wildcards.seed),
    source=snakemake.input.source,
    events=snakemake.input.events,
    program=snakemake.output.program[0],
    protocol=snakemake.params.protocol,
)
