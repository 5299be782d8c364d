"""Run the step with the name of the rule; the rule's input, output and params have the names of its arguments."""

from pathlib import Path
from typing import TYPE_CHECKING

from cutbench.steps.job import Job
from cutbench.steps.run import run_step

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

run_step(
    Job(
        snakemake.rule,
        snakemake.log[0],
        snakemake.output[0],
        snakemake.config,
        Path(snakemake.scriptdir, "../.."),
    ),
    {**snakemake.wildcards, **snakemake.input, **snakemake.output, **snakemake.params},
)
