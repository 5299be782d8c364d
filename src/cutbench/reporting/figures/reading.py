"""Figure of reading: the same list in eight styles."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, stack_bars, subplots
from cutbench.reporting.captions import number
from cutbench.reporting.style import COLUMN, GREEN, GREY, ORANGE, TINY

OUTCOMES = {"right": GREEN, "wrong": ORANGE, "unread": GREY}
NARROW = 0.05  # a share that is too small for its number


def draw_reading(reading: pd.DataFrame) -> Figure:
    """Draw the shares of texts read right, wrong and not at all, a bar per style, readers one below the other."""
    if reading.empty:
        return absent("Nothing of the curated list was read in this campaign.")
    readers = list(dict.fromkeys(reading["reader"]))
    styles = reading["style"].nunique()
    height = 0.7 + (0.4 + 0.16 * styles) * len(readers)
    figure, grid = subplots(len(readers), 1, figsize=(COLUMN, height), squeeze=False, sharex=True)
    for axes, reader in zip(grid[:, 0], readers, strict=True):
        of_reader = reading[reading["reader"] == reader].reset_index(drop=True)
        _draw_bars(axes, of_reader)
        axes.set_title(f"{reader}\nstyle spread: {number(of_reader['style_spread'].iloc[0], 'cut')}", loc="left")
    grid[-1, 0].set_xlabel("share of the curated cuts")
    figure.legend(*grid[-1, 0].get_legend_handles_labels(), loc="outside upper right", ncols=3, handlelength=0.8)
    return finish(figure, reading, "numbers: cuts")


def _draw_bars(axes: Axes, of_reader: pd.DataFrame) -> None:
    shares = {outcome: of_reader[f"n_{outcome}"] / of_reader["n_texts"] for outcome in OUTCOMES}
    for bars in stack_bars(axes, of_reader["style"], shares, OUTCOMES.values(), height=0.75):
        outcome = str(bars.get_label())
        told = zip(of_reader[f"n_{outcome}"], shares[outcome], strict=True)
        labels = [str(count) if share > NARROW else "" for count, share in told]
        axes.bar_label(bars, labels=labels, label_type="center", fontsize=TINY, color="white")
    axes.set_xlim(0, 1)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
