"""The figure of scores per object: how much of each object's cuts is found, and contradicted."""

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, judge_blocks
from cutbench.reporting.captions import about_copies, fold, judge_title, label
from cutbench.reporting.style import MODEL_COLOURS, TINY, Look

SHARES = {"found": MODEL_COLOURS[0], "contradicted": MODEL_COLOURS[1]}


def draw_object_scores(cuts: pd.DataFrame) -> Figure:
    """Draw for each model and mode the share of an object's cuts that are found, and contradicted; a block per judge.

    A share is taken over all cuts of the object and all runs. Rows are sorted by what is found of all cuts.
    """
    cuts, left_out = fold(cuts[cuts["n_runs"] > 0])
    if cuts.empty:
        return absent("No papers were read in this campaign, or nobody judged what was read: no cut was looked for.")
    if cuts["object"].isna().all():
        return absent("The table of cuts does not say which object a cut is asked of.")
    judges = list(dict.fromkeys(cuts["judge"]))
    shares = {judge: _shares(cuts[cuts["judge"] == judge]) for judge in judges}
    n_rows = {judge: len(of_judge["found"]) for judge, of_judge in shares.items()}
    figure, grid = judge_blocks(n_rows, head=0.35, foot=0.95)
    for row, (judge, of_judge) in zip(grid, shares.items(), strict=True):
        for axes, (name, colour) in zip(row, SHARES.items(), strict=True):
            _draw_shares(axes, of_judge[name], colour)
            axes.set_title(name, color=colour, pad=3)
        row[1].set_yticks([])
        row[0].set_ylabel(f"judge: {judge_title(cuts, judge)}")
    _name_objects(grid[-1], cuts)
    note = "numbers: % of the cuts of an object, over all runs; below: cuts of each object"
    return finish(figure, cuts, note, about_copies(cuts), left_out)


def _shares(cuts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return a table of percentages per share, a row per model and mode and a column per object."""
    objects = list(dict.fromkeys(cuts["object"]))
    sums = cuts.assign(row=label(cuts)).groupby(["row", "object"], sort=False)[[*SHARES, "n_runs"]].sum()
    total = sums.groupby("row", sort=False).sum()
    order = (total["found"] / total["n_runs"]).sort_values(ascending=False, kind="stable").index
    return {name: (100 * sums[name] / sums["n_runs"]).unstack().loc[order, objects] for name in SHARES}


def _draw_shares(axes: Axes, shares: pd.DataFrame, colour: str) -> None:
    ramp = LinearSegmentedColormap.from_list("", ["white", colour])
    look: Look = {"cbar": False, "linewidths": 0.4, "linecolor": "white", "annot_kws": {"size": TINY - 0.5}}
    sns.heatmap(shares, ax=axes, cmap=ramp, vmin=0, vmax=100, annot=True, fmt=".0f", **look)
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.tick_params(axis="y", rotation=0)


def _name_objects(row: list[Axes], cuts: pd.DataFrame) -> None:
    sizes = cuts.drop_duplicates("cut").groupby("object", sort=False)["cut"].size()
    for axes in row:
        names = [f"{one.get_text()} ({sizes[one.get_text()]})" for one in axes.get_xticklabels()]
        axes.set_xticks(axes.get_xticks(), names, rotation=90)
