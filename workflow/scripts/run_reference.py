"""Run the hand-written selection."""

from typing import TYPE_CHECKING

from cutbench.steps.comparison import run_reference
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_reference(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    program=snakemake.input.program,
    events=snakemake.input.events,
    selected=snakemake.output.events,
    cutflow=snakemake.output.cutflow,
)
