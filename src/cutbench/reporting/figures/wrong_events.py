"""The figure of wrong events: what each cut loses or lets through, per model and arm."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from cutbench.reporting.canvas import absent, finish, subplots
from cutbench.reporting.captions import about_copies, label, span
from cutbench.reporting.figures.cells import LINE, SIZE, cells_width, name_columns, name_cuts
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.style import MODEL_COLOURS

SIDES = {"lost": MODEL_COLOURS[1], "gained": MODEL_COLOURS[0]}
NOT_KNOWN = "?"
MOST_NUMBERED = 4  # columns in which the number of events is legible
DARK = 0.5  # of the largest number, from which white digits are legible


def draw_wrong_events(wrong: pd.DataFrame) -> Figure:
    """Draw how many events each cut loses and lets through: a column per model and arm, a row per cut to blame.

    Lost are events of the reference that the program's own cut rejects, gained those that a cut of the curated list
    would have rejected: means over programs.
    """
    wrong = wrong[wrong["arm"] != SELF_TEST]
    if wrong.empty:
        return absent("No wrong events to show: no generated program of this campaign left a valid result.")
    wrong = wrong.fillna({"cut": "", "text": ""}).assign(column=label(wrong.assign(mode=wrong["arm"])))
    wrong.loc[wrong["cut"] == "", ["cut", "text"]] = NOT_KNOWN, "cause not known"
    order = _order(wrong)
    columns = wrong.drop_duplicates("column")
    size = (cells_width(2 * len(columns), 2), 2.2 + LINE * len(order))
    figure, grid = subplots(1, 2, figsize=size, sharey=True)
    most = max(1.0, *(float(wrong[side].max()) for side in SIDES))
    for axes, (side, colour) in zip(grid, SIDES.items(), strict=True):
        shares = wrong.pivot_table(index="cut", columns="column", values=side, sort=False)
        shares = shares.reindex(index=list(order["cut"]), columns=list(columns["column"]))
        image = _draw_cells(axes, shares, colour, most)
        figure.colorbar(image, ax=axes, location="top", label=f"events {side}", shrink=0.6, aspect=15, pad=0.01)
        name_columns(axes, columns, "arm", of=2 * len(columns))
    name_cuts(grid[0], order)
    note = f"mean events per program (n = {span(wrong['n_runs'])}); the reference selects {wrong['n_reference'].max()}"
    return finish(figure, wrong, note, "white: none", about_copies(wrong))


def _order(wrong: pd.DataFrame) -> pd.DataFrame:
    """Return the cuts that are to blame for anything, by their ids, what nobody knows last."""
    blamed = wrong[wrong[list(SIDES)].sum(axis=1) > 0]
    blamed = blamed if len(blamed) else wrong
    return blamed.drop_duplicates("cut").sort_values("cut", key=lambda ids: ids.map(_as_id), kind="stable")


def _as_id(cut: str) -> tuple[Any, ...]:
    """Return what sorts ids as people do: 4.10 behind 4.9."""
    return (cut == NOT_KNOWN, *(part.zfill(6) for part in cut.split(".")))


def _draw_cells(axes: Axes, events: pd.DataFrame, colour: str, most: float) -> AxesImage:
    ramp = LinearSegmentedColormap.from_list("", ["white", colour])
    image = axes.imshow(
        events.fillna(0), cmap=ramp, norm=PowerNorm(0.5, 0, most), aspect="auto", interpolation="nearest"
    )
    axes.set_xticks([place + 0.5 for place in range(events.shape[1])], minor=True)
    axes.set_yticks([place + 0.5 for place in range(events.shape[0])], minor=True)
    axes.grid(which="minor", color="#DDDDDD", linewidth=0.3)
    axes.tick_params(which="both", length=0)
    for row, values in enumerate(events.fillna(0).to_numpy() if events.shape[1] <= MOST_NUMBERED else ()):
        for column, value in enumerate(values):
            if value > 0:
                shade = "white" if value > DARK * most else "black"
                text = f"{value:.0f}" if value >= 1 else "<1"
                axes.text(column, row, text, fontsize=SIZE, ha="center", va="center", color=shade)
    return image
