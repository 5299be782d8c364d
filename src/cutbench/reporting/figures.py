"""Figures of the result tables: one function per figure, each from tables alone."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.style import (
    MARKERS,
    OUTCOME_COLOURS,
    about_runs,
    finish,
    judge_title,
    label,
    model_colours,
    ungated,
)

SCORES = {"correct": "correct cuts", "hallucinations": "hallucinations (contradict the curated list)"}


def draw_extraction_scores(runs: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw each run as a point, and the median with its interval, for every model and mode; a row per judge.

    Models judge models only, so a judge's row names what it has judged and nothing else.
    """
    runs, table = ungated(runs), ungated(table)
    labels = {
        str(judge): list(dict.fromkeys(label(of_judge))) for judge, of_judge in table.groupby("judge", sort=False)
    }
    heights = [0.9 + 0.42 * len(names) for names in labels.values()]
    figure, grid = plt.subplots(
        len(labels), 2, figsize=(11, 1.2 + sum(heights)), squeeze=False, sharey="row", height_ratios=heights
    )
    for row, (judge, names) in zip(grid, labels.items(), strict=True):
        for axes, score in zip(row, SCORES, strict=True):
            _draw_scores(axes, runs[runs["judge"] == judge], table[table["judge"] == judge], score, names)
            axes.set_title(f"judge: {judge_title(runs, judge)}", fontsize=10, loc="left")
    return finish(figure, runs, about_runs(table))


def draw_chunking_effect(runs: pd.DataFrame) -> Figure:
    """Draw, as paired lines, what reading in chunks changes: one line per model, seed and judge."""
    runs = ungated(runs)
    runs = runs[runs["mode"].isin(["full_text", "chunked"])]
    figure, grid = plt.subplots(1, 2, figsize=(10, 4.2))
    for axes, (score, title) in zip(grid, SCORES.items(), strict=True):
        if not runs.empty:
            _draw_pairs(axes, runs, score)
        axes.set(xlabel="", ylabel=title, xlim=(-0.3, 1.3), title="")
        axes.set_ylim(bottom=0)
    return finish(figure, runs, "each line is one seed of a model as one judge scores it")


def draw_codegen_outcomes(table: pd.DataFrame) -> Figure:
    """Draw the share of each outcome per model and arm; published rows below, with their own label."""
    table = table[table["n_runs"] > 0].reset_index(drop=True)
    alike = table["alike"].fillna("").map(lambda letters: f" ({letters})" if letters else "")
    labels = [f"{row.model}, {row.arm}\n{row.source}, n = {row.n_runs}" for row in table.itertuples()] + alike
    shares = table[["exactly_matched", "not_matched", "execution_failed"]].div(table["n_runs"], axis=0)
    figure, axes = plt.subplots(figsize=(9, 1.4 + 0.55 * len(table)))
    left = pd.Series(0.0, index=table.index)
    for outcome in shares:
        axes.barh(
            labels,
            shares[outcome],
            left=left,
            color=OUTCOME_COLOURS[str(outcome)],
            label=str(outcome).replace("_", " "),
        )
        left += shares[outcome]
    _draw_exact_intervals(axes, table)
    axes.set(xlabel="share of runs (line: 95% interval of exactly matched)", xlim=(0, 1))
    axes.invert_yaxis()
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    return finish(figure, table, "rows with a letter in common cannot be told apart by their exact matches (5%, Holm)")


def _draw_scores(axes: Axes, runs: pd.DataFrame, table: pd.DataFrame, score: str, labels: list[str]) -> None:
    low, high = table[f"{score}_low"], table[f"{score}_high"]
    positions = label(table).map(labels.index)
    axes.hlines(positions, low, high, color="black", linewidth=1.2, zorder=1)
    # Whole numbers from zero on, also where all scores are the same.
    axes.set_xlim(-0.5, max(1, high.max(), runs[score].max()) + 0.5)
    axes.scatter(table[f"median_{score}"], positions, marker="|", s=180, color="black", zorder=3)
    # Points of one row are set apart by seed, so that equal runs stay visible and a figure repeats exactly.
    rank = runs.groupby(["model", "mode"])["seed"].rank() - 1
    spread = 0.3 / max(1, runs["seed"].nunique())
    sns.scatterplot(
        data=runs.assign(place=label(runs).map(labels.index) + (rank - rank.max() / 2) * spread),
        x=score,
        y="place",
        hue="model",
        palette=model_colours(runs),
        style="mode",
        markers=MARKERS,
        legend=False,
        s=45,
        alpha=0.7,
        zorder=2,
        ax=axes,
    )
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel=SCORES[score], ylabel="")
    axes.grid(axis="x", alpha=0.3)


def _draw_pairs(axes: Axes, runs: pd.DataFrame, score: str) -> None:
    runs = runs.assign(judge=[judge_title(runs, judge) for judge in runs["judge"]])
    runs = runs.assign(pair=runs["model"] + runs["seed"].astype(str) + runs["judge"])
    order = pd.Categorical(runs["mode"], categories=["full_text", "chunked"], ordered=True)
    sns.lineplot(
        data=runs.assign(mode=order).sort_values("mode"),
        x="mode",
        y=score,
        hue="model",
        style="judge",
        units="pair",
        estimator=None,
        marker="o",
        palette=model_colours(runs),
        ax=axes,
    )
    axes.legend(fontsize=8, frameon=False)


def _draw_exact_intervals(axes: Axes, table: pd.DataFrame) -> None:
    measured = table[table["source"] != "selftest"]
    axes.hlines(measured.index, measured["exact_low"], measured["exact_high"], color="black", linewidth=1.5)
