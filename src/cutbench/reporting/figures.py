"""Figures of the result tables: one function per figure, each from tables alone."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.style import (
    LINES,
    MARKERS,
    OUTCOME_COLOURS,
    about_copies,
    about_runs,
    absent,
    distinct_label,
    finish,
    judge_title,
    label,
    model_colours,
    model_markers,
    subplots,
    ungated,
    unscored_label,
)

CHUNKING = ["full_text", "chunked"]
SCORES = {"correct": "correct cuts", "hallucinations": "hallucinations (contradict the curated list)"}


def draw_extraction_scores(runs: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw each run as a point, and the median with its interval, for every model and mode; a row per judge.

    Models judge models only, so a judge's row names what it has judged and nothing else.
    """
    runs, table = ungated(runs), ungated(table)
    if table.empty:
        return absent("No papers were read in this campaign, or nobody judged what was read: there are no scores.")
    labels = {
        str(judge): list(dict.fromkeys(label(of_judge))) for judge, of_judge in table.groupby("judge", sort=False)
    }
    colours = model_colours(runs)
    heights = [0.9 + 0.42 * len(names) for names in labels.values()]
    figure, grid = subplots(
        len(labels), 2, figsize=(11, 1.2 + sum(heights)), squeeze=False, sharey="row", height_ratios=heights
    )
    for row, (judge, names) in zip(grid, labels.items(), strict=True):
        of_judge = table[table["judge"] == judge]
        for axes, score in zip(row, SCORES, strict=True):
            _draw_scores(axes, runs[runs["judge"] == judge], of_judge, score, colours)
            axes.set_yticks(range(len(names)), names + unscored_label(of_judge) + distinct_label(of_judge))
            axes.set_title(f"judge: {judge_title(runs, judge)}", fontsize=10, loc="left")
    return finish(figure, runs, about_runs(table))


def draw_chunking_effect(runs: pd.DataFrame) -> Figure:
    """Draw, as paired lines, what reading in chunks changes: one line per model, seed and judge."""
    runs = ungated(runs)
    runs = runs[runs["mode"].isin(CHUNKING)].dropna(subset=["correct"])
    if set(CHUNKING) - set(runs["mode"]):
        return absent("No scores of papers read both at once and in chunks in this campaign: nothing to compare.")
    figure, grid = subplots(1, 2, figsize=(10, 4.2))
    for axes, (score, title) in zip(grid, SCORES.items(), strict=True):
        _draw_pairs(axes, runs, score)
        axes.set(ylabel=title, xlim=(-0.3, 1.3))
        axes.set_xticks(range(len(CHUNKING)), CHUNKING)
        axes.set_ylim(bottom=0)
    _draw_pairs_key(grid[-1], runs)
    return finish(figure, runs, "each line is one seed of a model as one judge scores it")


def draw_codegen_outcomes(table: pd.DataFrame) -> Figure:
    """Draw the share of each outcome per model and arm; published rows below, with their own label."""
    broken = _broken_off(table)
    table = table[table["n_runs"] > 0].reset_index(drop=True)
    if table.empty:
        return absent("No programs were generated in this campaign, and none are published.")
    shares = table[list(OUTCOME_COLOURS)].div(table["n_runs"], axis=0)
    figure, axes = subplots(figsize=(9, 1.4 + 0.55 * len(table)))
    left = pd.Series(0.0, index=table.index)
    for outcome, colour in OUTCOME_COLOURS.items():
        axes.barh(table.index, shares[outcome], left=left, color=colour, label=outcome.replace("_", " "))
        left += shares[outcome]
    _draw_exact_intervals(axes, table)
    axes.set_yticks(table.index, _outcome_labels(table))
    axes.set(xlabel="share of runs (line: 95% interval of exactly matched)", xlim=(0, 1))
    axes.invert_yaxis()
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    none = "" if broken or (table["source"] == "measured").any() else "no model wrote programs in this campaign"
    alike = "rows with a letter in common cannot be told apart by their exact matches (5%, Holm)"
    return finish(figure, table, none, broken, about_copies(table), alike)


def _broken_off(table: pd.DataFrame) -> str:
    """Return a remark on runs that have no program because a server gave no answer, else nothing."""
    rows = table["model"] + ", " + table["arm"] + unscored_label(table)
    return "; ".join(rows[unscored_label(table) != ""])


def _outcome_labels(table: pd.DataFrame) -> "pd.Series[str]":
    documents = table["documents"].fillna("")
    told = (", documents: " + documents).where(~documents.isin(["", "all"]), "")
    alike = table["alike"].fillna("")
    count = "\n" + table["source"] + ", n = " + table["n_runs"].astype(str) + distinct_label(table)
    return table["model"] + ", " + table["arm"] + told + count + (" (" + alike + ")").where(alike != "", "")


def _draw_scores(axes: Axes, runs: pd.DataFrame, table: pd.DataFrame, score: str, colours: dict[str, str]) -> None:
    labels = list(label(table))
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
        palette=colours,
        style="mode",
        markers=MARKERS,
        legend=False,
        s=45,
        alpha=0.7,
        zorder=2,
        ax=axes,
    )
    if runs[score].isna().all():
        axes.text(0.5, 0.5, "no run has a score", transform=axes.transAxes, ha="center", va="center", color="#555555")
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel=SCORES[score], ylabel="")
    axes.grid(axis="x", alpha=0.3)


def _draw_pairs(axes: Axes, runs: pd.DataFrame, score: str) -> None:
    colours, markers, lines = model_colours(runs), model_markers(runs), _lines(runs)
    for (model, judge, _), pair in runs.groupby(["model", "judge", "seed"], sort=False):
        axes.plot(
            [CHUNKING.index(mode) for mode in pair["mode"]],
            pair[score],
            color=colours[str(model)],
            marker=markers[str(model)],
            linestyle=lines[str(judge)],
            linewidth=1.2,
            alpha=0.8,
        )


def _draw_pairs_key(axes: Axes, runs: pd.DataFrame) -> None:
    markers = model_markers(runs)
    for model, colour in model_colours(runs).items():
        axes.plot([], [], color=colour, marker=markers[model], label=model)
    for judge, line in _lines(runs).items():
        axes.plot([], [], color="#555555", linestyle=line, label=f"judge: {judge_title(runs, judge)}")
    axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8)


def _lines(runs: pd.DataFrame) -> dict[str, str]:
    return {judge: LINES[place % len(LINES)] for place, judge in enumerate(dict.fromkeys(runs["judge"]))}


def _draw_exact_intervals(axes: Axes, table: pd.DataFrame) -> None:
    measured = table[table["source"] != "selftest"]
    axes.hlines(measured.index, measured["exact_low"], measured["exact_high"], color="black", linewidth=1.5)
