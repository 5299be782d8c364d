"""Draws figures from tables, of one benchmark or with a panel for each."""

from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from cutbench.benchmarks import load_benchmark
from cutbench.paths import DRAWN_FROM
from cutbench.reporting.canvas import draw_panels, save
from cutbench.reporting.style import use_style
from cutbench.reporting.table_files import read_table
from cutbench.steps.setting import Setting


def plot_figure(*, plot: str, tables: Sequence[str], options: dict[str, Any], figures: Iterable[str]) -> None:
    """Draw one figure from its tables (see `paths.DRAWN_FROM`); `options` are further arguments of its function."""
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
    """Draw one figure with a panel per benchmark; `tables` are those of the first benchmark, then of the second, ..."""
    use_style()
    n = len(DRAWN_FROM[plot])
    of_each = [tables[place : place + n] for place in range(0, len(tables), n)]
    titles = [load_benchmark(setting.folder_of(name)).title for name in benchmarks]
    panels = {title: partial(_figure, plot, files, options) for title, files in zip(titles, of_each, strict=True)}
    save(draw_panels(panels), map(Path, figures))


def _figure(plot: str, tables: Sequence[str], options: dict[str, Any]) -> Figure:
    """Draw a figure with the function `draw_<plot>` of the module that is called like it."""
    draw = getattr(import_module(f"cutbench.reporting.figures.{plot}"), f"draw_{plot}")
    figure: Figure = draw(*map(read_table, tables), **options)
    return figure
