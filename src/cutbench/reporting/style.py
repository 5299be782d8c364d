"""The common look of all figures: one order and one colour per model, one marker per mode."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from math import comb
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure, SubFigure

from cutbench.files import make_folder

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
    return list(dict.fromkeys(runs.loc[~runs["mode"].isin(NO_MODEL), "model"]))


_PANEL: ContextVar[SubFigure | None] = ContextVar("panel", default=None)


@contextmanager
def drawing_into(panel: SubFigure) -> Iterator[None]:
    """Have figures drawn into a panel of a larger one."""
    token = _PANEL.set(panel)
    try:
        yield
    finally:
        _PANEL.reset(token)


def subplots(rows: int = 1, columns: int = 1, *, figsize: tuple[float, float], **options: Any) -> tuple[Figure, Any]:
    """Return a figure of so many inches with axes, as matplotlib does; or axes in the panel that is drawn into."""
    panel: Any = _PANEL.get()
    if panel is None:
        return plt.subplots(rows, columns, figsize=figsize, **options)
    ratios = {name: options.pop(name) for name in tuple(options) if name.endswith("_ratios")}
    ratios |= options.pop("gridspec_kw", {})
    return panel, panel.subplots(rows, columns, gridspec_kw=ratios, **options)


def absent(what: str) -> Figure:
    """Return a figure that says in words what there is nothing to draw of: empty axes would look like a result."""
    figure: Figure = _PANEL.get() or plt.figure(figsize=(6, 0.8))  # type: ignore[assignment]
    figure.text(0.5, 0.5, what, ha="center", va="center", fontsize=10, color="#555555")
    return figure


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

    Two groups of n draws that do not overlap at all have, in a two-sided permutation test, p = 2 / (2n choose n). Runs
    with the same answer are one draw.
    """
    measured = table[~table["mode"].isin(NO_MODEL)]
    if measured.empty:
        return "no model read papers in this campaign"
    fewest = int(_distinct(measured).min())
    few = "" if 2 / comb(2 * fewest, fewest) < ALPHA else "; too few distinct runs to tell every two models apart"
    runs = f"points: runs (n = {_span(measured['n_runs'])}); tick: median; line: interval of the median"
    copies = about_copies(measured)
    return runs + few + (f"; {copies}, and one draw has no line" if copies else "")


def about_copies(table: pd.DataFrame) -> str:
    """Return a remark if runs of one row gave the same answer, else nothing."""
    if not (_distinct(table) < _scored(table)).any():
        return ""
    return "runs with the same answer count as one draw"


def distinct_label(table: pd.DataFrame) -> "pd.Series[str]":
    """Return ' (k of n distinct)' for each row in which runs gave the same answer, else nothing."""
    n_distinct, n_scored = _distinct(table), _scored(table)
    told = " (" + n_distinct.astype(str) + " of " + n_scored.astype(str) + " distinct)"
    return told.where(n_distinct < n_scored, "")


def unscored_label(table: pd.DataFrame) -> "pd.Series[str]":
    """Return ' (k unscored)' for each row in which runs have no score, else nothing."""
    n_unscored = _unscored(table)
    return (" (" + n_unscored.astype(str) + " unscored)").where(n_unscored > 0, "")


def _unscored(table: pd.DataFrame) -> "pd.Series[int]":
    return table.get("n_unscored", pd.Series(0, index=table.index)).fillna(0).astype(int)


def _scored(table: pd.DataFrame) -> "pd.Series[int]":
    """Return how many runs have a score; those of programs do not count the others among their runs."""
    return table["n_runs"] - _unscored(table) if "mode" in table else table["n_runs"]


def _distinct(table: pd.DataFrame) -> "pd.Series[int]":
    """Return how many answers differ; where it is not known, as of published runs or in older tables, all."""
    known = table.get("n_distinct", table["n_runs"])
    return known.fillna(table["n_runs"]).astype(int)


def _span(numbers: "pd.Series[int]") -> str:
    low, high = int(numbers.min()), int(numbers.max())
    return str(high) if low == high else f"{low} to {high}"


def finish(figure: Figure, frame: pd.DataFrame, *notes: str) -> Figure:
    """Add the foot line: what the marks mean, and that this is a replay if it is one; empty notes are left out."""
    replay = "REPLAY of recorded calls" if frame["replayed"].any() else ""
    note = "; ".join(part for part in (replay, *notes) if part)
    if _PANEL.get():
        figure.supxlabel(note, fontsize=8, color="#555555", x=0.01, ha="left")
        return figure
    figure.text(0.01, -0.02, note, fontsize=8, color="#555555")
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
