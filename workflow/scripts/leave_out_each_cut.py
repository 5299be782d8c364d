"""Select without each of the curated cuts."""

from typing import TYPE_CHECKING

from cutbench.steps.comparison import leave_out_each_cut
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

leave_out_each_cut(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    events=snakemake.input.events,
    left_out=snakemake.output[0],
)
