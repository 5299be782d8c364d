"""What figures with a row per cut and a column per model share: the names of both, and lines between groups."""

from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from cutbench.reporting.captions import short
from cutbench.reporting.style import COLUMN, DIM, EM, PAGE, POINTS_PER_INCH, SHORT, TINY, Look

WORDS = 38  # letters of a cut
LINE, NARROW, WIDE = 0.125, 0.11, 0.3  # inches of a row, and of a column at least and at most
NAMES = 1.7  # inches of the names of rows
SIZE = TINY - 0.3  # points of the names of rows and columns


def cells_width(n_columns: int, n_blocks: int) -> float:
    """Return the width in inches of a figure with so many columns of cells in so many blocks, of a column or a page."""
    return min(PAGE, max(COLUMN, NAMES + _column_width(n_columns) * n_columns + 0.2 * n_blocks))


def _column_width(n_columns: int) -> float:
    return min(WIDE, max(NARROW, (COLUMN - NAMES) / n_columns))


def grouped_cuts(cuts: pd.DataFrame) -> pd.DataFrame:
    """Return each cut once, those of an object together, in the order in which the list first has them."""
    each = cuts.drop_duplicates("cut")[["cut", "object", "text"]].fillna("")
    objects = list(dict.fromkeys(each["object"]))
    return each.sort_values("object", key=lambda names: names.map(objects.index), kind="stable").reset_index(drop=True)


def cut_name(cut: str, text: object) -> str:
    """Return the id of a cut and its first words."""
    return short(f"{cut} {text if isinstance(text, str) else ''}", WORDS)


def name_cuts(axes: Axes, order: pd.DataFrame) -> None:
    """Write the words of the cuts beside the rows, and the object once above its first one."""
    axes.set_yticks(
        range(len(order)), [cut_name(cut, text) for cut, text in zip(order["cut"], order["text"], strict=True)]
    )
    axes.tick_params(axis="y", labelsize=SIZE)


def part_objects(axes: Axes, order: pd.DataFrame, *, named: bool) -> None:
    """Draw a line between the cuts of two objects; `named` writes the object beside the last column."""
    for object_ in dict.fromkeys(order["object"]):
        places = np.flatnonzero(order["object"] == object_)
        if places[-1] + 1 < len(order):
            axes.axhline(places[-1] + 0.5, color=DIM, linewidth=0.6)
        if named:
            look: Look = {"transform": axes.get_yaxis_transform(), "fontsize": SIZE, "color": DIM}
            axes.text(1.01, places[0], object_, ha="left", va="center", **look)


def name_columns(axes: Axes, columns: pd.DataFrame, kind: str, *, of: int) -> None:
    """Write modes or arms (`kind`) below the columns, and each model once below its own.

    Names are on their side, unless all of them have room for their letters below the columns that they stand for, of
    so many in the figure.
    """
    names = [SHORT.get(name, name) for name in columns[kind]]
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=SIZE)
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    down = -(5 + 1.15 * EM * SIZE * max(map(len, names))) / POINTS_PER_INCH
    below = axes.get_xaxis_transform() + ScaledTranslation(0, down, axes.figure.dpi_scale_trans)
    sizes = {str(model): len(list(group)) for model, group in groupby(columns["model"])}
    starts = dict(zip(sizes, np.cumsum([0, *sizes.values()]).tolist(), strict=False))
    named = [model for model in sizes if model not in names]  # the column of a baseline says it
    room = _column_width(of) * POINTS_PER_INCH / (EM * TINY)
    flat = all(len(model) <= room * sizes[model] for model in named)
    look: Look = {"ha": "center"} if flat else {"rotation": 55, "ha": "right", "rotation_mode": "anchor"}
    for model in named:
        middle = starts[model] + sizes[model] / 2 - (0.5 if flat else 0.3)
        axes.text(middle, 0, model, transform=below, va="top", fontsize=TINY, **look)
    for start in list(starts.values())[1:]:
        axes.axvline(start - 0.5, color=DIM, linewidth=0.6)
