"""Run an imported program in the sandbox."""

from typing import TYPE_CHECKING

from cutbench.steps.imports import run_imported
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_imported(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    system=snakemake.wildcards.model,
    seed=int(snakemake.wildcards.seed),
    source=snakemake.input.source,
    events=snakemake.input.events,
    program=snakemake.output.program[0],
    protocol=snakemake.params.protocol,
)
