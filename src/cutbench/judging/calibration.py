"""Judging the judges: lists with known verdicts, and what a judge makes of them."""

from collections.abc import Callable, Sequence

from cutbench.judging.lists import DROPPED, CalibrationList, Line
from cutbench.schema.calibration import Calibration, CalibrationItem
from cutbench.schema.cuts import CutList
from cutbench.schema.verdicts import Judgement

VERDICTS = ("correct", "contradictory")  # all other verdicts on a line are 'neither'
Judge = Callable[[CutList, int], Judgement]


def calibrate(name: str, judge: Judge, lists: Sequence[CalibrationList], *, repeats: int) -> Calibration:
    """Let a judge score all lists `repeats` times; repeat by repeat, as in the real thing."""
    judged = [
        [judge(CutList(cuts=tuple(line.cut for line in one.lines)), repeat) for one in lists]
        for repeat in range(repeats)
    ]
    items: list[CalibrationItem] = []
    for index, one in enumerate(lists):
        judgements = [of_repeat[index] for of_repeat in judged]
        items += [_line_item(index, one.style, line, judgements) for line in one.lines]
        items.append(_dropped_item(index, one, judgements))
    return Calibration(judge=name, n_lists=len(lists), items=tuple(items))


def _line_item(index: int, style: str, line: Line, judgements: Sequence[Judgement]) -> CalibrationItem:
    said, right = [], []
    for judgement in judgements:
        found = judgement.extracted.get(line.cut.id)
        verdict = None if found is None else found.verdict if found.verdict in VERDICTS else "neither"
        wrong_cut = found is not None and verdict == "correct" and found.against != line.of
        said.append("neither" if wrong_cut else verdict)
        right.append(None if verdict is None else verdict in line.allowed and not wrong_cut)
    return CalibrationItem(
        list=index,
        kind=line.kind,
        style=style,
        text=line.cut.text,
        truth=line.allowed[0],
        said=tuple(said),
        right=tuple(right),
    )


def _dropped_item(index: int, of: CalibrationList, judgements: Sequence[Judgement]) -> CalibrationItem:
    said = tuple(
        None if one.unscored else "found" if one.curated[of.dropped].verdict == "found" else "missing"
        for one in judgements
    )
    right = tuple(None if one is None else one == "missing" for one in said)
    return CalibrationItem(
        list=index, kind=DROPPED, style=of.style, text=of.dropped, truth="missing", said=said, right=right
    )
