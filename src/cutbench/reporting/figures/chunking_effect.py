"""The figure of chunking: how far scores in chunks lie from those of the full text."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.canvas import absent, finish, judge_blocks, write_beside
from cutbench.reporting.captions import fold, judge_title
from cutbench.reporting.style import LIGHT, model_colours, model_markers

FEWEST = 4  # different answers in both modes that an interval of 95% needs
SCORES = ("correct", "hallucinations")


def draw_chunking_effect(chunking: pd.DataFrame) -> Figure:
    """Draw for each model how many cuts reading in chunks adds, with the interval of the difference; a block per judge.

    The zero line is the full text at once: right of it chunks find more correct cuts, or make more up.
    """
    chunking, left_out = fold(chunking.assign(mode="chunked"))
    if chunking.empty:
        return absent("No scores of papers read both at once and in chunks in this campaign: nothing to compare.")
    judges = list(dict.fromkeys(chunking["judge"]))
    n_models = {judge: chunking.loc[chunking["judge"] == judge, "model"].nunique() for judge in judges}
    figure, grid = judge_blocks(n_models, head=0.34, foot=0.5)
    for row, judge in zip(grid, judges, strict=True):
        _draw_judge(row, chunking[chunking["judge"] == judge], chunking)
        row[0].set_title(f"judge: {judge_title(chunking, judge)}", x=0, pad=9)
    for axes, score in zip(grid[-1], SCORES, strict=True):
        _set_axis(axes, chunking[chunking["score"] == score], f"more {score}")
    about = "chunked − full_text: median over pairs of runs, with 95% interval"
    draws = np.minimum(chunking["n_distinct_full_text"], chunking["n_distinct_chunked"])
    few = "of a single draw none, of fewer than four their range" if (draws < FEWEST).any() else ""
    return finish(figure, chunking, about, few, "n: runs, full_text + chunked", left_out)


def _draw_judge(row: list[Axes], of_judge: pd.DataFrame, chunking: pd.DataFrame) -> None:
    correct = of_judge[of_judge["score"] == "correct"].sort_values("difference", ascending=False, kind="stable")
    models = list(dict.fromkeys(correct["model"]))
    for axes, score in zip(row, SCORES, strict=True):
        _draw_differences(axes, of_judge[of_judge["score"] == score], models, chunking)
    row[0].set_yticks(range(len(models)), models)
    row[1].set_yticks(range(len(models)), [])
    counts = [f"{one} + {other}" for one, other in zip(correct["n_full_text"], correct["n_chunked"], strict=True)]
    write_beside(row[1], "n", dict(enumerate(counts)))


def _draw_differences(axes: Axes, rows: pd.DataFrame, models: list[str], chunking: pd.DataFrame) -> None:
    colours, markers = model_colours(chunking), model_markers(chunking)
    axes.axvline(0, color="black", linewidth=0.7, zorder=1)
    for place in range(0, len(models), 2):
        axes.axhspan(place - 0.5, place + 0.5, color=LIGHT, alpha=0.4, zorder=0, linewidth=0)
    for model, row in rows.groupby("model", sort=False):
        place, colour = models.index(str(model)), colours[str(model)]
        axes.hlines(place, row["difference_low"], row["difference_high"], color=colour, linewidth=1.2)
        axes.scatter(row["difference"], [place], color=colour, marker=markers[str(model)], s=16, linewidth=0, zorder=3)
    axes.set_ylim(len(models) - 0.4, -0.6)
    axes.grid(axis="x", alpha=0.4)


def _set_axis(axes: Axes, rows: pd.DataFrame, title: str) -> None:
    """Have zero in the axis, and at least one cut to each side."""
    low = float(np.nanmin([-1, *rows["difference"], *rows["difference_low"]]))
    high = float(np.nanmax([1, *rows["difference"], *rows["difference_high"]]))
    axes.set(xlim=(low - 0.05 * (high - low), high + 0.05 * (high - low)), xlabel=title)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
