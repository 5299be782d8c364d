"""Let a model read the papers."""

from typing import TYPE_CHECKING

from cutbench.steps.extraction import extract_cuts
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

extract_cuts(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    model=snakemake.wildcards.model,
    mode=snakemake.wildcards.mode,
    documents=snakemake.input.documents,
    cuts=snakemake.output.cuts,
    talk_json=snakemake.output.talk_json,
    records=snakemake.output.records,
    protocol=snakemake.params.protocol,
)
