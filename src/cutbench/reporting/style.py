"""The common look of all figures: one order and one colour per model, one marker per mode."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from math import comb
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cutbench.files import make_folder

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
ARM_MARKERS = ("o", "s", "^", "D", "v", "P")  # the first is filled, the others are not
MARKERS = {"full_text": "o", "chunked": "s", "grounded": "^", "pattern": "D", "imported": "P", "selftest": "X"}
LINES = ("-", "--", ":", "-.")  # one after the other: lines that lie on each other stay visible
SHORT = {"full_text": "full", "chunked": "chunk", "grounded": "ground", "imported": "import", "freeform": "free"}
PATTERN, IMPORTED, SELF_TEST = "pattern", "imported", "selftest"
NO_MODEL = (PATTERN, IMPORTED, SELF_TEST)  # whose cost is not known, or none
ALPHA = 0.05
ALPHA_FILL = 0.45
LIGHT, DIM = "#E4E4E4", "#555555"
COLUMN, PAGE = 3.39, 7.0  # inches: 8.6 cm, a column of a journal, and 17.8 cm, its page
SMALL, TINY = 7.0, 6.0  # points; figures are drawn in the size in which they are printed
ROW = 0.165  # inches of a row of marks with a name in SMALL type
EM = 0.5  # mean width of a letter over its height
LINE_INCHES = 0.13  # of SMALL type
POINTS_PER_INCH = 72
DPI = 300
UNDATED: dict[str, dict[str, None]] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}

# Fixed ids and text as text make SVG files repeat from run to run, searchable and small; journals want the fonts of a
# PDF in the file, as outlines that scale.
STYLE: dict[str, Any] = {
    "svg.hashsalt": "cutbench",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": SMALL,
    "axes.labelsize": SMALL,
    "axes.titlesize": SMALL,
    "axes.titlelocation": "left",
    "axes.linewidth": 0.7,
    "xtick.labelsize": TINY,
    "ytick.labelsize": TINY,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.size": 1.5,
    "xtick.minor.width": 0.5,
    "xtick.major.pad": 2,
    "ytick.major.pad": 2,
    "legend.fontsize": TINY,
    "legend.frameon": False,
    "legend.handlelength": 1.3,
    "legend.columnspacing": 1.0,
    "grid.linewidth": 0.5,
    "hatch.linewidth": 0.5,
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


def arm_looks(frame: pd.DataFrame) -> dict[str, Look]:
    """Return a marker per arm of a table, filled for the first and white for the others, without its colour."""
    arms = dict.fromkeys(frame["arm"])
    return {
        str(arm): {"marker": ARM_MARKERS[place % len(ARM_MARKERS)], "fillstyle": "none" if place else "full"}
        for place, arm in enumerate(arms)
    }


def by_arm(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of programs with the column that looks go by: the arm, or that no model wrote them."""
    return frame.assign(mode=frame["arm"].where(frame["model"] != PATTERN, PATTERN))


def draw_arm_key(figure: Figure, looks: Mapping[str, Look]) -> None:
    """Explain the marks of arms, and the grey of the reference, above the panels."""
    handles: list[Artist] = [
        Line2D([], [], color=DIM, linewidth=0, markersize=3.5, label=arm, **look) for arm, look in looks.items()
    ]
    handles.append(Patch(color=GREY, alpha=ALPHA_FILL, label="reference"))
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles))


def _models(runs: pd.DataFrame) -> list[str]:
    ours, imported = ~runs["mode"].isin(NO_MODEL), runs["mode"] == IMPORTED
    return list(dict.fromkeys([*runs.loc[ours, "model"], *runs.loc[imported, "model"]]))


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
        return plt.subplots(rows, columns, figsize=figsize, layout="constrained", **options)
    ratios = {name: options.pop(name) for name in tuple(options) if name.endswith("_ratios")}
    ratios |= options.pop("gridspec_kw", {})
    return panel, panel.subplots(rows, columns, gridspec_kw=ratios, **options)


