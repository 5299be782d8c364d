"""The figure of costs: correct cuts against the model time that they take."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from cutbench.reporting.canvas import absent, finish, subplots
from cutbench.reporting.captions import fold, judge_title, ungated
from cutbench.reporting.style import COLUMN, DIM, MARKERS, NO_MODEL, TINY, Look, model_colours, model_numbers

PANEL = 2.2  # inches of height
RUN, MEDIAN = 7, 32  # areas of marks in points squared
KEY_COLUMNS = 3
WIDE = 20  # longest over shortest time from which an axis is logarithmic


def draw_cost_quality(runs: pd.DataFrame) -> Figure:
    """Draw correct cuts against the seconds of model time per run; the line joins medians that no other one beats."""
    runs, left_out = fold(ungated(runs))
    colours, numbers = model_colours(runs), model_numbers(runs)
    scored = runs.dropna(subset=["correct"])
    if scored["mode"].isin(NO_MODEL).all():
        return absent("No model has a score for reading papers in this campaign: no model time to compare.")
    judges = list(dict.fromkeys(scored["judge"]))
    models = scored[~scored["mode"].isin(NO_MODEL)]
    key = 0.14 * (1 + (models["model"].nunique() + models["mode"].nunique()) // KEY_COLUMNS)
    size = (COLUMN, 0.2 + key + PANEL * len(judges))
    figure, grid = subplots(len(judges), 1, figsize=size, squeeze=False, sharey=True, sharex=True)
    for axes, judge in zip(grid[:, 0], judges, strict=True):
        _draw_costs(axes, scored[scored["judge"] == judge], colours, numbers)
        axes.set(title=f"judge: {judge_title(runs, judge)}", ylabel="correct cuts")
    grid[-1, 0].set_xlabel("model time per run in seconds")
    _set_axes(grid[0, 0], models)
    _draw_key(figure, grid[0, 0], models, colours, numbers)
    note = "small: runs; large: median of a model and mode; line: not beaten in both"
    dashed = "dashed: baselines without a model" if (scored["mode"] == "pattern").any() else ""
    silent = [f"no run has a score by {judge}" for judge in dict.fromkeys(runs["judge"]) if judge not in judges]
    return finish(figure, runs, note, dashed, *silent, left_out)


def _draw_costs(axes: Axes, runs: pd.DataFrame, colours: dict[str, str], numbers: dict[str, int]) -> None:
    for pattern in runs.loc[runs["mode"] == "pattern", "correct"]:
        axes.axhline(pattern, color="#777777", linestyle="--", linewidth=0.8)
    runs = runs[~runs["mode"].isin(NO_MODEL)]
    medians = runs.groupby(["model", "mode"], sort=False)[["seconds", "correct"]].median().reset_index()
    small: Look = {"s": RUN, "alpha": 0.5, "linewidth": 0}
    large: Look = {"s": MEDIAN, "edgecolor": "white", "linewidth": 0.5, "zorder": 3}
    for frame, look in ((runs, small), (medians, large)):
        for (model, mode), rows in frame.groupby(["model", "mode"], sort=False):
            marker, colour = MARKERS[str(mode)], colours[str(model)]
            axes.scatter(rows["seconds"], rows["correct"], marker=marker, color=colour, **look)
    for row in medians.itertuples():
        place, number = (float(str(row.seconds)), float(str(row.correct))), str(numbers[str(row.model)])
        axes.annotate(number, place, xytext=(3, 2), textcoords="offset points", fontsize=TINY, zorder=4)
    front = medians.sort_values(["seconds", "correct"], ascending=[True, False])
    front = front[front["correct"] > front["correct"].cummax().shift(fill_value=-1)]
    axes.plot(front["seconds"], front["correct"], color="black", linewidth=0.8, zorder=1)
    axes.grid(alpha=0.3)


def _set_axes(axes: Axes, models: pd.DataFrame) -> None:
    seconds = models["seconds"]
    if seconds.min() > 0 and seconds.max() > WIDE * seconds.min():
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_xlim(left=0)
    axes.set_ylim(bottom=-0.7)  # a median of nothing is to be seen, too
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))


def _draw_key(
    figure: Figure, axes: Axes, models: pd.DataFrame, colours: dict[str, str], numbers: dict[str, int]
) -> None:
    """Explain colours, numbers and markers above the panels."""
    for model in dict.fromkeys(models["model"]):
        axes.scatter([], [], color=colours[model], s=16, label=f"{numbers[model]}  {model}")
    for mode in dict.fromkeys(models["mode"]):
        axes.scatter([], [], color=DIM, marker=MARKERS[mode], s=16, label=mode)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=KEY_COLUMNS, handlelength=0.8)
