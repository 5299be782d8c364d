"""Take the tables out of an archive."""

from typing import TYPE_CHECKING

from cutbench import steps

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

steps.unpack_tables(
    job=steps.Job(snakemake.rule, snakemake.log[0], snakemake.output[0]),
    archive=snakemake.input.archive,
    tables=snakemake.output,
)
