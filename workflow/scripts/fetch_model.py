"""Get the file of an embedded model."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.fetch_model(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    config=snakemake.config,
    model=snakemake.wildcards.model,
    note=snakemake.output[0],
)
