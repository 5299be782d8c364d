"""Good run lists: the luminosity blocks in which the detector was fit for physics."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from cutbench.errors import CutbenchError
from cutbench.events.source import in_good_blocks
from cutbench.schema.base import Record

Range = tuple[int, int]


class GoodRunList(Record):
    """Of each good run its ranges of good luminosity blocks, both ends included."""

    ranges: dict[int, tuple[Range, ...]]

    def accepts(self, runs: npt.ArrayLike, blocks: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return for each event, given by its run number and luminosity block, whether it is good."""
        run, block = np.broadcast_arrays(np.asarray(runs), np.asarray(blocks))
        return in_good_blocks(self.ranges, run, block)


def read_grl(path: Path) -> GoodRunList:
    """Read a good run list in the XML format of ATLAS (`LumiRangeCollection`).

    Raises:
        CutbenchError: the file cannot be read, or is no such list.
    """
    try:
        # Nothing outside is loaded for the DOCTYPE: the parser of the standard library does not follow it.
        root = ElementTree.parse(path).getroot()  # noqa: S314 (a list that the user has chosen)
        ranges: dict[int, tuple[Range, ...]] = {}
        for run, blocks in map(_run, root.iter("LumiBlockCollection")):
            ranges[run] = ranges.get(run, ()) + blocks
    except (OSError, ElementTree.ParseError, KeyError, ValueError) as error:
        raise CutbenchError(f"{path}: not a good run list: {' '.join(str(error).split())}") from error
    if not ranges:
        raise CutbenchError(f"{path}: not a good run list: no LumiBlockCollection in it")
    return GoodRunList(ranges=ranges)


def _run(collection: ElementTree.Element) -> tuple[int, tuple[Range, ...]]:
    blocks = collection.iter("LBRange")
    return int(collection.findtext("Run", "")), tuple((int(b.attrib["Start"]), int(b.attrib["End"])) for b in blocks)
