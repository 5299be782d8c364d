"""Figures that compare models: cut by cut, and by what they cost."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.style import MARKERS, NO_MODEL, finish, judge_title, label, model_colours, ungated

MOST_NUMBERED = 12  # columns of a heat map in which numbers are legible


def draw_cut_heatmap(cuts: pd.DataFrame) -> Figure:
    """Draw the share of runs that find each curated cut, a column per model and mode, a panel per judge.

    A cross marks cuts that more than half of the runs contradict.
    """
    cuts = cuts[(cuts["mode"] != "selftest") & (cuts["n_runs"] > 0)]
    judges = list(dict.fromkeys(cuts["judge"])) or ["none"]
    columns = {judge: list(dict.fromkeys(label(cuts[cuts["judge"] == judge]))) for judge in judges}
    widths = [max(1, len(columns[judge])) for judge in judges]
    height = 1.8 + 0.24 * cuts["cut"].nunique()
    figure, grid = plt.subplots(
        1,
        len(judges),
        figsize=(2.2 + 0.5 * sum(widths) + 0.8 * len(judges), height),
        gridspec_kw={"width_ratios": widths},
        squeeze=False,
    )
    for axes, judge in zip(grid[0], judges, strict=True):
        _draw_heat(axes, cuts[cuts["judge"] == judge], columns[judge], colour_bar=judge == judges[-1])
        axes.set_title(f"judge:\n{judge_title(cuts, judge)}", fontsize=9, loc="left")
    return finish(figure, cuts, "number: runs that find the cut; ×: more than half of the runs contradict it")


def draw_cost_quality(runs: pd.DataFrame) -> Figure:
    """Draw correct cuts against the seconds of model time per run; the line joins medians that no other one beats."""
    runs = ungated(runs)
    runs = runs[runs["mode"] != "selftest"].dropna(subset=["correct"])
    judges = list(dict.fromkeys(runs["judge"])) or ["none"]
    figure, grid = plt.subplots(1, len(judges), figsize=(4.6 * len(judges) + 1.6, 4.2), squeeze=False, sharey=True)
    for axes, judge in zip(grid[0], judges, strict=True):
        _draw_costs(axes, runs[runs["judge"] == judge], model_colours(runs))
        axes.set_title(f"judge: {judge_title(runs, judge)}", fontsize=10, loc="left")
        axes.set(xlabel="model time per run in seconds", ylabel="correct cuts")
    _draw_key(grid[0][-1], runs)
    note = "small: runs; large: median of a model and mode; line: not beaten in both; dashed: pattern reader, no model"
    return finish(figure, runs, note)


def _draw_heat(axes: Axes, cuts: pd.DataFrame, columns: list[str], *, colour_bar: bool) -> None:
    if cuts.empty:
        return
    cuts = cuts.assign(column=label(cuts), share=cuts["found"] / cuts["n_runs"])
    order = list(dict.fromkeys(cuts["cut"].astype(str)))
    share, found, against = (
        cuts.assign(cut=cuts["cut"].astype(str), against=cuts["contradicted"] > cuts["n_runs"] / 2)
        .pivot(index="cut", columns="column", values=value)
        .loc[order, columns]
        for value in ("share", "found", "against")
    )
    text = found.astype(str).where(~against.astype(bool), "×")
    numbered = text if len(columns) <= MOST_NUMBERED else False
    sns.heatmap(
        share,
        annot=numbered,
        fmt="",
        cmap="cividis",
        vmin=0,
        vmax=1,
        linewidths=0.4,
        cbar=colour_bar,
        cbar_kws={"label": "share of runs that find it"} if colour_bar else None,
        annot_kws={"size": 8},
        ax=axes,
    )
    axes.set(xlabel="", ylabel="curated cut")
    axes.tick_params(axis="y", rotation=0, labelsize=8)
    axes.set_xticks([place + 0.5 for place in range(len(columns))], columns, rotation=50, ha="right", fontsize=8)


def _draw_costs(axes: Axes, runs: pd.DataFrame, colours: dict[str, str]) -> None:
    for pattern in runs.loc[runs["mode"] == "pattern", "correct"]:
        axes.axhline(pattern, color="#777777", linestyle="--", linewidth=1)
    runs = runs[~runs["mode"].isin(NO_MODEL)]
    medians = runs.groupby(["model", "mode"], sort=False)[["seconds", "correct"]].median().reset_index()
    for frame, size, alpha in ((runs, 22, 0.5), (medians, 90, 1.0)):
        for row in frame.itertuples():
            axes.scatter(
                float(str(row.seconds)),
                float(str(row.correct)),
                marker=MARKERS[str(row.mode)],
                s=size,
                alpha=alpha,
                color=colours[str(row.model)],
                edgecolor="white" if size > 50 else "none",
                zorder=3 if size > 50 else 2,
            )
    front = medians.sort_values(["seconds", "correct"], ascending=[True, False])
    front = front[front["correct"] > front["correct"].cummax().shift(fill_value=-1)]
    axes.plot(front["seconds"], front["correct"], color="black", linewidth=1, zorder=1)
    if len(runs) and runs["seconds"].min() > 0 and runs["seconds"].max() > 20 * runs["seconds"].min():
        axes.set_xscale("log")
    else:
        axes.set_xlim(left=0)
    axes.set_ylim(bottom=-0.7)  # a median of nothing is to be seen, too
    axes.grid(alpha=0.3)


def _draw_key(axes: Axes, runs: pd.DataFrame) -> None:
    """Explain colours and markers beside the last panel."""
    runs = runs[~runs["mode"].isin(NO_MODEL)]
    for model, colour in model_colours(runs).items():
        axes.scatter([], [], color=colour, s=60, label=model)
    for mode in dict.fromkeys(runs["mode"]):
        axes.scatter([], [], color="#555555", marker=MARKERS[mode], s=50, label=mode)
    if len(runs):
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8)
