"""A page turned so that text that is set sideways is upright."""

from dataclasses import dataclass

from cutbench.papers.chars import Char

Box = tuple[float, float, float, float]


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

    def back(self, box: Box) -> Box:
        """Return where a box of the turned page is on the page."""
        left, bottom, right, top = box
        width, height = self.size
        if self.quarters == 1:
            return bottom, height - right, top, height - left
        return width - top, left, width - bottom, right

    def char(self, char: Char) -> Char:
        """Return a character of the page on the turned page."""
        return _moved(char, self.box((char.left, char.bottom, char.right, char.top)))

    def char_back(self, char: Char) -> Char:
        """Return a character of the turned page on the page."""
        return _moved(char, self.back((char.left, char.bottom, char.right, char.top)))


def _moved(char: Char, box: Box) -> Char:
    left, bottom, right, top = box
    return char._replace(left=left, bottom=bottom, right=right, top=top)
