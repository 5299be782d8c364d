"""One figure of several benchmarks: the same figure for each, one below the other."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from cutbench.reporting.style import SMALL, drawing_into

TITLE_INCHES = 0.3


def draw_panels(draw: Mapping[str, Callable[[], Figure]]) -> Figure:
    """Draw a panel per benchmark; `draw` has for each title what draws its figure.

    Each is drawn twice: on its own, which tells how large it is, and then into its panel. Titles have rows of their
    own, as a panel may begin with a key.
    """
    sizes = {title: _size(one) for title, one in draw.items()}
    heights = [inches for _, height in sizes.values() for inches in (TITLE_INCHES, height)]
    figure = plt.figure(figsize=(max(width for width, _ in sizes.values()), sum(heights)), layout="constrained")
    rows = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
    for above, panel, (title, one) in zip(rows[::2], rows[1::2], draw.items(), strict=True):
        above.text(0.01, 0.5, title, va="center", fontsize=SMALL + 1, weight="bold")
        with drawing_into(panel):
            one()
    return figure


def _size(draw: Callable[[], Figure]) -> tuple[float, float]:
    figure = draw()
    plt.close(figure)
    width, height = figure.get_size_inches()
    return float(width), float(height)