def absent(what: str) -> Figure:
    """Return a figure that says in words what there is nothing to draw of: empty axes would look like a result."""
    lines = wrap(what, _letters(COLUMN, SMALL))
    size = (COLUMN, 0.3 + LINE_INCHES * len(lines))
    figure: Figure = _PANEL.get() or plt.figure(figsize=size)  # type: ignore[assignment]
    figure.text(0.5, 0.5, "\n".join(lines), ha="center", va="center", fontsize=SMALL, color=DIM)
    return figure


def ungated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without gate."""
    return frame[frame["gate"] == "off"]


def fold(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows without self-tests and without judges that are not qualified, and a remark on what is left out.

    Where no judge is qualified all of them stay; `judge_title` marks them.
    """
    agents = frame.loc[frame["mode"] == SELF_TEST, "model"].nunique()
    frame = frame[frame["mode"] != SELF_TEST]
    qualified = frame["qualified"].astype(bool)
    judges = frame.loc[~qualified, "judge"].nunique() if qualified.any() else 0
    left_out = [number(agents, "self-test")] * (agents > 0) + [number(judges, "not qualified judge")] * (judges > 0)
    return frame[qualified] if judges else frame, "left out: " + " and ".join(left_out) if left_out else ""


def number(count: float, noun: str) -> str:
    """Return '1 run', '2 runs'."""
    return f"{count:g} {noun}" + ("" if count == 1 else "s")


def short(text: str, letters: int) -> str:
    """Return the beginning of a text, in whole words, with an ellipsis for what is left out."""
    words = " ".join(text.split())
    return words if len(words) <= letters else words[: letters - 1].rpartition(" ")[0] + " …"


def label(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return 'model, mode', or the model alone where the mode says the same."""
    return frame["model"].where(frame["model"] == frame["mode"], frame["model"] + ", " + frame["mode"])


def write_beside(axes: Axes, header: str, texts: Mapping[float, str]) -> None:
    """Write a text beside each row, and above them what they are."""
    look: Look = {"fontsize": TINY, "color": DIM}
    axes.text(1.03, 1.0, header, transform=axes.transAxes, va="bottom", **look)
    for place, text in texts.items():
        axes.text(1.03, place, text, transform=axes.get_yaxis_transform(), va="center", **look)


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
    runs = f"points: runs (n = {span(measured['n_runs'])}); tick: median; line: interval of the median"
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


def counted(table: pd.DataFrame) -> list[str]:
    """Return how many runs each row has: '10', '8/10' where 8 have a score, '10 (4)' where 4 answers differ."""
    counts = zip(table["n_runs"], _scored(table), _distinct(table), strict=True)
    return [
        (f"{scored}" if scored == runs else f"{scored}/{runs}") + (f" ({distinct})" if distinct < scored else "")
        for runs, scored, distinct in counts
    ]


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


def span(numbers: "pd.Series[int]") -> str:
    """Return '10', or '2 to 10' where they differ."""
    low, high = int(numbers.min()), int(numbers.max())
    return str(high) if low == high else f"{low} to {high}"


def finish(figure: Figure, frame: pd.DataFrame, *notes: str) -> Figure:
    """Add the foot lines: what the marks mean, and that this is a replay if it is one; empty notes are left out."""
    replay = "REPLAY of recorded calls" if frame["replayed"].any() else ""
    note = "; ".join(part for part in (replay, *notes) if part)
    lines = wrap(note, _letters(figure.bbox.width / figure.dpi, TINY), break_on_hyphens=False)
    figure.supxlabel("\n".join(lines), fontsize=TINY, color=DIM, x=0.01, ha="left")
    if not _PANEL.get():
        figure.set_figheight(figure.get_figheight() + LINE_INCHES * max(0, len(lines) - 1))
    return figure


def _letters(inches: float, points: float) -> int:
    """Return how many letters of a size fit into a line."""
    return int(inches * POINTS_PER_INCH / (points * EM))


def save(figure: Figure, paths: Iterable[Path]) -> None:
    """Write `figure` to each of `paths`, in the format of its ending: the same table gives the same file."""
    for path in paths:
        make_folder(path.parent)
        figure.savefig(path, dpi=DPI, bbox_inches="tight", pad_inches=0.03, metadata=UNDATED.get(path.suffix))
    plt.close(figure)
