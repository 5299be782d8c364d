"""The figure of masses: what generated programs select, beside the reference."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.style import (
    ALPHA_FILL,
    GREY,
    LINES,
    about_copies,
    absent,
    distinct_label,
    finish,
    model_colours,
    subplots,
)

MOST_NAMES = 18  # that one column of the key has room for


def draw_masses(masses: pd.DataFrame) -> Figure:
    """Draw the masses of selected events, a line per model and arm over the reference, and the differences below."""
    masses = masses[masses["arm"] != "selftest"]
    if masses.empty:
        return absent("No masses to show: no generated program ran to its end in this campaign, or none are monitored.")
    names = list(dict.fromkeys(masses["variable"]))
    columns = 1 + len(masses[["model", "arm"]].drop_duplicates()) // MOST_NAMES
    figure, grid = subplots(
        2,
        len(names),
        figsize=(3.6 * len(names) + 3.6 * columns - 1.8, 4.4),
        gridspec_kw={"height_ratios": (3, 1)},
        sharex="col",
        squeeze=False,
    )
    for place, name in enumerate(names):
        _draw_variable(grid[0][place], grid[1][place], masses[masses["variable"] == name])
        titles = masses["title"][masses["variable"] == name]
        grid[1][place].set_xlabel(f"{titles.iloc[0]} [GeV]")
    grid[0][0].set_ylabel("events")
    grid[1][0].set_ylabel("difference")
    grid[0][-1].legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), frameon=False, fontsize=8, ncols=columns)
    note = "lines: mean over runs that ended well; first and last bin: and beyond"
    return finish(figure, masses, note, about_copies(masses))


def _draw_variable(above: Axes, below: Axes, masses: pd.DataFrame) -> None:
    colours = model_colours(masses.assign(mode=masses["arm"]))
    for place, ((model, arm), rows) in enumerate(masses.groupby(["model", "arm"], sort=False)):
        edges = [*rows["low_gev"], rows["high_gev"].iloc[-1]]
        if place == 0:
            above.stairs(rows["n_reference"], edges, fill=True, color=GREY, alpha=ALPHA_FILL, label="reference")
        name = f"{model}, {arm}, n = {rows['n_runs'].iloc[0]}{distinct_label(rows).iloc[0]}"
        look: dict[str, Any] = {"color": colours[str(model)], "linestyle": LINES[place % len(LINES)], "linewidth": 1.3}
        above.stairs(rows["n_events"], edges, label=name, **look)
        below.stairs(rows["n_events"] - rows["n_reference"], edges, **look)
    below.axhline(0, color="black", linewidth=0.6)
    low, high = below.get_ylim()
    below.set_ylim(min(low, -1), max(high, 1))
    above.grid(alpha=0.3)
    below.grid(alpha=0.3)
