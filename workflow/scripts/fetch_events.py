"""Get events of ATLAS Open Data."""

from typing import TYPE_CHECKING

from cutbench.steps.events import fetch_events
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

fetch_events(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    config=snakemake.config,
    like=snakemake.input.like,
    n_events=snakemake.params.n_events,
    protocol=snakemake.params.protocol,
    events=snakemake.output.events,
    provenance=snakemake.output.provenance,
)
