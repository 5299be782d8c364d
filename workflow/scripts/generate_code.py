"""Let a model write the selection program and run it in the sandbox."""

from typing import TYPE_CHECKING

from cutbench.steps.codegen import generate_code
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

generate_code(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    model=snakemake.wildcards.model,
    arm=snakemake.wildcards.arm,
    events=snakemake.input.events,
    cut_lists=snakemake.input.cuts,
    programs=snakemake.output.program,
    protocol=snakemake.params.protocol,
)
