"""Take an imported cut list."""

from typing import TYPE_CHECKING

from cutbench.steps.imports import take_cuts
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

take_cuts(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    imported=snakemake.input.imported,
    documents=snakemake.input.documents,
    cuts=snakemake.output.cuts[0],
    talk_json=snakemake.output.talk_json[0],
    record=snakemake.output.record[0],
    protocol=snakemake.params.protocol,
)
