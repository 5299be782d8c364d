"""Get the file of an embedded model."""

from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.models import fetch_model

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

fetch_model(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    model=snakemake.wildcards.model,
    note=snakemake.output[0],
)
