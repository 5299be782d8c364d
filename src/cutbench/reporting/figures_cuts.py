"""Figures that compare models: cut by cut, and by what they cost."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.style import (
    MARKERS,
    NO_MODEL,
    about_copies,
    absent,
    finish,
    judge_title,
    label,
    model_colours,
    model_numbers,
    subplots,
    ungated,
)

MOST_NUMBERED = 12  # columns of a heat map in which numbers are legible


def draw_cut_heatmap(cuts: pd.DataFrame) -> Figure:
    """Draw the share of runs that find each curated cut, a column per model and mode, a panel per judge.

    A cross marks cuts that more than half of the runs contradict.
    """
    cuts = cuts[(cuts["mode"] != "selftest") & (cuts["n_runs"] > 0)]
    if cuts.empty:
        return absent("No papers were read in this campaign, or nobody judged what was read: no cut was looked for.")
    judges = list(dict.fromkeys(cuts["judge"]))
    columns = {judge: list(dict.fromkeys(label(cuts[cuts["judge"] == judge]))) for judge in judges}
    widths = [max(1, len(columns[judge])) for judge in judges]
    height = 1.8 + 0.24 * cuts["cut"].nunique()
    figure, grid = subplots(
        1,
        len(judges),
        figsize=(2.2 + 0.5 * sum(widths) + 0.8 * len(judges), height),
        gridspec_kw={"width_ratios": widths},
        squeeze=False,
    )
    for axes, judge in zip(grid[0], judges, strict=True):
        _draw_heat(axes, cuts[cuts["judge"] == judge], columns[judge], colour_bar=judge == judges[-1])
        axes.set_title(f"judge:\n{judge_title(cuts, judge)}", fontsize=9, loc="left")
    note = "number: runs that find the cut; ×: more than half of the runs contradict it"
    return finish(figure, cuts, note, about_copies(cuts))


def draw_cost_quality(runs: pd.DataFrame) -> Figure:
    """Draw correct cuts against the seconds of model time per run; the line joins medians that no other one beats."""
    runs = ungated(runs)
    runs, colours, numbers = runs[runs["mode"] != "selftest"], model_colours(runs), model_numbers(runs)
    scored = runs.dropna(subset=["correct"])
    if scored["mode"].isin(NO_MODEL).all():
        return absent("No model has a score for reading papers in this campaign: no model time to compare.")
    judges = list(dict.fromkeys(scored["judge"]))
    figure, grid = subplots(1, len(judges), figsize=(4.6 * len(judges) + 1.6, 4.2), squeeze=False, sharey=True)
    for axes, judge in zip(grid[0], judges, strict=True):
        _draw_costs(axes, scored[scored["judge"] == judge], colours, numbers)
        axes.set_title(f"judge: {judge_title(runs, judge)}", fontsize=10, loc="left")
        axes.set(xlabel="model time per run in seconds", ylabel="correct cuts")
    _draw_key(grid[0][-1], scored, colours, numbers)
    note = "small: runs; large: median of a model and mode; line: not beaten in both; dashed: pattern reader, no model"
    silent = [f"no run has a score by {judge}" for judge in dict.fromkeys(runs["judge"]) if judge not in judges]
    return finish(figure, runs, note, *silent)


def _draw_heat(axes: Axes, cuts: pd.DataFrame, columns: list[str], *, colour_bar: bool) -> None:
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


def _draw_costs(axes: Axes, runs: pd.DataFrame, colours: dict[str, str], numbers: dict[str, int]) -> None:
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
    for row in medians.itertuples():
        place, number = (float(str(row.seconds)), float(str(row.correct))), str(numbers[str(row.model)])
        axes.annotate(number, place, xytext=(5, 4), textcoords="offset points", fontsize=7, zorder=4)
    front = medians.sort_values(["seconds", "correct"], ascending=[True, False])
    front = front[front["correct"] > front["correct"].cummax().shift(fill_value=-1)]
    axes.plot(front["seconds"], front["correct"], color="black", linewidth=1, zorder=1)
    if len(runs) and runs["seconds"].min() > 0 and runs["seconds"].max() > 20 * runs["seconds"].min():
        axes.set_xscale("log")
    else:
        axes.set_xlim(left=0)
    axes.set_ylim(bottom=-0.7)  # a median of nothing is to be seen, too
    axes.grid(alpha=0.3)


def _draw_key(axes: Axes, runs: pd.DataFrame, colours: dict[str, str], numbers: dict[str, int]) -> None:
    """Explain colours, numbers and markers beside the last panel."""
    runs = runs[~runs["mode"].isin(NO_MODEL)]
    for model in dict.fromkeys(runs["model"]):
        axes.scatter([], [], color=colours[model], s=60, label=f"{numbers[model]}  {model}")
    for mode in dict.fromkeys(runs["mode"]):
        axes.scatter([], [], color="#555555", marker=MARKERS[mode], s=50, label=mode)
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8)
