"""The common look of all figures: one order and one colour per model, one marker per mode."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns

from cutbench.reporting.modes import IMPORTED, PATTERN, SELF_TEST

Look = dict[str, Any]  # keywords of matplotlib

# The Okabe-Ito colours, and others that are as far from them as these are from each other for the common kinds of
# colour vision. Numbers of colours and markers have no common factor, so that more models than colours differ, too.
GREEN, ORANGE, GREY = "#009E73", "#E69F00", "#999999"
MODEL_COLOURS = (
    *("#0072B2", "#D55E00", GREEN, "#CC79A7", ORANGE, "#56B4E9", "#000000"),
    *("#7300E6", "#663014", "#FF0055", "#B266FF", "#32444C", "#440066"),
)
MODEL_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "*", "h")
OUTCOME_COLOURS = {"exactly_matched": GREEN, "not_matched": ORANGE, "execution_failed": GREY}
MARKERS = {"full_text": "o", "chunked": "s", "grounded": "^", "pattern": "D", "imported": "P", "selftest": "X"}
LINES = ("-", "--", ":", "-.")  # one after the other: lines that lie on each other stay visible
SHORT = {"full_text": "full", "chunked": "chunk", "grounded": "ground", "imported": "import", "freeform": "free"}
NO_MODEL = (PATTERN, IMPORTED, SELF_TEST)  # whose cost is not known, or none
LIGHT, DIM = "#E4E4E4", "#555555"
COLUMN, PAGE = 3.39, 7.0  # inches: 8.6 cm, a column of a journal, and 17.8 cm, its page
SMALL, TINY = 7.0, 6.0  # points; figures are drawn in the size in which they are printed
ROW = 0.165  # inches of a row of marks with a name in SMALL type
EM = 0.5  # mean width of a letter over its height
POINTS_PER_INCH = 72

# Fixed ids and text as text make SVG files repeat from run to run, searchable and small; journals want the fonts of a
# PDF in the file, as outlines that scale.
STYLE: dict[str, Any] = {
    "svg.hashsalt": "cutbench",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    **dict.fromkeys(("axes.spines.top", "axes.spines.right", "legend.frameon"), False),
    **dict.fromkeys(("font.size", "axes.labelsize", "axes.titlesize"), SMALL),
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize", "legend.fontsize"), TINY),
    **{
        f"{axis}tick.major.{name}": value
        for axis in "xy"
        for name, value in {"size": 2.5, "width": 0.6, "pad": 2}.items()
    },
    **{"xtick.minor.size": 1.5, "xtick.minor.width": 0.5, "axes.linewidth": 0.7, "grid.linewidth": 0.5},
    **{"axes.titlelocation": "left", "legend.handlelength": 1.3, "legend.columnspacing": 1.0, "hatch.linewidth": 0.5},
}


def use_style() -> None:
    """Set the common look of all figures, and a backend that needs no screen."""
    mpl.use("Agg")
    sns.set_theme(context="paper", style="ticks", rc=STYLE)


def model_colours(runs: pd.DataFrame) -> dict[str, str]:
    """Return a colour per model in the order of the table, which is that of the configuration; grey for baselines.

    Imported systems have colours of their own, after those of the models.
    """
    return _per_model(runs, MODEL_COLOURS, GREY)


def model_markers(runs: pd.DataFrame) -> dict[str, str]:
    """Return a marker per model, for figures in which the mode has none; no two models share colour and marker."""
    return _per_model(runs, MODEL_MARKERS, ".")


def model_numbers(runs: pd.DataFrame) -> dict[str, int]:
    """Return the place of each model in the order of the table, from 1, to be written beside its marks."""
    return {model: place for place, model in enumerate(_models(runs), start=1)}


def _per_model(runs: pd.DataFrame, looks: Sequence[str], baseline: str) -> dict[str, str]:
    given = {model: looks[place % len(looks)] for place, model in enumerate(_models(runs))}
    return {model: given.get(model, baseline) for model in dict.fromkeys(runs["model"])}


def _models(runs: pd.DataFrame) -> list[str]:
    ours, imported = ~runs["mode"].isin(NO_MODEL), runs["mode"] == IMPORTED
    return list(dict.fromkeys([*runs.loc[ours, "model"], *runs.loc[imported, "model"]]))
