"""The figure of cuts: what became of each curated cut in the runs of each model and mode."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, stack_bars, subplots
from cutbench.reporting.captions import about_copies, fold, judge_title, label
from cutbench.reporting.figures.cells import (
    LINE,
    SIZE,
    cells_width,
    grouped_cuts,
    name_columns,
    name_cuts,
    part_objects,
)
from cutbench.reporting.style import MODEL_COLOURS, Look

# From the left of a cell; what is missing stays white.
FATES = {"found": MODEL_COLOURS[0], "partial": MODEL_COLOURS[5], "contradicted": MODEL_COLOURS[1], "unread": "#CCCCCC"}
TITLES = {"found": "found", "partial": "in part", "contradicted": "contradicted", "unread": "missing, lines unread"}
MOST_NUMBERED = 8  # columns in which the number of runs is legible
LEAST_NUMBERED = 0.25  # share of runs whose part of a cell has room for it
CELL = 0.9  # of its place


def draw_cut_heatmap(cuts: pd.DataFrame) -> Figure:
    """Draw for each curated cut what became of it: a column per model and mode, a block of columns per judge.

    Each cell is a bar of its runs: found, found in part, contradicted, missing where lines are unread, and, white,
    missing. Cuts are grouped by object, with their words.
    """
    cuts, left_out = fold(cuts[cuts["n_runs"] > 0])
    if cuts.empty:
        return absent("No papers were read in this campaign, or nobody judged what was read: no cut was looked for.")
    judges, order = list(dict.fromkeys(cuts["judge"])), grouped_cuts(cuts)
    columns = [label(cuts[cuts["judge"] == judge]).nunique() for judge in judges]
    size = (cells_width(sum(columns), len(judges)), 1.5 + LINE * len(order))
    figure, grid = subplots(1, len(judges), figsize=size, squeeze=False, width_ratios=columns, sharey=True)
    for axes, judge in zip(grid[0], judges, strict=True):
        of_judge = cuts[cuts["judge"] == judge]
        _draw_cells(axes, of_judge, list(order["cut"]))
        name_columns(axes, of_judge.assign(column=label(of_judge)).drop_duplicates("column"), "mode", of=sum(columns))
        axes.set_title(f"judge: {judge_title(cuts, judge)}", pad=4)
        part_objects(axes, order, named=judge == judges[-1])
    name_cuts(grid[0][0], order)
    figure.legend(*grid[0][0].get_legend_handles_labels(), loc="outside upper left", ncols=4, handlelength=0.8)
    note = "a cell is a bar of the runs; white: missing"
    numbers = "number: runs that find the cut" if max(columns) <= MOST_NUMBERED else ""
    return finish(figure, cuts, note, numbers, about_copies(cuts), left_out)


def _draw_cells(axes: Axes, cuts: pd.DataFrame, order: list[str]) -> None:
    columns = list(dict.fromkeys(label(cuts)))
    places = label(cuts).map(columns.index).to_numpy(float)
    heights = cuts["cut"].map(order.index).to_numpy(float)
    shares = {title: (CELL * cuts[fate] / cuts["n_runs"]).to_numpy(float) for fate, title in TITLES.items()}
    stack_bars(axes, heights, shares, FATES.values(), left=places - CELL / 2, height=CELL, linewidth=0)
    axes.barh(heights, CELL, left=places - CELL / 2, height=CELL, fill=False, edgecolor="#CCCCCC", linewidth=0.3)
    if len(columns) <= MOST_NUMBERED:
        numbered = cuts["found"] / cuts["n_runs"] >= LEAST_NUMBERED
        for place, height, found in zip(places[numbered], heights[numbered], cuts["found"][numbered], strict=True):
            look: Look = {"fontsize": SIZE, "ha": "left", "va": "center_baseline", "color": "white"}
            axes.text(place - 0.41, height, f"{found:g}", **look)
    axes.set(xlim=(-0.55, len(columns) - 0.45), ylim=(len(order) - 0.5, -0.5))
