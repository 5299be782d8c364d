"""Figure of the judges: how each stands to known verdicts."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, subplots
from cutbench.reporting.style import GREY, MODEL_COLOURS, PAGE, ROW, TINY, Look

RIGHT = "right: "


def draw_judge_agreement(judges: pd.DataFrame, threshold: float) -> Figure:
    """Draw kappa with its interval for each judge, and what share of each kind of corruption it gets right."""
    if judges.empty:
        return absent("No judge was asked in this campaign.")
    kinds = [str(column) for column in judges if str(column).startswith(RIGHT)]
    size = (PAGE, 1.4 + 1.2 * ROW * len(judges))
    figure, (left, right) = subplots(1, 2, figsize=size, width_ratios=[1, 1.6], sharey=True)
    _draw_kappa(left, judges, threshold)
    shares = judges.set_index("judge")[kinds].astype(float)
    shares.columns = shares.columns.str.removeprefix(RIGHT)
    look: Look = {"cmap": "cividis", "cbar": False, "linewidths": 1, "annot_kws": {"size": TINY}}
    sns.heatmap(shares, ax=right, vmin=0, vmax=1, annot=True, fmt=".2f", **look)
    right.set(xlabel="share of right verdicts, by what was done to the line", ylabel="")
    right.tick_params(axis="x", rotation=35, length=0)
    right.tick_params(axis="y", length=0)
    plt.setp(right.get_xticklabels(), ha="right", rotation_mode="anchor")
    return finish(figure, judges, "line: 95% interval over lists; grey: not qualified")


def _draw_kappa(axes: Axes, judges: pd.DataFrame, threshold: float) -> None:
    colours = [MODEL_COLOURS[0] if qualified else GREY for qualified in judges["qualified"]]
    places = [place + 0.5 for place in range(len(judges))]
    axes.hlines(places, judges["kappa_low"], judges["kappa_high"], color=colours, linewidth=1.2)
    axes.scatter(judges["kappa"], places, c=colours, s=14, zorder=3)
    axes.axvline(threshold, color="black", linestyle=":", linewidth=1)
    axes.set(xlabel=f"kappa (dotted: {threshold:g} qualifies)", xlim=(-0.25, 1.05))
