"""Extract cuts without a model."""

from typing import TYPE_CHECKING

from cutbench.steps.extraction import extract_baseline
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

extract_baseline(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    reader=snakemake.wildcards.model,
    documents=snakemake.input.documents,
    cuts=snakemake.output.cuts,
    talk_json=snakemake.output.talk_json,
    record=snakemake.output.record,
    protocol=snakemake.params.protocol,
)
