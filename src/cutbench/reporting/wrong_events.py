"""The table of wrong events: how many each cut loses or lets through."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from cutbench.reporting.codegen import ComparedRun
from cutbench.reporting.frames import frame_of, grouped
from cutbench.schema.cuts import Cut

COLUMNS = (
    *("model", "arm", "cut", "object", "text", "n_runs", "n_distinct", "n_reference", "lost", "gained", "replayed"),
)
NOBODY_KNOWS = ""


def tabulate_wrong_events(runs: Iterable[ComparedRun], cuts: Iterable[Cut]) -> pd.DataFrame:
    """Return one row per model, arm and cut that is to blame, of programs that left a valid result.

    `lost` are events that only the reference selects, by the cut of the program's own list that rejects them; `gained`
    those that only the program selects, by the curated cut that it did not apply: means over the `n_runs` that left a
    valid result. The row without a cut has those of which the cause is not known, and is there also for a model without
    any wrong event.
    """
    groups = grouped((run for run in runs if run.comparison.n_selected is not None), "model", "arm")
    by_id = {cut.id: cut for cut in cuts}
    return frame_of((row for group in groups.values() for row in _rows(group, by_id)), COLUMNS)


def _rows(group: Sequence[ComparedRun], cuts: Mapping[str, Cut]) -> Iterator[dict[str, Any]]:
    wrong = [one for run in group for one in run.comparison.wrong_events]
    counts = Counter((one.cut or NOBODY_KNOWS, one.selected) for one in wrong)
    blamed = {cut for cut, _ in counts}
    for cut in (*(one for one in cuts if one in blamed), *sorted(blamed - set(cuts) - {NOBODY_KNOWS}), NOBODY_KNOWS):
        yield {
            "model": group[0].model,
            "arm": group[0].arm,
            "cut": cut,
            "object": cuts[cut].object if cut in cuts else "",
            "text": cuts[cut].text if cut in cuts else "",
            "n_runs": len(group),
            "n_distinct": len({run.answer for run in group}),
            "n_reference": group[0].comparison.n_reference,
            "lost": round(counts[cut, False] / len(group), 3),
            "gained": round(counts[cut, True] / len(group), 3),
            "replayed": any(run.record.replayed for run in group),
        }
