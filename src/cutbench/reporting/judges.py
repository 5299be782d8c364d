"""What judges are worth: the table of their calibration, and the mark that it leaves in all others."""

from collections.abc import Iterable, Sequence

import pandas as pd

from cutbench.judging import DROPPED
from cutbench.schema.calibration import Calibration, CalibrationItem
from cutbench.statistics import cohen_kappa, kappa_interval

COLUMNS = (
    *("judge", "qualified", "judges_itself", "n_lists", "n_items", "repeats", "accuracy", "kappa", "kappa_low"),
    *("kappa_high", "flip_rate", "n_unscored", "replayed"),
)
Answer = tuple[CalibrationItem, str, bool]


def tabulate_judges(
    calibrations: Iterable[Calibration], *, threshold: float, judged_models: Iterable[str]
) -> pd.DataFrame:
    """Return a row per judge: how it stands to known verdicts, and whether that qualifies it.

    `accuracy` is the share of right answers, `kappa` the agreement on lines with the known verdicts beyond chance with
    a 95% interval over lists, `flip_rate` the share of items with different answers in the repeats. `right: ...` is the
    accuracy on one kind of corruption, `kappa: ...` the agreement in one style of writing. `judges_itself` marks a
    judge that is one of the judged models.
    """
    rows = [_row(one, threshold, one.judge in set(judged_models)) for one in calibrations]
    frame = pd.DataFrame(rows, columns=None if rows else list(COLUMNS))
    return frame.sort_values("qualified", ascending=False, kind="stable")


def mark_qualified(frame: pd.DataFrame, judges: pd.DataFrame) -> pd.DataFrame:
    """Add the column `qualified`, and put the rows of judges that are not behind the others."""
    qualified = dict(zip(judges["judge"], judges["qualified"], strict=True))
    marked = frame.assign(qualified=frame["judge"].map(qualified).fillna(value=False).astype(bool))
    return marked.sort_values("qualified", ascending=False, kind="stable")


def _row(calibration: Calibration, threshold: float, judges_itself: bool) -> dict[str, object]:
    answers = [(item, said, right) for item in calibration.items for said, right in _answers(item)]
    # What a list lacks is no line of it: a judge that never says 'correct' would get all of these right.
    lines = [(item, said, right) for item, said, right in answers if item.kind != DROPPED]
    truth, given = _truth_and_given(lines)
    kappa = cohen_kappa(truth, given)
    low, high = kappa_interval(truth, given, [item.list for item, _, _ in lines])
    kinds = dict.fromkeys(item.kind for item in calibration.items)
    styles = dict.fromkeys(item.style for item in calibration.items if item.style)
    return {
        "judge": calibration.judge,
        "qualified": bool(kappa >= threshold),
        "judges_itself": judges_itself,
        "n_lists": calibration.n_lists,
        "n_items": len(calibration.items),
        "repeats": max((len(item.said) for item in calibration.items), default=0),
        "accuracy": _share(right for _, _, right in answers),
        "kappa": round(kappa, 4),
        "kappa_low": round(low, 4),
        "kappa_high": round(high, 4),
        "flip_rate": _share(len(set(item.said)) > 1 for item in calibration.items),
        "n_unscored": sum(said is None for item in calibration.items for said in item.said),
        **{f"right: {kind}": _share(right for item, _, right in answers if item.kind == kind) for kind in kinds},
        **{f"kappa: {style}": _kappa_in(style, lines) for style in styles},
        "replayed": calibration.replayed,
    }


def _truth_and_given(lines: Sequence[Answer]) -> tuple[list[str], list[str]]:
    """Return the known verdicts and those given; where several are right, any of them agrees with the truth."""
    given = [item.truth if right else said for item, said, right in lines]
    return [item.truth for item, _, _ in lines], given


def _kappa_in(style: str, lines: Sequence[Answer]) -> float:
    return round(cohen_kappa(*_truth_and_given([one for one in lines if one[0].style == style])), 4)


def _answers(item: CalibrationItem) -> list[tuple[str, bool]]:
    pairs = zip(item.said, item.right, strict=True)
    return [(said, right) for said, right in pairs if said is not None and right is not None]


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return round(sum(listed) / len(listed), 4) if listed else None
