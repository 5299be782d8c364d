"""Where figures are drawn: alone or in a panel of a larger one, with foot lines, and saved."""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure, SubFigure

from cutbench.files import make_folder
from cutbench.reporting.style import COLUMN, DIM, EM, POINTS_PER_INCH, ROW, SMALL, TINY, Look

LINE_INCHES = 0.13  # of SMALL type
TITLE_INCHES = 0.3  # above a panel
DPI = 300
UNDATED: dict[str, dict[str, None]] = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}

_PANEL: ContextVar[SubFigure | None] = ContextVar("panel", default=None)


def draw_panels(draw: Mapping[str, Callable[[], Figure]]) -> Figure:
    """Draw a panel per benchmark; `draw` has for each title what draws its figure.

    Each is drawn twice: on its own, which tells how large it is, and then into its panel. Titles have rows of their
    own, as a panel may begin with a key.
    """
    sizes = []
    for one in draw.values():
        alone = one()
        sizes.append(alone.get_size_inches())
        plt.close(alone)
    heights = [inches for _, height in sizes for inches in (TITLE_INCHES, height)]
    figure = plt.figure(figsize=(max(width for width, _ in sizes), sum(heights)), layout="constrained")
    rows = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    for above, panel, (title, one) in zip(rows[::2], rows[1::2], draw.items(), strict=True):
        above.text(0.01, 0.5, title, va="center", fontsize=SMALL + 1, weight="bold")
        token = _PANEL.set(panel)
        try:
            one()
        finally:
            _PANEL.reset(token)
    return figure


def subplots(rows: int = 1, columns: int = 1, *, figsize: tuple[float, float], **options: Any) -> tuple[Figure, Any]:
    """Return a figure of so many inches with axes, as matplotlib does; or axes in the panel that is drawn into."""
    panel: Any = _PANEL.get()
    if panel is None:
        return plt.subplots(rows, columns, figsize=figsize, layout="constrained", **options)
    ratios = {name: options.pop(name) for name in tuple(options) if name.endswith("_ratios")}
    ratios |= options.pop("gridspec_kw", {})
    return panel, panel.subplots(rows, columns, gridspec_kw=ratios, **options)


def judge_blocks(n_rows: Mapping[str, int], *, head: float, foot: float) -> tuple[Figure, Any]:
    """Return a figure with two panels per judge, as high as its `n_rows` of marks with `head` inches above them."""
    heights = [head + ROW * n for n in n_rows.values()]
    size = (COLUMN, foot + sum(heights))
    return subplots(len(heights), 2, figsize=size, squeeze=False, sharex="col", height_ratios=heights)


def stack_bars(
    axes: Axes, places: Any, widths: Mapping[str, Any], colours: Iterable[str], *, left: Any = 0.0, **look: Any
) -> list[BarContainer]:
    """Draw bars behind each other from `left` on, those of each name in `widths` in a colour; return them."""
    bars = []
    for (name, width), colour in zip(widths.items(), colours, strict=True):
        bars.append(axes.barh(places, width, left=left, color=colour, label=name, **look))
        left = left + width
    return bars


def absent(what: str) -> Figure:
    """Return a figure that says in words what there is nothing to draw of: empty axes would look like a result."""
    lines = wrap(what, _letters(COLUMN, SMALL))
    size = (COLUMN, 0.3 + LINE_INCHES * len(lines))
    figure: Figure = _PANEL.get() or plt.figure(figsize=size)  # type: ignore[assignment]
    figure.text(0.5, 0.5, "\n".join(lines), ha="center", va="center", fontsize=SMALL, color=DIM)
    return figure


def write_beside(axes: Axes, header: str, texts: Mapping[float, str]) -> None:
    """Write a text beside each row, and above them what they are."""
    look: Look = {"fontsize": TINY, "color": DIM}
    axes.text(1.03, 1.0, header, transform=axes.transAxes, va="bottom", **look)
    for place, text in texts.items():
        axes.text(1.03, place, text, transform=axes.get_yaxis_transform(), va="center", **look)


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
