"""The figure of what was found of a selection: right, wrong and missed cuts, false lines, and regions."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.style import GREEN, GREY, MODEL_COLOURS, ORANGE, absent, finish, label, subplots, ungated

# What becomes of the curated cuts, from the left.
FATES = {
    "right": GREEN,
    "right values, not their regions": MODEL_COLOURS[5],
    "wrong": MODEL_COLOURS[1],
    "missed or in part": "#DDDDDD",
}
REGIONS = {"regions with a cut of theirs": MODEL_COLOURS[0], "cuts of regions, of the right ones": ORANGE}
SELF_TEST, DETERMINISTIC = "selftest", "deterministic"


def draw_selection_found(runs: pd.DataFrame) -> Figure:
    """Draw for each model and mode what became of the curated cuts, the false lines, and how regions were read.

    All numbers are medians over runs, by the deterministic judge. A false line is one that states nothing of the
    selection; what contradicts the curated list is wrong.
    """
    runs = ungated(runs)
    runs = runs[(runs["judge"] == DETERMINISTIC) & (runs["mode"] != SELF_TEST)].dropna(subset=["correct"])
    if runs.empty:
        return absent("The deterministic judge has no scores of papers in this campaign.")
    found = _medians(runs)
    height = 1.7 + 0.45 * len(found)
    figure, axes = subplots(1, 3, figsize=(11, height), sharey=True, width_ratios=[5, 2, 3])
    _draw_fates(axes[0], found)
    _draw_false(axes[1], found)
    _draw_regions(axes[2], found)
    axes[0].set_yticks(range(len(found)), list(found.index))
    axes[0].set_ylim(len(found) - 0.5, -0.5)
    return finish(figure, runs, "medians over runs")


def _medians(runs: pd.DataFrame) -> pd.DataFrame:
    names = ["curated", "correct", "values", "contradicted", "unsupported", "not_cuts", "regions", "regions_found"]
    names += ["regional", "region_correct"]
    return runs.assign(label=label(runs)).groupby("label", sort=False)[names].median()


def _draw_fates(axes: Axes, found: pd.DataFrame) -> None:
    elsewhere = (found["values"] - found["correct"]).clip(lower=0)
    counts = [found["correct"], elsewhere, found["contradicted"]]
    counts.append((found["curated"] - sum(counts)).clip(lower=0))
    left = pd.Series(0.0, index=found.index)
    for (name, colour), count in zip(FATES.items(), counts, strict=True):
        axes.barh(range(len(found)), count, left=left, color=colour, label=name, height=0.6)
        left += count
    axes.set(xlabel="curated cuts")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False, fontsize=8)


def _draw_false(axes: Axes, found: pd.DataFrame) -> None:
    lines = found["unsupported"] + found["not_cuts"]
    axes.barh(range(len(found)), lines, color=GREY, height=0.6)
    axes.set(xlabel="false lines", xlim=(0, max(1, 1.05 * lines.max())))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _draw_regions(axes: Axes, found: pd.DataFrame) -> None:
    """Draw two shares; a row without regions, or without cuts of regions, has no bar."""
    pairs = (("regions_found", "regions"), ("region_correct", "regional"))
    for place, ((name, colour), (part, whole)) in enumerate(zip(REGIONS.items(), pairs, strict=True)):
        heights = [row + 0.3 * place - 0.15 for row in range(len(found))]
        axes.barh(heights, (found[part] / found[whole]).fillna(0), color=colour, height=0.28, label=name)
        for height, done, of in zip(heights, found[part], found[whole], strict=True):
            axes.text(0.02, height, f"{done:g} of {of:g}", va="center", fontsize=7)
    axes.set(xlabel="share", xlim=(0, 1))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=8)
