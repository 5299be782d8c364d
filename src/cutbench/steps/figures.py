"""Figures: from tables."""

from collections.abc import Iterable
from pathlib import Path

from cutbench.reporting.figures import draw_chunking_effect, draw_codegen_outcomes, draw_extraction_scores
from cutbench.reporting.figures_cuts import draw_cost_quality, draw_cut_heatmap
from cutbench.reporting.figures_judges import draw_judge_agreement
from cutbench.reporting.figures_masses import draw_masses
from cutbench.reporting.figures_reading import draw_reading
from cutbench.reporting.style import save, use_style
from cutbench.reporting.table_files import read_table
from cutbench.steps.job import Job


def plot_judge_agreement(*, job: Job, table: str, threshold: float, figures: Iterable[str]) -> None:
    """Draw how judges stand to known verdicts."""
    with job.running():
        use_style()
        save(draw_judge_agreement(read_table(table), threshold), map(Path, figures))


def plot_reading(*, job: Job, table: str, figures: Iterable[str]) -> None:
    """Draw how the curated list is read in each style of writing."""
    with job.running():
        use_style()
        save(draw_reading(read_table(table)), map(Path, figures))


def plot_extraction_scores(*, job: Job, runs_table: str, table: str, figures: Iterable[str]) -> None:
    """Draw correct cuts and hallucinations per model and mode."""
    with job.running():
        use_style()
        save(draw_extraction_scores(read_table(runs_table), read_table(table)), map(Path, figures))


def plot_cut_heatmap(*, job: Job, table: str, figures: Iterable[str]) -> None:
    """Draw which cuts which models find."""
    with job.running():
        use_style()
        save(draw_cut_heatmap(read_table(table)), map(Path, figures))


def plot_cost_quality(*, job: Job, runs_table: str, figures: Iterable[str]) -> None:
    """Draw correct cuts against model time."""
    with job.running():
        use_style()
        save(draw_cost_quality(read_table(runs_table)), map(Path, figures))


def plot_chunking_effect(*, job: Job, runs_table: str, figures: Iterable[str]) -> None:
    """Draw what reading in chunks changes."""
    with job.running():
        use_style()
        save(draw_chunking_effect(read_table(runs_table)), map(Path, figures))


def plot_codegen_outcomes(*, job: Job, table: str, figures: Iterable[str]) -> None:
    """Draw the outcomes of generated programs."""
    with job.running():
        use_style()
        save(draw_codegen_outcomes(read_table(table)), map(Path, figures))


def plot_masses(*, job: Job, table: str, figures: Iterable[str]) -> None:
    """Draw the masses of the events that generated programs select."""
    with job.running():
        use_style()
        save(draw_masses(read_table(table)), map(Path, figures))
