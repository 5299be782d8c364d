"""The table of chunking: what reading piece by piece instead of the whole paper at once changes."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cutbench.reporting.frames import frame_of
from cutbench.statistics import one_per_answer, shift_interval

FULL_TEXT, CHUNKED = "full_text", "chunked"
SCORES = ("correct", "hallucinations")
COLUMNS = (
    *("model", "judge", "reader", "score", "n_full_text", "n_chunked", "n_distinct_full_text", "n_distinct_chunked"),
    *("difference", "difference_low", "difference_high", "qualified", "replayed"),
)


def tabulate_chunking(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row per model, judge, reader and score, of models that read in both modes, without gate.

    `difference` is the score in chunks minus that of the full text: the median over all pairs of a run in one mode and
    one in the other, as seeds are labels and make no pairs. Its bounds are the 95% `shift_interval`; runs with the same
    answer are one draw, and one draw has no interval.
    """
    runs = runs[(runs["gate"] == "off") & runs["mode"].isin([FULL_TEXT, CHUNKED])].dropna(subset=list(SCORES))
    names = ["model", "judge", "reader"]
    groups = runs.groupby(names, sort=False, dropna=False)
    return frame_of(
        (dict(zip(names, key, strict=True)) | row for key, group in groups for row in _rows(group)), COLUMNS
    )


def _rows(group: pd.DataFrame) -> Iterator[dict[str, object]]:
    full, chunked = (group[group["mode"] == mode] for mode in (FULL_TEXT, CHUNKED))
    if full.empty or chunked.empty:
        return
    for score in SCORES:
        one, other = (
            one_per_answer(rows[score].astype(float).tolist(), rows["answer"].tolist()) for rows in (full, chunked)
        )
        low, high = shift_interval(one, other)
        middle = float(np.median(np.subtract.outer(chunked[score].to_numpy(float), full[score].to_numpy(float))))
        yield {
            "score": score,
            "n_full_text": len(full),
            "n_chunked": len(chunked),
            "n_distinct_full_text": len(one),
            "n_distinct_chunked": len(other),
            "difference": middle,
            "difference_low": min(low, middle),
            "difference_high": max(high, middle),
            "qualified": bool(group["qualified"].all()),
            "replayed": bool(group["replayed"].any()),
        }
