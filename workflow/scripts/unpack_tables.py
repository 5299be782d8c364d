"""Take the tables out of an archive."""

from typing import TYPE_CHECKING

from cutbench.steps.archive import unpack_tables
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

unpack_tables(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    archive=snakemake.input.archive,
    tables=snakemake.output,
)
