"""Take the cut list that step 2 codes: as a person approved it, or as it was extracted."""

from typing import TYPE_CHECKING

from cutbench.steps.approval import approve_cuts
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

approve_cuts(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    root=snakemake.params.root,
    run=dict(snakemake.wildcards),
    required=snakemake.params.required,
    coded=snakemake.output[0],
)
