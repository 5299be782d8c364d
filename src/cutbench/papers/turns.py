"""A page turned so that text that is set sideways is upright."""

from dataclasses import dataclass
from functools import cached_property

from cutbench.papers.chars import Char
from cutbench.papers.shapes import Box


@dataclass(frozen=True)
class Turn:
    """How a page is turned.

    `quarters` is the direction of the text in right angles with the clock, 1 for downwards, 3 for upwards; `size` is
    the page's width and height in points. Boxes are (left, bottom, right, top) in points.
    """

    quarters: int
    size: tuple[float, float]

    def box(self, box: Box) -> Box:
        """Return where a box is on the turned page."""
        left, bottom, right, top = box
        width, height = self.size
        if self.quarters == 1:
            return height - top, left, height - bottom, right
        return bottom, width - right, top, width - left

    def char(self, char: Char) -> Char:
        """Return a character of the page on the turned page."""
        left, bottom, right, top = self.box((char.left, char.bottom, char.right, char.top))
        return char._replace(left=left, bottom=bottom, right=right, top=top)

    @cached_property
    def back(self) -> "Turn":
        """The turn that brings what is on the turned page to its place on the page."""
        return Turn(4 - self.quarters, self.size[::-1])
