"""The figure of what was found of a selection: right, wrong and missed cuts, false lines, and regions."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cutbench.reporting.canvas import absent, finish, stack_bars, subplots
from cutbench.reporting.captions import fold, label, ungated
from cutbench.reporting.style import COLUMN, GREEN, GREY, MODEL_COLOURS, ORANGE, PAGE, ROW, TINY

# What becomes of the curated cuts, from the left.
FATES = {
    "right": GREEN,
    "right values, not their regions": MODEL_COLOURS[5],
    "wrong": MODEL_COLOURS[1],
    "missed or in part": "#DDDDDD",
}
REGIONS = {"regions with a cut of theirs": MODEL_COLOURS[0], "cuts of regions, of the right ones": ORANGE}
DETERMINISTIC = "deterministic"


def draw_selection_found(runs: pd.DataFrame) -> Figure:
    """Draw for each model and mode what became of the curated cuts, the false lines, and how regions were read.

    All numbers are medians over runs, by the deterministic judge. A false line is one that states nothing of the
    selection; what contradicts the curated list is wrong.
    """
    runs = ungated(runs)
    runs, left_out = fold(runs[runs["judge"] == DETERMINISTIC].dropna(subset=["correct"]))
    if runs.empty:
        return absent("The deterministic judge has no scores of papers in this campaign.")
    found = _medians(runs)
    regional = bool((found[["regions", "regional"]] > 0).any(axis=None))
    size = (PAGE if regional else COLUMN, 1.05 + (1.3 if regional else 1) * ROW * len(found))
    widths = [5, 2, 3] if regional else [5, 2]
    figure, axes = subplots(1, len(widths), figsize=size, sharey=True, width_ratios=widths)
    _draw_fates(axes[0], found)
    _draw_false(axes[1], found)
    if regional:
        _draw_regions(axes[2], found)
    axes[0].set_yticks(range(len(found)), list(found.index))
    axes[0].set_ylim(len(found) - 0.5, -0.5)
    return finish(figure, runs, "medians over runs; false lines state nothing of the selection", left_out)


def _medians(runs: pd.DataFrame) -> pd.DataFrame:
    names = ["curated", "correct", "values", "contradicted", "unsupported", "not_cuts", "regions", "regions_found"]
    names += ["regional", "region_correct"]
    medians = runs.assign(label=label(runs)).groupby("label", sort=False)[names].median()
    return medians.sort_values("correct", ascending=False, kind="stable")


def _draw_fates(axes: Axes, found: pd.DataFrame) -> None:
    elsewhere = (found["values"] - found["correct"]).clip(lower=0)
    counts = [found["correct"], elsewhere, found["contradicted"]]
    counts.append((found["curated"] - sum(counts)).clip(lower=0))
    stack_bars(axes, range(len(found)), dict(zip(FATES, counts, strict=True)), FATES.values(), height=0.75)
    axes.set(xlabel="curated cuts")
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.figure.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=2, handlelength=0.8)


def _draw_false(axes: Axes, found: pd.DataFrame) -> None:
    lines = found["unsupported"] + found["not_cuts"]
    axes.barh(range(len(found)), lines, color=GREY, height=0.75)
    axes.set(xlabel="false lines", xlim=(0, max(1, 1.05 * lines.max())))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _draw_regions(axes: Axes, found: pd.DataFrame) -> None:
    """Draw two shares; a row without regions, or without cuts of regions, has no bar."""
    pairs = (("regions_found", "regions"), ("region_correct", "regional"))
    for place, ((name, colour), (part, whole)) in enumerate(zip(REGIONS.items(), pairs, strict=True)):
        heights = [row + 0.4 * place - 0.2 for row in range(len(found))]
        axes.barh(heights, (found[part] / found[whole]).fillna(0), color=colour, height=0.38, label=name)
        for height, done, of in zip(heights, found[part], found[whole], strict=True):
            axes.text(0.02, height, f"{done:g} of {of:g}", va="center", fontsize=TINY - 1)
    axes.set(xlabel="share", xlim=(0, 1))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0))
