"""Judging the judges: lists with known verdicts, and what a judge makes of them."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.judging.corruptions import DROPPED, CalibrationList, Line
from cutbench.schema.calibration import Calibration, CalibrationItem
from cutbench.schema.cuts import CuratedCut, Cut, CutList
from cutbench.schema.verdicts import Judgement
from cutbench.schema.yaml_text import parse_yaml

VERDICTS = ("correct", "contradictory")  # all other verdicts on a line are 'neither'
Judge = Callable[[CutList, int], Judgement]


def load_decoys(path: Path, curated: Iterable[CuratedCut]) -> list[Cut]:
    """Return requirements of other analyses, without those on an object that the curated list speaks of.

    Raises:
        CutbenchError: the file lacks a key; names both.
    """
    objects = {cut.object for cut in curated} - {"Event"}
    try:
        found = [Cut(id="decoy", object=one["object"], text=one["text"]) for one in parse_yaml(path.read_text())]
    except (KeyError, TypeError) as error:
        raise CutbenchError(f"{path}: each decoy needs object and text ({error})") from error
    return [cut for cut in found if cut.object not in objects]


def calibrate(name: str, judge: Judge, lists: Sequence[CalibrationList], *, repeats: int) -> Calibration:
    """Let a judge score all lists `repeats` times; repeat by repeat, as in the real thing."""
    judged = [
        [judge(CutList(cuts=tuple(line.cut for line in one.lines)), repeat) for one in lists]
        for repeat in range(repeats)
    ]
    items: list[CalibrationItem] = []
    for index, one in enumerate(lists):
        judgements = [of_repeat[index] for of_repeat in judged]
        items += [_line_item(index, line, judgements) for line in one.lines]
        items.append(_dropped_item(index, one.dropped, judgements))
    return Calibration(judge=name, n_lists=len(lists), items=tuple(items))


def _line_item(index: int, line: Line, judgements: Sequence[Judgement]) -> CalibrationItem:
    said, right = [], []
    for judgement in judgements:
        found = judgement.extracted.get(line.cut.id)
        verdict = None if found is None else found.verdict if found.verdict in VERDICTS else "neither"
        wrong_cut = found is not None and verdict == "correct" and found.against != line.of
        said.append("neither" if wrong_cut else verdict)
        right.append(None if verdict is None else verdict in line.allowed and not wrong_cut)
    return CalibrationItem(
        list=index, kind=line.kind, text=line.cut.text, truth=line.allowed[0], said=tuple(said), right=tuple(right)
    )


def _dropped_item(index: int, dropped: str, judgements: Sequence[Judgement]) -> CalibrationItem:
    said = tuple(
        None if one.unscored else "found" if one.curated[dropped].verdict == "found" else "missing"
        for one in judgements
    )
    right = tuple(None if one is None else one == "missing" for one in said)
    return CalibrationItem(list=index, kind=DROPPED, text=dropped, truth="missing", said=said, right=right)
