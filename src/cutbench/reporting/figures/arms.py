"""What figures of programs share: a marker per arm, and the grey of the reference."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cutbench.reporting.modes import PATTERN
from cutbench.reporting.style import DIM, GREY, Look

ARM_MARKERS = ("o", "s", "^", "D", "v", "P")  # the first is filled, the others are not
ALPHA_FILL = 0.45


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
