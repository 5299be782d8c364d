"""Draw correct cuts and hallucinations."""

from typing import TYPE_CHECKING

from cutbench.steps.figures import plot_extraction_scores
from cutbench.steps.job import Job

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

plot_extraction_scores(
    job=Job(snakemake.rule, snakemake.log[0], snakemake.output[0], snakemake.config),
    runs_table=snakemake.input.runs[0],
    table=snakemake.input.table[0],
    figures=snakemake.output,
)
