"""Run the program of a self-test agent in the sandbox."""

from typing import TYPE_CHECKING

from cutbench.steps.codegen import generate_baseline
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

generate_baseline(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    agent=snakemake.wildcards.model,
    events=snakemake.input.events,
    cut_lists=snakemake.input.cuts,
    program=snakemake.output.program,
    protocol=snakemake.params.protocol,
)
