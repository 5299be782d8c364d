"""The figure of scores: correct cuts beside hallucinations, a row per model and mode."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.canvas import absent, finish, judge_blocks, write_beside
from cutbench.reporting.captions import about_runs, counted, fold, judge_title, label, ungated
from cutbench.reporting.style import DIM, LIGHT, MARKERS, Look, model_colours

SCORES = ("correct", "hallucinations")
MOST_UNREAD = 2.5  # times the most hallucinations


def draw_extraction_scores(runs: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Draw each run as a point, and the median with its interval, for every model and mode; a block per judge.

    Rows are sorted by the median of correct cuts, and all judges have the same axes. The shaded part is what unread
    lines may add: correct cuts if each of them states one, hallucinations if each of them contradicts one.
    """
    table, left_out = fold(ungated(table))
    if table.empty:
        return absent("No papers were read in this campaign, or nobody judged what was read: there are no scores.")
    runs = ungated(runs)
    judges = list(dict.fromkeys(table["judge"]))
    figure, grid = judge_blocks(dict(table["judge"].value_counts()[judges]), head=0.34, foot=0.5)
    for row, judge in zip(grid, judges, strict=True):
        order = ["median_correct", "median_hallucinations"]
        of_judge = table[table["judge"] == judge].sort_values(order, ascending=[False, True], kind="stable")
        of_judge = of_judge.reset_index(drop=True)
        for axes, score in zip(row, SCORES, strict=True):
            _draw_scores(axes, runs[runs["judge"] == judge], of_judge, score, model_colours(runs))
        row[0].set_yticks(range(len(of_judge)), list(_rows(of_judge)))
        row[1].set_yticks(range(len(of_judge)), [])
        row[0].set_title(f"judge: {judge_title(table, judge)}", x=0, pad=9)
        write_beside(row[1], "n", dict(enumerate(counted(of_judge))))
    cut_off = _set_axes(grid[-1], runs[runs["judge"].isin(judges)], table)
    shaded = "shaded: what unread lines may add" + cut_off
    return finish(figure, table, about_runs(table), shaded, _about_counts(table), left_out)


def _rows(table: pd.DataFrame) -> "pd.Series[str]":
    """Return the names of rows; lists that people helped to read have the same name otherwise."""
    names = label(table)
    reader = " (" + table["reader"].fillna("").astype(str) + ")"
    return names.where(~names.duplicated(keep=False), names + reader)


def _draw_scores(axes: Axes, runs: pd.DataFrame, table: pd.DataFrame, score: str, colours: dict[str, str]) -> None:
    names, readers, readers_of_rows = label(runs), runs["reader"].fillna(""), table["reader"].fillna("")
    low, high, middle = table[f"{score}_low"], table[f"{score}_high"], table[f"median_{score}"]
    unread = table["median_correct_if_read"] - middle if score == "correct" else table["median_unread"]
    axes.barh(table.index, unread, left=middle, height=0.8, color=LIGHT, zorder=0)
    axes.hlines(table.index, low, high, color="black", linewidth=0.9, zorder=3)
    for place, row in enumerate(table.itertuples()):
        of_row = runs[(names == label(table)[place]) & (readers == readers_of_rows[place])]
        look: Look = {"color": colours[str(row.model)], "marker": MARKERS[str(row.mode)], "alpha": 0.75}
        axes.scatter(of_row[score], place + _apart(of_row), s=8, linewidth=0, zorder=2, **look)
    axes.scatter(middle, table.index, marker="|", s=40, linewidth=1.2, color="black", zorder=4)
    if runs[score].isna().all():
        axes.text(0.5, 0.5, "no run has a score", transform=axes.transAxes, ha="center", va="center", color=DIM)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.grid(axis="x", alpha=0.4)


def _apart(runs: pd.DataFrame) -> "pd.Series[float]":
    """Return how far points lie from their row, by seed, so that equal runs stay visible and a figure repeats."""
    rank = runs["seed"].rank() - 1
    return (rank - rank.max() / 2) * 0.6 / max(1, len(runs))


def _set_axes(row: list[Axes], runs: pd.DataFrame, table: pd.DataFrame) -> str:
    """Give all judges the same axes: up to the number of curated cuts, and to the most hallucinations.

    Many unread lines would leave no room for what is known: then the axis ends before them, and the remark says so.
    """
    correct, hallucinations = row
    n_curated = max(1, runs["curated"].max(), table["median_correct_if_read"].max())
    most = max(1, runs["hallucinations"].max(), table["hallucinations_high"].max())
    unread = (table["median_hallucinations"] + table["median_unread"]).max()
    end = min(max(most, unread), MOST_UNREAD * most)
    correct.set(xlim=(-0.03 * n_curated, 1.03 * n_curated), xlabel=f"correct (of {n_curated:g})")
    hallucinations.set(xlim=(-0.03 * end, 1.05 * end), xlabel="hallucinations")
    for axes in row:
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 3, 5, 10]))
    return " (beyond the axis, too)" if unread > end else ""


def _about_counts(table: pd.DataFrame) -> str:
    counts = " ".join(counted(table))
    parts = ["n: runs"]
    parts += ["a/b: a of b have a score"] if "/" in counts else []
    parts += ["(k): k different answers"] if "(" in counts else []
    return ", ".join(parts)
