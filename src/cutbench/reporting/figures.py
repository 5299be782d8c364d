"""Figures of the result tables: one function per figure, each from tables alone."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# The Okabe-Ito colours can be told apart with every common kind of colour vision.
COLOURS = {
    "exactly_matched": "#009E73",
    "not_matched": "#E69F00",
    "execution_failed": "#999999",
    "full_text": "#0072B2",
    "chunked": "#E69F00",
    "grounded": "#009E73",
    "pattern": "#999999",
}
SCORES = {"correct": "correct cuts", "hallucinations": "hallucinations (contradict the curated list)"}

# Fixed ids and text as text make SVG files repeat from run to run, searchable and small.
STYLE: dict[str, Any] = {
    "svg.hashsalt": "cutbench",
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_extraction_scores(runs: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw each run as a point, and the median with its interval, for every model and mode; a row per judge."""
    runs, table = _ungated(runs), _ungated(table)
    judges = list(dict.fromkeys(runs["judge"]))
    labels = list(dict.fromkeys(_label(table)))
    figure, grid = plt.subplots(
        len(judges), 2, figsize=(11, 1.2 + len(judges) * (0.9 + 0.42 * len(labels))), squeeze=False, sharey=True
    )
    for row, judge in zip(grid, judges, strict=True):
        for axes, score in zip(row, SCORES, strict=True):
            _draw_scores(axes, runs[runs["judge"] == judge], table[table["judge"] == judge], score, labels)
            axes.set_title(f"judge: {judge}", fontsize=10, loc="left")
    return _finish(figure, runs, _n_runs(table))


def draw_chunking_effect(runs: pd.DataFrame) -> Figure:
    """Draw, as paired lines, what reading in chunks changes: one line per model, seed and judge."""
    runs = _ungated(runs)
    runs = runs[runs["mode"].isin(["full_text", "chunked"])]
    figure, grid = plt.subplots(1, 2, figsize=(10, 4.2))
    for axes, (score, title) in zip(grid, SCORES.items(), strict=True):
        if not runs.empty:
            _draw_pairs(axes, runs, score)
        axes.set(xlabel="", ylabel=title, xlim=(-0.3, 1.3), title="")
        axes.set_ylim(bottom=0)
    return _finish(figure, runs, "each line is one seed of a model as one judge scores it")


def draw_codegen_outcomes(table: pd.DataFrame) -> Figure:
    """Draw the share of each outcome per model and arm; published rows below, with their own label."""
    table = table[table["n_runs"] > 0].reset_index(drop=True)
    labels = [f"{row.model}, {row.arm}\n{row.source}, n = {row.n_runs}" for row in table.itertuples()]
    shares = table[["exactly_matched", "not_matched", "execution_failed"]].div(table["n_runs"], axis=0)
    figure, axes = plt.subplots(figsize=(9, 1.4 + 0.55 * len(table)))
    left = pd.Series(0.0, index=table.index)
    for outcome in shares:
        axes.barh(labels, shares[outcome], left=left, color=COLOURS[str(outcome)], label=str(outcome).replace("_", " "))
        left += shares[outcome]
    _draw_exact_intervals(axes, table)
    axes.set(xlabel="share of runs (line: 95% interval of exactly matched)", xlim=(0, 1))
    axes.invert_yaxis()
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    return _finish(figure, table, "")


def save(figure: Figure, paths: Iterable[Path]) -> None:
    """Write `figure` to each of `paths`, in the format of its ending."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without a date the same table gives the same file.
        metadata = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=150, bbox_inches="tight", metadata=metadata)
    plt.close(figure)


def use_style() -> None:
    """Set the common look of all figures, and a backend that needs no screen."""
    mpl.use("Agg")
    sns.set_theme(context="paper", style="ticks", font_scale=1.1, rc=STYLE)


def _ungated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["gate"] == "off"]


def _label(frame: pd.DataFrame) -> "pd.Series[str]":
    return frame["model"].where(frame["model"] == frame["mode"], frame["model"] + ", " + frame["mode"])


def _draw_scores(axes: Axes, runs: pd.DataFrame, table: pd.DataFrame, score: str, labels: list[str]) -> None:
    low, high = table[f"{score}_low"], table[f"{score}_high"]
    positions = _label(table).map(labels.index)
    axes.hlines(positions, low, high, color="black", linewidth=1.2, zorder=1)
    axes.scatter(table[f"median_{score}"], positions, marker="|", s=180, color="black", zorder=3)
    # Points of one row are set apart by seed, so that equal runs stay visible and a figure repeats exactly.
    rank = runs.groupby(["model", "mode"])["seed"].rank() - 1
    spread = 0.3 / max(1, runs["seed"].nunique())
    sns.scatterplot(
        data=runs.assign(place=_label(runs).map(labels.index) + (rank - rank.max() / 2) * spread),
        x=score,
        y="place",
        hue="mode",
        palette={mode: COLOURS.get(mode, "#555555") for mode in runs["mode"].unique()},
        legend=False,
        s=45,
        alpha=0.7,
        zorder=2,
        ax=axes,
    )
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set(xlabel=SCORES[score], ylabel="")
    axes.set_xlim(left=-0.5)
    axes.grid(axis="x", alpha=0.3)


def _draw_pairs(axes: Axes, runs: pd.DataFrame, score: str) -> None:
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
        palette="colorblind",
        ax=axes,
    )
    axes.legend(fontsize=8, frameon=False)


def _draw_exact_intervals(axes: Axes, table: pd.DataFrame) -> None:
    measured = table[table["source"] != "selftest"]
    axes.hlines(measured.index, measured["exact_low"], measured["exact_high"], color="black", linewidth=1.5)


def _n_runs(table: pd.DataFrame) -> str:
    low, high = table["n_runs"].min(), table["n_runs"].max()
    runs = str(high) if low == high else f"{low} to {high}"
    return f"points: runs (n = {runs}); tick: median; line: interval of the median"


def _finish(figure: Figure, frame: pd.DataFrame, note: str) -> Figure:
    """Add the foot line: what the marks mean, and that this is a replay if it is one."""
    replay = "REPLAY of recorded calls" if frame["replayed"].any() else ""
    figure.text(0.01, -0.02, "; ".join(part for part in (replay, note) if part), fontsize=8, color="#555555")
    figure.tight_layout()
    return figure
