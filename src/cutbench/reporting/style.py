"""The common look of all figures: one order and one colour per model, one marker per mode."""

from collections.abc import Iterable
from math import comb
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from cutbench.files import make_folder

# The Okabe-Ito colours can be told apart with every common kind of colour vision.
GREEN, ORANGE, GREY = "#009E73", "#E69F00", "#999999"
MODEL_COLOURS = ("#0072B2", "#D55E00", GREEN, "#CC79A7", ORANGE, "#56B4E9", "#000000")
OUTCOME_COLOURS = {"exactly_matched": GREEN, "not_matched": ORANGE, "execution_failed": GREY}
MARKERS = {"full_text": "o", "chunked": "s", "grounded": "^", "pattern": "D", "imported": "P", "selftest": "X"}
NO_MODEL = ("pattern", "imported", "selftest")  # whose cost is not known, or none
ALPHA = 0.05
ALPHA_FILL = 0.45

# Fixed ids and text as text make SVG files repeat from run to run, searchable and small.
STYLE: dict[str, Any] = {
    "svg.hashsalt": "cutbench",
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def use_style() -> None:
    """Set the common look of all figures, and a backend that needs no screen."""
    mpl.use("Agg")
    sns.set_theme(context="paper", style="ticks", font_scale=1.1, rc=STYLE)


def model_colours(runs: pd.DataFrame) -> dict[str, str]:
    """Return a colour per model in the order of the table, which is that of the configuration; grey for baselines."""
    models = dict.fromkeys(runs.loc[~runs["mode"].isin(NO_MODEL), "model"])
    colours = {model: MODEL_COLOURS[place % len(MODEL_COLOURS)] for place, model in enumerate(models)}
    return {model: colours.get(model, GREY) for model in dict.fromkeys(runs["model"])}


def ungated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without gate."""
    return frame[frame["gate"] == "off"]


def label(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return 'model, mode', or the model alone where the mode says the same."""
    return frame["model"].where(frame["model"] == frame["mode"], frame["model"] + ", " + frame["mode"])


def judge_title(frame: pd.DataFrame, judge: str) -> str:
    """Return the name of a judge as figures show it: one that failed its calibration is marked."""
    return judge if frame.loc[frame["judge"] == judge, "qualified"].all() else f"{judge} (not qualified)"


def about_runs(table: pd.DataFrame) -> str:
    """Return how many runs there are, and whether they can tell two models apart at all.

    Two groups of n runs that do not overlap at all have, in a two-sided permutation test, p = 2 / (2n choose n).
    """
    numbers = table.loc[~table["mode"].isin(NO_MODEL), "n_runs"]
    if numbers.empty:
        return ""
    low, high = int(numbers.min()), int(numbers.max())
    runs = str(high) if low == high else f"{low} to {high}"
    few = "" if 2 / comb(2 * low, low) < ALPHA else "; too few runs to tell two models apart"
    return f"points: runs (n = {runs}); tick: median; line: interval of the median{few}"


def finish(figure: Figure, frame: pd.DataFrame, note: str) -> Figure:
    """Add the foot line: what the marks mean, and that this is a replay if it is one."""
    replay = "REPLAY of recorded calls" if frame["replayed"].any() else ""
    figure.text(0.01, -0.02, "; ".join(part for part in (replay, note) if part), fontsize=8, color="#555555")
    figure.tight_layout()
    return figure


def save(figure: Figure, paths: Iterable[Path]) -> None:
    """Write `figure` to each of `paths`, in the format of its ending."""
    for path in paths:
        make_folder(path.parent)
        # Without a date the same table gives the same file.
        metadata = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=150, bbox_inches="tight", metadata=metadata)
    plt.close(figure)
