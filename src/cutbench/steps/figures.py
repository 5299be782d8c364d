"""Figures: from tables, of one benchmark or with a panel for each."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from cutbench.benchmarks import load_benchmark
from cutbench.paths import DRAWN_FROM
from cutbench.reporting.canvas import draw_panels, save
from cutbench.reporting.figures.chunking_effect import draw_chunking_effect
from cutbench.reporting.figures.codegen_outcomes import draw_codegen_outcomes
from cutbench.reporting.figures.cost_quality import draw_cost_quality
from cutbench.reporting.figures.cut_heatmap import draw_cut_heatmap
from cutbench.reporting.figures.cutflow import draw_cutflow
from cutbench.reporting.figures.extraction_scores import draw_extraction_scores
from cutbench.reporting.figures.judge_agreement import draw_judge_agreement
from cutbench.reporting.figures.masses import draw_masses
from cutbench.reporting.figures.object_scores import draw_object_scores
from cutbench.reporting.figures.reading import draw_reading
from cutbench.reporting.figures.selection_found import draw_selection_found
from cutbench.reporting.figures.wrong_events import draw_wrong_events
from cutbench.reporting.style import use_style
from cutbench.reporting.table_files import read_table
from cutbench.steps.setting import Setting

DRAW: dict[str, Callable[..., Figure]] = {
    "extraction_scores": draw_extraction_scores,
    "chunking_effect": draw_chunking_effect,
    "selection_found": draw_selection_found,
    "object_scores": draw_object_scores,
    "cut_heatmap": draw_cut_heatmap,
    "cost_quality": draw_cost_quality,
    "judge_agreement": draw_judge_agreement,
    "reading": draw_reading,
    "codegen_outcomes": draw_codegen_outcomes,
    "cutflow": draw_cutflow,
    "wrong_events": draw_wrong_events,
    "masses": draw_masses,
}


def plot_figure(*, plot: str, tables: Sequence[str], options: dict[str, Any], figures: Iterable[str]) -> None:
    """Draw one figure from its tables (see `paths.DRAWN_FROM`); `options` are what it takes beside them."""
    use_style()
    save(_figure(plot, tables, options), map(Path, figures))


def plot_together(
    *,
    setting: Setting,
    plot: str,
    benchmarks: Sequence[str],
    tables: Sequence[str],
    options: dict[str, Any],
    figures: Iterable[str],
) -> None:
    """Draw one figure with a panel per benchmark; `tables` are those of the first, then those of the second, ..."""
    use_style()
    n = len(DRAWN_FROM[plot])
    of_each = [tables[place : place + n] for place in range(0, len(tables), n)]
    titles = [load_benchmark(setting.folder_of(name)).title for name in benchmarks]
    panels = {title: partial(_figure, plot, files, options) for title, files in zip(titles, of_each, strict=True)}
    save(draw_panels(panels), map(Path, figures))


def _figure(plot: str, tables: Sequence[str], options: dict[str, Any]) -> Figure:
    return DRAW[plot](*map(read_table, tables), **options)
