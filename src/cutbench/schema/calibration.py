"""What a judge said of lists whose verdicts are known."""

from cutbench.schema.base import Record


class CalibrationItem(Record):
    """A line of a calibration list, or a cut that the list lacks, and what a judge said of it in each repeat.

    `truth` and `said` are 'correct', 'contradictory' or 'neither' for a line, 'found' or 'missing' for a curated cut
    that is not in the list. `right` tells for each repeat whether the verdict is right; more than one may be. None
    stands for a repeat that was left unscored. `style` is how the list is written.
    """

    list: int
    kind: str
    style: str = ""
    text: str
    truth: str
    said: tuple[str | None, ...]
    right: tuple[bool | None, ...]


class Calibration(Record):
    """All items of one judge."""

    judge: str
    n_lists: int
    items: tuple[CalibrationItem, ...]
    replayed: bool = False
