"""The figure of the cutflow: events and efficiencies after each cut, reference beside programs."""

from collections.abc import Sequence
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, subplots
from cutbench.reporting.captions import about_copies, short
from cutbench.reporting.figures.arms import ALPHA_FILL, arm_looks, by_arm, draw_arm_key
from cutbench.reporting.figures.cells import NAMES, cut_name
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.style import COLUMN, GREY, PAGE, Look, model_colours

QUANTITIES = {"n": "events", "efficiency": "efficiency"}
ACROSS = 4  # models beside each other
LINE, HEAD, FOOT = 0.115, 0.4, 0.6  # inches
APART = 0.6  # of a row over which arms are spread
PAIR = 1.35  # inches of the two panels of a model
LETTERS = 22  # of a model, over its two panels


def draw_cutflow(cutflow: pd.DataFrame) -> Figure:
    """Draw the events left after each cut and its efficiency: bars of the reference, and marks per arm of a model.

    A mark is the median of the programs that count the cut, its line reaches from the smallest to the largest.
    """
    cutflow = cutflow[cutflow["arm"] != SELF_TEST]
    if cutflow.empty:
        return absent(
            "No cutflow to show: no generated program of this campaign counts events after the cuts of the reference."
        )
    steps = cutflow.drop_duplicates("cut").sort_values("n_reference", ascending=False, kind="stable")
    models, looks = list(dict.fromkeys(cutflow["model"])), arm_looks(cutflow)
    colours = model_colours(by_arm(cutflow))
    across = min(ACROSS, len(models))
    down = ceil(len(models) / across)
    size = (min(PAGE, max(COLUMN, NAMES + PAIR * across)), FOOT + down * (HEAD + LINE * len(steps)))
    figure, grid = subplots(down, 2 * across, figsize=size, sharey=True, sharex="col", squeeze=False)
    pairs = grid.reshape(-1, 2)
    for model, pair in zip(models, pairs, strict=False):
        of_model = cutflow[cutflow["model"] == model]
        _draw_model(pair, of_model, steps, looks, colours[model])
        pair[0].set_title(f"{short(model, LETTERS)}\nn = {_counts(of_model, looks)}", pad=3)
    for axes in pairs[len(models) :].flat:
        axes.remove()
    _name_axes(grid, steps, len(models))
    draw_arm_key(figure, looks)
    note = "marks: median over programs that count the cut, lines: smallest to largest; n: such programs per arm"
    return finish(figure, cutflow, note, about_copies(cutflow))


def _draw_model(
    pair: Sequence[Axes], of_model: pd.DataFrame, steps: pd.DataFrame, looks: dict[str, Look], colour: str
) -> None:
    for axes, quantity in zip(pair, QUANTITIES, strict=True):
        _draw_reference(axes, steps, quantity)
        for place, (arm, look) in enumerate(looks.items()):
            rows = of_model[of_model["arm"] == arm]
            apart = APART * ((place + 0.5) / len(looks) - 0.5)
            heights = rows["cut"].map(list(steps["cut"]).index).to_numpy(float) + apart
            _draw_program(axes, rows, heights, quantity, {"color": colour, **look})


def _draw_reference(axes: Axes, steps: pd.DataFrame, quantity: str) -> None:
    column = "n_reference" if quantity == "n" else "efficiency_reference"
    axes.barh(range(len(steps)), steps[column], height=0.92, color=GREY, alpha=ALPHA_FILL, linewidth=0)
    axes.grid(axis="x", alpha=0.4)
    axes.tick_params(axis="y", length=0)
    if quantity == "efficiency":
        axes.set(xlim=(0, 1.08), xticks=(0, 0.5, 1), xticklabels=("0", "0.5", "1"))


def _draw_program(axes: Axes, rows: pd.DataFrame, heights: np.ndarray, quantity: str, look: Look) -> None:
    axes.hlines(heights, rows[f"{quantity}_low"], rows[f"{quantity}_high"], color=look["color"], linewidth=0.7)
    middle = rows["n_events" if quantity == "n" else quantity].to_numpy(float)
    axes.plot(middle, heights, linewidth=0, markersize=2.6, markeredgewidth=0.6, **look)


def _counts(of_model: pd.DataFrame, looks: dict[str, Look]) -> str:
    """Return how many programs count a cut at most, per arm in the order of the key."""
    most = of_model.groupby("arm")["n_runs"].max()
    return " / ".join(str(most.get(arm, 0)) for arm in looks)


def _name_axes(grid: np.ndarray, steps: pd.DataFrame, n_models: int) -> None:
    """Write the cuts beside each row of panels, and below the lowest panel of each column what it shows."""
    for row in grid:
        row[0].set_yticks(range(len(steps)), [cut_name(*one) for one in zip(steps["cut"], steps["text"], strict=True)])
        row[0].set_ylim(len(steps) - 0.5, -0.5)
    for place, pair in enumerate(grid.reshape(-1, 2)[:n_models]):
        lowest = place + grid.shape[1] // 2 >= n_models
        for axes, name in zip(pair, QUANTITIES.values(), strict=True):
            axes.tick_params(axis="x", labelbottom=lowest)
            axes.set_xlabel(name if lowest else "")
