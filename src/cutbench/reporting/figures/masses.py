"""The figure of masses: what generated programs select, beside the reference."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, subplots
from cutbench.reporting.captions import about_copies, distinct_label
from cutbench.reporting.figures.arms import ALPHA_FILL, arm_looks, by_arm, draw_arm_key
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.style import GREY, PAGE, TINY, Look, model_colours

PANEL, RATIO, FOOT = 0.85, 0.42, 0.75  # inches
MOST_RATIO = 2.0


def draw_masses(masses: pd.DataFrame) -> Figure:
    """Draw the masses of selected events: a row of panels per model, marks per arm over the reference, ratios below.

    Bars are the standard deviation over programs; the hatched part is the root of the events of the reference.
    """
    masses = masses[masses["arm"] != SELF_TEST]
    if masses.empty:
        return absent("No masses to show: no generated program ran to its end in this campaign, or none are monitored.")
    names, models = (list(dict.fromkeys(masses[name])) for name in ("variable", "model"))
    looks = arm_looks(masses)
    figure, grid = subplots(
        2 * len(models),
        len(names),
        figsize=(min(PAGE, 2.4 * len(names)), FOOT + (PANEL + RATIO) * len(models)),
        gridspec_kw={"height_ratios": [PANEL, RATIO] * len(models)},
        sharex="col",
        squeeze=False,
    )
    colours = model_colours(by_arm(masses))
    for row, model in enumerate(models):
        for column, name in enumerate(names):
            of_panel = masses[(masses["model"] == model) & (masses["variable"] == name)]
            _draw_panel(grid[2 * row][column], grid[2 * row + 1][column], of_panel, colours[model], looks)
        grid[2 * row][0].set_ylabel("events")
        grid[2 * row + 1][0].set_ylabel("ratio")
        _name_row(grid[2 * row][0], masses[masses["model"] == model])
    for column, name in enumerate(names):
        title = masses.loc[masses["variable"] == name, "title"].iloc[0]
        grid[-1][column].set_xlabel(f"{title} [GeV]")
    figure.align_ylabels()
    draw_arm_key(figure, looks)
    note = "marks: mean over programs that ended well; bars: their standard deviation; hatched: √n of the reference"
    beyond = f"arrows: ratio beyond {MOST_RATIO:g}; first and last bin: and beyond"
    return finish(figure, masses, note, beyond, about_copies(masses))


def _draw_panel(above: Axes, below: Axes, masses: pd.DataFrame, colour: str, looks: dict[str, Look]) -> None:
    for place, (arm, rows) in enumerate(masses.groupby("arm", sort=False)):
        edges = np.array([*rows["low_gev"], rows["high_gev"].iloc[-1]])
        reference = rows["n_reference"].to_numpy(float)
        if place == 0:
            _draw_reference(above, below, reference, edges)
        middle = edges[:-1] + np.diff(edges) * (0.5 + 0.22 * (place - (masses["arm"].nunique() - 1) / 2))
        events, spread = rows["n_events"].to_numpy(float), rows["sd_events"].fillna(0).to_numpy(float)
        look: Look = {"color": colour, "markersize": 2.2, "linewidth": 0, "elinewidth": 0.6}
        look |= {"markeredgewidth": 0.6, **looks[str(arm)]}
        above.errorbar(middle, events, spread, **look)
        there = reference > 0
        ratio = np.divide(events, reference, where=there, out=np.full_like(events, np.nan))
        bar = np.divide(spread, reference, where=there, out=np.full_like(events, np.nan))
        inside = ratio <= MOST_RATIO
        below.errorbar(middle[inside], ratio[inside], bar[inside], **look)
        out = ratio > MOST_RATIO
        below.scatter(middle[out], np.full(out.sum(), MOST_RATIO - 0.12), marker="^", s=7, color=colour, linewidth=0)
    below.axhline(1, color="black", linewidth=0.6)
    below.set(ylim=(0, MOST_RATIO), yticks=(0, 1, 2))
    above.set_ylim(bottom=0)


def _draw_reference(above: Axes, below: Axes, reference: np.ndarray, edges: np.ndarray) -> None:
    above.stairs(reference, edges, fill=True, color=GREY, alpha=ALPHA_FILL)
    root = np.sqrt(reference)
    hatched: Look = {"fill": True, "facecolor": "none", "edgecolor": GREY, "hatch": "//////", "linewidth": 0}
    above.stairs(reference + root, edges, baseline=reference - root, **hatched)
    relative = np.divide(root, reference, where=reference > 0, out=np.zeros_like(root))
    below.stairs(np.minimum(1 + relative, MOST_RATIO), edges, baseline=1 - relative, **hatched)


def _name_row(axes: Axes, masses: pd.DataFrame) -> None:
    rows = masses.drop_duplicates("arm")
    counts = [f"{arm} {n}{k}" for arm, n, k in zip(rows["arm"], rows["n_runs"], distinct_label(rows), strict=True)]
    axes.set_title(f"{rows['model'].iloc[0]}   n = {', '.join(counts)}", pad=2, fontsize=TINY + 0.5)
