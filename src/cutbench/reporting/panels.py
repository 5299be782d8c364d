"""One figure of several benchmarks: the same figure for each, one below the other."""

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from cutbench.reporting.style import drawing_into

TITLE_INCHES = 0.45


def draw_panels(draw: Mapping[str, Callable[[], Figure]]) -> Figure:
    """Draw a panel per benchmark; `draw` has for each title what draws its figure.

    Each is drawn twice: on its own, which tells how large it is, and then into its panel.
    """
    sizes = {title: _size(one) for title, one in draw.items()}
    heights = [height + TITLE_INCHES for _, height in sizes.values()]
    figure = plt.figure(figsize=(max(width for width, _ in sizes.values()), sum(heights)), layout="constrained")
    panels = figure.subfigures(len(draw), 1, height_ratios=heights, squeeze=False).flat
    for panel, (title, one) in zip(panels, draw.items(), strict=True):
        panel.suptitle(title, fontsize=13, x=0.01, ha="left")
        with drawing_into(panel):
            one()
    return figure


def _size(draw: Callable[[], Figure]) -> tuple[float, float]:
    figure = draw()
    plt.close(figure)
    width, height = figure.get_size_inches()
    return float(width), float(height)
